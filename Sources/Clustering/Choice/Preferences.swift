/// Which candidate each metric prefers, by its own rule.
///
/// `pick` follows one metric, a ``Verdict`` weighs several. Ties go to fewer segments, then to the
/// earlier candidate.
public struct Preferences: Sendable {
  /// By ascending number of segments; candidates with the same number stay in the given order.
  let candidates: [MeasuredCandidate]
  private let given: [MeasuredCandidate]
  private let gapRule: GapStatistic.Rule

  /// Preferences among candidates, with the rule by which the gap statistic chooses.
  public init(
    among candidates: [MeasuredCandidate],
    gapRule: GapStatistic.Rule = MetricSettings.standardRule
  ) {
    given = candidates
    self.candidates = candidates.enumerated().sorted {
      ($0.element.k, $0.offset) < ($1.element.k, $1.offset)
    }.map(\.element)
    self.gapRule = gapRule
  }

  /// Preferences among some of the candidates.
  func restricted(to isTaken: (MeasuredCandidate) -> Bool) -> Preferences {
    Preferences(among: given.filter(isTaken), gapRule: gapRule)
  }

  /// The choice of a metric, or `nil` if it has no value.
  ///
  /// A single segment means "no segments".
  public func choice(by metric: Metric) -> Verdict.Choice? {
    switch metric.choice {
    case .alongCurve: return gapChoice(by: gapRule)
    case .mostReaching(let threshold):
      let known = candidates.filter { $0.k > 1 && $0.value(of: metric) != nil }
      guard !known.isEmpty else { return nil }
      let strong = known.filter { ($0.value(of: metric) ?? 0) >= threshold }
      // Of candidates with the same number of segments, the strongest.
      let most = strong.last?.k
      return best(metric, strong.filter { $0.k == most }).map { .candidate($0.id) } ?? .noSegments
    case .bestAbove(let threshold):
      guard let best = best(metric, candidates.filter { $0.k > 1 }) else { return nil }
      return (best.value(of: metric) ?? 0) < threshold ? .noSegments : .candidate(best.id)
    case .best, .never:
      return best(metric, candidates).map { $0.k == 1 ? .noSegments : .candidate($0.id) }
    case .knee: return best(by: metric).map { .candidate($0) }
    }
  }

  /// The id of the candidate with the best value, regardless of the metric's rule.
  public func best(by metric: Metric) -> Int? {
    metric.choice == .knee ? knee?.id : best(metric, candidates)?.id
  }

  private func best(
    _ metric: Metric, _ candidates: [MeasuredCandidate]
  ) -> MeasuredCandidate? {
    var best: (candidate: MeasuredCandidate, merit: Double)?
    for candidate in candidates {
      guard let merit = merit(of: candidate, by: metric) else { continue }
      if best.map({ merit > $0.merit }) ?? true { best = (candidate, merit) }
    }
    return best?.candidate
  }

  /// A number that is larger for better candidates.
  func merit(of candidate: MeasuredCandidate, by metric: Metric) -> Double? {
    candidate.value(of: metric).map { metric.better == .lower ? -$0 : $0 }
  }

  private var knee: MeasuredCandidate? {
    let curve = given.compactMap { candidate in
      candidate.value(of: .inertia).map { (candidate: candidate, x: Double(candidate.k), y: $0) }
    }
    return Kneedle.elbow(x: curve.map(\.x), y: curve.map(\.y)).map { curve[$0].candidate }
  }

  /// The choice of a rule of the gap statistic, or `nil` if the gap is unknown.
  ///
  /// Each family has its own curve. Of their choices the one with the largest gap counts, and a single
  /// segment only if all families choose it.
  public func gapChoice(by rule: GapStatistic.Rule) -> Verdict.Choice? {
    var choice: Verdict.Choice?
    var largest = -Double.infinity
    for curve in gapCurves {
      let gaps = curve.compactMap { $0.value(of: .gap) }
      let errors = curve.map { $0.value(of: .gapError) ?? 0 }
      guard let place = rule.choice(gaps: gaps, errors: errors) else { continue }
      if curve[place].k > 1 {
        guard gaps[place] > largest else { continue }
        largest = gaps[place]
        choice = .candidate(curve[place].id)
      } else {
        choice = choice ?? .noSegments
      }
    }
    return choice
  }

  /// The candidates of each family whose gap is known, by ascending number of segments.
  private var gapCurves: [[MeasuredCandidate]] {
    var curves: [[MeasuredCandidate]] = []
    for candidate in candidates where candidate.value(of: .gap) != nil {
      let place = curves.firstIndex { $0[0].family == candidate.family }
      if let place { curves[place].append(candidate) } else { curves.append([candidate]) }
    }
    return curves
  }
}
