import Clustering

/// Why a model was picked, and who disagrees.
package struct Choice: Sendable {
  package enum Reason: Sendable {
    /// One metric decided.
    case metric(Metric)
    /// Several were weighed.
    case verdict(VerdictReport)
    /// The most of a number of a yardstick: `monetary_eta_squared`.
    case yardstick(String)
    /// The analyst asked for so many segments, and why.
    case segments(because: String?)
  }

  package let reason: Reason
  package let sweep: Sweep
  /// The index of the picked candidate in `sweep.candidates`; `nil` where the answer was that there
  /// are no segments, and none of the candidates is one segment of all.
  package let picked: Int?
  /// For each other metric the candidate that it would pick, in the order of `Metric.all`.
  package let votes: [(metric: Metric, candidate: Int)]
  /// What each rule of the gaps would choose, where the gap was asked: 1 for no segments.
  package let rules: [(rule: GapStatistic.Rule, k: Int)]

  package init(
    reason: Reason, sweep: Sweep, picked: Int?, votes: [(metric: Metric, candidate: Int)],
    rules: [(rule: GapStatistic.Rule, k: Int)] = []
  ) {
    self.rules = rules
    self.reason = reason
    self.sweep = sweep
    self.picked = picked
    self.votes = votes
  }

  /// The metric that decided, if one did.
  package var metric: Metric? {
    if case .metric(let metric) = reason { metric } else { nil }
  }

  /// What decided, as `pick` was told.
  package var name: String {
    switch reason {
    case .metric(let metric): metric.name
    case .verdict: "verdict"
    case .yardstick(let name): name
    case .segments: "k"
    }
  }
}

/// What several metrics said, weighed: who agreed, and why the others were not followed.
package struct VerdictReport: Equatable, Sendable {
  /// A candidate and how it fared.
  package struct Candidate: Equatable, Sendable {
    /// Its index in the sweep.
    package let index: Int
    /// The weighted mean of its ranks, 0...1.
    package let score: Double
    /// The constraints it does not keep, in words.
    package let broken: [String]

    package init(index: Int, score: Double, broken: [String]) {
      self.index = index
      self.score = score
      self.broken = broken
    }
  }

  /// What one metric said.
  package struct Vote: Equatable, Sendable {
    package let metric: Metric
    /// What it asks, such as separation.
    package let question: String
    /// The candidate it would take, by its index in the sweep.
    package let choice: Verdict.Choice?
    package let valueAtChoice: Double?
    package let valueAtRecommendation: Double?
    /// Its part of the weight of all.
    package let weight: Double
    /// Why it was not followed, in words; empty where it agrees.
    package let dissent: String

    package init(
      metric: Metric, question: String, choice: Verdict.Choice?, valueAtChoice: Double?,
      valueAtRecommendation: Double?, weight: Double, dissent: String
    ) {
      self.metric = metric
      self.question = question
      self.choice = choice
      self.valueAtChoice = valueAtChoice
      self.valueAtRecommendation = valueAtRecommendation
      self.weight = weight
      self.dissent = dissent
    }
  }

  /// The candidate that is recommended, by its index in the sweep, or that there are no segments.
  package let recommendation: Verdict.Choice
  /// The weight of those that see no segments among those that can, 0...1.
  package let noSegmentsShare: Double
  /// Why there are no segments, if that is the recommendation; a candidate by its index in the sweep.
  package let reason: Verdict.NoSegmentsReason?
  /// By ascending number of segments.
  package let candidates: [Candidate]
  package let votes: [Vote]

  package init(
    recommendation: Verdict.Choice, noSegmentsShare: Double,
    reason: Verdict.NoSegmentsReason?, candidates: [Candidate], votes: [Vote]
  ) {
    self.recommendation = recommendation
    self.noSegmentsShare = noSegmentsShare
    self.reason = reason
    self.candidates = candidates
    self.votes = votes
  }
}
