import Diagnostics
import Planning
import Relations
import Tables

/// The candidates of a sweep side by side.
struct SweepDocument {
  let blocks: [Document.Block]

  init(_ sweep: Sweep, picked: Int? = nil) {
    let columns = Metric.allCases.filter { metric in
      metric != .elbow && sweep.candidates.contains { $0.metrics[metric] != nil }
    }
    let mixed = Set(sweep.candidates.map(\.algorithm)).count > 1
    let swept = sweep.swept.filter { $0 != "k" }
    let headings =
      (mixed ? [TableBlock.Heading("algorithm")] : [])
      + [TableBlock.Heading("k", alignment: .trailing)]
      + swept.map { TableBlock.Heading($0, alignment: sweep.isWord($0) ? .leading : .trailing) }
      + columns.map { TableBlock.Heading($0.rawValue, alignment: .trailing) }
    let rows = sweep.candidates.map { model -> [TableBlock.Cell] in
      (mixed ? [.text(model.algorithm)] : []) + [.value(.integer(Int64(model.k)))]
        + swept.map { SweepDocument.cell(model.parameters[$0]) }
        + columns.map { metric in
          guard let value = model.metrics[metric] else { return .empty }
          return metric.isShare ? .share(value) : .number(value, significant: 4)
        }
    }
    blocks =
      [
        .heading("\(readable(sweep.candidates.count)) candidates"),
        .table(
          TableBlock(
            headings: headings, rows: rows, highlighted: picked.map { [$0] } ?? [])),
      ] + (picked == nil ? SweepDocument.elbow(sweep) : [])
  }

  /// A parameter that varies.
  private static func cell(_ value: LedgerValue?) -> TableBlock.Cell {
    switch value {
    case .integer(let number): .value(.integer(Int64(number)))
    case .number(let number): .number(number, significant: 4)
    case .text(let word): .text(word)
    case .boolean, .cell, .list, .record, .null, nil: .empty
    }
  }

  /// The inertia over k, with the candidate to point out; nothing where it is no curve over k.
  static func elbow(_ sweep: Sweep, marked: Int? = nil) -> [Document.Block] {
    guard sweep.swept == ["k"], Set(sweep.candidates.map(\.algorithm)).count == 1,
      sweep.candidates.count > 2 || marked != nil,
      sweep.candidates.allSatisfy({ $0.inertia != nil })
    else { return [] }
    return [
      .chart(
        .bars(
          Chart.Bars(
            title: "Elbow", measure: "inertia", labels: sweep.labels,
            values: sweep.candidates.map { $0.inertia }, marked: marked,
            remark: marked == nil ? "" : "picked: the knee")))
    ]
  }
}

/// A model: how it was chosen, and its segments in the units of the features.
struct ModelDocument {
  let blocks: [Document.Block]

  init(_ model: Model) {
    blocks =
      (model.choice.map { ModelDocument.choice($0, model) } ?? [])
      + ModelDocument.segments(model)
  }

  private static func choice(_ choice: Choice, _ model: Model) -> [Document.Block] {
    let sweep = choice.sweep
    let metric = choice.metric
    let value = model.metrics[metric].map { " (" + readable($0, significant: 4) + ")" } ?? ""
    let reason =
      switch metric.better {
      case .higher: "the highest \(metric.rawValue)\(value)"
      case .lower: "the lowest \(metric.rawValue)\(value)"
      case .knee: "the knee of the inertia"
      }
    var blocks = SweepDocument(sweep, picked: choice.picked).blocks
    if metric != .elbow {
      blocks.append(
        .chart(
          .bars(
            Chart.Bars(
              title: metric.rawValue, measure: metric.definition,
              labels: sweep.labels,
              values: sweep.candidates.map { $0.metrics[metric] }, marked: choice.picked,
              remark: "picked"))))
    }
    blocks += SweepDocument.elbow(sweep, marked: metric == .elbow ? choice.picked : nil)
    let votes = choice.votes.map { vote in
      "\(vote.metric.rawValue) \(sweep.label(of: vote.candidate))"
    }
    blocks.append(
      .paragraph(
        "\(sweep.label(of: choice.picked)) was picked: \(reason). "
          + (votes.isEmpty ? "" : "Others would pick: \(votes.joined(separator: ", "))."))
    )
    return blocks
  }

