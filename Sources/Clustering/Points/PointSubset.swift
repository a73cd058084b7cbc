import Matrices

extension CanonicalPoints {
  /// A subset of other points, each treated as a row.
  ///
  /// - Parameters:
  ///   - other: The original points.
  ///   - order: The points of the subset, ascending and thus in canonical order; at least one.
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
    let segment = try OneSegment(points, control: control)
    totalWeight = segment.weight
    meanVariance = segment.sumOfSquares / segment.weight / Double(points.columns)
  }
}

extension PreparedPoints {
  /// A subset of the distinct points of other rows, each treated as one row with the weight of all its
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
