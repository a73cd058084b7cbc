/// The metrics that vote in a verdict, with their weights and choices.
struct Jury {
  private let preferences: Preferences
  private let members: [Member]

  private var measured: [MeasuredCandidate] { preferences.candidates }

  private struct Member {
    let metric: Metric
    let question: Metric.Question
    /// Its share of the total weight.
    let weight: Double
    let choice: Verdict.Choice?
  }

  init(_ preferences: Preferences, weights: [Metric.Question: Double]) {
    let present = Metric.all.compactMap { metric in
      metric.vote.flatMap { vote in
        preferences.candidates.contains { $0.k > 1 && $0.value(of: metric) != nil }
          ? (metric: metric, question: vote.question) : nil
      }
    }
    var total = 0.0
    let raw = present.map { own in
      let sharing = present.count { $0.question == own.question }
      return max(0, weights[own.question] ?? 1) / Double(sharing)
    }
    for weight in raw { total += weight }
    members = zip(present, raw).map { own, weight in
      Member(
        metric: own.metric, question: own.question, weight: total > 0 ? weight / total : 0,
        choice: preferences.choice(by: own.metric))
    }
    self.preferences = preferences
  }

  /// Whether a metric can say that there are no segments.
  private func canFindNone(_ metric: Metric) -> Bool {
    switch metric.choice {
    case .bestAbove, .mostReaching: true
    case .alongCurve, .best, .knee, .never:
      measured.contains { $0.k == 1 && $0.value(of: metric) != nil }
    }
  }

  /// Of the weight of the metrics that can report "no segments", the share that does.
  ///
  /// Each question has its whole weight here too: the silhouette's result is not diluted by metrics of
  /// the same question that always find segments.
  var noSegmentsShare: Double {
    let asked = members.filter { canFindNone($0.metric) && $0.choice != nil }
    var (all, none) = (0.0, 0.0)
    for member in asked {
      let whole = members.filter { $0.question == member.question }.reduce(0) { $0 + $1.weight }
      let weight = whole / Double(asked.count { $0.question == member.question })
      all += weight
      if member.choice == .noSegments { none += weight }
    }
    return all > 0 ? none / all : 0
  }

  /// The ids of the candidates whose segments are found again, or for which that is unknown.
  ///
  /// The gap is a stricter test, so only algorithms that find the number of segments themselves are
  /// judged by the Jaccard coefficient of their least stable segment.
  var foundAgain: Set<Int> {
    Set(measured.filter { unstable($0) == nil }.map(\.id))
  }

  /// The Jaccard coefficient of a candidate whose segments are not found again; `nil` if they are.
  private func unstable(_ candidate: MeasuredCandidate) -> Double? {
    guard candidate.value(of: .gap) == nil, let jaccard = candidate.value(of: .jaccard),
      case .bestAbove(let valid) = Metric.jaccard.choice, jaccard < valid
    else { return nil }
    return jaccard
  }

  /// The candidate with the largest weight of votes; `nil` if no eligible candidate has a vote.
  func elected(among electable: [Verdict.Candidate]) -> Int? {
    let ids = Set(electable.map(\.id))
    let second = preferences.restricted { $0.k == 1 || ids.contains($0.id) }
    var weights: [Int: Double] = [:]
    for member in members {
      var choice = member.choice
      if case .candidate(let id)? = choice, !ids.contains(id) {
        choice = second.choice(by: member.metric)
      }
      if case .candidate(let id)? = choice { weights[id, default: 0] += member.weight }
    }
    var best: (candidate: Verdict.Candidate, weight: Double)?
    for candidate in electable {
      guard let weight = weights[candidate.id] else { continue }
      guard let leader = best else {
        best = (candidate, weight)
        continue
      }
      // Weights are sums of fractions, so equal weights may differ in the last digits.
      let isTie = abs(weight - leader.weight) < 1e-9
      if isTie ? candidate.score > leader.candidate.score : weight > leader.weight {
        best = (candidate, weight)
      }
    }
    return best?.candidate.id
  }

  /// Whether the gap of a candidate is more than its standard error above that of a single segment;
  /// true if one of the two is unknown.
  func isTighterThanOneSegment(_ id: Int) -> Bool {
    guard let candidate = measured.first(where: { $0.id == id }),
      let gap = candidate.value(of: .gap),
      let one = measured.first(where: { $0.k == 1 && $0.family == candidate.family })?
        .value(of: .gap)
    else { return true }
    return gap - (candidate.value(of: .gapError) ?? 0) > one
  }

  /// The weighted mean rank of a candidate, 0...1.
  func score(of id: Int) -> Double {
    var (sum, weights) = (0.0, 0.0)
    for member in members {
      guard let rank = rank(of: id, by: member) else { continue }
      sum += member.weight * rank
      weights += member.weight
    }
    return weights > 0 ? sum / weights : 0
  }

  /// The rank of a candidate by a metric: 1 for its choice, 0 for the last; equal values share the mean
  /// of their ranks.
  private func rank(of id: Int, by member: Member) -> Double? {
    let rivals = measured.filter { $0.k > 1 }.compactMap { candidate in
      preferences.merit(of: candidate, by: member.metric).map { (id: candidate.id, merit: $0) }
    }
    guard let own = rivals.first(where: { $0.id == id }) else { return nil }
    guard rivals.count > 1 else { return 1 }
    // The choice of the metric's rule ranks above the best plain value.
    if member.choice == .candidate(id) { return 1 }
    var below = 0.0
    for rival in rivals where rival.id != id && member.choice != .candidate(rival.id) {
      if rival.merit < own.merit { below += 1 } else if rival.merit == own.merit { below += 0.5 }
    }
    return below / Double(rivals.count - 1)
  }

  /// Every member's vote on a recommendation.
  func votes(
    on recommendation: Verdict.Recommendation, candidates: [Verdict.Candidate]
  ) -> [Verdict.Vote] {
    let taken: Verdict.Choice?
    switch recommendation {
    case .segments(let id): taken = .candidate(id)
    case .noSegments: taken = .noSegments
    case .noneFits: taken = nil
    }
    return members.map { member in
      Verdict.Vote(
        metric: member.metric, choice: member.choice,
        valueAtChoice: value(of: member.metric, at: member.choice),
        valueAtRecommendation: value(of: member.metric, at: taken), weight: member.weight,
        dissent: dissent(of: member, taken: taken, candidates: candidates))
    }
  }

  private func value(of metric: Metric, at choice: Verdict.Choice?) -> Double? {
    switch choice {
    case .candidate(let id): measured.first { $0.id == id && $0.k > 1 }?.value(of: metric)
    case .noSegments: measured.first { $0.k == 1 }?.value(of: metric)
    case nil: nil
    }
  }

  private func dissent(
    of member: Member, taken: Verdict.Choice?, candidates: [Verdict.Candidate]
  ) -> Verdict.Dissent? {
    guard let choice = member.choice, choice != taken else { return nil }
    guard case .candidate(let id) = choice else { return .findsNone }
    if taken == .noSegments { return canFindNone(member.metric) ? .findsSome : nil }
    if let broken = candidates.first(where: { $0.id == id })?.broken, !broken.isEmpty {
      return .breaks(broken)
    }
    if let own = measured.first(where: { $0.id == id }), let jaccard = unstable(own) {
      return .notFoundAgain(jaccard: jaccard)
    }
    guard case .candidate(let winner)? = taken else { return nil }
    let against = members.filter { other in
      guard let here = rank(of: id, by: other), let there = rank(of: winner, by: other) else {
        return false
      }
      return there > here
    }
    return .outvoted(by: against.map(\.metric))
  }
}
