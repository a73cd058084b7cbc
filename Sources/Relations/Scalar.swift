/// An expression over the cells of one row.
///
/// Missing values: arithmetic and functions of a missing value are missing (except `coalesce`,
/// `isNull` and those that say otherwise); a comparison with a missing value is false, so that a
/// condition is always true or false. A division by zero is missing.
package indirect enum Scalar: Equatable, Sendable {
  case column(String)
  case literal(Literal)
  case call(ScalarFunction, [Scalar])
  /// The value of the first condition that holds, or `otherwise`.
  case cases([Case], otherwise: Scalar)
  case isIn(Scalar, [Literal], negated: Bool)

  package struct Case: Equatable, Sendable {
    package let condition: Scalar
    package let value: Scalar

    package init(_ condition: Scalar, _ value: Scalar) {
      self.condition = condition
      self.value = value
    }
  }

  /// The name, if it is nothing but a column.
  package var column: String? {
    if case .column(let name) = self { name } else { nil }
  }

  /// The columns it reads, in the order of first use.
  package var columns: [String] {
    var names: [String] = []
    func visit(_ scalar: Scalar) {
      switch scalar {
      case .column(let name): if !names.contains(name) { names.append(name) }
      case .literal: break
      case .call(_, let arguments): arguments.forEach(visit)
      case .cases(let cases, let otherwise):
        for branch in cases {
          visit(branch.condition)
          visit(branch.value)
        }
        visit(otherwise)
      case .isIn(let value, _, _): visit(value)
      }
    }
    visit(self)
    return names
  }
}

