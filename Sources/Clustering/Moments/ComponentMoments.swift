/// The moments of components from one pass over the points: weights, means and scatter.
struct ComponentMoments {
  /// The number of components.
  let k: Int
  /// The number of columns.
  let d: Int
  /// The weight of each component.
  var weights: [Double]
  /// The weighted means, shape `[k × d]`.
  var means: [Double]
  /// The weighted sums of products of differences to the means: `[k][d × d]`, or `[k][d]`, only the
  /// sums of squares, for families with diagonal covariances.
  var scatters: [[Double]]
  /// The weight of the noise.
  var background: Double

  /// A component with less than this share of the weight has no reliable moments.
  static let leastShare = 1e-9

  /// Reads the sums of the kernel.
  ///
  /// - Parameters:
  ///   - sums: As `segue_mixture` leaves them, relative to `origins`.
  ///   - origins: Shape `[k × d]`.
  ///   - k: The number of components.
  ///   - d: The number of columns.
  ///   - isDiagonal: Whether only squares are summed.
  ///   - overall: The covariance of all points, used for components without weight.
  ///   - totalWeight: The weight of all points.
  init(
    sums: [Double], origins: [Double], k: Int, d: Int, isDiagonal: Bool, overall: [Double],
    totalWeight: Double
  ) {
    let width = 1 + d + (isDiagonal ? d : d * (d + 1) / 2)
    self.k = k
    self.d = d
    weights = (0..<k).map { sums[$0 * width] }
    background = sums[k * width]
    means = origins
    scatters = []
    for c in 0..<k {
      let weight = weights[c]
      guard weight > Self.leastShare * totalWeight else {
        scatters.append(overall.map { $0 * weight })
        continue
      }
      let first = c * width + 1
      let shift = (0..<d).map { sums[first + $0] / weight }
      for j in 0..<d { means[c * d + j] += shift[j] }
      if isDiagonal {
        scatters.append(
          (0..<d).map { max(0, sums[first + d + $0] - shift[$0] * sums[first + $0]) })
      } else {
        var scatter = [Double](repeating: 0, count: d * d)
        var place = first + d
        for i in 0..<d {
          for j in 0...i {
            let value = sums[place] - shift[i] * sums[first + j]
            scatter[i * d + j] = value
            scatter[j * d + i] = value
            place += 1
          }
        }
        scatters.append(scatter)
      }
    }
  }
}
