import Diagnostics
import Relations
import Syntax
import Tables

extension ExpressionChecker {
  /// A number as written: decimals stay exact.
  mutating func number(_ literal: NumberLiteral) -> TypedScalar? {
    guard let value = Literal(digits: literal.digits) else {
      return fail(
        Diagnostic(
          .wrongKind, "the number \(quoted(literal.digits)) is too large to compute with",
          at: literal.range))
    }
    switch literal.suffix {
    case .none:
      return TypedScalar(.literal(value), value.type == .integer ? .integer : .number)
    case .percent:
      return TypedScalar(.literal(value.shifted(by: 2)), .ratio)
    case .currency(let code):
      return TypedScalar(.literal(value), .money(currency: code.text))
    case .unit(let unit):
      guard let duration = Duration(value, unit: unit.text) else {
        return fail(
          Diagnostic(
            .wrongKind, "`\(unit.text)` is not a unit of time that Segue knows", at: unit.range,
            notes: ["units: " + Duration.unitNames.joined(separator: ", ")],
            fixes: nearestName(to: unit.text, among: Duration.unitNames).map {
              [Diagnostic.Fix($0, at: unit.range)]
            } ?? []))
      }
      return TypedScalar(.literal(.duration(duration)), .duration)
    }
  }

  /// A day.
  ///
  /// A year, a quarter or a month is a range of days and stands only after `in`.
  mutating func date(_ literal: DateLiteral) -> TypedScalar? {
    guard case .day = literal.precision else {
      return fail(
        Diagnostic(
          .wrongKind, "a year, quarter or month is a range of days, not one day",
          at: literal.range, remark: "`in` asks whether a day lies in it"))
    }
    return TypedScalar(.literal(.date(literal.days.lowerBound)), .date)
  }
}

extension DateLiteral {
  /// The first and the last day that it means, since 1970-01-01.
  package var days: ClosedRange<Int32> {
    func day(_ month: Int, _ day: Int) -> CivilDate {
      CivilDate(year: year, month: month, day: day)
    }
    let first: CivilDate
    let months: Int
    switch precision {
    case .day(let month, let dayOfMonth):
      let days = day(month, dayOfMonth).daysSinceEpoch
      return days...days
    case .month(let month): (first, months) = (day(month, 1), 1)
    case .quarter(let quarter): (first, months) = (day(quarter * 3 - 2, 1), 3)
    case .year: (first, months) = (day(1, 1), 12)
    }
    return first.daysSinceEpoch...(first.adding(months: months).daysSinceEpoch - 1)
  }
}

extension Literal {
  /// The exact value of digits such as `10000`, `2.50` or `1e3`; `nil` if it is out of range.
  init?(digits: String) {
    if let whole = Int64(digits) {
      self = .integer(whole)
      return
    }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 2, parts[1].count <= 18, let mantissa = Int64(parts[0] + parts[1]),
      !digits.contains("e"), !digits.contains("E")
    {
      self = .decimal(mantissa: mantissa, scale: parts[1].count)
      return
    }
    guard let value = Double(digits), value.isFinite else { return nil }
    self = .number(value)
  }

  /// The number divided by 10 to the `places`, kept exact where it is.
  func shifted(by places: Int) -> Literal {
    switch self {
    case .integer(let value): .decimal(mantissa: value, scale: places)
    case .decimal(let mantissa, let scale) where scale + places <= 18:
      .decimal(mantissa: mantissa, scale: scale + places)
    case .decimal, .number: .number((doubleValue ?? 0) / (0..<places).reduce(1) { p, _ in p * 10 })
    default: self
    }
  }

  /// The number as a `Double`, `nil` if it is none.
  package var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .decimal(let mantissa, let scale):
      Double(mantissa) / (0..<scale).reduce(1) { power, _ in power * 10 }
    case .number(let value): value
    default: nil
    }
  }

  /// A number as it is written; `nil` if it is none.
  var digits: String? {
    switch self {
    case .integer(let value): String(value)
    case .decimal, .number: doubleValue.map { String($0) }
    default: nil
    }
  }

  /// The same number below zero; `nil` if it is none.
  package var negated: Literal? {
    switch self {
    case .integer(let value): .integer(-value)
    case .decimal(let mantissa, let scale): .decimal(mantissa: -mantissa, scale: scale)
    case .number(let value): .number(-value)
    default: nil
    }
  }
}

extension Duration {
  package static let unitNames = [
    "days", "weeks", "months", "quarters", "years", "hours", "minutes", "seconds",
  ]

  /// So many of a unit, singular or plural; `nil` if there is no such unit or it is not whole.
  init?(_ amount: Literal, unit: String) {
    guard case .integer(let count) = amount, abs(count) < 1_000_000_000 else { return nil }
    let whole = Int(count)
    switch unit.hasSuffix("s") ? unit : unit + "s" {
    case "days": self.init(days: whole)
    case "weeks": self.init(days: 7 * whole)
    case "months": self.init(months: whole)
    case "quarters": self.init(months: 3 * whole)
    case "years": self.init(months: 12 * whole)
    case "hours": self.init(microseconds: count * 3_600_000_000)
    case "minutes": self.init(microseconds: count * 60_000_000)
    case "seconds": self.init(microseconds: count * 1_000_000)
    default: return nil
    }
  }
}
