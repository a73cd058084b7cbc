import Documents
import Planning

/// Segments with their statistics: sizes, values, differences that may be chance, intervals, categories.
struct ProfileDocument {
  let blocks: [Document.Block]

  /// Further values of a category are one row.
  private static let mostLevels = 8

  init(_ profile: Profile) {
    let document = Sections(profile: profile)
    let order = document.order
    let isWide =
      switch profile.layout {
      case .wide: true
      case .long: false
      case .auto: ProfileDocument.isWide(profile)
      }
    var blocks: [Document.Block] = [
      .heading(
        "Profile of \(profile.segments.count) segments, \(readable(profile.whole.size)) customers"),
      .table(document.sizes),
    ]
    if !order.isEmpty {
      blocks.append(.table(isWide ? document.wide(order) : document.long(order)))
    }
    if let remark = document.chance { blocks.append(.paragraph(remark)) }
    if !profile.carried.isEmpty {
      blocks.append(.paragraph("Not clustered on: \(profile.carried.joined(separator: ", "))."))
    }
    if profile.showsIntervals { blocks += order.flatMap { document.intervals(of: $0) } }
    for category in profile.categories.indices { blocks += document.shares(of: category) }
    if !profile.leftOut.isEmpty {
      blocks.append(
        .paragraph("Too many values to compare: \(profile.leftOut.joined(separator: ", "))."))
    }
    self.blocks = blocks + ModelDocument.noise(profile.model)
  }

  /// Whether columns outnumber segments, or their statistics would not fit beside each other.
  private static func isWide(_ profile: Profile) -> Bool {
    let (columns, segments) = (profile.columns.count, profile.segments.count)
    return columns > segments || columns * profile.statistics.count > 6 && segments <= 6
  }

  private struct Sections {
    let profile: Profile

    /// The columns with the largest differences between segments first.
    var order: [Int] {
      let effects = profile.effects
      guard effects.count == profile.columns.count else { return Array(profile.columns.indices) }
      return effects.indices.sorted { (effects[$1], $0) < (effects[$0], $1) }
    }

    private func label(_ segment: Profile.Segment) -> String {
      guard let names = profile.model.names?.names else { return String(segment.number) }
      return "\(segment.number) \(names[segment.number - 1])"
    }

    private var segmentHeading: TableBlock.Heading {
      TableBlock.Heading(
        "segment", alignment: profile.model.names == nil ? .trailing : .leading)
    }

    private func cell(_ value: Double?) -> TableBlock.Cell {
      value.map { .number($0, significant: 4) } ?? .empty
    }

    /// Customers, share, money, and who is near a border.
    var sizes: TableBlock {
      let borders = profile.segments.compactMap(\.nearBorder)
      var headings = [
        segmentHeading, TableBlock.Heading("customers", alignment: .trailing),
        TableBlock.Heading("share", alignment: .trailing), TableBlock.Heading(""),
      ]
      if let money = profile.money {
        headings.append(TableBlock.Heading(money, detail: "share", alignment: .trailing))
      }
      if !borders.isEmpty {
        headings.append(
          TableBlock.Heading("near border", detail: "customers", alignment: .trailing))
      }
      let most = Double(max(1, profile.segments.map(\.size).max() ?? 1))
      func row(
        _ name: String, _ segment: Profile.Segment, bar: TableBlock.Cell, money: Double?,
        border: Int?
      ) -> [TableBlock.Cell] {
        var cells: [TableBlock.Cell] = [
          .text(name), .value(.integer(Int64(segment.size))), .share(segment.share), bar,
        ]
        if profile.money != nil { cells.append(money.map { .share($0) } ?? .empty) }
        if !borders.isEmpty {
          cells.append(border.map { .value(.integer(Int64($0))) } ?? .empty)
        }
        return cells
      }
      let rows = profile.segments.map {
        row(
          label($0), $0, bar: .bar(Double($0.size) / most), money: $0.moneyShare,
          border: $0.nearBorder)
      }
      return TableBlock(
        headings: headings,
        rows: rows + [
          row(
            "all", profile.whole, bar: .empty, money: profile.money.map { _ in 1 },
            border: borders.reduce(0, +))
        ])
    }

    /// A row per segment.
    func long(_ order: [Int]) -> TableBlock {
      let headings =
        [segmentHeading]
        + order.flatMap { column in
          profile.statistics.map {
            TableBlock.Heading(profile.columns[column], detail: $0.rawValue, alignment: .trailing)
          }
        }
      func row(_ name: String, _ segment: Profile.Segment) -> [TableBlock.Cell] {
        [.text(name)] + order.flatMap { segment.values[$0].map(cell) }
      }
      return TableBlock(
        headings: headings,
        rows: profile.segments.map { row(label($0), $0) } + [row("all", profile.whole)])
    }

