/// The indices that have a say, with their weights and what they choose.
struct Jury {
  private let measured: [MeasuredCandidate]
  private let gapChoice: Verdict.Choice?
  private let members: [Member]

  private struct Member {
    let index: ValidityIndex
    /// Its part of the weight of all.
    let weight: Double
    let choice: Verdict.Choice?
  }

  init(
    _ measured: [MeasuredCandidate], gapChoice: Verdict.Choice?,
    weights: [ValidityIndex.Question: Double]
  ) {
    let present = ValidityIndex.allCases.filter { index in
      measured.contains { $0.k > 1 && $0.value(of: index) != nil }
    }
    var total = 0.0
    let raw = present.map { index in
      let sharing = present.count { $0.question == index.question }
      return max(0, weights[index.question] ?? 1) / Double(sharing)
    }
    for weight in raw { total += weight }
    members = zip(present, raw).map { index, weight in
      Member(
        index: index, weight: total > 0 ? weight / total : 0,
        choice: Self.choice(of: index, measured, gapChoice: gapChoice))
    }
    self.measured = measured
    self.gapChoice = gapChoice
  }

  /// What an index takes, by its own rule.
  private static func choice(
    of index: ValidityIndex, _ measured: [MeasuredCandidate], gapChoice: Verdict.Choice?
  ) -> Verdict.Choice? {
    switch index {
    case .gap where gapChoice != nil: return gapChoice
    case .predictionStrength:
      let strong = measured.filter {
        $0.k > 1 && ($0.value(of: index) ?? 0) >= PredictionStrength.threshold
      }
      // The most segments that are strong; of candidates with as many, the strongest.
      let most = strong.last?.k
      return best(index, strong.filter { $0.k == most }, from: 2).map { .candidate($0.id) }
        ?? .noSegments
    case .silhouette:
      guard let best = best(index, measured, from: 2) else { return nil }
      return (best.value(of: index) ?? 0) < Verdict.leastSilhouette
        ? .noSegments : .candidate(best.id)
    case .gap, .bic, .icl:
      return best(index, measured, from: 1).map { $0.k == 1 ? .noSegments : .candidate($0.id) }
    case .calinskiHarabasz, .daviesBouldin, .dunn, .xieBeni, .instability, .ambiguity,
      .leastJaccard:
      return best(index, measured, from: 2).map { .candidate($0.id) }
    }
  }

  /// The candidate with the best value, ties to fewer segments and then to the earlier.
  private static func best(
    _ index: ValidityIndex, _ measured: [MeasuredCandidate], from least: Int
  ) -> MeasuredCandidate? {
    var best: (candidate: MeasuredCandidate, value: Double)?
    for candidate in measured where candidate.k >= least {
      guard let value = candidate.value(of: index) else { continue }
      let merit = index.isLargerBetter ? value : -value
      if best.map({ merit > $0.value }) ?? true { best = (candidate, merit) }
    }
    return best?.candidate
  }

  /// Whether an index can say that there are no segments.
  private func canFindNone(_ index: ValidityIndex) -> Bool {
    switch index {
    case .silhouette, .predictionStrength: true
    case .gap: gapChoice != nil || isMeasuredAtOne(index)
    case .bic, .icl: isMeasuredAtOne(index)
    case .calinskiHarabasz, .daviesBouldin, .dunn, .xieBeni, .instability, .ambiguity,
      .leastJaccard:
      false
    }
  }

  private func isMeasuredAtOne(_ index: ValidityIndex) -> Bool {
    measured.contains { $0.k == 1 && $0.value(of: index) != nil }
  }

  /// The share of the weight of those who can find no segments that does.
  ///
  /// A question has its whole weight here too: what the silhouette says is not watered down by
  /// indices beside it that always find segments.
  var noSegmentsShare: Double {
    let asked = members.filter { canFindNone($0.index) && $0.choice != nil }
    var (all, none) = (0.0, 0.0)
    for member in asked {
      let question = member.index.question
      let whole = members.filter { $0.index.question == question }.reduce(0) { $0 + $1.weight }
      let weight = whole / Double(asked.count { $0.index.question == question })
      all += weight
      if member.choice == .noSegments { none += weight }
    }
    return all > 0 ? none / all : 0
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

  /// The place of a candidate in the order of an index: 1 for its choice, 0 for the last; equal
  /// values share the mean of their places.
  private func rank(of id: Int, by member: Member) -> Double? {
    let index = member.index
    let rivals = measured.filter { $0.k > 1 }.compactMap { candidate in
      candidate.value(of: index).map { (id: candidate.id, merit: index.isLargerBetter ? $0 : -$0) }
    }
    guard let own = rivals.first(where: { $0.id == id }) else { return nil }
    guard rivals.count > 1 else { return 1 }
    // What a rule of the index prefers stands above what its plain value prefers.
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
        index: member.index, choice: member.choice,
        valueAtChoice: value(of: member.index, at: member.choice),
        valueAtRecommendation: value(of: member.index, at: taken), weight: member.weight,
        dissent: dissent(of: member, taken: taken, candidates: candidates))
    }
  }

  private func value(of index: ValidityIndex, at choice: Verdict.Choice?) -> Double? {
    switch choice {
    case .candidate(let id): measured.first { $0.id == id && $0.k > 1 }?.value(of: index)
    case .noSegments: measured.first { $0.k == 1 }?.value(of: index)
    case nil: nil
    }
  }

  private func dissent(
    of member: Member, taken: Verdict.Choice?, candidates: [Verdict.Candidate]
  ) -> Verdict.Dissent? {
    guard let choice = member.choice, choice != taken else { return nil }
    guard case .candidate(let id) = choice else { return .findsNone }
    if taken == .noSegments { return canFindNone(member.index) ? .findsSome : nil }
    if let broken = candidates.first(where: { $0.id == id })?.broken, !broken.isEmpty {
      return .breaks(broken)
    }
    guard case .candidate(let winner)? = taken else { return nil }
    let against = members.filter { other in
      guard let here = rank(of: id, by: other), let there = rank(of: winner, by: other) else {
        return false
      }
      return there > here
    }
    return .outvoted(by: against.map(\.index))
  }
}
