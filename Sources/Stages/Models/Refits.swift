import Clustering
import Matrices
import Planning

/// Metrics for which other rows are divided by the same method, many times.
///
/// Candidates that differ in the number of segments alone share the rows that are drawn.
struct Refits {
  let points: PreparedPoints
  let scaled: Scaled
  /// Where neither the settings nor the fit have a seed.
  let seed: UInt64
  let control: RunControl

  /// Computes a metric for the candidates of which it is not known.
  func compute(_ metric: Metric, in sweep: inout Sweep) throws(ClusteringError) {
    let open = sweep.candidates.indices.filter { sweep.candidates[$0].metrics.isOpen(metric) }
    let groups = groups(open, in: sweep, byCandidate: metric == .jaccard || metric == .heldOut)
    let share = 1 / Double(max(1, groups.count))
    for (place, group) in groups.enumerated() {
      let part = control.part(from: Double(place) * share, share: share)
      if metric == .jaccard || metric == .heldOut {
        try question(metric, group[0], in: &sweep, part)
      } else {
        try follow(metric, group, in: &sweep, part)
      }
      for index in group { sweep.candidates[index].metrics.markUndefined(metric) }
    }
  }

  /// Candidates whose methods differ in the number of segments alone, in the order of the sweep.
  private func groups(_ open: [Int], in sweep: Sweep, byCandidate: Bool) -> [[Int]] {
    if byCandidate { return open.map { [$0] } }
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

  /// Metrics of one candidate's own segments.
  private func question(
    _ metric: Metric, _ index: Int, in sweep: inout Sweep, _ control: RunControl
  ) throws(ClusteringError) {
    let model = sweep.candidates[index]
    guard model.sizes.count(where: { $0 > 0 }) > 1 else { return }
    let settings = model.metrics.settings
    let seed = settings.seed ?? model.seed ?? self.seed
    do throws(ClusteringError) {
      if metric == .jaccard {
        let found = try SegmentStability(
          of: model.labels, by: model.method.lightened, on: points,
          replicates: settings.replicates(of: metric), seed: seed,
          control: control)
        sweep.candidates[index].metrics[.jaccard] = found.segments.map(\.meanJaccard).min()
      } else {
        let found = try HeldOutAgreement(
          of: model.labels, by: model.method.lightened, on: points, rescaling: scaled.rescaling,
          splits: settings.replicates(of: metric), seed: seed, control: control)
        sweep.candidates[index].metrics[.heldOut] = found.meanAdjustedRand
      }
    } catch {
      guard error.isOfOneSample else { throw error }
    }
  }

  /// Metrics that follow the number of segments.
  private func follow(
    _ metric: Metric, _ group: [Int], in sweep: inout Sweep, _ control: RunControl
  ) throws(ClusteringError) {
    let models = group.map { sweep.candidates[$0] }
    let settings = models[0].metrics.settings
    let wanted = Set(models.compactMap(\.method.segmentCount).filter { metric == .gap || $0 > 1 })
    guard !wanted.isEmpty else { return }
    // The gap of one segment of all belongs to the curve whether it is a candidate or not.
    let ks = metric == .gap ? wanted.union([1]) : wanted
    let curve = Curve(
      metric, settings, seed: settings.seed ?? models[0].seed ?? seed,
      method: models[0].method.lightened)
    let values = try curve.values(ks.sorted(), of: points, control)
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
}

/// A metric over numbers of segments.
private struct Curve {
  let metric: Metric
  let settings: MetricSettings
  let seed: UInt64
  let method: any ClusteringMethod

  struct Value {
    let value: Double
    var error: Double?
  }

  init(
    _ metric: Metric, _ settings: MetricSettings, seed: UInt64, method: any ClusteringMethod
  ) {
    self.metric = metric
    self.settings = settings
    self.seed = seed
    self.method = method
  }

  /// The values that there are.
  ///
  /// A sample with fewer different rows than segments leaves that number of segments without one.
  func values(
    _ ks: [Int], of points: PreparedPoints, _ control: RunControl
  ) throws(ClusteringError) -> [Int: Value] {
    do throws(ClusteringError) {
      return try together(ks, of: points, control)
    } catch {
      guard error.isOfOneSample else { throw error }
      guard ks.count > 1 else { return [:] }
      var values: [Int: Value] = [:]
      for (place, k) in ks.enumerated() {
        let share = 1 / Double(ks.count)
        let part = control.part(from: Double(place) * share, share: share)
        values[k] = try self.values([k], of: points, part)[k]
      }
      return values
    }
  }

  private func together(
    _ ks: [Int], of points: PreparedPoints, _ control: RunControl
  ) throws(ClusteringError) -> [Int: Value] {
    let count = settings.replicates(of: metric)
    switch metric {
    case .gap:
      let rows = try GapStatistic(
        ks, of: points, by: method, box: settings.gapBox, references: settings.gapReferences,
        seed: seed, control: control
      ).rows
      return rows.reduce(into: [:]) {
        $0[$1.k] = Value(value: $1.gap, error: $1.standardError)
      }
    case .predictionStrength:
      let rows = try PredictionStrength(
        ks, of: points, by: method, splits: count, seed: seed, control: control
      ).rows
      return rows.reduce(into: [:]) { $0[$1.k] = Value(value: $1.strength) }
    case .instability:
      let rows = try BootstrapInstability(
        ks, of: points, by: method, pairs: count, seed: seed, control: control
      ).rows
      return rows.reduce(into: [:]) { $0[$1.k] = Value(value: $1.instability) }
    case .ambiguity:
      let rows = try ConsensusAmbiguity(
        ks, of: points, by: method, parts: count, seed: seed, control: control
      ).rows
      return rows.reduce(into: [:]) { $0[$1.k] = Value(value: $1.ambiguity) }
    case .silhouette, .daviesBouldin, .calinskiHarabasz, .dunn, .xieBeni, .gapError, .inertia,
      .elbow, .bic, .aic, .icl, .jaccard, .heldOut, .stability, .smallest, .largest:
      return [:]
    }
  }
}

extension ClusteringError {
  /// Whether it is about the rows that happened to be drawn, not about those that there are.
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
  /// How the features would be scaled anew from other rows; `nil` where they were not scaled, are no
  /// features any more, or have categories beside them.
  var rescaling: Scaling? {
    reduction == nil && encoding == nil ? Scaling(rawValue: method) : nil
  }
}
