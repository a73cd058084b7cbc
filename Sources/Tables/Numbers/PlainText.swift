import Relations

extension Literal {
  /// The value as plain text that can be read back: shortest digits, ISO dates; empty where it is
  /// missing.
  package var plainText: String {
    switch self {
    case .null: return ""
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .decimal(let mantissa, let scale): return decimalText(mantissa, scale: scale)
    case .number(let value):
      let isWhole = value == value.rounded() && value.magnitude < 1e15
      return isWhole ? String(Int64(value)) : value.description
    case .text(let text): return text
    case .date(let days): return CivilDate(daysSinceEpoch: days).description
    case .timestamp(let microseconds):
      return CivilTime(microsecondsSinceEpoch: microseconds).description
    case .duration(let duration):
      let parts = [
        duration.months == 0 ? nil : "\(duration.months) months",
        duration.days == 0 ? nil : "\(duration.days) days",
        duration.microseconds == 0 ? nil : "\(duration.microseconds / 1_000_000) seconds",
      ]
      return parts.compactMap { $0 }.joined(separator: " ")
    }
  }
}

/// The exact digits of `mantissa × 10^-scale`, without zeros at the end of the fraction.
package func decimalText(_ mantissa: Int64, scale: Int) -> String {
  var digits = String(mantissa.magnitude)
  if digits.count <= scale {
    digits = String(repeating: "0", count: scale - digits.count + 1) + digits
  }
  let whole = digits.dropLast(scale)
  var fraction = digits.suffix(scale)
  while fraction.last == "0" { fraction.removeLast() }
  return (mantissa < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
}
