import Matrices

/// ₂F₁(a, b; c; z), Gauss's hypergeometric function, by its series.
///
/// - Parameters:
///   - a: Any number.
///   - b: Any number.
///   - c: Neither 0 nor a negative whole number.
///   - z: 0 ≤ z < 1.
/// - Returns: NaN if the series has not converged after a million terms, for z very close to 1.
/// - Complexity: About 36 / −ln z terms.
///
/// If c − a − b is below 0, the terms grow before they fall; Euler's transformation, (1 − z)^(c−a−b)
/// ₂F₁(c − a, c − b; c; z), has smaller ones. DLMF 15.8.1.
func hypergeometric(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
  guard z > 0 else { return z == 0 ? 1 : .nan }
  let excess = c - a - b
  if excess < 0 {
    return portableExp(excess * portableLog(1 - z)) * gaussSeries(c - a, c - b, c, z)
  }
  return gaussSeries(a, b, c, z)
}

private func gaussSeries(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
  var term = 1.0
  var sum = 1.0
  for n in 0..<1_000_000 {
    let n = Double(n)
    term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
    sum += term
    // The rest is below a geometric series with this ratio.
    if abs(term) <= 1e-17 * abs(sum) * (1 - z) || term == 0 { return sum }
  }
  return .nan
}

/// ₂F₁(1, b; c; z) for c > b > 0 and 0 ≤ z < 1, with derivatives, by Gauss's continued fraction.
///
/// It converges like ((1 − √(1 − z)) / (1 + √(1 − z)))²ⁿ, so it is usable close to 1, where the series
/// is not. DLMF 15.7.5.
func hypergeometricOfOne(_ b: Gradient, _ c: Gradient, _ z: Gradient) -> Gradient {
  guard z.value > 0 else {
    // The derivative by z at 0 is b / c.
    return Gradient(1) + b / c * z
  }
  let root = (1 - z.value).squareRoot()
  let rate = (1 - root) / (1 + root)
  // One step of the rate covers two coefficients.
  let steps = rate > 0 ? min(200_000, Int(38 / -(2 * portableLog(rate))) + 4) : 4
  var fraction = Gradient(1)
  for n in stride(from: 2 * steps, through: 1, by: -1) {
    let k = Double((n - 1) / 2)
    let coefficient: Gradient
    if n % 2 == 1 {
      coefficient =
        (b + k) * (c + (k - 1)) / ((c + (2 * k - 1)) * (c + 2 * k))
    } else {
      let k = Double(n / 2)
      coefficient = k * (c - b + (k - 1)) / ((c + (2 * k - 2)) * (c + (2 * k - 1)))
    }
    fraction = Gradient(1) - coefficient * z / fraction
  }
  return Gradient(1) / fraction
}
