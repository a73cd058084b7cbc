/// A sum that does not round, so that its terms may come in any order.
///
/// Every bit a number can have, from 2⁻¹⁰⁷⁴ to 2¹⁰²³, has a place in a row of whole numbers, to which
/// terms are added; only the value that is read off is rounded. U. Kulisch, "Computer Arithmetic and
/// Validity", de Gruyter, 2008. For rows that come from outside in blocks of any size.
package struct ExactSum: Equatable, Sendable {
  /// Digits of 32 bits, the last first; more bits than that wait for `carry`.
  private var digits = [Int64](repeating: 0, count: 68)
  private var additions = 0
  /// The sum of terms that are infinite or no numbers.
  private var endless = 0.0

  /// Nothing yet.
  package init() {}

  /// Adds a number.
  package mutating func add(_ x: Double) {
    guard x.isFinite else {
      endless += x
      return
    }
    guard x != 0 else { return }
    let exponent = Int(x.exponentBitPattern)
    let significand =
      exponent == 0 ? x.significandBitPattern : x.significandBitPattern | 1 << 52
    let (place, shift) = max(0, exponent - 1).quotientAndRemainder(dividingBy: 32)
    let low = significand << UInt64(shift)
    let high = shift == 0 ? 0 : significand >> UInt64(64 - shift)
    let sign: Int64 = x < 0 ? -1 : 1
    digits[place] += sign * Int64(low & 0xFFFF_FFFF)
    digits[place + 1] += sign * Int64(low >> 32)
    digits[place + 2] += sign * Int64(high)
    additions += 1
    if additions == 1 << 29 { carry() }
  }

  /// Brings every digit but the first below 2³².
  private mutating func carry() {
    for place in 0..<digits.count - 1 {
      let above = digits[place] >> 32
      digits[place] -= above << 32
      digits[place + 1] += above
    }
    additions = 0
  }

  /// The sum, to within a unit in the last place.
  package var value: Double {
    guard endless == 0 else { return endless }
    var settled = self
    settled.carry()
    let isNegative = (settled.digits.last ?? 0) < 0
    if isNegative {
      for place in settled.digits.indices { settled.digits[place] = -settled.digits[place] }
      settled.carry()
    }
    guard let top = settled.digits.lastIndex(where: { $0 != 0 }) else { return 0 }
    var value = 0.0
    for place in stride(from: top, through: max(0, top - 2), by: -1) {
      value += Double(
        sign: .plus, exponent: 32 * place - 1074, significand: Double(settled.digits[place]))
    }
    return isNegative ? -value : value
  }
}
