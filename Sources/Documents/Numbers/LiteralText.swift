import Relations
import Tables

extension Literal {
  /// The value as a reader sees it: numbers grouped, dates as `2025-07-01`, nothing as `–`.
  ///
  /// Texts are raw.
  func readableText(grouped: Bool = true) -> String {
    switch self {
    case .null: "–"
    case .integer(let value): DecimalDigits(value).text(decimals: 0, grouped: grouped)
    case .decimal(let mantissa, let scale):
      DecimalDigits(mantissa: mantissa, scale: scale).text(
        decimals: max(0, scale), grouped: grouped)
    case .number(let value): ReadableNumber(value, significant: 6).text
    case .timestamp(let microseconds):
      CivilTime(microsecondsSinceEpoch: microseconds).readableText
    case .boolean, .text, .date, .duration: plainText
    }
  }

  /// The text that reads back, with the same number of digits in a whole column of decimals.
  var exactText: String {
    guard case .decimal(let mantissa, let scale) = self else { return plainText }
    return decimalText(mantissa: mantissa, scale: scale)
  }
}
