import Clustering
import Documents
import Diagnostics
import Planning
import Relations
import Tables

/// The candidates of a sweep side by side.
struct SweepDocument {
  let blocks: [Document.Block]

  init(_ sweep: Sweep, picked: Int? = nil) {
    let columns: [Metric] = Metric.columns.filter { metric in
      sweep.candidates.contains { $0.metrics[metric] != nil }
    }
    let mixed = Set(sweep.candidates.map(\.algorithm)).count > 1
    let swept = sweep.swept.filter { $0 != "k" }
    // One step after the other: the compiler gives up on one long sum.
    var headings = mixed ? [TableBlock.Heading("algorithm")] : []
    headings.append(TableBlock.Heading("k", alignment: .trailing))
    headings += swept.map {
      TableBlock.Heading($0, alignment: sweep.isWord($0) ? .leading : .trailing)
    }
    headings += columns.map { TableBlock.Heading($0.name, alignment: .trailing) }
    headings += sweep.yardsticks.named.map { TableBlock.Heading($0.name, alignment: .trailing) }
    let rows = sweep.candidates.map { model -> [TableBlock.Cell] in
      (mixed ? [.text(model.algorithm)] : []) + [.value(.integer(Int64(model.k)))]
        + swept.map { SweepDocument.cell(model.parameters[$0]) }
        + columns.map { metric in
          guard let value = model.metrics[metric] else { return .empty }
          return metric.isShare ? .share(value) : .number(value, significant: 4)
        }
        + sweep.yardsticks.named.map {
          SweepDocument.cell($0.name, $0.yardstick, $0.measure, model)
        }
    }
    // Not a candidate, and part of the curve of the gaps.
    let one = SweepDocument.rowOfOne(
      sweep, columns,
      before: (mixed ? [.text("any")] : []) + [.value(.integer(1))] + swept.map { _ in .empty })
    blocks =
      [
        .heading("\(readable(sweep.candidates.count)) candidates"),
        .table(
          TableBlock(
            headings: headings, rows: one + rows,
            highlighted: picked.map { [$0 + one.count] } ?? [])),
      ] + SweepDocument.definitions(columns, sweep)
      + (picked == nil ? SweepDocument.elbow(sweep) : [])
  }

  /// The gap of one segment of all, where it is known and none of the candidates is one segment.
  private static func rowOfOne(
    _ sweep: Sweep, _ columns: [Metric], before: [TableBlock.Cell]
  ) -> [[TableBlock.Cell]] {
    guard columns.contains(.gap), !sweep.candidates.contains(where: { $0.k == 1 }),
      let gap = sweep.candidates.first?.metrics.gapOfOne
    else { return [] }
    return [
      before
        + columns.map { metric in
          if metric == .gap { return .number(gap.value, significant: 4) }
          return metric == .gapError ? .number(gap.error, significant: 4) : .empty
        } + sweep.yardsticks.named.map { _ in .empty }
    ]
  }

  /// What was asked for is defined below the table; what always stands there is known.
  private static func definitions(_ columns: [Metric], _ sweep: Sweep) -> [Document.Block] {
    let settings = sweep.candidates.first?.metrics.settings ?? MetricSettings()
    return columns.filter { !$0.isStanding && $0 != .stability }.map { metric in
      let how = settings.phrase(of: metric)
      return .paragraph(
        "\(metric.name): \(metric.definition)" + (how.isEmpty ? "" : " (\(how))"))
    }
      + sweep.yardsticks.named.map {
        .paragraph("\($0.name): \($0.yardstick.definition(of: $0.measure))")
      }
  }

  /// What a candidate is by a yardstick.
  private static func cell(
    _ name: String, _ yardstick: Yardstick, _ measure: Yardstick.Measure, _ model: Model
  ) -> TableBlock.Cell {
    guard let value = model.metrics.byColumn[name] else { return .empty }
    return yardstick.kind == .share && yardstick.isInItsUnit(measure)
      ? .share(value) : .number(value, significant: 4)
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
        BarChart(
          title: "Elbow", measure: "inertia", labels: sweep.labels,
          values: sweep.candidates.map { $0.inertia }, marked: marked,
          remark: marked == nil ? "" : "picked: the knee"))
    ]
  }
}

/// A model: how it was chosen, and its segments in the units of the features.
struct ModelDocument {
  let blocks: [Document.Block]

  init(_ model: Model) {
    blocks =
      ModelDocument.choice(of: model)
      + ModelDocument.segments(model) + model.stability.flatMap { StabilityDocument($0).blocks }
  }

  static func choice(of model: Model) -> [Document.Block] {
    model.choice.map { choice($0, model) } ?? []
  }

