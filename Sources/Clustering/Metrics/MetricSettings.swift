/// Settings of metrics that draw random numbers; `nil` means the default.
///
/// One set of settings for all of them: every stage that names a metric computes it by the settings
/// that the candidates carry, and `measure` and `pick` change these.
public struct MetricSettings: Equatable, Sendable {
  /// The box from which the references of the gap are drawn.
  public var box: GapStatistic.Box?
  /// How many references the gap has, B.
  public var references: Int?
  /// The number of resamples.
  public var replicates: Int?
  /// The seed of the random numbers; by default that of the fit, or of the run.
  public var seed: UInt64?
  /// The rule by which the gap chooses a number of segments.
  public var rule: GapStatistic.Rule?

  /// Default settings.
  public init() {}

  /// A setting, by the name of its parameter.
  public enum Name: String, CaseIterable, Sendable {
    /// The rule by which the gap chooses.
    case rule
    /// The box of the references.
    case box
    /// The number of references.
    case references
    /// The number of resamples.
    case replicates
    /// The seed of the random numbers.
    case seed
  }

  /// `clusGap`'s default.
  public static let standardBox = GapStatistic.Box.principal
  /// `maxSE`'s default.
  public static let standardRule = GapStatistic.Rule.firstWithinError
  /// The default number of references.
  public static let standardReferences = 50

  /// The box that is used.
  public var gapBox: GapStatistic.Box { box ?? Self.standardBox }
  /// The rule that is used.
  public var gapRule: GapStatistic.Rule { rule ?? Self.standardRule }
  /// The number of references that is used.
  public var gapReferences: Int { references ?? Self.standardReferences }

  /// The number of resamples for a metric; 0 if it does not resample.
  public func replicates(of metric: Metric) -> Int { replicates ?? metric.standardReplicates }

  /// These settings, overridden by those that `others` state.
  public func replaced(by others: MetricSettings) -> MetricSettings {
    var result = self
    result.box = others.box ?? box
    result.references = others.references ?? references
    result.replicates = others.replicates ?? replicates
    result.seed = others.seed ?? seed
    result.rule = others.rule ?? rule
    return result
  }

  /// Whether a metric has the same value under both settings.
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
