/// A measure of a clustering, declared in one place.
///
/// The declaration holds its name, its direction, how it is computed, how it chooses among candidates,
/// whether it votes in a ``Verdict``, and its page. Columns, help, `pick`, the C interface and the
/// reference are generated from the declarations in ``all``.
///
/// ```swift
/// for metric in Metric.all { print(metric.name, metric.definition) }
/// ```
public struct Metric: Sendable {
  /// Its name in scripts, files and the C interface: `davies_bouldin`.
  public let name: String
  /// Which values are better.
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
  /// Whether it is in the table of candidates by default.
  public let isStanding: Bool
  /// Whether it is a share of the rows, shown in percent.
  public let isShare: Bool
  /// Whether it is defined for mixtures only.
  public let isOfMixtures: Bool
  /// How it chooses among candidates.
  public let choice: ChoiceRule
  /// How it votes in a verdict; `nil` if it does not.
  public let vote: Vote?
  /// Whether its dissent is shown next to the choice of another metric: it must be cheap, and must not
  /// depend on segment sizes alone.
  public let dissentsUnasked: Bool
  /// What it measures, when to use it, what it costs, where it misleads, its source and an example,
  /// as Markdown; empty if it is on the page of another metric.
  public let page: String

  /// Which values are better.
  public enum Direction: Sendable {
    /// Larger is better.
    case higher
    /// Smaller is better.
    case lower
    /// The best candidate is a knee of a curve, so a single candidate has no value.
    case knee
  }

  /// How a metric chooses among candidates.
  public enum ChoiceRule: Equatable, Sendable {
    /// It does not choose, because its best value is always at one end.
    case never
    /// The best value.
    case best
    /// The best value; a verdict reads a value below the threshold as "no segments".
    case bestAbove(Double)
    /// One of the rules of the gap statistic, along the numbers of segments.
    case alongCurve
    /// The largest number of segments that reaches a threshold, and no segments if no candidate does.
    case mostReaching(Double)
    /// The knee of the inertia over the number of segments.
    case knee
  }

  /// A vote in a verdict.
  public struct Vote: Equatable, Sendable {
    /// The question that it answers; metrics with the same question share its weight.
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
    /// Are segments compact and separated?
    case separation
    /// Is there more structure than in random rows?
    case structure
    /// Does the model justify its number of parameters?
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
    /// If an algorithm finds the number of segments itself, so that metrics along a curve over it do
    /// not exist.
    case ofOwnCount
    /// Only if it is named.
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
  /// Metrics are equal if they have the same name.
  public static func == (one: Metric, other: Metric) -> Bool { one.name == other.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
