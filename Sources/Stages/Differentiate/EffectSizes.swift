import Matrices

/// Cliff's δ, the dominance of one group over another, with an interval and the test of no difference.
///
/// δ is the probability that a value of the first group is larger than one of the second, less the
/// probability that it is smaller, −1...1; ties count for neither. N. Cliff, "Dominance statistics",
/// Psychological Bulletin 114, 1993: the interval is the asymmetric one of equation 12, at 95%. The test is
/// that of Mann and Whitney with the variance for ties and without continuity correction. All counts are
/// whole numbers, so the result does not depend on the order of rows.
///
/// ```swift
/// // The distinct values are 1, 2 and 3; the groups are {3, 3} and {1, 2}.
/// CliffsDelta(first: [0, 0, 2], second: [1, 1, 0])?.delta  // 1
/// ```
struct CliffsDelta: Sendable {
  let delta: Double
  let interval: ClosedRange<Double>
  /// Two-sided, by the normal approximation.
  let probability: Double

  /// `nil` if a group has fewer than two values.
  ///
  /// - Parameters:
  ///   - first: How often each distinct value occurs in the first group, ascending by value.
  ///   - second: The same of the second group.
  init?(first: [Int], second: [Int]) {
    let (n, m) = (first.reduce(0, +), second.reduce(0, +))
    guard n > 1, m > 1 else { return nil }
    // For each value: the number of smaller values in the other group minus that of larger ones.
    var (sum, squares, otherSquares) = (Int128(0), Int128(0), Int128(0))
    var (ties, tieTerm) = (Int128(0), Int128(0))
    var (below, otherBelow) = (0, 0)
    for (a, b) in zip(first, second) {
      let over = Int128(otherBelow - (m - otherBelow - b))
      sum += Int128(a) * over
      squares += Int128(a) * over * over
      let otherOver = Int128(below - (n - below - a))
      otherSquares += Int128(b) * otherOver * otherOver
      ties += Int128(a) * Int128(b)
      let t = Int128(a + b)
      tieTerm += t * t * t - t
      below += a
      otherBelow += b
    }
    let (x, y) = (Double(n), Double(m))
    let pairs = x * y
    let delta = Double(sum) / pairs
    self.delta = delta
    // Σ (d_i − δ)² over either group, and over all pairs.
    let rows = Double(squares) / (y * y) - x * delta * delta
    let columns = Double(otherSquares) / (x * x) - y * delta * delta
    let all = (pairs - Double(ties)) - pairs * delta * delta
    let variance = max(
      (y * y * rows + x * x * columns - all) / (pairs * (x - 1) * (y - 1)),
      (1 - delta * delta) / (pairs - 1))
    let z = 1.959963984540054
    let spread = (1 - delta * delta) * (1 - delta * delta) + z * z * variance
    let middle = delta - delta * delta * delta
    let width = z * variance.squareRoot() * spread.squareRoot()
    let scale = 1 - delta * delta + z * z * variance
    interval =
      scale > 0
      ? max(-1, (middle - width) / scale)...min(1, (middle + width) / scale) : delta...delta
    let total = x + y
    let tied = Double(tieTerm) / (total * (total - 1))
    let deviation = (pairs / 12 * (total + 1 - tied)).squareRoot()
    probability = deviation > 0 ? normalTails((delta * pairs / 2) / deviation) : 1
  }
}

/// The association of a category with membership in a group: Cramér's V, 0...1, and the χ² test.
struct CramersV: Sendable {
  let v: Double
  let probability: Double

  /// `nil` if a group is empty or fewer than two levels occur.
  ///
  /// - Parameters:
  ///   - first: How often each level occurs in the first group.
  ///   - second: The same of the second group.
  init?(first: [Int], second: [Int]) {
    let (n, m) = (Double(first.reduce(0, +)), Double(second.reduce(0, +)))
    let occurring = zip(first, second).filter { $0 + $1 > 0 }
    guard n > 0, m > 0, occurring.count > 1 else { return nil }
    var sum = ExactSum()
    for (a, b) in occurring {
      let all = Double(a + b)
      for (count, size) in [(Double(a), n), (Double(b), m)] {
        let expected = all * size / (n + m)
        sum.add((count - expected) * (count - expected) / expected)
      }
    }
    let square = sum.value
    v = min(1, (square / (n + m)).squareRoot())
    probability = chiSquareTail(square, degrees: occurring.count - 1)
  }
}

/// The two-sided tail probability of `z` for a standard normal variable.
///
/// The series near 0 and the continued fraction of the tail have a relative error below 1e-12, and are
/// bit-identical on every platform.
func normalTails(_ z: Double) -> Double {
  let x = z.magnitude
  let tail: Double
  if x < 2.5 {
    // Φ(x) − 1/2 = φ(x) Σ x^(2k+1) / (1 · 3 · 5 …)
    var (term, sum, odd) = (x, x, 1.0)
    while term > sum * 1e-17 {
      odd += 2
      term *= x * x / odd
      sum += term
    }
    tail = 0.5 - density(x) * sum
  } else {
    var fraction = 0.0
    for k in stride(from: 120.0, through: 1, by: -1) { fraction = k / (x + fraction) }
    tail = density(x) / (x + fraction)
  }
  return min(1, 2 * tail)
}

private func density(_ x: Double) -> Double {
  portableExp(-x * x / 2) * 0.3989422804014327
}

/// The probability that a χ² variable with `degrees` ≥ 1 degrees of freedom exceeds `x`.
///
/// The finite sums of M. Abramowitz and I. Stegun, 26.4.4 and 26.4.5.
func chiSquareTail(_ x: Double, degrees: Int) -> Double {
  guard x > 0 else { return 1 }
  let half = x / 2
  if degrees.isMultiple(of: 2) {
    var (term, sum) = (1.0, 1.0)
    for i in stride(from: 1, to: degrees / 2, by: 1) {
      term *= half / Double(i)
      sum += term
    }
    return min(1, portableExp(-half) * sum)
  }
  let root = x.squareRoot()
  var (term, sum) = (root, 0.0)
  for i in stride(from: 1, through: (degrees - 1) / 2, by: 1) {
    if i > 1 { term *= x / Double(2 * i - 1) }
    sum += term
  }
  return min(1, normalTails(root) + 2 * density(root) * sum)
}

/// Which of several tests are discoveries at a false discovery rate of `rate`.
///
/// Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57, 1995.
func discoveries(_ probabilities: [Double], rate: Double = 0.05) -> [Bool] {
  let sorted = probabilities.sorted()
  let count = Double(probabilities.count)
  var limit = -1.0
  for (place, probability) in sorted.enumerated()
  where probability <= rate * Double(place + 1) / count {
    limit = probability
  }
  return probabilities.map { $0 <= limit }
}
