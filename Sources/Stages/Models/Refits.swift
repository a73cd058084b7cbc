import Clustering
import Matrices
import Planning

/// Computes metrics that cluster other rows repeatedly by the same method.
///
/// Candidates that differ only in the number of segments share the same draws.
struct Refits {
  let points: PreparedPoints
  let scaled: Scaled
  /// The seed if neither the settings nor the fit have one.
  let seed: UInt64
  let control: RunControl

  /// Computes a metric for the candidates for which it is not known yet.
  func compute(_ metric: Metric, in sweep: inout Sweep) throws(ClusteringError) {
    let open = sweep.candidates.indices.filter { sweep.candidates[$0].metrics.isOpen(metric) }
    switch metric.computation {
    case .resampled(_, let compute):
      let share = 1 / Double(max(1, open.count))
      for (place, index) in open.enumerated() {
        let part = control.part(from: Double(place) * share, share: share)
        sweep.candidates[index].metrics[metric] = try resampled(
          metric, sweep.candidates[index], part, compute)
      }
    case .curve(_, let startsAtOne, let comparesFits, let compute):
      let groups = groups(open, in: sweep)
      let share = 1 / Double(max(1, groups.count))
      for (place, group) in groups.enumerated() {
        let part = control.part(from: Double(place) * share, share: share)
        try follow(
          metric, group, startsAtOne: startsAtOne, comparesFits: comparesFits, in: &sweep, part,
          compute)
      }
    case .known, .labels, .along: break
    }
    for index in open { sweep.candidates[index].metrics.markUndefined(metric) }
  }

  /// Groups candidates whose methods differ only in the number of segments, in the order of the sweep.
  private func groups(_ open: [Int], in sweep: Sweep) -> [[Int]] {
    var groups: [[Int]] = []
    for index in open {
      let method = sweep.candidates[index].method.with(k: 1)
      let place = groups.firstIndex {
        method.isEqual(to: sweep.candidates[$0[0]].method.with(k: 1))
      }
      if let place { groups[place].append(index) } else { groups.append([index]) }
    }
    return groups
  }

  /// A metric of the segments of one candidate; `nil` for fewer than two, and if a sample has fewer
  /// distinct rows than segments.
  private func resampled(
    _ metric: Metric, _ model: Model, _ control: RunControl,
    _ compute: (ResampledRequest) throws(ClusteringError) -> Double?
  ) throws(ClusteringError) -> Double? {
    guard model.sizes.count(where: { $0 > 0 }) > 1 else { return nil }
    let settings = model.metrics.settings
    do throws(ClusteringError) {
      return try compute(
        ResampledRequest(
          points: points, labels: model.labels, method: model.method.lightened,
          rescaling: scaled.rescaling, replicates: settings.replicates(of: metric),
          seed: settings.seed ?? model.seed ?? seed, control: control))
    } catch {
      guard error.isOfOneSample else { throw error }
      return nil
    }
  }

  /// A metric as a function of the number of segments.
  private func follow(
    _ metric: Metric, _ group: [Int], startsAtOne: Bool, comparesFits: Bool,
    in sweep: inout Sweep, _ control: RunControl,
    _ compute: (CurveRequest) throws(ClusteringError) -> [CurveValue]
  ) throws(ClusteringError) {
    let models = group.map { sweep.candidates[$0] }
    let settings = models[0].metrics.settings
    let wanted = Set(models.compactMap(\.method.segmentCount).filter { startsAtOne || $0 > 1 })
    guard !wanted.isEmpty else { return }
    var observed: [Int: Double] = [:]
    if comparesFits {
      for model in models {
        guard let k = model.method.segmentCount else { continue }
        observed[k] = observed[k] ?? model.metrics[.inertia]
      }
    }
    let method = comparesFits ? models[0].method : models[0].method.lightened
    let values = try values(
      startsAtOne ? wanted.union([1]).sorted() : wanted.sorted(), control
    ) { (candidates, control) throws(ClusteringError) in
      try compute(
        CurveRequest(
          candidates: candidates, points: points, method: method,
          observed: observed.filter { candidates.contains($0.key) }, settings: settings,
          replicates: settings.replicates(of: metric),
          seed: settings.seed ?? models[0].seed ?? seed, control: control))
    }
    for index in group {
      guard let k = sweep.candidates[index].method.segmentCount, let found = values[k] else {
        continue
      }
      sweep.candidates[index].metrics[metric] = found.value
      guard metric == .gap else { continue }
      if found.value.isFinite { sweep.candidates[index].metrics[.gapError] = found.error }
      if let one = values[1], one.value.isFinite {
        sweep.candidates[index].metrics.gapOfOne = Metrics.Gap(
          value: one.value, error: one.error ?? 0)
      }
    }
  }

  /// The values of a curve that exist, by the number of segments.
  ///
  /// If a sample has fewer distinct rows than segments, that number of segments has no value.
  private func values(
    _ ks: [Int], _ control: RunControl,
    _ compute: ([Int], RunControl) throws(ClusteringError) -> [CurveValue]
  ) throws(ClusteringError) -> [Int: CurveValue] {
    do throws(ClusteringError) {
      return try compute(ks, control).reduce(into: [:]) { $0[$1.k] = $1 }
    } catch {
      guard error.isOfOneSample else { throw error }
      guard ks.count > 1 else { return [:] }
      var values: [Int: CurveValue] = [:]
      for (place, k) in ks.enumerated() {
        let share = 1 / Double(ks.count)
        let part = control.part(from: Double(place) * share, share: share)
        values[k] = try self.values([k], part, compute)[k]
      }
      return values
    }
  }
}

extension ClusteringError {
  /// Whether the error is caused by the drawn sample, not by the data.
  fileprivate var isOfOneSample: Bool {
    switch self {
    case .moreSegmentsThanDistinctRows, .noRows, .collapsedComponents, .minimumOutOfRange,
      .sizesOutOfReach:
      true
    case .cancelled, .noColumns, .notFinite, .tooLarge, .weightOutOfRange, .weightCount,
      .fewerThanOneSegment, .startShape, .startNotFinite, .columnCount, .labelCount,
      .segmentsOutOfRange, .needsMemory, .tooManyColumns, .radiusOutOfRange, .tooManyDistinctRows,
      .shareOutOfRange, .fuzzinessOutOfRange:
      false
    }
  }
}

extension Scaled {
  /// How the features of other rows are scaled; `nil` if they were not scaled, were reduced, or have
  /// categories.
  var rescaling: Scaling? {
    reduction == nil && encoding == nil ? Scaling(rawValue: method) : nil
  }
}
