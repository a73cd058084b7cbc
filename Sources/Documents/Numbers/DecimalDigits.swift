/// A number as the decimal digits that people would write, to be rounded and grouped.
///
/// A binary fraction is taken at its shortest decimal that reads back as the same number, and
/// rounding is half away from zero on those digits: 2.675 to two decimals is 2.68, as the reader of
/// `2.675` expects. No locale and no platform library takes part, so the text is the same anywhere.
struct DecimalDigits: Equatable {
  private var isNegative: Bool
  /// 0...9, the most significant first, without leading zeros; empty for zero.
  private var digits: [UInt8]
  /// How many of the digits stand after the point; negative where zeros follow the digits.
  private var scale: Int

  init(_ value: Int64) { self.init(mantissa: value, scale: 0) }

  /// The number `mantissa` × 10^-`scale`.
  init(mantissa: Int64, scale: Int) {
    isNegative = mantissa < 0
    digits = mantissa == 0 ? [] : String(mantissa.magnitude).utf8.map { $0 - 48 }
    self.scale = scale
  }

  /// Nothing for NaN and the infinities.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    isNegative = value < 0
    digits = []
    scale = 0
    let parts = value.magnitude.description.split(separator: "e")
    var behindPoint = false
    for byte in parts[0].utf8 {
      if byte == UInt8(ascii: ".") {
        behindPoint = true
        continue
      }
      if behindPoint { scale += 1 }
      if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte - 48) }
    }
    if parts.count > 1, let exponent = Int(parts[1]) { scale -= exponent }
    if digits.isEmpty { scale = 0 }
    trim()
  }

  var isZero: Bool { digits.isEmpty }

  /// How many digits stand before the point: 0 for 0.5, -1 for 0.05, and 1 for zero.
  var digitsBeforePoint: Int { isZero ? 1 : digits.count - scale }

  /// Digits after the point up to the last that is not zero.
  var decimals: Int { max(0, scale) }

  func rounded(toDecimals decimals: Int) -> DecimalDigits {
    guard scale > decimals else { return self }
    var result = self
    let dropped = scale - decimals
    result.scale = decimals
    guard dropped <= digits.count else {
      result.digits = []
      return result
    }
    let roundsUp = digits[digits.count - dropped] >= 5
    result.digits.removeLast(dropped)
    if roundsUp { result.increment() }
    result.trim()
    return result
  }

  /// The digits with a point, exactly so many decimals (the number has no more), and a comma
  /// between groups of three where asked.
  func text(decimals: Int, grouped: Bool) -> String {
    var all = digits + Array(repeating: 0, count: max(0, decimals - scale))
    let wanted = decimals + 1
    if all.count < wanted { all = Array(repeating: 0, count: wanted - all.count) + all }
    let whole = all.count - decimals
    var text = isNegative && !isZero ? "-" : ""
    for (index, digit) in all.enumerated() {
      if index == whole {
        text += "."
      } else if grouped, index > 0, index < whole, (whole - index) % 3 == 0 {
        text += ","
      }
      text.unicodeScalars.append(Unicode.Scalar(48 + digit))
    }
    return text
  }

  /// One digit before the point and a power of ten, such as `1.2e-5`.
  func scientificText(significant: Int) -> String {
    let exponent = digitsBeforePoint - 1
    var mantissa = self
    mantissa.scale += exponent
    mantissa = mantissa.rounded(toDecimals: max(0, significant - 1))
    // Rounding may have carried 9.99 to 10.
    let carried = mantissa.digitsBeforePoint > 1 ? 1 : 0
    mantissa.scale += carried
    mantissa.trim()
    return mantissa.text(decimals: mantissa.decimals, grouped: false) + "e\(exponent + carried)"
  }

  private mutating func increment() {
    var index = digits.count - 1
    while index >= 0 {
      if digits[index] < 9 {
        digits[index] += 1
        return
      }
      digits[index] = 0
      index -= 1
    }
    digits.insert(1, at: 0)
  }

  /// Takes away zeros at the end of the fraction.
  private mutating func trim() {
    while scale > 0, digits.last == 0 {
      digits.removeLast()
      scale -= 1
    }
    if digits.isEmpty { scale = 0 }
  }
}
