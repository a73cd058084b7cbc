import Matrices

/// The most likely covariances of a family, given the moments of the components.
///
/// Closed forms where they exist; for VEI, VEE, VEV, EVE and VVE a few rounds that update volume, shape
/// and orientation in turn. G. Celeux, G. Govaert, Pattern Recognition 28, 1995, section 4; the common
/// orientation of EVE and VVE by plane rotations, as B. Flury and W. Gautschi, SIAM J. Sci. Stat.
/// Comput. 7, 1986, with each plane's best angle in closed form.
struct CovarianceEstimate {
  let family: CovarianceFamily
  /// Added to the covariance of every component: `[d × d]`, or `[d]` for a diagonal family.
  let ridge: [Double]

  /// The maximum number of rounds of an iterative family.
  private static let mostRounds = 200
  /// Rounds end when no volume changes by more than this fraction.
  private static let settled = 1e-12

  /// The covariances: `[k][d × d]`, or `[k][d]` for a diagonal family.
  func covariances(of moments: ComponentMoments) -> [[Double]] {
    let (k, d) = (moments.k, moments.d)
    let n = moments.weights
    let total = n.reduce(0, +)
    let w = ridged(moments)
    let pooled = Self.sum(w)
    switch family {
    case .eii:
      return same(Self.sphere(Self.trace(pooled, d, isDiagonal: true) / (total * Double(d)), d), k)
    case .vii:
      return (0..<k).map {
        Self.sphere(Self.trace(w[$0], d, isDiagonal: true) / (n[$0] * Double(d)), d)
      }
    case .eei, .eee: return same(pooled.map { $0 / total }, k)
    case .vvi, .vvv: return (0..<k).map { c in w[c].map { $0 / n[c] } }
    case .evi:
      let sizes = w.map { Self.geometricMean($0) }
      let volume = sizes.reduce(0, +) / total
      return (0..<k).map { c in w[c].map { $0 / sizes[c] * volume } }
    case .evv:
      let sizes = w.map { Self.rootOfDeterminant($0, d) }
      let volume = sizes.reduce(0, +) / total
      return (0..<k).map { c in w[c].map { $0 / sizes[c] * volume } }
    case .vei: return proportional(w, n, d, isDiagonal: true)
    case .vee: return proportional(w, n, d, isDiagonal: false)
    case .eev, .vev: return turned(w, n, d, total: total)
    case .eve, .vve: return commonAxes(w, n, d, total: total)
    }
  }

  /// Scatter including the ridge, so that every family works on invertible matrices.
  private func ridged(_ moments: ComponentMoments) -> [[Double]] {
    zip(moments.scatters, moments.weights).map { scatter, weight in
      zip(scatter, ridge).map { $0 + weight * $1 }
    }
  }

  /// One matrix, and a volume for each component: VEI and VEE.
  private func proportional(
    _ w: [[Double]], _ n: [Double], _ d: Int, isDiagonal: Bool
  ) -> [[Double]] {
    var volumes = zip(w, n).map { Self.trace($0, d, isDiagonal: isDiagonal) / (Double(d) * $1) }
    var shape: [Double] = []
    for _ in 0..<Self.mostRounds {
      shape = Self.sum(zip(w, volumes).map { scatter, volume in scatter.map { $0 / volume } })
      let size = isDiagonal ? Self.geometricMean(shape) : Self.rootOfDeterminant(shape, d)
      shape = shape.map { $0 / size }
      let next = zip(w, n).map { scatter, weight in
        (isDiagonal
          ? zip(scatter, shape).reduce(0) { $0 + $1.0 / $1.1 }
          : Self.traceOfQuotient(scatter, shape, d)) / (Double(d) * weight)
      }
      defer { volumes = next }
      if Self.areSettled(volumes, next) { break }
    }
    return volumes.map { volume in shape.map { $0 * volume } }
  }

  /// One shape in the directions of each component: EEV and VEV.
  private func turned(_ w: [[Double]], _ n: [Double], _ d: Int, total: Double) -> [[Double]] {
    let axes = w.map { SymmetricEigen($0, order: d) }
    let lengths = axes.map { $0.values.map { max($0, .leastNormalMagnitude) } }
    var shape = Self.sum(lengths)
    let size = Self.geometricMean(shape)
    shape = shape.map { $0 / size }
    var volumes = n.map { _ in size / total }
    if family == .vev {
      volumes = zip(lengths, n).map { $0.reduce(0, +) / (Double(d) * $1) }
      for _ in 0..<Self.mostRounds {
        shape = Self.sum(zip(lengths, volumes).map { length, volume in length.map { $0 / volume } })
        let size = Self.geometricMean(shape)
        shape = shape.map { $0 / size }
        let next = zip(lengths, n).map { length, weight in
          zip(length, shape).reduce(0) { $0 + $1.0 / $1.1 } / (Double(d) * weight)
        }
        defer { volumes = next }
        if Self.areSettled(volumes, next) { break }
      }
    }
    return zip(axes, volumes).map { axes, volume in
      Self.matrix(values: shape.map { $0 * volume }, axes: axes.vectors, d)
    }
  }

