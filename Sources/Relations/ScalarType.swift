/// The type of a cell as an engine sees it.
///
/// What a column means to an analyst (an id, money, personal data) is the business of `Planning`;
/// here is only what can be computed with it.
package enum ScalarType: String, Sendable, CaseIterable {
  case boolean
  /// 64-bit whole numbers.
  case integer
  /// Decimal or binary fractions: an engine keeps decimals exact where it can.
  case number
  case text
  /// Days of the proleptic Gregorian calendar.
  case date
  /// Microseconds of a day without a time zone.
  case timestamp
  /// Calendar months, days and microseconds, kept apart.
  case duration

  package var isNumeric: Bool { self == .integer || self == .number }
  package var isTemporal: Bool { self == .date || self == .timestamp }
}

/// A length of time in calendar units: a month is not a number of days.
package struct Duration: Hashable, Sendable {
  package let months: Int
  package let days: Int
  package let microseconds: Int64

  package init(months: Int = 0, days: Int = 0, microseconds: Int64 = 0) {
    self.months = months
    self.days = days
    self.microseconds = microseconds
  }
}

/// A constant in a scalar expression.
package enum Literal: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// `mantissa × 10^-scale`: written decimals stay exact.
  case decimal(mantissa: Int64, scale: Int)
  case number(Double)
  case text(String)
  /// Days since 1970-01-01.
  case date(Int32)
  /// Microseconds since 1970-01-01T00:00:00, without a time zone.
  case timestamp(Int64)
  case duration(Duration)

  package var type: ScalarType? {
    switch self {
    case .null: nil
    case .boolean: .boolean
    case .integer: .integer
    case .decimal, .number: .number
    case .text: .text
    case .date: .date
    case .timestamp: .timestamp
    case .duration: .duration
    }
  }
}
