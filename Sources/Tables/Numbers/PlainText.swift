import Relations

extension Literal {
  /// The value as plain text that can be read back: shortest digits, ISO dates; empty where it is
  /// missing.
  ///
  /// Decimals have no zeros at the end of the fraction. What is not a number is empty too.
  package var plainText: String {
    switch self {
    case .null: ""
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .decimal(let mantissa, let scale): shortDecimalText(mantissa, scale)
    case .number(let value):
      value.isFinite ? numberText(value) : value.isNaN ? "" : value.description
    case .text(let text): text
    case .date(let days): CivilDate(daysSinceEpoch: days).description
    case .timestamp(let microseconds):
      CivilTime(microsecondsSinceEpoch: microseconds).description
    case .duration(let duration): duration.plainText
    }
  }
}

private func shortDecimalText(_ mantissa: Int64, _ scale: Int) -> String {
  var text = decimalText(mantissa: mantissa, scale: scale)
  guard scale > 0 else { return text }
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text
}

extension Duration {
  /// Months and days in words, then the time on the clock: `2 months 1 day 12:30:00`.
  package var plainText: String {
    func part(_ count: Int, _ unit: String) -> String? {
      count == 0 ? nil : "\(count) \(unit)\(abs(count) == 1 ? "" : "s")"
    }
    var parts = [part(months, "month"), part(days, "day")].compactMap { $0 }
    if microseconds != 0 {
      let magnitude = Int64(clamping: microseconds.magnitude)
      parts.append((microseconds < 0 ? "-" : "") + clockText(magnitude))
    }
    return parts.isEmpty ? "0 days" : parts.joined(separator: " ")
  }
}
