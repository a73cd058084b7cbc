import Clustering
import Diagnostics
import Planning
import Syntax

/// The parameters of metrics that draw lots: declared once, understood by every stage that changes
/// how these are computed.
enum MeasuringParameters {
  /// How metrics are computed.
  static let measuring = [
    Parameter(
      "box",
      .choice([
        .init("principal", "The range along each principal component."),
        .init("uniform", "The range of each feature."),
      ]), "What the references of the gap are drawn from, evenly.", standard: "principal"),
    Parameter(
      "references", .integer(1...10_000), "How many references the gap has, B.", standard: "50"),
    Parameter(
      "replicates", .integer(1...10_000),
      "How often customers are drawn again: 100 times for `jaccard`, 50 for `ambiguity`, 20 for"
        + " `prediction_strength` and `instability`, 10 for `held_out`."),
    Parameter(
      "seed", .integer(0 ... .max),
      "Decides the lots; the seed of the fit, or the run's, where it is left out."),
  ]

  /// How the gaps choose, in the words of R's `maxSE`.
  static let rule = Parameter(
    "rule",
    .choice([
      .init("firstSEmax", "The smallest k within one error of the first local maximum."),
      .init(
        "Tibs2001SEmax", "The smallest k whose gap is within one error of the next: the paper's."),
      .init("globalSEmax", "The smallest k within one error of the largest gap."),
      .init("firstmax", "The first local maximum."),
      .init("globalmax", "The largest gap."),
    ]), "Which k the gaps choose.", standard: "firstSEmax")

  /// Metrics as words, with their definitions.
  static func words(_ metrics: [Metric]) -> [ParameterKind.Choice] {
    metrics.map { .init($0.name, $0.definition) }
  }
}

extension StageChecker {
  /// The settings that are written in a call; what has no bearing on any of `metrics` is reported.
  mutating func metricSettings(of metrics: [Metric]) -> MetricSettings? {
    var settings = MetricSettings()
    for name in MetricSettings.Name.allCases {
      guard let value = call.named[name.rawValue] else { continue }
      guard metrics.contains(where: { $0.settings.contains(name) }) else {
        let users = Metric.all.filter { $0.settings.contains(name) && $0.source == nil }
        report(
          Diagnostic(
            .settingWithoutUse,
            "`\(name.rawValue)` has no bearing on "
              + (metrics.isEmpty ? "columns" : listed(metrics.map(\.name))),
            at: value.range,
            notes: ["it is about " + listed(users.map(\.name))]))
        continue
      }
      switch name {
      case .rule:
        settings.rule = choice("rule", standard: "").flatMap { GapStatistic.Rule(rawValue: $0) }
      case .box: settings.box = choice("box", standard: "").flatMap { GapStatistic.Box(word: $0) }
      case .references: settings.references = integer("references", standard: 0)
      case .replicates: settings.replicates = integer("replicates", standard: 0)
      case .seed: settings.seed = integer("seed", standard: 0).map { UInt64($0) }
      }
    }
    return hasProblems ? nil : settings
  }
}

extension DiagnosticCode {
  package static let settingWithoutUse = DiagnosticCode(
    "E0932", "a setting that changes nothing",
    page: """
      Some metrics draw lots: references, bootstrap samples, splits. Their settings say how many and
      how. The other metrics are functions of the customers and their segments, and no setting moves
      them: one that is written beside them is a misunderstanding, so it is not passed over.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore | kmeans k in 2...4 restarts=2
        | pick silhouette references=100
      # error: E0932
      ```

      Leave the setting out, or name the metric that it is about.
      """)
}
