import Clustering

/// How metrics that draw lots are computed, as far as it was said.
///
/// One set of settings for all of them: every stage that names a metric computes it by the settings
/// that the candidates carry, and `measure` and `pick` change these.
package struct MetricSettings: Equatable, Sendable {
  /// What the references of the gap are uniform in.
  package var box: GapStatistic.Box?
  /// How many references the gap has, B.
  package var references: Int?
  /// How often customers are drawn again.
  package var replicates: Int?
  /// Names the random numbers; the seed of the fit, or the run's, where it is not said.
  package var seed: UInt64?
  /// How the gaps choose a number of segments.
  package var rule: GapStatistic.Rule?

  package init() {}

  /// One of them, by the name of its parameter.
  package enum Name: String, CaseIterable, Sendable { case rule, box, references, replicates, seed }

  /// `clusGap`'s default.
  package static let standardBox = GapStatistic.Box.principal
  /// `maxSE`'s default.
  package static let standardRule = GapStatistic.Rule.firstWithinError
  package static let standardReferences = 50

  /// How often customers are drawn again for a metric, unless it was said.
  package static func standardReplicates(of metric: Metric) -> Int {
    switch metric {
    case .jaccard: 100
    case .ambiguity: 50
    case .predictionStrength, .instability: 20
    case .heldOut: 10
    case .silhouette, .daviesBouldin, .calinskiHarabasz, .dunn, .xieBeni, .gap, .gapError,
      .inertia, .elbow, .bic, .aic, .icl, .stability, .smallest, .largest:
      0
    }
  }

  package var gapBox: GapStatistic.Box { box ?? Self.standardBox }
  package var gapRule: GapStatistic.Rule { rule ?? Self.standardRule }
  package var gapReferences: Int { references ?? Self.standardReferences }

  package func replicates(of metric: Metric) -> Int {
    replicates ?? Self.standardReplicates(of: metric)
  }

  /// These settings where nothing else is said, and what was said otherwise.
  package func replaced(by others: MetricSettings) -> MetricSettings {
    var result = self
    result.box = others.box ?? box
    result.references = others.references ?? references
    result.replicates = others.replicates ?? replicates
    result.seed = others.seed ?? seed
    result.rule = others.rule ?? rule
    return result
  }

  /// Whether a metric has the same value by both.
  func measures(_ metric: Metric, as other: MetricSettings) -> Bool {
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

  /// What metrics were computed by, as the ledger keeps it; empty for metrics without settings.
  package func record(of metrics: [Metric], seed standard: UInt64) -> LedgerRecord {
    var record = LedgerRecord()
    for metric in metrics where metric.effort == .refits && metric != .gapError {
      var own = LedgerRecord()
      for name in metric.settings {
        switch name {
        case .rule: break
        case .box: own["box"] = .text(gapBox.word)
        case .references: own["references"] = .integer(gapReferences)
        case .replicates: own["replicates"] = .integer(replicates(of: metric))
        case .seed: own["seed"] = .integer(Int(seed ?? standard))
        }
      }
      record[metric.rawValue] = .record(own)
    }
    return record
  }

  /// What a metric was computed by, for a reader; empty for metrics without settings.
  package func phrase(of metric: Metric) -> String {
    guard metric.effort == .refits, metric != .gapError else { return "" }
    var parts: [String] = []
    for name in metric.settings {
      switch name {
      case .rule, .seed: break
      case .box: parts.append("box=\(gapBox.word)")
      case .references: parts.append("references=\(gapReferences)")
      case .replicates: parts.append("replicates=\(replicates(of: metric))")
      }
    }
    return parts.joined(separator: " ")
  }
}

extension Metric {
  /// The settings that have a bearing on it, in the order of their names.
  package var settings: [MetricSettings.Name] {
    switch self {
    case .gap, .gapError: [.rule, .box, .references, .seed]
    case .predictionStrength, .instability, .ambiguity, .jaccard, .heldOut: [.replicates, .seed]
    case .silhouette, .daviesBouldin, .calinskiHarabasz, .dunn, .xieBeni, .inertia, .elbow, .bic,
      .aic, .icl, .stability, .smallest, .largest:
      []
    }
  }
}

extension GapStatistic.Box {
  /// As the language writes it.
  package var word: String {
    switch self {
    case .columns: "uniform"
    case .principal: "principal"
    }
  }

  package init?(word: String) {
    guard let box = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = box
  }
}
