import Matrices

/// The eigenvalues and eigenvectors of a symmetric matrix.
///
/// Cyclic Jacobi rotations: slow for large matrices, exact to the last digits for small ones, and
/// the same bits everywhere. C. Jacobi, J. reine angew. Math. 30, 1846; the order and the stopping
/// rule as in J. Wilkinson, C. Reinsch, "Linear Algebra", 1971.
struct SymmetricEigen {
  /// The eigenvalues, largest first.
  let values: [Double]
  /// The eigenvectors of length 1 as rows: shape `[d × d]`, row i belongs to value i.
  ///
  /// Signs are chosen so that the entry of largest magnitude is positive, ties to the first.
  let vectors: [Double]

  /// Decomposes a matrix of shape `[d × d]`; only the upper triangle is read.
  ///
  /// - Complexity: O(*d³*) per sweep, about eight sweeps.
  init(_ matrix: [Double], order d: Int) {
    precondition(matrix.count == d * d, "a square matrix")
    var a = matrix
    // The vectors are rows here, so that a rotation reads memory in order.
    var v = [Double](repeating: 0, count: d * d)
    for i in 0..<d { v[i * d + i] = 1 }
    for i in 0..<d { for j in 0..<i { a[i * d + j] = a[j * d + i] } }
    for _ in 0..<60 {
      var off = 0.0
      var diagonal = 0.0
      for i in 0..<d {
        diagonal += a[i * d + i] * a[i * d + i]
        for j in i + 1..<max(d, i + 1) { off += a[i * d + j] * a[i * d + j] }
      }
      if off <= 1e-36 * diagonal || off == 0 { break }
      for p in 0..<d {
        for q in p + 1..<max(d, p + 1) where a[p * d + q] != 0 {
          Self.rotate(&a, &v, p, q, d)
        }
      }
    }
    let order = (0..<d).sorted { (a[$0 * d + $0], $1) > (a[$1 * d + $1], $0) }
    values = order.map { a[$0 * d + $0] }
    vectors = order.flatMap { Self.signed(Array(v[$0 * d..<($0 + 1) * d])) }
  }

  /// Rotates the plane of two axes so that their entry becomes 0.
  private static func rotate(
    _ a: inout [Double], _ v: inout [Double], _ p: Int, _ q: Int, _ d: Int
  ) {
    let apq = a[p * d + q]
    let theta = (a[q * d + q] - a[p * d + p]) / (2 * apq)
    // The smaller of the two angles; a huge theta would overflow when squared.
    let t =
      theta.magnitude > 1e150
      ? 1 / (2 * theta)
      : (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    for j in 0..<d where j != p && j != q {
      let (ap, aq) = (a[p * d + j], a[q * d + j])
      a[p * d + j] = c * ap - s * aq
      a[q * d + j] = s * ap + c * aq
      a[j * d + p] = a[p * d + j]
      a[j * d + q] = a[q * d + j]
    }
    a[p * d + p] -= t * apq
    a[q * d + q] += t * apq
    a[p * d + q] = 0
    a[q * d + p] = 0
    for j in 0..<d {
      let (vp, vq) = (v[p * d + j], v[q * d + j])
      v[p * d + j] = c * vp - s * vq
      v[q * d + j] = s * vp + c * vq
    }
  }

  /// The vector or its negative, so that the entry of largest magnitude is positive.
  static func signed(_ vector: [Double]) -> [Double] {
    var largest = 0.0
    for value in vector where value.magnitude > largest.magnitude { largest = value }
    return largest < 0 ? vector.map { 0 - $0 } : vector
  }
}