  private static func choice(_ choice: Choice, _ model: Model) -> [Document.Block] {
    let sweep = choice.sweep
    var blocks = SweepDocument(sweep, picked: choice.picked).blocks
    let votes = choice.votes.map { vote in
      "\(vote.metric.name) \(sweep.label(of: vote.candidate))"
    }
    let dissent = votes.isEmpty ? "" : " Others would pick: \(votes.joined(separator: ", "))."
    switch choice.reason {
    case .metric(let metric):
      if metric != .elbow {
        blocks.append(
          .chart(
            BarChart(
              title: metric.name, measure: metric.definition,
              labels: sweep.labels,
              values: sweep.candidates.map { $0.metrics[metric] }, marked: choice.picked,
              remark: "picked")))
      }
      blocks += SweepDocument.elbow(sweep, marked: metric == .elbow ? choice.picked : nil)
      blocks.append(.paragraph(reason(metric, model, sweep) + dissent))
    case .segments(let because):
      let label = choice.picked.map { sweep.label(of: $0) } ?? "k=\(model.k)"
      let why = because.map { ", because \($0)" } ?? ""
      blocks.append(.paragraph("\(label) was picked by the script\(why).\(dissent)"))
    case .verdict(let report):
      blocks += VerdictDocument(report, sweep).blocks
    case .yardstick(let name): blocks += yardstick(name, choice)
    }
    return blocks
  }

  /// How a number of a yardstick picked a model.
  private static func yardstick(_ name: String, _ choice: Choice) -> [Document.Block] {
    let sweep = choice.sweep
    guard let picked = choice.picked,
      let own = sweep.yardsticks.named.first(where: { $0.name == name })
    else { return [] }
    return [
      .chart(
        BarChart(
          title: name, measure: own.yardstick.definition(of: own.measure), labels: sweep.labels,
          values: sweep.candidates.map { $0.metrics.byColumn[name] }, marked: picked,
          remark: "picked")),
      .paragraph("\(sweep.label(of: picked)) was picked: the highest \(name)."),
    ]
  }

  /// Why a metric picked a model, as a sentence.
  private static func reason(_ metric: Metric, _ model: Model, _ sweep: Sweep) -> String {
    let value = model.metrics[metric].map { " (" + readable($0, significant: 4) + ")" } ?? ""
    guard let picked = model.choice?.picked, model.k > 1 || metric != .gap else {
      return
        "No segments here: \(metric.name) speaks for one segment of all\(value).\(rules(model))"
    }
    let why =
      switch metric.choice {
      case .alongCurve:
        "the \(metric.name)\(value) by the rule \(model.metrics.settings.gapRule.rawValue)"
      case .mostReaching(let threshold):
        "the most segments with a \(metric.name) of \(readable(threshold, significant: 3))\(value)"
      case .never, .best, .bestAbove, .knee:
        switch metric.better {
        case .higher: "the highest \(metric.name)\(value)"
        case .lower: "the lowest \(metric.name)\(value)"
        case .knee: "the knee of the inertia"
        }
      }
    return "\(sweep.label(of: picked)) was picked: \(why).\(rules(model))"
  }

  /// What the rules of the gaps choose, which often disagree.
  private static func rules(_ model: Model) -> String {
    guard let choice = model.choice, choice.metric == .gap else { return "" }
    let list = choice.rules.map { "\($0.rule.rawValue) k=\($0.k)" }
    return " The rules: \(list.joined(separator: ", "))."
  }

  /// How many customers belong to no segment, if any do.
  static func noise(_ model: Model) -> [Document.Block] {
    model.noise == 0
      ? [] : [.paragraph("\(readable(model.noise)) customers belong to no segment: noise.")]
  }

  private static func segments(_ model: Model) -> [Document.Block] {
    let names = model.scaled.features.names
    let centers = model.originalCentroids
    let categories = model.scaled.encoding?.categories.map(\.name) ?? []
    let modes = model.scaled.encoding?.modes(of: model.centroids) ?? []
    let total = Double(max(1, model.labels.count))
    let showsSilhouette = model.metrics.silhouetteBySegment.count == model.k
    // One step after the other: the compiler gives up on one long sum.
    var headings = [TableBlock.Heading("segment", alignment: .trailing)]
    if model.names != nil { headings.append(TableBlock.Heading("name")) }
    headings += [
      TableBlock.Heading("customers", alignment: .trailing),
      TableBlock.Heading("share", alignment: .trailing), TableBlock.Heading(""),
    ]
    headings += names.map { TableBlock.Heading($0, detail: "centre", alignment: .trailing) }
    headings += categories.map { TableBlock.Heading($0, detail: "mode") }
    if showsSilhouette { headings.append(TableBlock.Heading("silhouette", alignment: .trailing)) }
    let most = Double(max(1, model.sizes.max() ?? 1))
    let rows = model.sizes.enumerated().map { segment, size -> [TableBlock.Cell] in
      var row: [TableBlock.Cell] = [.value(.integer(Int64(segment + 1)))]
      if let given = model.names { row.append(.text(given.names[segment])) }
      row += [
        .value(.integer(Int64(size))), .share(Double(size) / total), .bar(Double(size) / most),
      ]
      row += names.indices.map { .number(centers[segment, $0], significant: 4) }
      row += modes.map { .text($0[segment]) }
      if showsSilhouette {
        row.append(.number(model.metrics.silhouetteBySegment[segment], significant: 3))
      }
      return row
    }
    let heading = "\(model.k) segment\(model.k == 1 ? "" : "s")"
    return [.heading("\(heading) of \(readable(model.labels.count)) customers")]
      + (model.k > 0 ? [.table(TableBlock(headings: headings, rows: rows))] : [])
      + noise(model)
  }
}
