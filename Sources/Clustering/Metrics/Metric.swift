/// A measure of a clustering: one declaration from which everything about it is read.
///
/// Its name, its direction, how it is computed, how it chooses among candidates, whether it votes in
/// a ``Verdict``, and its page. Columns, help, `pick`, the C interface and the reference are made from
/// the declarations in ``all``; a metric that is not in that list does not exist for them.
///
/// ```swift
/// for metric in Metric.all { print(metric.name, metric.definition) }
/// ```
public struct Metric: Sendable {
  /// What it is called in scripts, files and the C interface: `davies_bouldin`.
  public let name: String
  /// Where the better candidate lies.
  public let better: Direction
  /// The values that it can have.
  public let range: ClosedRange<Double>
  /// The definition in one line, as help and reports print it.
  public let definition: String
  /// When there is no value, as a clause: "for one segment".
  public let undefined: String
  /// The settings that change its value or its choice.
  public let settings: [MetricSettings.Name]
  /// How it is computed.
  public let computation: Computation
  /// Whether it is in the table of candidates without being asked for.
  public let isStanding: Bool
  /// Whether it is a share of the rows, shown in percent.
  public let isShare: Bool
  /// Whether only a mixture has it.
  public let isOfMixtures: Bool
  /// How it chooses among candidates.
  public let choice: ChoiceRule
  /// How it votes in a verdict; `nil` if it does not.
  public let vote: Vote?
  /// Whether its dissent is shown beside the choice of another metric: it must be cheap, and sizes
  /// alone are no opinion on a number of segments.
  public let dissentsUnasked: Bool
  /// What it measures, when to use it, what it costs, where it misleads, its source and an example,
  /// as Markdown; empty if it is on the page of another metric.
  public let page: String

  /// Where the better candidate lies.
  public enum Direction: Sendable {
    /// Larger is better.
    case higher
    /// Smaller is better.
    case lower
    /// Better is a point of a curve over candidates, so that a single candidate has no value.
    case knee
  }

  /// How a metric chooses among candidates.
  public enum ChoiceRule: Equatable, Sendable {
    /// Not at all, because its best value is always at one end.
    case never
    /// The best value.
    case best
    /// The best value; a verdict takes one below the threshold for "no segments".
    case bestAbove(Double)
    /// One of the rules of the gap statistic, along the numbers of segments.
    case alongCurve
    /// The most segments that reach a threshold, and no segments if no candidate does.
    case mostReaching(Double)
    /// The knee of the inertia over the number of segments.
    case knee
  }

  /// A vote in a verdict.
  public struct Vote: Equatable, Sendable {
    /// The question that it answers; metrics of one question share its weight.
    public let question: Question
    /// When it takes part.
    public let participation: Participation

    /// A vote on a question, in every verdict unless stated.
    public init(on question: Question, _ participation: Participation = .always) {
      self.question = question
      self.participation = participation
    }
  }

  /// The question that a metric answers, so that five answers to one question do not outvote one
  /// answer to another.
  public enum Question: String, Equatable, Sendable, CaseIterable {
    /// Are segments compact and apart?
    case separation
    /// Is it more than rows without structure would show?
    case structure
    /// Does a model with so many parts pay for its parameters?
    case parsimony
    /// Are the same segments found again?
    case stability
  }

  /// When a metric takes part in a verdict.
  public enum Participation: Sendable {
    /// Always.
    case always
    /// If one of the candidates is a mixture.
    case ofMixtures
    /// If an algorithm finds the number of segments itself, so that metrics that follow the number do
    /// not exist.
    case ofOwnCount
    /// If it is named.
    case whenNamed
  }

  /// Declares a metric.
  public init(
    _ name: String, better: Direction, range: ClosedRange<Double>, definition: String,
    undefined: String, settings: [MetricSettings.Name] = [], computation: Computation,
    isStanding: Bool = false, isShare: Bool = false, isOfMixtures: Bool = false,
    choice: ChoiceRule, vote: Vote? = nil, dissentsUnasked: Bool = false, page: String
  ) {
    self.name = name
    self.better = better
    self.range = range
    self.definition = definition
    self.undefined = undefined
    self.settings = settings
    self.computation = computation
    self.isStanding = isStanding
    self.isShare = isShare
    self.isOfMixtures = isOfMixtures
    self.choice = choice
    self.vote = vote
    self.dissentsUnasked = dissentsUnasked
    self.page = page
  }
}

extension Metric: Hashable {
  /// Metrics are equal if they have one name.
  public static func == (one: Metric, other: Metric) -> Bool { one.name == other.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
