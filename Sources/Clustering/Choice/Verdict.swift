/// Which candidate to take, weighed from metrics that disagree, and who disagrees.
///
/// Every metric votes by its own rule. Metrics of one question share one vote, and questions weigh the
/// same unless stated otherwise.
///
/// 1. The gap, prediction strength, BIC, ICL, the Jaccard coefficient and the silhouette can say that
///    there are no segments. If more than half of the weight of the questions that can tell says so, so
///    does the verdict.
/// 2. A candidate can be taken if it keeps the constraints and its segments are found again, as far as
///    that is known of an algorithm that finds their number itself. A metric whose choice cannot be
///    taken votes again among those that can.
/// 3. The candidate with the largest weight of votes is taken, ties to the higher mean rank and then to
///    fewer segments: never one that no metric chooses.
/// 4. There are no segments either if its gap is not more than a standard error above that of one
///    segment of all: stable and separate parts can be cut from one long group too.
public struct Verdict: Equatable, Sendable {
  /// What is recommended.
  public let recommendation: Recommendation
  /// The candidates, in order of their number of segments.
  public let candidates: [Candidate]
  /// What every index says.
  public let votes: [Vote]
  /// The share of the weight of those who were asked that found no segments, 0...1.
  public let noSegmentsShare: Double
  /// Why there are no segments; `nil` unless that is the recommendation.
  public let reason: NoSegmentsReason?

  /// Why there are no segments.
  public enum NoSegmentsReason: Equatable, Sendable {
    /// Most of the weight of the metrics that can tell says so.
    case votes
    /// The gap of the candidate of this `id`, which had most votes, is not more than a standard error
    /// above that of one segment.
    case gap(Int)
    /// No candidate has segments that are found again.
    case notFoundAgain
    /// No candidate has two segments.
    case noCandidate
  }

  /// What to do.
  public enum Recommendation: Equatable, Sendable {
    /// Take the candidate of this `id`: so many segments, where there is one candidate for each.
    case segments(Int)
    /// There are no segments here that deserve the name.
    case noSegments
    /// No candidate keeps the constraints.
    case noneFits
  }

  /// What an index would take.
  public enum Choice: Equatable, Sendable {
    /// The candidate of this `id`.
    case candidate(Int)
    /// None: one segment of all.
    case noSegments
  }

  /// A candidate and how it fared.
  public struct Candidate: Equatable, Sendable {
    /// What tells it from the others: the number of segments, unless it was given.
    public let id: Int
    /// The number of segments.
    public let k: Int
    /// The weighted mean of its ranks, from 0, last everywhere, to 1, first everywhere.
    public let score: Double
    /// The constraints it breaks.
    public let broken: [BrokenConstraint]
  }

  /// A demand of the business that a candidate does not meet.
  public enum BrokenConstraint: Equatable, Sendable {
    /// The smallest segment has a smaller share than asked for.
    case tooSmall(share: Double, least: Double)
    /// The largest segment has a larger share than asked for.
    case tooLarge(share: Double, most: Double)
    /// A segment is found again less often than asked for.
    case tooUnstable(jaccard: Double, least: Double)
  }

  /// What one index says.
  public struct Vote: Equatable, Sendable {
    /// The metric.
    public let metric: Metric
    /// What it would take, or `nil` if it has no value to judge by.
    public let choice: Choice?
    /// Its value at its own choice.
    public let valueAtChoice: Double?
    /// Its value at what the verdict recommends.
    public let valueAtRecommendation: Double?
    /// Its part of the weight of all votes.
    public let weight: Double
    /// Why it is not followed, or `nil` if it agrees.
    public let dissent: Dissent?
  }

  /// Why a vote was not followed.
  public enum Dissent: Equatable, Sendable {
    /// Its choice breaks constraints.
    case breaks([BrokenConstraint])
    /// It finds no segments, most others do.
    case findsNone
    /// It finds segments, and the verdict is that there are none.
    case findsSome
    /// The segments of its choice are not found again in bootstrap samples.
    case notFoundAgain(jaccard: Double)
    /// Its choice is ranked lower by the others.
    case outvoted(by: [Metric])
  }

  /// Weighs candidates.
  ///
  /// - Parameters:
  ///   - measured: What is known of each candidate. A metric that not all candidates from 2 segments
  ///     on have is judged among those that have it. Values that are not numbers do not count.
  ///   - gapRule: How the gap statistic chooses.
  ///   - constraints: What a candidate must keep.
  ///   - weights: The weight of each question; 1 where nothing is said.
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
      // Nobody votes for what fits, or what fits is not found again.
      (recommendation, reason) = (.noSegments, electable.isEmpty ? .notFoundAgain : .votes)
    } else {
      (recommendation, reason) = (.noneFits, nil)
    }
    self.candidates = candidates
    votes = jury.votes(on: recommendation, candidates: candidates)
  }
}

/// What a candidate must keep to be recommended.
public struct Constraints: Equatable, Sendable {
  /// The least share of rows in the smallest segment.
  public var leastShare: Double?
  /// The largest share of rows in the largest segment.
  public var mostShare: Double?
  /// The least mean Jaccard coefficient of every segment, where it was measured.
  public var leastJaccard: Double?

  /// Constraints; what is not said is not asked for.
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
