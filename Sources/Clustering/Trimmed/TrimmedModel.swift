import Matrices

/// The result of trimmed k-means.
public struct TrimmedModel: Equatable, Sendable {
  /// The means of the kept rows and the radius around them.
  ///
  /// Segments are ordered by kept weight, largest first, then by centroid, column by column.
  public let reach: CentroidReach
  /// The segment of each row: the nearest centroid, ties to the lower number; −1 beyond the radius.
  public let labels: [Int]
  /// How many rows each segment has; rows of weight 0 are not counted.
  public let sizes: [Int]
  /// The weight of the rows of each segment.
  public let weights: [Double]
  /// The weight of the noise: at most the share to set aside; less if rows lie exactly on the radius or
  /// are partly set aside.
  public let noiseWeight: Double
  /// The weighted sum of squared distances of the kept rows to the centroids.
  public let inertia: Double
  /// The share of the weight that was set aside.
  public let share: Double
  /// The number of iterations of the winning start.
  public let iterations: Int
  /// Whether the winning start converged before `maxIterations`.
  public let hasConverged: Bool
  /// The inertia of each start after its first steps, in order.
  public let startInertias: [Double]

  init(
    _ state: TrimmedSearch.State, share: Double, startInertias: [Double], points: PreparedPoints
  ) throws {
    let lanes = points.canonical.points
    let k = state.masses.count
    let reach = CentroidReach(
      centroids: Matrix(rows: k, columns: lanes.columns, values: state.centroids),
      squaredRadius: state.cut.squaredRadius)
    let pointLabels = reach.labels(state.nearest, count: lanes.count)
    var labels = points.canonical.pointOfRow.map { $0 < 0 ? -1 : pointLabels[Int($0)] }
    if let others = points.coordinatesWithoutWeight {
      let nearest = try Nearest(
        others, centroids: state.centroids, k: k, control: RunControl(threads: 1))
      let found = reach.labels(nearest, count: others.count)
      for (place, row) in points.rowsWithoutWeight.enumerated() { labels[Int(row)] = found[place] }
    }
    var weights = [Double](repeating: 0, count: k)
    var sizes = [Int](repeating: 0, count: k)
    var noise = 0.0
    for (p, label) in pointLabels.enumerated() {
      if label < 0 {
        noise += lanes.weights[p]
      } else {
        weights[label] += lanes.weights[p]
        sizes[label] += Int(points.canonical.rowCounts[p])
      }
    }
    self.reach = reach
    self.labels = labels
    self.sizes = sizes
    self.weights = weights
    noiseWeight = noise
    inertia = state.inertia
    self.share = share
    iterations = state.steps
    hasConverged = state.hasConverged
    self.startInertias = startInertias
  }

  /// The number of segments.
  public var k: Int { sizes.count }
  /// The means of the kept rows, shape `[k × d]`.
  public var centroids: Matrix { reach.centroids }
  /// The largest distance of a kept row; rows beyond it, including new rows, are noise.
  public var radius: Double { reach.radius }
  /// How new rows are assigned: by the nearest centroid within the radius.
  ///
  /// The rows of the fit get exactly their labels in the model.
  public var rule: CentroidReach { reach }

  /// Assigns rows to segments by `rule`.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels (−1 for noise), distances to the nearest centroid, and margins.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> SegmentAssignment {
    try rule.assign(points, control: control)
  }
}
