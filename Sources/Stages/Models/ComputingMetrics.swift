import Clustering
import Diagnostics
import Matrices
import Planning
import Syntax

extension Sweep {
  /// The sweep with these metrics computed for every candidate, unless they are known already.
  ///
  /// A metric that is undefined for a candidate (with one segment, for example) stays absent.
  /// - Complexity: O(n²) per candidate for the silhouette in the worst case, O(n·k) for the other
  ///   functions of labels; metrics of refits as their library types say.
  func computing(
    _ wanted: [Metric], at range: SourceRange, _ context: RunContext
  ) throws(StageFailure) -> Sweep {
    var result = self
    let open = wanted.filter { metric in candidates.contains { $0.metrics.isOpen(metric) } }
    let ofLabels = open.filter { $0.effort == .labels }
    let refits = open.filter { $0.effort == .refits && $0.source == nil }
    // A metric of refits takes about as long as ten metrics of labels.
    let pieces = Double((ofLabels.isEmpty ? 0 : 1) + 10 * refits.count)
    var done = 0.0
    func part(_ weight: Double) -> RunControl {
      defer { done += weight }
      return context.control.part(from: done / pieces, share: weight / pieces)
    }
    if !ofLabels.isEmpty {
      let control = part(1)
      let share = 1 / Double(max(1, candidates.count))
      for index in candidates.indices {
        let control = control.part(from: Double(index) * share, share: share)
        try result.candidates[index].computeOfLabels(ofLabels, control)
      }
    }
    guard !refits.isEmpty, let scaled = candidates.first?.scaled else { return result }
    do throws(ClusteringError) {
      let points = try PreparedPoints(scaled.matrix, control: context.control)
      for metric in refits {
        try Refits(points: points, scaled: scaled, seed: context.seed, control: part(10))
          .compute(metric, in: &result)
      }
    } catch {
      throw StageFailure(error, scaled.features, at: range)
    }
    return result
  }

  /// Sets how randomized metrics are computed from now on.
  func measured(by settings: MetricSettings) -> Sweep {
    var result = self
    for index in candidates.indices {
      let own = candidates[index].metrics.settings
      result.candidates[index].metrics.measure(by: own.replaced(by: settings))
    }
    return result
  }

  /// The settings by which metrics are computed, the same for all candidates.
  var settings: MetricSettings { candidates.first?.metrics.settings ?? MetricSettings() }
}

extension Model {
  /// The seed of the fit, if it has one.
  ///
  /// Later random draws use it by default, so that a script that seeds its fit also seeds all later
  /// stages.
  var seed: UInt64? {
    if case .integer(let seed)? = parameters["seed"] { UInt64(max(0, seed)) } else { nil }
  }

  /// Computes the wanted metrics that are not known yet.
  mutating func compute(
    _ wanted: [Metric], at range: SourceRange, _ context: RunContext
  ) throws(StageFailure) {
    let alone = Sweep(candidates: [self], swept: [], interrupted: false)
    metrics = try alone.computing(wanted, at: range, context).candidates[0].metrics
  }

  /// Computes metrics that depend on customers and labels only.
  fileprivate mutating func computeOfLabels(
    _ wanted: [Metric], _ control: RunControl
  ) throws(StageFailure) {
    let open = wanted.filter(metrics.isOpen)
    guard !open.isEmpty else { return }
    // All customers are noise: there is nothing to compare.
    guard sizes.contains(where: { $0 > 0 }) else {
      open.forEach { metrics.markUndefined($0) }
      return
    }
    do throws(ClusteringError) {
      let points = try LabelledPoints(
        scaled.matrix, labels: labels, control: control.quiet(threads: control.threads))
      let isDefined = points.count >= 2 && points.count < labels.count - noise
      for metric in open {
        if isDefined, case .labels(let compute) = metric.computation {
          let found = try compute(points, control)
          metrics[metric] = found.value
          if metric == .silhouette { metrics.silhouetteBySegment = found.segments }
        }
        metrics.markUndefined(metric)
      }
    } catch {
      switch error {
      case .cancelled: throw .cancelled(partial: nil)
      default: preconditionFailure("a fitted model is labelled as its points are: \(error)")
      }
    }
  }
}
