import Matrices

extension CanonicalPoints {
  /// Some of the points of others, which are rows in their own right here.
  ///
  /// - Parameters:
  ///   - other: Where the points come from.
  ///   - order: The points that are taken, ascending, at least one: they stand in canonical order.
  ///   - control: Threads and cancellation.
  /// - Throws: `CancellationError`.
  init(
    _ other: CanonicalPoints, taking order: [Int32], control: RunControl
  ) throws(CancellationError) {
    let points = LanePoints(
      other.points, order: order, weights: order.map { other.points.weights[Int($0)] })
    self.points = points
    pointOfRow = Array(0..<Int32(order.count))
    rowCounts = order.map { other.rowCounts[Int($0)] }
    blockWeights = (0..<points.blocks).map { block in
      BlockSum.range(of: block, count: points.count).reduce(0) { $0 + points.weights[$1] }
    }
    (totalWeight, meanVariance) = try Self.moments(of: points, control: control)
  }
}

extension PreparedPoints {
  /// Some of the distinct points of other rows, each of them one row with the weight of all its
  /// copies.
  ///
  /// - Throws: `CancellationError`.
  init(
    _ other: PreparedPoints, taking order: [Int32], control: RunControl
  ) throws(CancellationError) {
    let canonical = try CanonicalPoints(other.canonical, taking: order, control: control)
    rows = order.count
    self.canonical = canonical
    weights = canonical.points.weights.array(0..<order.count)
    rowsWithoutWeight = []
    coordinatesWithoutWeight = nil
  }
}

/// The mean of points and how far they are from it.
struct PointMean: Sendable {
  /// Shape `[d]`.
  let mean: [Double]
  /// The sum of the weights.
  let weight: Double
  /// The weighted sum of squared distances to the mean.
  let inertia: Double

  /// Finds the mean in fixed blocks.
  init(_ points: LanePoints, control: RunControl) throws(CancellationError) {
    let quiet = control.quiet(threads: control.threads)
    let lloyd = Lloyd(points: points, k: 1, tolerance: 0, maxIterations: 1, control: quiet)
    let labels = AlignedArray<Int32>(repeating: 0, count: points.groups * LanePoints.lanes)
    let sums = try lloyd.assign(points.point(0), labels: labels).sums
    let weight = sums[points.columns]
    mean = (0..<points.columns).map { sums[$0] / weight }
    self.weight = weight
    inertia = try lloyd.assign(mean, labels: labels).inertia
  }
}
