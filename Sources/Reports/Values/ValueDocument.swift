import Documents
import Diagnostics
import Matrices
import Planning
import Relations
import Tables

extension Document {
  /// What a value looks like: made once, drawn by every format.
  ///
  /// Of a table at most `rows` rows are put in; the whole number is told beside them.
  package init(_ value: Value, of type: ValueType, rows: Int = .max) {
    switch value {
    case .table(let all):
      self.init(TableDocument(all.table, type: type.table, rows: rows).blocks)
    case .applied(let applied):
      self.init(TableDocument(applied.table, type: type.table, rows: rows).blocks)
    case .features(let features): self.init(FeaturesDocument(features).blocks)
    case .scaled(let scaled): self.init(FeaturesDocument(scaled).blocks)
    case .sweep(let sweep): self.init(SweepDocument(sweep).blocks)
    case .model(let model): self.init(ModelDocument(model).blocks)
    case .profile(let profile): self.init(ProfileDocument(profile).blocks)
    case .display(let display): self = display.document
    case .scalar(let literal): self.init([.paragraph(literal.plainText)])
    case .run(let run): self.init([.paragraph(run.phrase)])
    }
  }
}

extension Document {
  /// How a model was chosen among candidates, without its segments; empty if it was fitted alone.
  package init(choiceOf model: Model) { self.init(ModelDocument.choice(of: model)) }

  /// How reproducible the segments are; empty if nobody asked.
  package init(stabilityOf model: Model) {
    self.init(model.stability.flatMap { StabilityDocument($0).blocks })
  }
}

/// Rows as they are.
struct TableDocument {
  let blocks: [Document.Block]

  init(_ table: Table, type: TableType?, rows: Int) {
    let headings = table.fields.map { field in
      let known = type?[field.name]
      let isNumber = field.type.isNumeric || field.type.isTemporal
      let isName = known?.type == .id(field.type)
      return TableBlock.Heading(
        field.name, detail: (known?.type ?? DataType(field.type)).name,
        alignment: isNumber && !isName ? .trailing : .leading,
        grouping: isName || looksLikeName(field.name) ? .none : .thousands)
    }
    let shown = min(rows, table.rowCount)
    let hidden = HiddenCells(of: table, type)
    let cells = (0..<shown).map { row in
      table.columns.indices.map { TableBlock.Cell.value(hidden.shown(table[row, $0], column: $0)) }
    }
    blocks =
      [
        .table(TableBlock(headings: headings, rows: cells, totalRows: table.rowCount))
      ]
      + table.fields.compactMap { field in
        type?[field.name]?.definition.map { .paragraph("\(field.name): \($0)") }
      }
  }
}

/// Whether a column holds numbers that are names: grouping their digits would only confuse.
private func looksLikeName(_ column: String) -> Bool {
  let folded = column.lowercased()
  return folded.hasSuffix("id") || folded.hasSuffix("no") || folded.contains("invoice")
    || folded.contains("code") || folded.contains("year")
}

/// One line per feature: least, distribution, median, greatest.
struct FeaturesDocument {
  let blocks: [Document.Block]

  init(_ features: Features) {
    blocks = FeaturesDocument.blocks(
      features, title: "Features per \(features.key)",
      features.names.map { name in
        features.table.numbers(of: name).values
      })
  }

  init(_ scaled: Scaled) {
    let words = FeaturesDocument.words(scaled.encoding)
    if let reduction = scaled.reduction {
      blocks = ReductionDocument(reduction, of: scaled.features).blocks + words
      return
    }
    blocks =
      FeaturesDocument.blocks(
        scaled.features, title: "Scaled features per \(scaled.features.key) (\(scaled.method))",
        (0..<scaled.matrix.columns).map { scaled.matrix.column($0) }) + words
  }

  /// The categories beside the features, a sentence each.
  private static func words(_ encoding: Encoding?) -> [Document.Block] {
    guard let encoding else { return [] }
    return encoding.categories.map { category in
      .paragraph(
        "\(category.name): \(category.levels.joined(separator: ", ")) and \(Encoding.other); one that "
          + "differs adds \(readable(encoding.gamma, significant: 4)) to the squared distance.")
    }
  }

  private static func blocks(_ features: Features, title: String, _ columns: [[Double]])
    -> [Document.Block]
  {
    let headings = [
      TableBlock.Heading("feature"), TableBlock.Heading("min", alignment: .trailing),
      TableBlock.Heading("distribution"), TableBlock.Heading("median", alignment: .trailing),
      TableBlock.Heading("mean", alignment: .trailing),
      TableBlock.Heading("max", alignment: .trailing),
    ]
    let rows = zip(features.names, columns).map { name, values -> [TableBlock.Cell] in
      let sorted = values.filter { !$0.isNaN }.sorted()
      guard let least = sorted.first, let greatest = sorted.last else {
        return [.text(name), .empty, .empty, .empty, .empty, .empty]
      }
      return [
        .text(name), .number(least, significant: 5),
        .histogram(HistogramBins(values).heights),
        .number(middle(of: sorted), significant: 5),
        .number(sorted.reduce(0, +) / Double(sorted.count), significant: 5),
        .number(greatest, significant: 5),
      ]
    }
    return [
      .heading("\(title), \(readable(features.table.rowCount)) rows"),
      .table(TableBlock(headings: headings, rows: rows)),
    ]
  }
}

/// Principal components: what each is made of, and how much it carries.
struct ReductionDocument {
  let blocks: [Document.Block]

  init(_ reduction: Reduction, of features: Features) {
    var sum = 0.0
    let rows = reduction.names.indices.map { axis -> [TableBlock.Cell] in
      sum += reduction.explained[axis]
      return [
        .text(reduction.names[axis]), .share(reduction.explained[axis]), .share(min(1, sum)),
      ] + features.names.indices.map { .number(reduction.loadings[axis, $0], significant: 3) }
    }
    blocks = [
      .heading(
        "\(reduction.names.count) of \(features.names.count) principal components per "
          + "\(features.key), \(readable(features.table.rowCount)) rows"),
      .table(
        TableBlock(
          headings: [
            TableBlock.Heading("component"),
            TableBlock.Heading("explained", alignment: .trailing),
            TableBlock.Heading("together", alignment: .trailing),
          ]
            + features.names.map {
              TableBlock.Heading($0, detail: "loading", alignment: .trailing)
            }, rows: rows)),
    ]
  }
}

/// The median of sorted values, at least one.
private func middle(of sorted: [Double]) -> Double {
  let half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

extension LockedRun {
  /// What a locked run is, in a line.
  fileprivate var phrase: String {
    let columns = source.table.columns.map { "`\(VisibleText($0.name).text)`" }
    return "\(quoted(path)): the model \(quoted(model)), for `apply`; it reads "
      + columns.joined(separator: ", ") + "."
  }
}
