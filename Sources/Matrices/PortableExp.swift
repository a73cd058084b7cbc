/// The exponential less one, eˣ − 1, the same bits on every machine.
///
/// It turns a logarithm ln(1 + x) back. Only additions, multiplications and divisions in a fixed
/// order are used, each rounded as IEEE 754 says.
///
/// - Parameter x: Any number; +∞ gives +∞, −∞ gives −1.
/// - Returns: eˣ − 1, off by a few units in the last place.
///
/// x = n · ln 2 + r with |r| ≤ ½ ln 2; eʳ − 1 by its power series, then scaled by 2ⁿ.
package func portableExpm1(_ x: Double) -> Double {
  guard x.isFinite else { return x == -.infinity ? -1 : x }
  guard x < 709.8 else { return .infinity }
  guard x > -745 else { return -1 }
  let n = (x * 1.4426950408889634).rounded()
  let r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33
  // |r| ≤ 0.3466, so the 18th term is below 2⁻⁵⁶ of the sum.
  var series = 1.0
  for term in stride(from: 18.0, through: 2.0, by: -1.0) { series = 1 + r / term * series }
  let fraction = r * series
  if n == 0 { return fraction }
  let scale = Double(sign: .plus, exponent: Int(n), significand: 1)
  return scale * fraction + (scale - 1)
}

/// The exponential eˣ, the same bits on every machine.
///
/// - Parameter x: Any number; +∞ gives +∞, −∞ gives 0.
/// - Returns: eˣ, off by a few units in the last place; 0 below −745, where it would be denormal.
package func portableExp(_ x: Double) -> Double {
  guard x.isFinite else { return x == -.infinity ? 0 : x }
  guard x < 709.8 else { return .infinity }
  guard x > -745 else { return 0 }
  let n = (x * 1.4426950408889634).rounded()
  let r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33
  var series = 1.0
  for term in stride(from: 18.0, through: 1.0, by: -1.0) { series = 1 + r / term * series }
  // In two steps: 2ⁿ alone is out of range at both ends.
  let half = Int(n) / 2
  return series * Double(sign: .plus, exponent: half, significand: 1)
    * Double(sign: .plus, exponent: Int(n) - half, significand: 1)
}