    /// A row per column and statistic.
    func wide(_ order: [Int]) -> TableBlock {
      let headings =
        [TableBlock.Heading("column"), TableBlock.Heading("statistic")]
        + profile.segments.map { TableBlock.Heading(label($0), alignment: .trailing) }
        + [TableBlock.Heading("all", alignment: .trailing)]
      let rows = order.flatMap { column in
        profile.statistics.indices.map { statistic -> [TableBlock.Cell] in
          [
            .text(statistic == 0 ? profile.columns[column] : ""),
            .text(profile.statistics[statistic].rawValue),
          ]
            + (profile.segments + [profile.whole]).map { segment in
              cell(segment.values[column][statistic])
            }
        }
      }
      return TableBlock(headings: headings, rows: rows)
    }

    /// What may be chance, and what is too small to tell; `nil` if nothing.
    var chance: String? {
      let found = profile.segments.filter { !$0.withinChance.isEmpty }
      // The test needs two customers.
      let small = profile.segments.filter { $0.size < 2 }
      let parts = found.map { "\(label($0)) in \($0.withinChance.joined(separator: ", "))" }
      let remarks =
        (parts.isEmpty ? [] : ["May be chance: segment \(parts.joined(separator: "; "))."])
        + (small.isEmpty
          ? []
          : ["Too few customers to compare: segment \(small.map(label).joined(separator: ", "))."])
      return remarks.isEmpty ? nil : remarks.joined(separator: " ")
    }

    /// Quartiles and intervals of a column.
    func intervals(of column: Int) -> [Document.Block] {
      func ends(_ interval: ClosedRange<Double>?) -> TableBlock.Cell {
        guard let interval else { return .empty }
        return .text(
          [interval.lowerBound, interval.upperBound].map { readable($0, significant: 3) }
            .joined(separator: "..."))
      }
      let hasMissing = profile.segments.contains { ($0.spreads[column]?.missing ?? 0) > 0 }
      let headings =
        [
          segmentHeading, TableBlock.Heading("median", alignment: .trailing),
          TableBlock.Heading("median", detail: "95% interval"),
          TableBlock.Heading("q1", alignment: .trailing),
          TableBlock.Heading("q3", alignment: .trailing),
          TableBlock.Heading("mean", detail: "95% interval"),
        ] + (hasMissing ? [TableBlock.Heading("missing", alignment: .trailing)] : [])
      let rows = profile.segments.map { segment -> [TableBlock.Cell] in
        guard let spread = segment.spreads[column] else {
          return [.text(label(segment))] + headings.dropFirst().map { _ in .empty }
        }
        return [
          .text(label(segment)), cell(spread.median), ends(spread.medianInterval),
          cell(spread.q1), cell(spread.q3), ends(spread.meanInterval),
        ] + (hasMissing ? [.value(.integer(Int64(spread.missing)))] : [])
      }
      return [
        .heading(profile.columns[column]), .table(TableBlock(headings: headings, rows: rows)),
      ]
    }

    /// The shares of a category, and their index against all segments.
    func shares(of place: Int) -> [Document.Block] {
      let category = profile.categories[place]
      let all = profile.categoryTotals[place]
      let total = all.reduce(0, +)
      // Values of few customers are one row with the rest.
      let shown = category.levels.indices.prefix(ProfileDocument.mostLevels).filter {
        all[$0] >= profile.leastCount
      }
      let rest = category.levels.indices.filter { !shown.contains($0) }
      func row(_ name: String, _ levels: [Int]) -> [TableBlock.Cell] {
        let base = share(levels.reduce(0) { $0 + all[$1] }, of: total)
        return [.text(name), .text(readableShare(base))]
          + profile.segments.map { segment in
            let counts = segment.counts[place]
            let count = levels.reduce(0) { $0 + counts[$1] }
            let size = counts.reduce(0, +)
            guard size > 0 else { return .empty }
            guard count == 0 || count >= profile.leastCount else {
              return .text("fewer than \(profile.leastCount)")
            }
            let own = share(count, of: size)
            return .text("\(readableShare(own)) (\(Int((own / base * 100).rounded())))")
          }
      }
      let headings =
        [
          TableBlock.Heading(category.name), TableBlock.Heading("all", alignment: .trailing),
        ]
        + profile.segments.map {
          TableBlock.Heading(label($0), detail: "share, index", alignment: .trailing)
        }
      let rows =
        shown.map { row(category.levels[$0], [$0]) }
        + (rest.isEmpty ? [] : [row("other values", Array(rest))])
      let clustered = profile.model.scaled.encoding?.categories.map(\.name) ?? []
      let isClustered = clustered.contains(category.name)
      return [
        .heading("\(category.name)\(isClustered ? "" : ", not clustered on")"),
        .table(TableBlock(headings: headings, rows: rows)),
      ]
    }

    private func share(_ count: Int, of total: Int) -> Double {
      total == 0 ? 0 : Double(count) / Double(total)
    }
  }
}
