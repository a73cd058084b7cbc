import Diagnostics
import Documents
import Execution
import Matrices
import Planning
import Reports
import Stages
import Tables

/// A run as a page that is passed around: segments first, then how they came about.
///
/// It holds aggregates and never a customer's row: tables of rows are named and not shown, and segments of
/// fewer than `leastSize` customers have a size and nothing else. The same run gives the same page, byte for
/// byte.
///
/// ```swift
/// let result = session.run(source)
/// let page = ReportPage(result, of: source, in: &session, lock: nil)
/// print(page.html(brand: nil))
/// ```
package struct ReportPage: Sendable {
  /// Below so many customers a number could tell who they are.
  package static let leastSize = 10

  package let title: String
  /// What comes before the sections.
  private let lead: String
  private let cards: [Card]
  private let sections: [(title: String, document: Document)]

  private struct Card {
    let name: String
    let size: String
    let lines: [String]
  }

  /// - Parameters:
  ///   - result: A run of the script, finished or not.
  ///   - source: The script.
  ///   - session: The session that ran it; it is asked for the differences between segments.
  ///   - lock: The file beside the script that proves its segments, and its digest; `nil` if there is none.
  package init(
    _ result: SessionResult, of source: SourceText, in session: inout Session,
    lock: (path: String, digest: String)?
  ) {
    let texts = result.outcome.results.compactMap { shown -> String? in
      if case .text(let text, _) = shown { text } else { nil }
    }
    let heading = texts.first.flatMap { ReportPage.paragraphs($0).first { $0.isHeading } }
    title = heading?.text ?? source.name
    let models = result.outcome.results.compactMap { shown -> Runner.Remembered? in
      guard case .value(let remembered, _) = shown, case .model = remembered.value else {
        return nil
      }
      return remembered
    }
    var sections: [(title: String, document: Document)] = []
    if !result.errors.isEmpty {
      sections.append(
        (
          "The run did not finish",
          Document(
            result.errors.map { problem in
              .note(
                .warning,
                ([problem.code.id, problem.message] + problem.notes).joined(separator: "; "))
            })
        ))
    }
    guard let remembered = models.last, case .model(let model) = remembered.value else {
      lead = result.errors.isEmpty ? "This script ends without segments." : ""
      cards = []
      self.sections =
        sections + ReportPage.results(result) + ReportPage.record(result, source, lock)
      return
    }
    let differences = session.differences(of: remembered)
    let money = ReportPage.money(of: model, remembered.type)
    cards = ReportPage.cards(model, differences, money)
    lead = ReportPage.lead(model, remembered.type)
    sections.append(("Sizes", ReportPage.sizes(model, money)))
    if let heat = ReportPage.heat(of: model) {
      sections.append(("At a glance", Document([.chart(heat)])))
    }
    let choice = Document(choiceOf: model)
    if !choice.blocks.isEmpty {
      let count = model.k == 1 ? "one segment" : "\(readable(model.k)) segments"
      sections.append(("Why \(count)", choice))
    }
    let stability = Document(stabilityOf: model)
    if !stability.blocks.isEmpty { sections.append(("How reproducible they are", stability)) }
    if let differences {
      sections.append(
        (
          "What sets them apart", differences.document(leastSize: ReportPage.leastSize)
        ))
    }
    self.sections = sections + ReportPage.results(result) + ReportPage.record(result, source, lock)
  }

  // MARK: The first page

  private static func label(_ segment: Int, of model: Model) -> String {
    model.names?.names[segment] ?? "Segment \(segment + 1)"
  }

  private static func lead(_ model: Model, _ type: ValueType) -> String {
    let customers = model.labels.count
    var text = "\(readable(customers)) customers in \(readable(model.k)) "
    text += model.k == 1 ? "segment" : "segments"
    if model.noise > 0 { text += "; \(readable(model.noise)) belong to none" }
    return text + "."
  }

  /// The money of each segment, exactly added; `nil` where no feature is an amount.
  private static func money(of model: Model, _ type: ValueType) -> (name: String, sums: [Double])? {
    guard case .model(let features, _) = type,
      let name = features.table.moneyColumn(besides: features.key)
    else { return nil }
    let cells = model.scaled.features.inOriginalUnits.numbers(of: name)
    var sums = [ExactSum](repeating: ExactSum(), count: model.k)
    for (value, label) in zip(cells.values, model.labels) where label >= 0 {
      sums[label].add(value)
    }
    return (name, sums.map(\.value))
  }

  private static func cards(
    _ model: Model, _ differences: SegmentDifferences?, _ money: (name: String, sums: [Double])?
  ) -> [Card] {
    let total = model.labels.count
    return (0..<model.k).map { segment in
      let size = model.sizes[segment]
      let name = label(segment, of: model)
      guard size >= leastSize else {
        return Card(
          name: name, size: "fewer than \(leastSize) customers",
          lines: ["Too few to describe without describing the persons."])
      }
      let share = readableShare(Double(size) / Double(max(1, total)))
      var lines: [String] = []
      if let money {
        let all = money.sums.filter { $0 > 0 }.reduce(0, +)
        if all > 0, money.sums[segment] >= 0 {
          lines.append("\(readableShare(money.sums[segment] / all)) of \(money.name).")
        }
      }
      let found = differences?.segments.first { $0.number == segment + 1 }
      lines.append(found?.sentence() ?? "No difference from the others is more than chance.")
      return Card(name: name, size: "\(readable(size)) customers, \(share)", lines: lines)
    }
  }

  private static func sizes(
    _ model: Model, _ money: (name: String, sums: [Double])?
  ) -> Document {
    let total = Double(max(1, model.labels.count))
    let labels = (0..<model.k).map { label($0, of: model) }
    let hidden = model.sizes.map { $0 < leastSize }
    var blocks: [Document.Block] = [
      .chart(
        BarChart(
          title: "Share of customers", measure: "percent of \(readable(Int(total))) customers",
          labels: labels,
          values: zip(model.sizes, hidden).map { $1 ? nil : Double($0) / total * 100 }))
    ]
    if let money {
      let all = money.sums.reduce(0, +)
      if all > 0 {
        blocks.append(
          .chart(
            BarChart(
              title: "Share of \(money.name)", measure: "percent of \(readable(all))",
              labels: labels,
              values: zip(money.sums, hidden).map { $1 ? nil : $0 / all * 100 })))
      }
    }
    return Document(blocks)
  }

  /// The means of the segments in standard deviations, as the model sees the features; `nil` after `reduce`.
  private static func heat(of model: Model) -> HeatChart? {
    let names = model.scaled.features.names
    let matrix = model.scaled.matrix
    guard model.k > 1, matrix.columns == names.count, !names.isEmpty else { return nil }
    let values = names.indices.map { column -> [Double?] in
      var all = ExactSum()
      var own = [ExactSum](repeating: ExactSum(), count: model.k)
      for (row, label) in model.labels.enumerated() {
        all.add(matrix[row, column])
        if label >= 0 { own[label].add(matrix[row, column]) }
      }
      let mean = all.value / Double(max(1, matrix.rows))
      var squares = ExactSum()
      for row in 0..<matrix.rows {
        squares.add((matrix[row, column] - mean) * (matrix[row, column] - mean))
      }
      let deviation = (squares.value / Double(max(1, matrix.rows))).squareRoot()
      return model.sizes.enumerated().map { segment, size in
        guard size >= leastSize, deviation > 0 else { return nil }
        return (own[segment].value / Double(size) - mean) / deviation
      }
    }
    return HeatChart(
      title: "Segments against the average",
      measure:
        "mean of each segment, in standard deviations from the mean of all customers, after the"
        + " transformations of the model",
      features: names, segments: (0..<model.k).map { label($0, of: model) }, values: values)
  }

  // MARK: How it came about

  /// What the script shows beside models: profiles, charts and sweeps.
  ///
  /// Rows are named and not shown.
  private static func results(_ result: SessionResult) -> [(title: String, document: Document)] {
    var blocks: [Document.Block] = []
    // The first heading is the title of the page.
    var isTitled = false
    for shown in result.outcome.results {
      switch shown {
      case .text(let text, _):
        for paragraph in paragraphs(text) where !paragraph.isHeading || isTitled {
          blocks.append(paragraph.isHeading ? .heading(paragraph.text) : .paragraph(paragraph.text))
        }
        isTitled = true
      case .value(let remembered, _):
        switch remembered.value {
        case .model: continue
        case .sweep, .display, .scalar, .run:
          blocks += Document(remembered.value, of: remembered.type).blocks
        case .profile(let profile):
          let large = profile.without(fewerThan: leastSize)
          blocks += Document(.profile(large), of: remembered.type).blocks
        case .table, .features, .scaled, .applied:
          let rows = remembered.value.rows?.rowCount ?? 0
          let names = remembered.type.table?.columns.map(\.name) ?? []
          blocks.append(
            .paragraph(
              "\(readable(rows)) rows with \(names.joined(separator: ", ")). Rows are not part of a"
                + " report."))
        }
      }
    }
    return blocks.isEmpty ? [] : [("What the script shows", Document(blocks))]
  }

  private static func record(
    _ result: SessionResult, _ source: SourceText, _ lock: (path: String, digest: String)?
  ) -> [(title: String, document: Document)] {
    let decisions = result.outcome.decisions
    func count(_ rows: Int?) -> TableBlock.Cell {
      rows.map { .value(.integer(Int64($0))) } ?? .empty
    }
    let ledger = Document([
      .table(
        TableBlock(
          headings: [
            .init("step"), .init("rows in", alignment: .trailing),
            .init("rows out", alignment: .trailing), .init("because"),
          ],
          rows: decisions.map {
            [.text($0.code), count($0.rowsIn), count($0.rowsOut), .text($0.because ?? "")]
          }))
    ])
    let remarks = result.diagnostics.filter { $0.severity != .error }
    let notes = Document(
      remarks.map { problem in
        .note(
          problem.severity == .warning ? .warning : .note,
          ([problem.message] + problem.notes).joined(separator: "; "))
      })
    let proof =
      lock.map { "\($0.path) holds what this run decided and found; SHA-256 \($0.digest)." }
      ?? "There is no lock beside the script: `segue lock` makes one, which proves the segments later."
    return (decisions.isEmpty ? [] : [("Every step, and why", ledger)])
      + (remarks.isEmpty ? [] : [("Notes and warnings", notes)])
      + [("The script", Document([.code(source.text), .paragraph(proof)]))]
  }

  /// A text cell as paragraphs between empty lines; a line that begins with `#` is a heading.
  private static func paragraphs(_ text: String) -> [(text: String, isHeading: Bool)] {
    var found: [(text: String, isHeading: Bool)] = []
    var open = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let words = line.drop { $0 == " " }
      if words.hasPrefix("#") {
        found.append((String(words.drop { $0 == "#" || $0 == " " }), true))
        open = false
      } else if words.isEmpty {
        open = false
      } else if open {
        found[found.count - 1].text += " " + words
      } else {
        found.append((String(words), false))
        open = true
      }
    }
    return found
  }

  // MARK: Formats

  /// One self-contained HTML file.
  ///
  /// - Parameter brand: `#rrggbb`; `nil` for the standard colour.
  /// - Returns: The text of the page.
  package func html(brand: String?) -> String {
    var body = "<h1>\(htmlText(title))</h1>\n"
    if !lead.isEmpty { body += "<p class=\"lead\">\(htmlText(lead))</p>\n" }
    if !cards.isEmpty {
      body += "<div class=\"cards\">\n"
      for card in cards {
        body += "<section class=\"card\"><h3>\(htmlText(card.name))</h3>\n"
        body += "<p class=\"size\">\(htmlText(card.size))</p>\n"
        body += card.lines.map { "<p>\(htmlProse($0))</p>\n" }.joined() + "</section>\n"
      }
      body += "</div>\n"
    }
    for section in sections {
      body += "<section>\n<h2>\(htmlText(section.title))</h2>\n"
      body += HTMLFormat().text(of: section.document) + "</section>\n"
    }
    return HTMLPage(title: title, body: body, brand: brand).text
  }

  /// The same as Markdown.
  package var markdown: String {
    var blocks: [Document.Block] = []
    if !lead.isEmpty { blocks.append(.paragraph(lead)) }
    for card in cards {
      blocks += [
        .heading(card.name), .paragraph(([card.size] + card.lines).joined(separator: "\n")),
      ]
    }
    for section in sections { blocks += [.heading(section.title)] + section.document.blocks }
    return MarkdownFormat(headingLevel: 1).text(of: Document([.heading(title)])) + "\n"
      + MarkdownFormat().text(of: Document(blocks))
  }
}

extension Session {
  /// What sets the segments of a model apart.
  fileprivate mutating func differences(of model: Runner.Remembered) -> SegmentDifferences? {
    let question = SourceText(name: "<report>", text: "| differentiate")
    let result = resume(from: model, with: question)
    guard case .value(let remembered, _)? = result.outcome.results.last,
      case .display(let display) = remembered.value
    else { return nil }
    return display as? SegmentDifferences
  }
}
