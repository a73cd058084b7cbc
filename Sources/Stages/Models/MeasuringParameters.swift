import Clustering
import Diagnostics
import Planning
import Syntax

/// The parameters of randomized metrics: declared once, used by every stage that changes how these
/// metrics are computed.
enum MeasuringParameters {
  /// The parameters of the computation of metrics.
  static let measuring = [
    Parameter(
      "box",
      .choice([
        .init("principal", "The range along each principal component."),
        .init("uniform", "The range of each feature."),
      ]), "The range from which the references of the gap are drawn uniformly.",
      standard: "principal"),
    Parameter(
      "references", .integer(1...10_000), "The number of references of the gap, B.", standard: "50"),
    Parameter(
      "replicates", .integer(1...10_000),
      "The number of resamples: 100 for `jaccard`, 50 for `ambiguity`, 20 for"
        + " `prediction_strength` and `instability`, 10 for `held_out`."),
    Parameter(
      "seed", .integer(0 ... .max),
      "The seed of the random draws; by default that of the fit, or of the run."),
  ]

  /// The rule by which gaps choose k, with the names of R's `maxSE`.
  static let rule = Parameter(
    "rule",
    .choice([
      .init("firstSEmax", "The smallest k within one error of the first local maximum."),
      .init(
        "Tibs2001SEmax",
        "The smallest k whose gap is within one error of the next: the rule of the paper."),
      .init("globalSEmax", "The smallest k within one error of the largest gap."),
      .init("firstmax", "The first local maximum."),
      .init("globalmax", "The largest gap."),
    ]), "The rule by which the gaps choose k.", standard: "firstSEmax")

  /// The names of metrics, with their definitions.
  static func words(_ metrics: [Metric]) -> [ParameterKind.Choice] {
    metrics.map { .init($0.name, $0.definition) }
  }
}

extension StageChecker {
  /// The settings in a call; settings that do not affect any of `metrics` are reported.
  mutating func metricSettings(of metrics: [Metric]) -> MetricSettings? {
    var settings = MetricSettings()
    for name in MetricSettings.Name.allCases {
      guard let value = call.named[name.rawValue] else { continue }
      guard metrics.contains(where: { $0.settings.contains(name) }) else {
        let users = Metric.all.filter { $0.settings.contains(name) && $0.source == nil }
        report(
          Diagnostic(
            .settingWithoutUse,
            "`\(name.rawValue)` has no effect on "
              + (metrics.isEmpty ? "columns" : listed(metrics.map(\.name))),
            at: value.range,
            notes: ["it affects " + listed(users.map(\.name))]))
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
    "E0932", "a setting without effect",
    page: """
      Some metrics use random draws: references, bootstrap samples, splits. Their settings control how
      many, and how they are drawn. The other metrics depend only on the customers and their segments:
      a setting for them is a misunderstanding, so it is reported rather than ignored.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore | kmeans k in 2...4 restarts=2
        | pick silhouette references=100
      # error: E0932
      ```

      Leave the setting out, or name a metric that it affects.
      """)
}
