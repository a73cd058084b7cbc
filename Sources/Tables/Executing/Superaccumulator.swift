/// A sum of `Double`s of any size without rounding.
///
/// It has a place for every bit from 2^-1074 up, in limbs of 32 bits kept in 64, so that carries
/// wait. The idea is that of U. Kulisch, "Computer Arithmetic and Validity", 2008.
struct Superaccumulator: Sendable {
  /// Limb `i` counts multiples of 2^(32i − 1074); all have one owner.
  private var limbs = [Int64](repeating: 0, count: 70)
  private var waiting = 0

  mutating func add(_ value: Double) {
    let (significand, exponent) = ExactSums.parts(value)
    let position = exponent + 1074
    let limb = position / 32
    let shifted = UInt128(significand.magnitude) << UInt128(position % 32)
    let sign: Int64 = significand < 0 ? -1 : 1
    limbs[limb] += sign * Int64(shifted & 0xffff_ffff)
    limbs[limb + 1] += sign * Int64((shifted >> 32) & 0xffff_ffff)
    limbs[limb + 2] += sign * Int64(shifted >> 64)
    waiting += 1
    // Each addition moves a limb by less than 2^32.
    if waiting == 1 << 30 { carry() }
  }

  private mutating func carry() {
    for index in 0..<limbs.count - 1 {
      let high = limbs[index] >> 32
      limbs[index] -= high << 32
      limbs[index + 1] += high
    }
    waiting = 1
  }

  /// The sum divided by a whole number below 2^32, rounded to nearest once.
  func quotient(by divisor: Int) -> Double {
    var sum = self
    sum.carry()
    let isNegative = (sum.limbs.last ?? 0) < 0
    if isNegative {
      for index in sum.limbs.indices { sum.limbs[index] = -sum.limbs[index] }
      sum.carry()
    }
    // Four limbs of zeros below, so that the quotient has bits enough to round.
    var digits = [UInt64](repeating: 0, count: 4) + sum.limbs.map { UInt64($0) }
    var rest: UInt64 = 0
    for index in digits.indices.reversed() {
      let dividend = rest << 32 | digits[index]
      digits[index] = dividend / UInt64(divisor)
      rest = dividend % UInt64(divisor)
    }
    guard let top = digits.lastIndex(where: { $0 != 0 }) else {
      return 0
    }
    let lowest = max(0, top - 3)
    var magnitude: UInt128 = 0
    for index in (lowest...top).reversed() { magnitude = magnitude << 32 | UInt128(digits[index]) }
    let hasMore = rest != 0 || digits[..<lowest].contains { $0 != 0 }
    return ExactFraction.nearest(
      isNegative ? .minus : .plus, magnitude, exponent: 32 * lowest - 1074 - 128,
      hasMore: hasMore)
  }
}
