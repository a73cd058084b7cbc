import Matrices

/// The result of size-constrained k-means.
public struct SizeConstrainedModel: Equatable, Sendable {
  /// The means of the segments and the prices that keep their sizes within bounds.
  ///
  /// Segments are ordered by weight, largest first, then by centroid, column by column.
  public let priced: PricedCentroids
  /// The segment of each row, which need not be the one with the nearest centroid.
  public let labels: [Int]
  /// How many rows each segment has; rows of weight 0 are not counted.
  public let sizes: [Int]
  /// The weight of each segment.
  public let weights: [Double]
  /// The requested minimum and maximum weight of a segment.
  public let bounds: ClosedRange<Double>
  /// The weighted sum of squared distances of the rows to the centroids of their segments.
  public let inertia: Double
  /// The number of iterations of the winning start.
  public let iterations: Int
  /// Whether the winning start converged before `maxIterations`.
  public let hasConverged: Bool

  init(
    _ run: SizeConstrainedKMeans.Run, bounds: ClosedRange<Double>, points: PreparedPoints,
    control: RunControl
  ) throws {
    let lanes = points.canonical.points
    let d = lanes.columns
    let k = run.centroids.count / d
    var division = run.division
    let masses = LabelSums(lanes, labels: run.labels, k: k).masses
    let order = CanonicalNumbers.order(weights: masses, centroids: run.centroids)
    var numbers = [Int32](repeating: 0, count: k)
    for (number, old) in order.enumerated() { numbers[old] = Int32(number) }
    let pointLabels = run.labels.map { numbers[Int($0)] }
    let prices = division.prices()
    let priced = try PricedCentroids(
      centroids: Matrix(
        rows: k, columns: d, values: order.flatMap { run.centroids[$0 * d..<($0 + 1) * d] }),
      prices: order.map { prices[$0] }
    ).excepting(lanes, labels: pointLabels, control: control)
    var labels = points.canonical.pointOfRow.map { $0 < 0 ? 0 : Int(pointLabels[Int($0)]) }
    if let others = points.coordinatesWithoutWeight {
      let rows = Matrix(
        rows: others.count, columns: d, values: (0..<others.count).flatMap { others.point($0) })
      let found = try priced.assign(rows, control: control)
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        labels[Int(row)] = found.labels[place]
      }
    }
    var sizes = [Int](repeating: 0, count: k)
    for (p, label) in pointLabels.enumerated() {
      sizes[Int(label)] += Int(points.canonical.rowCounts[p])
    }
    self.priced = priced
    self.labels = labels
    self.sizes = sizes
    weights = order.map { masses[$0] }
    self.bounds = bounds
    inertia = run.inertia
    iterations = run.iterations
    hasConverged = run.hasConverged
  }

  /// The number of segments.
  public var k: Int { sizes.count }
  /// The means of the segments, shape `[k × d]`.
  public var centroids: Matrix { priced.centroids }
  /// How new rows are assigned: by squared distance and the price of the segment.
  ///
  /// The rows of the fit get exactly their labels in the model. Assignment by the nearest centroid
  /// would not reproduce them, nor keep the sizes for similar rows.
  public var rule: PricedCentroids { priced }

  /// Assigns rows to segments by `rule`.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels, distances to the segments' centroids, and margins.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> SegmentAssignment {
    try rule.assign(points, control: control)
  }
}
