/// A number rounded for a reader.
///
/// So many significant digits, but never fewer than stand before the point: 61,437.2 with three
/// digits is `61,437`, not `61,400`. From 0.0001 up to 10^15 there is no power of ten.
struct ReadableNumber: Equatable {
  private let digits: DecimalDigits?
  private let significant: Int
  /// What stands for a number that has no digits.
  private let special: String

  init(_ value: Double, significant: Int) {
    digits = DecimalDigits(value)
    self.significant = max(1, significant)
    special = value.isNaN ? "–" : value < 0 ? "-∞" : "∞"
  }

  /// Decimals without which a significant digit would be lost.
  var neededDecimals: Int {
    guard let digits, !isScientific else { return 0 }
    return digits.rounded(toDecimals: allowedDecimals).decimals
  }

  /// The text with as many decimals as its column has, as far as its own digits are significant.
  func text(decimals: Int, grouped: Bool = true) -> String {
    guard let digits else { return special }
    if isScientific { return digits.scientificText(significant: significant) }
    let count = min(decimals, allowedDecimals)
    return digits.rounded(toDecimals: count).text(decimals: count, grouped: grouped)
  }

  /// The text of the number by itself, without zeros at the end of the fraction.
  var text: String { text(decimals: neededDecimals) }

  private var allowedDecimals: Int {
    guard let digits else { return 0 }
    return max(0, significant - digits.digitsBeforePoint)
  }

  private var isScientific: Bool {
    guard let digits, !digits.isZero else { return false }
    return digits.digitsBeforePoint > 15 || digits.digitsBeforePoint < -3
  }
}

/// A number for a reader by itself, such as in a sentence: `61,437`, `0.412`, `–` for NaN.
package func readable(_ value: Double, significant: Int = 3) -> String {
  ReadableNumber(value, significant: significant).text
}

/// A count for a reader, with a comma between groups of three: `48,112`.
package func readable(_ count: Int) -> String {
  DecimalDigits(Int64(count)).text(decimals: 0, grouped: true)
}

/// A share 0...1 as a percentage with one decimal.
///
/// A share that is not nothing is never shown as nothing, and one that is not all never as all:
/// those are `<0.1%` and `>99.9%`.
package func readableShare(_ share: Double) -> String {
  guard share.isFinite, let digits = DecimalDigits(share * 100) else { return "–" }
  let rounded = digits.rounded(toDecimals: 1)
  if share > 0, rounded.isZero { return "<0.1%" }
  if share < 1, rounded == DecimalDigits(100) { return ">99.9%" }
  return rounded.text(decimals: 1, grouped: true) + "%"
}
