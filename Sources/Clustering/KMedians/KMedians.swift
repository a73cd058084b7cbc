import Matrices

/// k-medians: segments around medians, with a small sum of Manhattan distances to them.
///
/// Like k-means, with absolute differences instead of squares. The centre of a segment is the median of
/// every column, so a few distant rows barely move it; it is usually not a row itself. Lloyd's
/// iteration from starts drawn in proportion to their distance from the previous ones (k-means++ with
/// Manhattan distances); the best of several restarts. P. Bradley, O. Mangasarian, W. Street,
/// "Clustering via concave minimization", NIPS 1996.
///
/// The result is a function of the rows with their weights as a set, the settings and the seed.
///
/// ```swift
/// let model = try KMedians(k: 4).fit(points, control: RunControl(threads: 2))
/// model.medians   // [4 × d]
/// model.labels    // one per row
/// ```
public struct KMedians: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// The number of restarts, at least 1; the smallest total wins, ties to the earlier.
  public var restarts: Int
  /// The seed of the random numbers.
  public var seed: UInt64
  /// The maximum number of iterations in one restart.
  public var maxIterations: Int

  /// Settings for a fit; omitted settings take their defaults.
  public init(k: Int, restarts: Int = 10, seed: UInt64 = 1, maxIterations: Int = 300) {
    self.k = k
    self.restarts = max(1, restarts)
    self.seed = seed
    self.maxIterations = max(1, maxIterations)
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all restarts.
  /// - Throws: `ClusteringError` for rows, weights or `k` that cannot be used; `.cancelled`.
  /// - Complexity: O(*n d* log *n*) once, then O(*restarts · iterations · n k d*); about
  ///   8 *d* + 40 bytes per row and thread.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> KMediansModel {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Finds the segments of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> KMediansModel {
    guard k >= 1 else { throw .fewerThanOneSegment(k: k) }
    guard k <= points.distinctRows else {
      throw .moreSegmentsThanDistinctRows(k: k, distinct: points.distinctRows)
    }
    let search = MedianSearch(points.canonical.points, maxIterations: maxIterations)
    let (k, seed) = (k, seed)
    let found = try Replicates.map(restarts, control: control) {
      (restart, control) throws(ClusteringError) -> MedianSearch.Found in
      try search.run(
        from: search.start(
          k, CounterRandom(seed: seed, purpose: .medoids, words: [4, UInt64(restart)])),
        control: control)
    }
    var best = found[0]
    for other in found.dropFirst() where other.partition.total < best.partition.total {
      best = other
    }
    return KMediansModel(try search.numbered(best, control: control), points)
  }
}

extension KMedians: SeededMethod {
  /// One start is enough.
  public var lightened: KMedians {
    var method = self
    method.restarts = 1
    return method
  }

  /// Clusters rows and returns a rule for new rows.
  public func refit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedSegments {
    let model = try fit(points, control: control)
    return FittedSegments(labels: model.labels, rule: model.rule)
  }
}

/// The result of k-medians.
public struct KMediansModel: Equatable, Sendable {
  /// The median of every column of every segment, shape `[k × d]`, ordered by weight, largest segment
  /// first, then column by column.
  ///
  /// If two values halve a segment, the median is their mean. Rows at equal distance from two medians
  /// go to the lower number, so a median can differ slightly from that of the labelled rows.
  public let medians: Matrix
  /// The segment of each row: the nearest median by Manhattan distance, ties to the lower number.
  public let labels: [Int]
  /// How many rows each segment has; rows of weight 0 are not counted.
  public let sizes: [Int]
  /// The weight of each segment.
  public let weights: [Double]
  /// The weighted sum of the rows' Manhattan distances to their medians.
  public let totalDistance: Double
  /// The number of iterations of the best restart.
  public let iterations: Int
  /// Whether it converged before `maxIterations`.
  public let hasConverged: Bool

  /// The number of segments.
  public var k: Int { medians.rows }

  fileprivate init(_ found: MedianSearch.Found, _ points: PreparedPoints) {
    let canonical = points.canonical
    let (partition, distances) = (found.partition, Distances.manhattan(canonical.points.columns))
    medians = Matrix(
      rows: partition.medoids.count, columns: canonical.points.columns,
      values: partition.medoids.flatMap { $0 })
    var labels = canonical.pointOfRow.map { $0 < 0 ? 0 : Int(partition.labels[Int($0)]) }
    var sizes = [Int](repeating: 0, count: partition.medoids.count)
    for (row, point) in canonical.pointOfRow.enumerated() where point >= 0 {
      sizes[labels[row]] += 1
    }
    if let others = points.coordinatesWithoutWeight {
      let found = MedoidPartition(others, medoids: partition.medoids, distances: distances)
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        labels[Int(row)] = Int(found.labels[place])
      }
    }
    self.labels = labels
    self.sizes = sizes
    weights = partition.masses
    totalDistance = partition.total
    iterations = found.iterations
    hasConverged = found.hasConverged
  }

  /// How new rows are assigned: by the nearest median; rows of the fit get their labels.
  public var rule: MedoidRule {
    MedoidRule(medoids: medians, measure: Distances.manhattan(medians.columns).measure)
  }
}
