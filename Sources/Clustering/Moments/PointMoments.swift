import Matrices

/// The mean and the covariance of weighted points.
struct PointMoments: Sendable {
  /// Shape `[d]`.
  let mean: [Double]
  /// The population covariance, divided by the weight, shape `[d × d]`.
  let covariance: [Double]
  /// The weight of all points.
  let totalWeight: Double

  /// Sums all points.
  ///
  /// The mean is computed first and products are of differences to it, so a distant origin costs no
  /// digits.
  ///
  /// - Complexity: O(*n d²*).
  init(_ lanes: LanePoints, control: RunControl) throws(CancellationError) {
    let d = lanes.columns
    let quiet = control.quiet(threads: control.threads)
    var moments: ComponentMoments?
    var origin = lanes.point(0)
    for _ in 0..<3 {
      let sums = try MixtureDensity(flatAround: origin, isDiagonal: false)
        .pass(over: lanes, control: quiet).sums
      let found = ComponentMoments(
        sums: sums, origins: origin, k: 1, d: d, isDiagonal: false, overall: [], totalWeight: 0)
      moments = found
      if origin == found.means { break }
      origin = found.means
    }
    guard let moments else { preconditionFailure("three rounds leave moments") }
    let weight = moments.weights[0]
    mean = moments.means
    covariance = moments.scatters[0].map { $0 / weight }
    totalWeight = weight
  }
}
