/// The natural logarithm, the same bits on every machine.
///
/// Maths libraries differ in the last digit, and one digit can turn a comparison. This one uses
/// additions, multiplications and one division in a fixed order, each of them rounded as IEEE 754
/// says, and is within 2 units in the last place.
///
/// - Parameter x: Any number. Like the library's: −∞ for 0, NaN below 0, +∞ for +∞.
/// - Returns: The natural logarithm, off by at most 2 units in the last place.
///
/// x = m · 2ᵉ with m in √½…√2, and log m = 2 artanh((m − 1) / (m + 1)) as a power series.
package func portableLog(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  guard x < .infinity else { return x }
  var exponent = Double(x.exponent)
  var m = x.significand
  if m > 1.4142135623730951 {
    m *= 0.5
    exponent += 1
  }
  let f = m - 1
  let s = f / (2 + f)
  let z = s * s
  // |s| ≤ 0.1716, so the term after the last is below 2⁻⁵⁶ of the sum.
  var series = 0.0
  for denominator in stride(from: 21.0, through: 3.0, by: -2.0) {
    series = z * (1 / denominator + series)
  }
  // ln 2 in two pieces: the first has its last 21 bits clear, so that its product with an exponent
  // is exact.
  let high = exponent * 0x1.62e42fee00000p-1
  let low = exponent * 0x1.a39ef35793c76p-33
  return high + (low + 2 * s * series + 2 * s)
}