  /// How many customers belong to no segment, if any do.
  static func noise(_ model: Model) -> [Document.Block] {
    model.noise == 0
      ? [] : [.paragraph("\(readable(model.noise)) customers belong to no segment: noise.")]
  }

  private static func segments(_ model: Model) -> [Document.Block] {
    let names = model.scaled.features.names
    let centers = model.originalCentroids
    let total = Double(max(1, model.labels.count))
    let showsSilhouette = model.metrics.silhouetteBySegment.count == model.k
    let headings =
      [
        TableBlock.Heading("segment", alignment: .trailing)
      ] + (model.names == nil ? [] : [TableBlock.Heading("name")]) + [
        TableBlock.Heading("customers", alignment: .trailing),
        TableBlock.Heading("share", alignment: .trailing), TableBlock.Heading(""),
      ] + names.map { TableBlock.Heading($0, detail: "centre", alignment: .trailing) }
      + (showsSilhouette ? [TableBlock.Heading("silhouette", alignment: .trailing)] : [])
    let most = Double(max(1, model.sizes.max() ?? 1))
    let rows = model.sizes.enumerated().map { segment, size -> [TableBlock.Cell] in
      [
        .value(.integer(Int64(segment + 1)))
      ] + (model.names.map { [.text($0.names[segment])] } ?? []) + [
        .value(.integer(Int64(size))), .share(Double(size) / total), .bar(Double(size) / most),
      ]
        + names.indices.map { .number(centers[segment, $0], significant: 4) }
        + (showsSilhouette
          ? [.number(model.metrics.silhouetteBySegment[segment], significant: 3)] : [])
    }
    let heading = "\(model.k) segment\(model.k == 1 ? "" : "s")"
    return [.heading("\(heading) of \(readable(model.labels.count)) customers")]
      + (model.k > 0 ? [.table(TableBlock(headings: headings, rows: rows))] : [])
      + noise(model)
  }
}

/// Segments with their statistics.
struct ProfileDocument {
  let blocks: [Document.Block]

  init(_ profile: Profile) {
    let names = profile.model.names?.names
    let headings =
      [
        TableBlock.Heading("segment", alignment: names == nil ? .trailing : .leading),
        TableBlock.Heading("customers", alignment: .trailing),
        TableBlock.Heading("share", alignment: .trailing), TableBlock.Heading(""),
      ]
      + profile.features.flatMap { feature in
        profile.statistics.map {
          TableBlock.Heading(feature, detail: $0.rawValue, alignment: .trailing)
        }
      }
    let most = Double(max(1, profile.segments.map(\.size).max() ?? 1))
    func row(_ segment: Profile.Segment, _ name: TableBlock.Cell, bar: Bool) -> [TableBlock.Cell] {
      [
        name, .value(.integer(Int64(segment.size))), .share(segment.share),
        bar ? .bar(Double(segment.size) / most) : .empty,
      ]
        + segment.values.flatMap { values in
          values.map { value in value.map { .number($0, significant: 4) } ?? .empty }
        }
    }
    let rows =
      profile.segments.map { segment in
        let name = names.map { TableBlock.Cell.text("\(segment.number) \($0[segment.number - 1])") }
        return row(segment, name ?? .value(.integer(Int64(segment.number))), bar: true)
      }
      + [row(profile.whole, .text("all"), bar: false)]
    blocks =
      [
        .heading(
          "Profile of \(profile.segments.count) segments, \(readable(profile.whole.size)) customers"
        ),
        .table(TableBlock(headings: headings, rows: rows)),
      ] + ModelDocument.noise(profile.model)
  }
}
