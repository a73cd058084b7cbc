import Matrices

/// Optimal k-means of one column.
///
/// In one dimension, k-means needs no random starts: dynamic programming over the sorted distinct
/// values finds the global optimum, for every number of segments up to the largest in one run. The
/// values may be far from 0 and their segments narrow: sums are kept in double-double precision. In
/// cartography it is known as natural breaks. `KMeans` and `KMeansSweep` use it automatically for one
/// column.
///
/// The result is a function of the rows with their weights as a set. Weight *n* equals *n* copies.
///
/// ```swift
/// let models = try UnivariateKMeans(1...10).fit(amounts, control: RunControl(threads: 2))
/// models[3].centroids   // of four segments
/// ```
public struct UnivariateKMeans: Equatable, Sendable {
  /// The numbers of segments, in the order of the models.
  public var candidates: [Int]
  /// The maximum size in bytes of the table of partitions.
  public var memoryLimit: Int

  /// 1 GiB.
  public static let defaultMemoryLimit = 1 << 30

  /// One or several numbers of segments.
  public init(
    _ candidates: some Sequence<Int>, memoryLimit: Int = UnivariateKMeans.defaultMemoryLimit
  ) {
    self.candidates = Array(candidates)
    self.memoryLimit = memoryLimit
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × 1]`, finite.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. A row of weight 0 has no influence
  ///     and is assigned to the nearest segment.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: One model per candidate. Of equally good partitions, the one with the lowest borders,
  ///   comparing the last border first.
  /// - Throws: `ClusteringError` for rows, weights or candidates that cannot be used; `.columnCount`
  ///   for more than one column; `.needsMemory` for a table above the limit; `.cancelled`.
  /// - Complexity: O(*k m* log *m*) for *m* distinct values; 4 bytes for each of them and each
  ///   segment up to the largest candidate, and about 96 for each of them.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> [KMeansModel] {
    let prepared = try PreparedPoints(points, weights: weights, control: control)
    return try fit(prepared, control: control)
  }

  /// Finds the segments of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> [KMeansModel] {
    try fit(points, seed: 0, control: control)
  }

  /// Whether the points have one column and the table of partitions fits in memory.
  func suits(_ points: PreparedPoints) -> Bool {
    points.canonical.points.columns == 1 && bytes(for: points) <= memoryLimit
  }

  private func bytes(for points: PreparedPoints) -> Int {
    LineSegments.bytes(points: points.distinctRows, k: candidates.max() ?? 0)
  }

  /// Finds the segments; the seed is only recorded in the models.
  func fit(
    _ points: PreparedPoints, seed: UInt64, control: RunControl
  ) throws(ClusteringError) -> [KMeansModel] {
    let columns = points.canonical.points.columns
    guard columns == 1 else { throw .columnCount(found: columns, expected: 1) }
    for k in candidates { try points.checkSegments(k) }
    guard let most = candidates.max() else { return [] }
    let bytes = bytes(for: points)
    guard bytes <= memoryLimit else { throw .needsMemory(bytes: bytes, limit: memoryLimit) }
    do {
      let sums = try LineSums(points.canonical.points, control: control)
      let segments = try LineSegments(
        sums, k: most, control: control.part(from: 0, share: 0.9))
      var models: [KMeansModel] = []
      for k in candidates {
        models.append(
          try model(
            segments.ranges(k).map(sums.mean), points: points, seed: seed, control: control))
      }
      control.progress?(1)
      return models
    } catch {
      throw .cancelled
    }
  }

  /// The model with the best means, numbered, with labels computed by the same arithmetic as any assignment.
  private func model(
    _ means: [Double], points: PreparedPoints, seed: UInt64, control: RunControl
  ) throws(CancellationError) -> KMeansModel {
    let k = means.count
    let lanes = points.canonical.points
    let quiet = control.quiet(threads: control.threads)
    let lloyd = Lloyd(points: lanes, k: k, tolerance: 0, maxIterations: 1, control: quiet)
    var divided = try lloyd.assign(means)
    divided.hasConverged = true
    let partition = try SegmentOrder(lloyd: lloyd).number(divided)
    let centroids = Matrix(rows: k, columns: 1, values: partition.centroids)
    return KMeansModel(
      centroids: centroids,
      labels: try points.rowLabels(partition.labels, centroids: centroids, control: control),
      sizes: points.sizes(partition.labels, k: k), weights: partition.masses,
      inertia: partition.inertia, iterations: 0, hasConverged: true, restart: 0,
      restartInertias: [partition.inertia], restartAgreement: 1, seed: seed, start: centroids)
  }
}
