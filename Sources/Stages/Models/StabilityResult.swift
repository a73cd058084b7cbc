import Clustering
import Diagnostics
import Planning
import Syntax

extension StageResult {
  /// The model with a report about the stability of its segments.
  ///
  /// - Parameters:
  ///   - model: The model that was tested.
  ///   - report: The result of the test.
  ///   - seed: The seed in the script, or `nil`.
  ///   - remarks: Other remarks.
  ///   - range: Where messages point.
  init(
    _ model: Model, finding report: StabilityReport, seed: UInt64?, remarks: [Diagnostic] = [],
    at range: SourceRange
  ) {
    var model = model
    model.stability.append(report)
    if let metric = report.metric, model.k > 1 {
      var settings = model.metrics.settings
      settings.replicates = report.replicates
      settings.seed = seed
      model.metrics.measure(by: settings)
      model.metrics[metric.name] = metric.value
    }
    self.init(
      .model(model), record: report.record,
      remarks: remarks + [report.warning(at: range)].compactMap { $0 })
  }
}

extension StabilityReport {
  /// The metric that the test also computed, if its perturbation is the one that defines it.
  fileprivate var metric: (name: Metric, value: Double?)? {
    switch change {
    case .bootstrap: (.jaccard, leastJaccard)
    case .heldOut(let share): share == 0.8 ? (.heldOut, meanAdjustedRand) : nil
    case .seeds, .subsets, .noise, .windows: nil
    }
  }
}
