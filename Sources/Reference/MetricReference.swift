import Clustering
import Planning

/// What can be said about one metric, as Markdown: the page on the web, `segue doc gap` and the tests
/// read the same text.
package struct MetricReference: Sendable {
  package let metric: Metric

  /// Metrics that have a page of their own; `gap_se` stands on the page of `gap`.
  package static let all = Metric.all.filter { !$0.page.isEmpty }
    .map { MetricReference(metric: $0) }

  package init(metric: Metric) { self.metric = metric }

  /// The name of the page's file; a stage may have the metric's name.
  package var fileName: String { "metric-\(metric.name).md" }

  /// The page.
  package var markdown: String {
    var facts = [
      "| | |", "|---|---|", "| Definition | \(metric.definition.replacing("|", with: "\\|")) |",
      "| Better | \(better) |", "| Undefined | \(metric.undefined) |", "| Cost | \(cost) |",
    ]
    if metric.canPick { facts.append("| Picks | `pick \(metric.name)` |") }
    return "# \(metric.name)\n\n" + facts.joined(separator: "\n") + "\n\n"
      + metric.page.trimmed + "\n"
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
