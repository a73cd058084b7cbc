import Matrices

/// ln Γ(x), the same bits on every machine.
///
/// - Parameter x: Above 0.
/// - Returns: The error is about 10⁻¹⁵ times 1 or the value, whichever is larger.
///
/// Arguments below 12 are raised by the recurrence Γ(x + 1) = x Γ(x); from there on Stirling's series
/// with eight terms is exact to rounding. Abramowitz and Stegun 6.1.41.
func logGamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  var x = x
  var product = 1.0
  while x < 12 {
    product *= x
    x += 1
  }
  let w = 1 / (x * x)
  var series = stirling[stirling.count - 1]
  for term in stirling.dropLast().reversed() { series = term + w * series }
  let raised = (x - 0.5) * portableLog(x) - x + 0.9189385332046727 + series / x
  return product == 1 ? raised : raised - portableLog(product)
}

/// B₂ₖ / (2k (2k − 1)) for k = 1…8.
private let stirling: [Double] = [
  1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156,
  -3617.0 / 122_400,
]

/// ψ(x), the derivative of ln Γ(x), the same bits on every machine.
///
/// - Parameter x: Above 0.
/// - Returns: The error is about 10⁻¹⁵ times 1 or the value, whichever is larger.
///
/// Abramowitz and Stegun 6.3.5 and 6.3.18.
func digamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  var x = x
  var sum = 0.0
  while x < 12 {
    sum -= 1 / x
    x += 1
  }
  let w = 1 / (x * x)
  var series = digammaTerms[digammaTerms.count - 1]
  for term in digammaTerms.dropLast().reversed() { series = term + w * series }
  return sum + portableLog(x) - 0.5 / x - w * series
}

/// B₂ₖ / 2k for k = 1…8.
private let digammaTerms: [Double] = [
  1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32_760, 1.0 / 12,
  -3617.0 / 8160,
]

/// ln B(a, b), the beta function.
func logBeta(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }
