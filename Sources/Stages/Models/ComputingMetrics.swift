import Clustering
import Diagnostics
import Planning

extension Sweep {
  /// The sweep with these metrics computed for every candidate; what is there already stays.
  ///
  /// A metric that is undefined for a candidate (one segment, say) stays absent.
  /// - Complexity: O(n²) per candidate for the silhouette in the worst case, O(n·k) for the rest.
  func computing(_ wanted: [Metric], _ context: RunContext) throws(StageFailure) -> Sweep {
    var result = self
    let share = 1 / Double(max(1, candidates.count))
    for index in candidates.indices {
      let control = context.control.part(from: Double(index) * share, share: share)
      try result.candidates[index].compute(wanted, context.with(control: control))
    }
    return result
  }
}

extension Model {
  /// Computes what is wanted and not there yet.
  mutating func compute(_ wanted: [Metric], _ context: RunContext) throws(StageFailure) {
    let open = wanted.filter { metrics[$0] == nil }
    // All noise, or one segment: there is nothing to compare.
    guard !open.isEmpty, sizes.count(where: { $0 > 0 }) > 0 else { return }
    do throws(ClusteringError) {
      let points = try LabelledPoints(
        scaled.matrix, labels: labels,
        control: context.control.quiet(threads: context.control.threads))
      let isDefined = points.count >= 2 && points.count < labels.count - noise
      for metric in open {
        switch metric {
        case .silhouette:
          guard isDefined else { continue }
          let silhouette = try Silhouette(points, control: context.control)
          metrics[.silhouette] = silhouette.mean
          metrics.silhouetteBySegment = silhouette.segments
        case .daviesBouldin:
          guard isDefined else { continue }
          metrics[.daviesBouldin] = try points.daviesBouldin()
        case .calinskiHarabasz:
          guard isDefined else { continue }
          metrics[.calinskiHarabasz] = try points.calinskiHarabasz()
        case .inertia, .elbow, .bic, .aic, .icl, .stability, .smallest, .largest:
          continue  // Known from the fit, or of the sweep as a whole.
        }
      }
    } catch {
      switch error {
      case .cancelled: throw .cancelled(partial: nil)
      default: preconditionFailure("a fitted model is labelled as its points are: \(error)")
      }
    }
  }
}