/// What can be computed from cells; the raw value is the name in the language.
package enum ScalarFunction: String, CaseIterable, Sendable {
  // Arithmetic: whole numbers stay whole under + - * and remainder; `/` gives a number.
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  /// With the sign of the divisor, as in R and in spreadsheets.
  case remainder = "mod"
  case negate
  case abs
  /// Halves go away from zero; with a second argument, to so many decimal places.
  case round
  case floor, ceil, sqrt, exp, ln, log1p, log10, power, sign
  /// The least or greatest of its arguments, missing ones left out.
  case least, greatest
  // Comparison: false when a side is missing.
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and, or, not
  case isNull = "is_null"
  case coalesce
  // Text: a character is a Unicode scalar; case folding is the simple one, without a locale. The
  // tests of text are comparisons: false when a side is missing.
  case lower, upper, trim, length, concat, replace
  /// The characters from a position, where the first is 1, and how many.
  case substring
  case startsWith = "starts_with"
  case endsWith = "ends_with"
  case contains
  /// `*` any run, `?` one character; the whole text must match. Linear time.
  case matches
  // Dates
  case year, quarter, month, week, weekday, day, hour
  /// The date of a timestamp.
  case toDate = "date"
  /// Whole days from the first to the second, by calendar day.
  case daysBetween = "days_between"
  case monthsBetween = "months_between"
  case yearsBetween = "years_between"
  /// A date or timestamp plus or minus a duration; the last day of the month caps.
  case addDuration, subtractDuration
  // Conversion: missing where the text is not one.
  case toText = "text"
  case toNumber = "number"
  case toInteger = "int"
  /// The day, or the moment, that a text writes by the first of the patterns that fits it; missing if
  /// none does. The patterns are literals: `dd/MM/yyyy`, `excel`, `epoch`.
  case parseDate = "parse_date"
  case parseTimestamp = "parse_timestamp"
  /// The first moment of a day; a timestamp stays as it is.
  case toTimestamp = "timestamp"

  /// The type of the result for the types of the arguments, or `nil` if they do not fit.
  ///
  /// A `nil` argument is the literal `null` and fits everything.
  package func resultType(for arguments: [ScalarType?]) -> ScalarType? {
    func first(_ fits: (ScalarType) -> Bool, count: Int) -> Bool {
      arguments.count == count && arguments.allSatisfy { $0.map(fits) ?? true }
    }
    let known = arguments.compactMap { $0 }
    let numeric = known.allSatisfy(\.isNumeric)
    let whole = known.allSatisfy { $0 == .integer }
    switch self {
    case .add, .subtract, .multiply, .remainder:
      return arguments.count == 2 && numeric ? (whole ? .integer : .number) : nil
    case .divide, .power:
      return arguments.count == 2 && numeric ? .number : nil
    case .negate, .abs, .sign:
      return first(\.isNumeric, count: 1) ? (whole ? .integer : .number) : nil
    case .round:
      guard arguments.count == 1 || arguments.count == 2, numeric else { return nil }
      return arguments.count == 1 ? .integer : .number
    case .floor, .ceil:
      return first(\.isNumeric, count: 1) ? .integer : nil
    case .sqrt, .exp, .ln, .log1p, .log10:
      return first(\.isNumeric, count: 1) ? .number : nil
    case .least, .greatest, .coalesce:
      return arguments.isEmpty ? nil : ScalarFunction.commonType(of: known)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard arguments.count == 2 else { return nil }
      guard known.count == 2 else { return .boolean }
      return ScalarFunction.commonType(of: known) != nil ? .boolean : nil
    case .and, .or:
      return first({ $0 == .boolean }, count: 2) ? .boolean : nil
    case .not:
      return first({ $0 == .boolean }, count: 1) ? .boolean : nil
    case .isNull:
      return arguments.count == 1 ? .boolean : nil
    case .lower, .upper, .trim:
      return first({ $0 == .text }, count: 1) ? .text : nil
    case .length:
      return first({ $0 == .text }, count: 1) ? .integer : nil
    case .concat:
      return first({ $0 == .text }, count: arguments.count) ? .text : nil
    case .replace:
      return first({ $0 == .text }, count: 3) ? .text : nil
    case .substring:
      guard arguments.count == 3, arguments[0] ?? .text == .text else { return nil }
      return arguments.dropFirst().allSatisfy { $0 ?? .integer == .integer } ? .text : nil
    case .startsWith, .endsWith, .contains, .matches:
      return first({ $0 == .text }, count: 2) ? .boolean : nil
    case .year, .quarter, .month, .week, .weekday, .day:
      return first(\.isTemporal, count: 1) ? .integer : nil
    case .hour:
      return first({ $0 == .timestamp }, count: 1) ? .integer : nil
    case .toDate:
      return first(\.isTemporal, count: 1) ? .date : nil
    case .daysBetween, .monthsBetween, .yearsBetween:
      return first(\.isTemporal, count: 2) ? .integer : nil
    case .addDuration, .subtractDuration:
      guard arguments.count == 2, arguments[1] ?? .duration == .duration else { return nil }
      guard let start = arguments[0] else { return nil }
      return start.isTemporal || start == .duration ? start : nil
    case .toText:
      return arguments.count == 1 ? .text : nil
    case .toNumber:
      return first({ $0.isNumeric || $0 == .text || $0 == .boolean }, count: 1) ? .number : nil
    case .toInteger:
      return first({ $0.isNumeric || $0 == .text || $0 == .boolean }, count: 1) ? .integer : nil
    case .parseDate, .parseTimestamp:
      guard arguments.count > 1, first({ $0 == .text }, count: arguments.count) else { return nil }
      return self == .parseDate ? .date : .timestamp
    case .toTimestamp:
      return first(\.isTemporal, count: 1) ? .timestamp : nil
    }
  }

  /// The type to which all can be brought without loss, if there is one: whole numbers become
  /// numbers, dates become timestamps.
  package static func commonType(of types: [ScalarType]) -> ScalarType? {
    guard var common = types.first else { return .text }
    for type in types.dropFirst() where type != common {
      if type.isNumeric && common.isNumeric {
        common = .number
      } else if type.isTemporal && common.isTemporal {
        common = .timestamp
      } else {
        return nil
      }
    }
    return common
  }
}
