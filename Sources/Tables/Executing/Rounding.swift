/// Fractions of whole numbers, rounded to a `Double` once.
enum ExactFraction {
  /// The number nearest to `numerator / denominator × 2^exponent`; ties go to the even number.
  ///
  /// `denominator` is in 1..<2^127. Too large a result is infinite.
  static func nearest(
    _ numerator: Int128, over denominator: UInt128 = 1, exponent: Int = 0
  ) -> Double {
    let sign: FloatingPointSign = numerator < 0 ? .minus : .plus
    let magnitude = numerator.magnitude
    if magnitude == 0 { return 0 }
    let whole: UInt128 = 1 << 53
    if exponent == 0, magnitude <= whole, denominator <= whole {
      // Both are numbers as they stand, and one division rounds once.
      let value = Double(UInt64(magnitude)) / Double(UInt64(denominator))
      return sign == .minus ? -value : value
    }
    var (quotient, rest) = magnitude.quotientAndRemainder(dividingBy: denominator)
    var exponent = exponent
    // Long division, as many bits at a time as the words have room for.
    while rest != 0 && quotient >> 64 == 0 {
      let step = min(denominator.leadingZeroBitCount, max(quotient.leadingZeroBitCount, 1), 64)
      let next = (rest << UInt128(step)).quotientAndRemainder(dividingBy: denominator)
      quotient = quotient << UInt128(step) | next.quotient
      rest = next.remainder
      exponent -= step
    }
    return nearest(sign, quotient, exponent: exponent, hasMore: rest != 0)
  }

  /// The number nearest to `magnitude × 2^exponent`, to which less than 2^exponent is to be added
  /// if `hasMore`; `magnitude` then has 64 bits or more.
  static func nearest(
    _ sign: FloatingPointSign, _ magnitude: UInt128, exponent: Int, hasMore: Bool
  ) -> Double {
    if magnitude == 0 { return 0 }
    let bits = 128 - magnitude.leadingZeroBitCount
    // 53 bits are kept, fewer where the result is subnormal.
    let dropped = max(bits - 53, -1074 - exponent)
    if dropped <= 0 {
      return Double(sign: sign, exponent: exponent, significand: Double(UInt64(magnitude)))
    }
    if dropped > bits { return sign == .minus ? -0.0 : 0 }
    var kept = dropped == 128 ? 0 : magnitude >> UInt128(dropped)
    let rest = dropped == 128 ? magnitude : magnitude & (1 << UInt128(dropped) - 1)
    let half: UInt128 = 1 << UInt128(dropped - 1)
    if rest > half || rest == half && (hasMore || kept & 1 == 1) { kept += 1 }
    return Double(
      sign: sign, exponent: exponent + dropped, significand: Double(UInt64(kept)))
  }
}

/// Powers of ten up to 10³⁶.
enum PowerOfTen {
  private static let wide: [Int128] = {
    var powers: [Int128] = [1]
    for _ in 1...36 { powers.append((powers.last ?? 1) * 10) }
    return powers
  }()

  /// `exponent` in 0...36.
  static func wide(_ exponent: Int) -> Int128 { wide[exponent] }

  /// `exponent` in 0...18.
  static func narrow(_ exponent: Int) -> Int64 { Int64(wide[exponent]) }
}

extension Int128 {
  /// `self / divisor` to the nearest whole number; halves go away from zero.
  func dividedRoundingHalfAway(by divisor: Int128) -> Int128 {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    guard rest.magnitude >= divisor.magnitude - rest.magnitude else { return quotient }
    return (self < 0) == (divisor < 0) ? quotient + 1 : quotient - 1
  }
}
