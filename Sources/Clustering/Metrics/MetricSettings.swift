/// How metrics that draw random numbers are computed, as far as it was said.
///
/// One set of settings for all of them: every stage that names a metric computes it by the settings
/// that the candidates carry, and `measure` and `pick` change these.
public struct MetricSettings: Equatable, Sendable {
  /// What the references of the gap are uniform in.
  public var box: GapStatistic.Box?
  /// How many references the gap has, B.
  public var references: Int?
  /// How often rows are drawn again.
  public var replicates: Int?
  /// Names the random numbers; the seed of the fit, or the run's, if it is not said.
  public var seed: UInt64?
  /// How the gaps choose a number of segments.
  public var rule: GapStatistic.Rule?

  /// Settings of which nothing was said.
  public init() {}

  /// One of them, by the name of its parameter.
  public enum Name: String, CaseIterable, Sendable {
    /// How the gaps choose.
    case rule
    /// What references are uniform in.
    case box
    /// How many references.
    case references
    /// How often rows are drawn again.
    case replicates
    /// The random numbers.
    case seed
  }

  /// `clusGap`'s default.
  public static let standardBox = GapStatistic.Box.principal
  /// `maxSE`'s default.
  public static let standardRule = GapStatistic.Rule.firstWithinError
  /// How many references there are unless it was said.
  public static let standardReferences = 50

  /// The box that is used.
  public var gapBox: GapStatistic.Box { box ?? Self.standardBox }
  /// The rule that is used.
  public var gapRule: GapStatistic.Rule { rule ?? Self.standardRule }
  /// The number of references that is used.
  public var gapReferences: Int { references ?? Self.standardReferences }

  /// How often rows are drawn again for a metric; 0 if they are not.
  public func replicates(of metric: Metric) -> Int { replicates ?? metric.standardReplicates }

  /// These settings, with those that others state in their place.
  public func replaced(by others: MetricSettings) -> MetricSettings {
    var result = self
    result.box = others.box ?? box
    result.references = others.references ?? references
    result.replicates = others.replicates ?? replicates
    result.seed = others.seed ?? seed
    result.rule = others.rule ?? rule
    return result
  }

  /// Whether a metric has the same value by both.
  public func measures(_ metric: Metric, as other: MetricSettings) -> Bool {
    metric.settings.allSatisfy { name in
      switch name {
      case .rule: true
      case .box: gapBox == other.gapBox
      case .references: gapReferences == other.gapReferences
      case .replicates: replicates(of: metric) == other.replicates(of: metric)
      case .seed: seed == other.seed
      }
    }
  }
}
