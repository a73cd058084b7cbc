import Matrices

/// All points as one segment: their weight, mean, and sum of squares.
struct OneSegment: Sendable {
  /// The sum of the weights.
  let weight: Double
  /// The weighted mean, shape `[d]`.
  let mean: [Double]
  /// The weighted sum of squared distances to the mean.
  let sumOfSquares: Double

  /// Sums the points exactly in one pass, and computes the distances in another.
  init(_ points: LanePoints, control: RunControl) throws(CancellationError) {
    let d = points.columns
    var passes = LloydPasses(
      Lloyd(
        points: points, k: 1, tolerance: 0, maxIterations: 1,
        control: control.quiet(threads: control.threads)))
    _ = try passes.assign(points.point(0))
    let sums = passes.sums.values
    let mean = (0..<d).map { sums[$0] / sums[d] }
    weight = sums[d]
    self.mean = mean
    sumOfSquares = try passes.inertia(around: mean)
  }
}
