import Clustering
import Diagnostics
import Planning
import Syntax

extension StageChecker {
  /// The number of segments of `pick k=4`; nothing to decide by, or two judges, is reported.
  mutating func segmentsToPick() -> Int? {
    guard call.named["k"] != nil else {
      report(
        Diagnostic(
          .missingArgument, "`pick` needs a metric or a number of segments", at: call.nameRange,
          notes: ["`:help pick` lists the metrics"],
          fixes: [
            Diagnostic.Fix("pick silhouette", at: call.nameRange),
            Diagnostic.Fix(
              "pick verdict", at: call.nameRange, remark: "weighs several metrics"),
          ]))
      return nil
    }
    guard let metric = call.positional.first else { return integer("k", standard: 0) }
    report(
      Diagnostic(
        .duplicateArgument, "`pick` takes a metric or a number of segments, not both",
        at: metric.range,
        fixes: [Diagnostic.Fix("pick k=\(call.named["k"]?.source ?? "4")", at: call.range)]))
    return nil
  }

  /// The measure by a column that the word after `pick` names, if any; a measure that does not rank
  /// candidates is reported.
  mutating func yardstick(among yardsticks: [Yardstick]) -> String? {
    guard call.positional.count == 1, case .name(let name) = call.positional[0].value,
      let named = yardsticks.named.first(where: { $0.name == name.text })
    else { return nil }
    guard !named.measure.canPick else { return named.name }
    let better = named.yardstick.measures.filter(\.canPick).map { named.yardstick.name(of: $0) }
    report(
      Diagnostic(
        .noOrderOfCandidates, "`\(named.name)` does not rank candidates", at: name.range,
        remark: named.yardstick.definition(of: named.measure),
        fixes: better.map { Diagnostic.Fix($0, at: name.range) }))
    return nil
  }
}

extension Sweep {
  /// The candidates in the form of the library, by index, with their known metrics.
  ///
  /// The gap of a single segment is added to the curve of each family whose candidates all have more
  /// segments; its id is not that of a candidate.
  func measured(by metrics: [Metric]) -> [MeasuredCandidate] {
    let families = families
    var measured = candidates.enumerated().map { index, model in
      let total = Double(max(1, model.labels.count))
      return MeasuredCandidate(
        k: model.k, id: index, family: families[index],
        shares: model.sizes.map { Double($0) / total },
        values: metrics.reduce(into: [:]) { $0[$1] = model.metrics[$1] })
    }
    guard metrics.contains(.gap) else { return measured }
    for index in candidates.indices where families[index] == index {
      let known = candidates.indices.filter {
        families[$0] == index && candidates[$0].metrics[.gap] != nil
      }
      let least = known.min { (candidates[$0].k, $0) < (candidates[$1].k, $1) }
      guard let least, candidates[least].k > 1, let one = candidates[least].metrics.gapOfOne else {
        continue
      }
      measured.append(
        MeasuredCandidate(
          k: 1, id: candidates.count, family: index, shares: [1],
          values: [.gap: one.value, .gapError: one.error]))
    }
    return measured
  }

  /// For each candidate, the first one that differs from it only in the number of segments.
  private var families: [Int] {
    let methods = candidates.map { $0.method.with(k: 1) }
    return methods.map { method in methods.firstIndex { method.isEqual(to: $0) } ?? 0 }
  }

  private var preferences: Preferences {
    Preferences(among: measured(by: Metric.all), gapRule: settings.gapRule)
  }

  /// The choice of a metric, by index: `noSegments` if its rule finds none.
  ///
  /// A metric without such a rule chooses its best value; ties go to fewer segments, then to the earlier
  /// candidate.
  func choice(by metric: Metric) -> Verdict.Choice? {
    switch metric.choice {
    case .alongCurve, .mostReaching: preferences.choice(by: metric)
    case .never, .best, .bestAbove, .knee: best(by: metric).map { .candidate($0) }
    }
  }

  /// The candidate with the best value; ties go to fewer segments, then to the earlier one.
  func best(by metric: Metric) -> Int? { preferences.best(by: metric) }

  /// The index of the candidate with a single segment of all customers, if there is one.
  var oneSegment: Int? { candidates.firstIndex { $0.k == 1 && $0.noise == 0 } }

  /// The choice of each rule, 1 for no segments; empty if the gap is not known.
  var gapRules: [(rule: GapStatistic.Rule, k: Int)] {
    let preferences = preferences
    return GapStatistic.Rule.allCases.compactMap { rule in
      switch preferences.gapChoice(by: rule) {
      case .candidate(let index): (rule, candidates[index].k)
      case .noSegments: (rule, 1)
      case nil: nil
      }
    }
  }
}
