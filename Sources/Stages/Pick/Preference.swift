import Clustering
import Diagnostics
import Planning
import Syntax

extension StageChecker {
  /// The number of a yardstick that the word behind `pick` names, if it names one; one that prefers
  /// no candidate is reported.
  mutating func yardstick(among yardsticks: [Yardstick]) -> String? {
    guard call.positional.count == 1, case .name(let name) = call.positional[0].value,
      let named = yardsticks.named.first(where: { $0.name == name.text })
    else { return nil }
    guard !named.measure.canPick else { return named.name }
    let better = named.yardstick.measures.filter(\.canPick).map { named.yardstick.name(of: $0) }
    report(
      Diagnostic(
        .noOrderOfCandidates, "`\(named.name)` prefers no candidate", at: name.range,
        remark: named.yardstick.definition(of: named.measure),
        fixes: better.map { Diagnostic.Fix($0, at: name.range) }))
    return nil
  }
}

extension Sweep {
  /// What a metric prefers, by its index: `noSegments` where it can tell that there are none.
  ///
  /// The gap follows a rule along the numbers of segments, with the gap of one segment of all in
  /// front; prediction strength takes the most segments that reach 0.8; every other metric takes its
  /// best value, ties to fewer segments and then to the earlier candidate.
  func choice(by metric: Metric) -> Verdict.Choice? {
    switch metric {
    case .gap: gapChoice(by: settings.gapRule)
    case .predictionStrength: strengthChoice
    case .silhouette, .daviesBouldin, .calinskiHarabasz, .dunn, .xieBeni, .gapError, .inertia,
      .elbow, .bic, .aic, .icl, .instability, .ambiguity, .jaccard, .heldOut, .stability,
      .smallest, .largest:
      best(by: metric).map { .candidate($0) }
    }
  }

  /// The candidate with the best value; ties go to fewer segments, then to the earlier one.
  func best(by metric: Metric) -> Int? {
    if metric == .elbow {
      let curve = candidates.indices.compactMap { index in
        candidates[index].inertia.map { (index: index, x: Double(candidates[index].k), y: $0) }
      }
      guard let knee = Kneedle.elbow(x: curve.map(\.x), y: curve.map(\.y)) else { return nil }
      return curve[knee].index
    }
    var best: (index: Int, value: Double)?
    for (index, candidate) in candidates.enumerated() {
      guard let value = candidate.metrics[metric] else { continue }
      guard let leader = best else {
        best = (index, value)
        continue
      }
      let isBetter =
        metric.better == .lower ? value < leader.value : value > leader.value
      let isSmallerTie = value == leader.value && candidate.k < candidates[leader.index].k
      if isBetter || isSmallerTie { best = (index, value) }
    }
    return best?.index
  }

  /// The index of the candidate that is one segment of all, if there is one.
  var oneSegment: Int? { candidates.firstIndex { $0.k == 1 && $0.noise == 0 } }

  private var strengthChoice: Verdict.Choice? {
    let known = candidates.indices.filter { candidates[$0].metrics[.predictionStrength] != nil }
    guard !known.isEmpty else { return nil }
    let strong = known.filter {
      (candidates[$0].metrics[.predictionStrength] ?? 0) >= PredictionStrength.threshold
    }
    let most = strong.map { candidates[$0].k }.max()
    var best: (index: Int, value: Double)?
    for index in strong where candidates[index].k == most {
      let value = candidates[index].metrics[.predictionStrength] ?? 0
      if best.map({ value > $0.value }) ?? true { best = (index, value) }
    }
    return best.map { .candidate($0.index) } ?? .noSegments
  }

  /// Each way of dividing has a curve of its own; of their choices, the one with the largest gap
  /// counts, and one segment of all only if all choose it.
  private func gapChoice(by rule: GapStatistic.Rule) -> Verdict.Choice? {
    var choice: Verdict.Choice?
    var largest = -Double.infinity
    for curve in gapCurves {
      guard
        let place = rule.choice(
          gaps: curve.map(\.gap.value), errors: curve.map(\.gap.error))
      else { continue }
      if let index = curve[place].index, candidates[index].k > 1 {
        guard curve[place].gap.value > largest else { continue }
        largest = curve[place].gap.value
        choice = .candidate(index)
      } else {
        choice = choice ?? .noSegments
      }
    }
    return choice
  }

  /// What each of the rules chooses, 1 for no segments; empty where the gap is not known.
  var gapRules: [(rule: GapStatistic.Rule, k: Int)] {
    GapStatistic.Rule.allCases.compactMap { rule in
      switch gapChoice(by: rule) {
      case .candidate(let index): (rule, candidates[index].k)
      case .noSegments: (rule, 1)
      case nil: nil
      }
    }
  }

  private typealias GapPoint = (index: Int?, gap: Metrics.Gap)

  /// The gaps along k for candidates that differ in k alone, one segment of all in front.
  private var gapCurves: [[GapPoint]] {
    var groups: [[Int]] = []
    for index in candidates.indices where candidates[index].metrics[.gap] != nil {
      let method = candidates[index].method.with(k: 1)
      let place = groups.firstIndex { method.isEqual(to: candidates[$0[0]].method.with(k: 1)) }
      if let place { groups[place].append(index) } else { groups.append([index]) }
    }
    return groups.map { group in
      let ordered = group.sorted { (candidates[$0].k, $0) < (candidates[$1].k, $1) }
      var curve: [GapPoint] = []
      if let first = ordered.first, candidates[first].k > 1,
        let one = candidates[first].metrics.gapOfOne
      {
        curve.append((nil, one))
      }
      for index in ordered {
        let metrics = candidates[index].metrics
        guard let value = metrics[.gap] else { continue }
        curve.append((index, Metrics.Gap(value: value, error: metrics[.gapError] ?? 0)))
      }
      return curve
    }
  }
}
