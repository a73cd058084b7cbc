import Planning

/// What can be said about one metric, as Markdown: the page on the web, `segue doc gap` and the tests
/// read the same text.
package struct MetricReference: Sendable {
  package let metric: Metric

  /// Metrics that have a page of their own; `gap_se` stands on the page of `gap`.
  package static let all = Metric.allCases.filter { $0 != .gapError }
    .map { MetricReference(metric: $0) }

  package init(metric: Metric) { self.metric = metric }

  /// The name of the page's file; a stage may have the metric's name.
  package var fileName: String { "metric-\(metric.rawValue).md" }

  /// The page.
  package var markdown: String {
    var facts = [
      "| | |", "|---|---|", "| Definition | \(metric.definition.replacing("|", with: "\\|")) |",
      "| Better | \(better) |", "| Undefined | \(metric.undefined) |", "| Cost | \(cost) |",
    ]
    if metric.canPick { facts.append("| Picks | `pick \(metric.rawValue)` |") }
    return "# \(metric.rawValue)\n\n" + facts.joined(separator: "\n") + "\n\n"
      + metric.manual.trimmed + "\n"
  }

  private var better: String {
    switch metric.better {
    case .higher: "higher"
    case .lower: "lower"
    case .knee: "the knee of the curve"
    }
  }

  private var cost: String {
    switch metric.effort {
    case .none: "none: known from the fit"
    case .labels: "computed from the customers and their segments, when asked for"
    case .refits: "other rows are divided by the same method, many times, when asked for"
    }
  }
}

extension Metric {
  /// What it asks, where it comes from, what it costs, where it misleads, and an example that runs.
  package var manual: String {
    switch self {
    case .silhouette: MetricManual.silhouette
    case .daviesBouldin: MetricManual.daviesBouldin
    case .calinskiHarabasz: MetricManual.calinskiHarabasz
    case .dunn: MetricManual.dunn
    case .xieBeni: MetricManual.xieBeni
    case .gap, .gapError: MetricManual.gap
    case .inertia: MetricManual.inertia
    case .elbow: MetricManual.elbow
    case .bic: MetricManual.bic
    case .aic: MetricManual.aic
    case .icl: MetricManual.icl
    case .predictionStrength: MetricManual.predictionStrength
    case .instability: MetricManual.instability
    case .ambiguity: MetricManual.ambiguity
    case .jaccard: MetricManual.jaccard
    case .heldOut: MetricManual.heldOut
    case .stability: MetricManual.stability
    case .smallest: MetricManual.smallest
    case .largest: MetricManual.largest
    }
  }
}

/// The texts, a file for each question that metrics ask.
enum MetricManual {}
