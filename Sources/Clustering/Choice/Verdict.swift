/// Which candidate to take, weighed from several metrics, and which metrics disagree.
///
/// Every metric votes by its own rule. Metrics of the same question share one vote, and questions have
/// equal weight unless stated otherwise.
///
/// 1. The gap, prediction strength, BIC, ICL, the Jaccard coefficient and the silhouette can report
///    that there are no segments. If more than half of the weight of these questions does, so does the
///    verdict.
/// 2. A candidate is eligible if it meets the constraints and, for an algorithm that finds the number
///    of segments itself, its segments are found again (if that was measured). A metric whose choice is
///    not eligible votes again among the eligible candidates.
/// 3. The candidate with the largest weight of votes wins, ties to the higher mean rank and then to
///    fewer segments. A candidate that no metric chooses never wins.
/// 4. There are also no segments if the winner's gap is not more than a standard error above that of a
///    single segment: one elongated group can also be cut into stable, separated parts.
public struct Verdict: Equatable, Sendable {
  /// The recommendation.
  public let recommendation: Recommendation
  /// The candidates, in order of their number of segments.
  public let candidates: [Candidate]
  /// The vote of every metric.
  public let votes: [Vote]
  /// Of the weight of the metrics that can report "no segments", the share that did, 0...1.
  public let noSegmentsShare: Double
  /// Why there are no segments; `nil` unless that is the recommendation.
  public let reason: NoSegmentsReason?

  /// Why there are no segments.
  public enum NoSegmentsReason: Equatable, Sendable {
    /// Most of the weight of the metrics that can report it does.
    case votes
    /// The gap of the candidate with this `id`, which had the most votes, is not more than a standard
    /// error above that of a single segment.
    case gap(Int)
    /// No candidate has segments that are found again.
    case notFoundAgain
    /// No candidate has two segments.
    case noCandidate
  }

  /// What to do.
  public enum Recommendation: Equatable, Sendable {
    /// Take the candidate with this `id`, which is its number of segments unless ids were given.
    case segments(Int)
    /// There are no segments.
    case noSegments
    /// No candidate meets the constraints.
    case noneFits
  }

  /// The choice of a metric.
  public enum Choice: Equatable, Sendable {
    /// The candidate with this `id`.
    case candidate(Int)
    /// None: a single segment.
    case noSegments
  }

  /// A candidate and its result.
  public struct Candidate: Equatable, Sendable {
    /// Identifies the candidate: the number of segments, unless an id was given.
    public let id: Int
    /// The number of segments.
    public let k: Int
    /// The weighted mean of its ranks, from 0, last everywhere, to 1, first everywhere.
    public let score: Double
    /// The constraints it violates.
    public let broken: [BrokenConstraint]
  }

  /// A constraint that a candidate violates.
  public enum BrokenConstraint: Equatable, Sendable {
    /// The smallest segment has less than the required share.
    case tooSmall(share: Double, least: Double)
    /// The largest segment has more than the allowed share.
    case tooLarge(share: Double, most: Double)
    /// A segment is less stable than required.
    case tooUnstable(jaccard: Double, least: Double)
  }

  /// The vote of one metric.
  public struct Vote: Equatable, Sendable {
    /// The metric.
    public let metric: Metric
    /// Its choice, or `nil` if it has no value.
    public let choice: Choice?
    /// Its value for its own choice.
    public let valueAtChoice: Double?
    /// Its value for the recommendation.
    public let valueAtRecommendation: Double?
    /// Its share of the total weight.
    public let weight: Double
    /// Why it was overruled, or `nil` if it agrees.
    public let dissent: Dissent?
  }

  /// Why a vote was overruled.
  public enum Dissent: Equatable, Sendable {
    /// Its choice violates constraints.
    case breaks([BrokenConstraint])
    /// It finds no segments; most others do.
    case findsNone
    /// It finds segments; the verdict is that there are none.
    case findsSome
    /// The segments of its choice are not found again in bootstrap samples.
    case notFoundAgain(jaccard: Double)
    /// Its choice is ranked lower by the others.
    case outvoted(by: [Metric])
  }

  /// Weighs candidates.
  ///
  /// - Parameters:
  ///   - measured: The measured values of each candidate. A metric that is missing for some candidates
  ///     with 2 or more segments compares only those that have it. NaN counts as missing.
  ///   - gapRule: The rule of the gap statistic.
  ///   - constraints: The constraints on a recommended candidate.
  ///   - weights: The weight of each question; 1 by default.
  public init(
    _ measured: [MeasuredCandidate], gapRule: GapStatistic.Rule = MetricSettings.standardRule,
    constraints: Constraints = Constraints(), weights: [Metric.Question: Double] = [:]
  ) {
    let preferences = Preferences(among: measured, gapRule: gapRule)
    let jury = Jury(preferences, weights: weights)
    let candidates = preferences.candidates.filter { $0.k > 1 }.map { candidate in
      Candidate(
        id: candidate.id, k: candidate.k, score: jury.score(of: candidate.id),
        broken: constraints.broken(by: candidate))
    }
    let stable = jury.foundAgain
    let fitting = candidates.filter { $0.broken.isEmpty }
    let electable = fitting.filter { stable.contains($0.id) }
    noSegmentsShare = jury.noSegmentsShare
    let elected = jury.elected(among: electable)
    if candidates.isEmpty, !measured.isEmpty {
      (recommendation, reason) = (.noSegments, .noCandidate)
    } else if noSegmentsShare > 0.5 {
      (recommendation, reason) = (.noSegments, .votes)
    } else if let elected {
      let isTighter = jury.isTighterThanOneSegment(elected)
      recommendation = isTighter ? .segments(elected) : .noSegments
      reason = isTighter ? nil : .gap(elected)
    } else if !fitting.isEmpty {
      // No vote for a candidate that meets the constraints, or none of those is found again.
      (recommendation, reason) = (.noSegments, electable.isEmpty ? .notFoundAgain : .votes)
    } else {
      (recommendation, reason) = (.noneFits, nil)
    }
    self.candidates = candidates
    votes = jury.votes(on: recommendation, candidates: candidates)
  }
}

/// Constraints on the recommended candidate.
public struct Constraints: Equatable, Sendable {
  /// The minimum share of rows in the smallest segment.
  public var leastShare: Double?
  /// The maximum share of rows in the largest segment.
  public var mostShare: Double?
  /// The minimum mean Jaccard coefficient of every segment, if it was measured.
  public var leastJaccard: Double?

  /// Constraints; omitted ones do not apply.
  public init(leastShare: Double? = nil, mostShare: Double? = nil, leastJaccard: Double? = nil) {
    self.leastShare = leastShare
    self.mostShare = mostShare
    self.leastJaccard = leastJaccard
  }

  func broken(by candidate: MeasuredCandidate) -> [Verdict.BrokenConstraint] {
    var broken: [Verdict.BrokenConstraint] = []
    if let leastShare, let share = candidate.shares.min(), share < leastShare {
      broken.append(.tooSmall(share: share, least: leastShare))
    }
    if let mostShare, let share = candidate.shares.max(), share > mostShare {
      broken.append(.tooLarge(share: share, most: mostShare))
    }
    if let leastJaccard, let value = candidate.value(of: .jaccard), value < leastJaccard {
      broken.append(.tooUnstable(jaccard: value, least: leastJaccard))
    }
    return broken
  }
}