  /// One orientation, and shapes of each component: EVE and VVE.
  private func commonAxes(_ w: [[Double]], _ n: [Double], _ d: Int, total: Double) -> [[Double]] {
    var axes = SymmetricEigen(Self.sum(w), order: d).vectors
    var lengths: [[Double]] = []
    for _ in 0..<Self.mostRounds {
      let projected = w.map { Self.projected($0, axes, d) }
      let variances = (0..<w.count).map { c in
        (0..<d).map { max(projected[c][$0 * d + $0], .leastNormalMagnitude) }
      }
      let previous = lengths
      if family == .vve {
        lengths = zip(variances, n).map { variance, weight in variance.map { $0 / weight } }
      } else {
        let sizes = variances.map { Self.geometricMean($0) }
        let volume = sizes.reduce(0, +) / total
        lengths = zip(variances, sizes).map { variance, size in variance.map { $0 / size * volume }
        }
      }
      if !previous.isEmpty,
        Self.areSettled(previous.flatMap { $0 }, lengths.flatMap { $0 })
      {
        break
      }
      Self.turn(&axes, projected: projected, lengths: lengths, d)
    }
    return lengths.map { Self.matrix(values: $0, axes: axes, d) }
  }

  /// Rotates each plane of two axes by the angle that maximizes the likelihood.
  private static func turn(
    _ axes: inout [Double], projected: [[Double]], lengths: [[Double]], _ d: Int
  ) {
    var scatters = projected
    for p in 0..<d {
      for q in p + 1..<max(d, p + 1) {
        var (even, odd) = (0.0, 0.0)
        for (scatter, length) in zip(scatters, lengths) {
          let contrast = 1 / length[p] - 1 / length[q]
          even += (scatter[p * d + p] - scatter[q * d + q]) / 2 * contrast
          odd += scatter[p * d + q] * contrast
        }
        let size = (even * even + odd * odd).squareRoot()
        guard size > 0 else { continue }
        // The sum is even · cos 2θ + odd · sin 2θ plus a constant; its minimum is opposite to (even, odd).
        let c = ((1 - even / size) / 2).squareRoot()
        guard c > 1e-8 else { continue }
        let s = -odd / size / (2 * c)
        for i in scatters.indices { rotate(&scatters[i], p, q, c, s, d) }
        for j in 0..<d {
          let (ap, aq) = (axes[p * d + j], axes[q * d + j])
          axes[p * d + j] = c * ap + s * aq
          axes[q * d + j] = c * aq - s * ap
        }
      }
    }
  }

  private static func rotate(
    _ a: inout [Double], _ p: Int, _ q: Int, _ c: Double, _ s: Double, _ d: Int
  ) {
    for j in 0..<d {
      let (ap, aq) = (a[p * d + j], a[q * d + j])
      a[p * d + j] = c * ap + s * aq
      a[q * d + j] = c * aq - s * ap
    }
    for j in 0..<d {
      let (ap, aq) = (a[j * d + p], a[j * d + q])
      a[j * d + p] = c * ap + s * aq
      a[j * d + q] = c * aq - s * ap
    }
  }

  private func same(_ matrix: [Double], _ k: Int) -> [[Double]] {
    Array(repeating: matrix, count: k)
  }

  private static func areSettled(_ before: [Double], _ after: [Double]) -> Bool {
    zip(before, after).allSatisfy { ($0 - $1).magnitude <= settled * $1.magnitude }
  }

  private static func sphere(_ variance: Double, _ d: Int) -> [Double] {
    Array(repeating: variance, count: d)
  }

  private static func sum(_ matrices: [[Double]]) -> [Double] {
    var sum = [Double](repeating: 0, count: matrices.first?.count ?? 0)
    for matrix in matrices { for i in sum.indices { sum[i] += matrix[i] } }
    return sum
  }

  private static func trace(_ matrix: [Double], _ d: Int, isDiagonal: Bool) -> Double {
    (0..<d).reduce(0) { $0 + matrix[isDiagonal ? $1 : $1 * d + $1] }
  }

  private static func geometricMean(_ values: [Double]) -> Double {
    let logs = values.reduce(0) { $0 + portableLog($1) }
    return portableExpm1(logs / Double(values.count)) + 1
  }

  /// The d-th root of a determinant; 0 for a singular matrix.
  private static func rootOfDeterminant(_ matrix: [Double], _ d: Int) -> Double {
    guard let factor = Cholesky(matrix, order: d) else { return 0 }
    return portableExpm1(factor.logDeterminant / Double(d)) + 1
  }

  /// The trace of the first matrix times the inverse of the second.
  private static func traceOfQuotient(_ a: [Double], _ b: [Double], _ d: Int) -> Double {
    guard let factor = Cholesky(b, order: d) else { return .nan }
    var trace = 0.0
    var row = 0
    for i in 0..<d {
      for j in 0...i {
        for m in 0...i {
          trace += factor.inverse[row + j] * factor.inverse[row + m] * a[j * d + m]
        }
      }
      row += i + 1
    }
    return trace
  }

  /// The matrix with these eigenvalues along these axes, which are rows.
  private static func matrix(values: [Double], axes: [Double], _ d: Int) -> [Double] {
    var matrix = [Double](repeating: 0, count: d * d)
    for m in 0..<d {
      for i in 0..<d {
        for j in 0..<d { matrix[i * d + j] += values[m] * axes[m * d + i] * axes[m * d + j] }
      }
    }
    return matrix
  }

  /// A scatter in the coordinates of axes, which are rows.
  private static func projected(_ a: [Double], _ axes: [Double], _ d: Int) -> [Double] {
    var half = [Double](repeating: 0, count: d * d)
    for i in 0..<d {
      for j in 0..<d { for m in 0..<d { half[i * d + j] += axes[i * d + m] * a[m * d + j] } }
    }
    var whole = [Double](repeating: 0, count: d * d)
    for i in 0..<d {
      for j in 0..<d { for m in 0..<d { whole[i * d + j] += half[i * d + m] * axes[j * d + m] } }
    }
    return whole
  }
}
