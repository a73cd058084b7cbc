import Relations

/// Cells as text, as numbers and as whole numbers, computed once per distinct cell.
enum Conversion {
  static func call(_ function: ScalarFunction, _ column: Column) -> Column {
    if function == .toText, case .text = column { return column }
    if function == .toInteger, case .integer = column { return column }
    let grouping = PackedKeys(column, order: .any).grouped(.any)
    let samples = column.gathered(grouping.firstRows)
    let convert: (Literal) -> Literal =
      switch function {
      case .toText: text
      case .toNumber: number
      default: integer
      }
    let type: ScalarType =
      switch function {
      case .toText: .text
      case .toNumber: .number
      default: .integer
      }
    return Column((0..<grouping.count).map { convert(samples[$0]) }, type: type)
      .gathered(grouping.ids)
  }

  /// Numbers with as many digits as they need, dates and timestamps in the form of ISO 8601.
  private static func text(_ literal: Literal) -> Literal {
    switch literal {
    case .null: return .null
    case .boolean(let value): return .text(value ? "true" : "false")
    case .integer(let value): return .text(String(value))
    case .decimal(let mantissa, let scale):
      var digits = decimalText(mantissa: mantissa, scale: scale)
      while scale > 0, digits.last == "0" { digits.removeLast() }
      if digits.last == "." { digits.removeLast() }
      return .text(digits == "-0" ? "0" : digits)
    case .number(let value): return .text(numberText(value))
    case .text: return literal
    case .date(let days): return .text(CivilDate(daysSinceEpoch: days).description)
    case .timestamp(let microseconds):
      return .text(CivilTime(microsecondsSinceEpoch: microseconds).description)
    case .duration(let duration):
      let parts = [
        (Int64(duration.months), "months"), (Int64(duration.days), "days"),
        (duration.microseconds, "microseconds"),
      ].filter { $0.0 != 0 }.map { "\($0.0) \($0.1)" }
      return .text(parts.isEmpty ? "0 days" : parts.joined(separator: " "))
    }
  }

  /// A text is a number if it is a sign, digits, a point and a power of ten and nothing else; true
  /// is 1.
  private static func number(_ literal: Literal) -> Literal {
    switch literal {
    case .boolean(let value): return .decimal(mantissa: value ? 1 : 0, scale: 0)
    case .integer(let value): return .decimal(mantissa: value, scale: 0)
    case .text(let text):
      if let decimal = ExactDecimal(parsing: text.utf8), decimal.scale <= 18,
        let mantissa = decimal.mantissa(scale: decimal.scale)
      {
        return .decimal(mantissa: mantissa, scale: decimal.scale)
      }
      // Words for infinity and hexadecimal digits are not among these characters.
      let allowed = "+-.eE0123456789".utf8
      guard text.utf8.allSatisfy(allowed.contains), let value = Double(text), value.isFinite
      else { return .null }
      return .number(value)
    case .null, .decimal, .number, .date, .timestamp, .duration: return literal
    }
  }

  /// Fractions are cut off toward 0; what does not fit 64 bits is missing.
  private static func integer(_ literal: Literal) -> Literal {
    switch literal {
    case .boolean(let value): return .integer(value ? 1 : 0)
    case .decimal(let mantissa, let scale):
      return .integer(mantissa / PowerOfTen.narrow(scale))
    case .number(let value):
      return Int64(exactly: value.rounded(.towardZero)).map { .integer($0) } ?? .null
    case .text(let text): return Int64(text).map { .integer($0) } ?? .null
    case .null, .integer, .date, .timestamp, .duration: return literal
    }
  }
}
