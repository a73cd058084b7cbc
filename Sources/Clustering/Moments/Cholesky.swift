import Matrices

/// The inverse Cholesky factor and the determinant of a covariance, for computing densities.
struct Cholesky {
  /// P, the inverse of the lower triangle L with L Lᵀ = Σ: the rows of a lower triangle, one after
  /// the other, `d (d + 1) / 2` numbers.
  let inverse: [Double]
  /// The natural logarithm of the determinant of Σ.
  let logDeterminant: Double

  /// Factors a covariance of shape `[d × d]`; only the lower triangle is read.
  ///
  /// - Returns: `nil` unless the matrix is positive definite.
  /// - Complexity: O(*d³*).
  init?(_ covariance: [Double], order d: Int) {
    var l = [Double](repeating: 0, count: d * d)
    var logDeterminant = 0.0
    for i in 0..<d {
      for j in 0...i {
        var sum = covariance[i * d + j]
        for m in 0..<j { sum -= l[i * d + m] * l[j * d + m] }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          l[i * d + i] = sum.squareRoot()
          logDeterminant += portableLog(sum)
        } else {
          l[i * d + j] = sum / l[j * d + j]
        }
      }
    }
    var inverse = [Double](repeating: 0, count: d * d)
    for j in 0..<d {
      inverse[j * d + j] = 1 / l[j * d + j]
      for i in j + 1..<max(d, j + 1) {
        var sum = 0.0
        for m in j..<i { sum -= l[i * d + m] * inverse[m * d + j] }
        inverse[i * d + j] = sum / l[i * d + i]
      }
    }
    self.inverse = (0..<d).flatMap { i in inverse[i * d...i * d + i] }
    self.logDeterminant = logDeterminant
  }
}
