import Foundation
import Relations

@testable import Tables

/// Expressions over one row of literals, from their definitions.
struct NaiveScalar {
  let names: [String]
  let row: [Literal]

  func value(_ scalar: Scalar) -> Literal {
    switch scalar {
    case .column(let name): return row[required(names.firstIndex(of: name))]
    case .literal(let literal): return literal
    case .cases(let cases, let otherwise):
      for branch in cases where holds(branch.condition) { return value(branch.value) }
      return value(otherwise)
    case .isIn(let value, let literals, let negated):
      let cell = self.value(value)
      if cell == .null { return .boolean(false) }
      let isFound = literals.contains { $0 != .null && order(cell, $0) == 0 }
      return .boolean(isFound != negated)
    case .call(let function, let arguments):
      return call(function, arguments)
    }
  }

  private func holds(_ condition: Scalar) -> Bool { value(condition) == .boolean(true) }

  private func call(_ function: ScalarFunction, _ arguments: [Scalar]) -> Literal {
    let cells = arguments.map(value)
    let present = cells.filter { $0 != .null }
    let isComplete = present.count == cells.count
    switch function {
    case .and: return .boolean(holds(arguments[0]) && holds(arguments[1]))
    case .or: return .boolean(holds(arguments[0]) || holds(arguments[1]))
    case .not: return .boolean(!holds(arguments[0]))
    case .isNull: return .boolean(cells[0] == .null)
    case .coalesce: return present.first ?? .null
    case .least: return present.min { order($0, $1) < 0 } ?? .null
    case .greatest: return present.max { order($0, $1) < 0 } ?? .null
    case .equal: return .boolean(isComplete && order(cells[0], cells[1]) == 0)
    case .notEqual: return .boolean(isComplete && order(cells[0], cells[1]) != 0)
    case .less: return .boolean(isComplete && order(cells[0], cells[1]) < 0)
    case .lessOrEqual: return .boolean(isComplete && order(cells[0], cells[1]) <= 0)
    case .greater: return .boolean(isComplete && order(cells[0], cells[1]) > 0)
    case .greaterOrEqual: return .boolean(isComplete && order(cells[0], cells[1]) >= 0)
    case .startsWith, .endsWith, .contains, .matches:
      return .boolean(isComplete && test(function, text(cells[0]), text(cells[1])))
    default: break
    }
    guard isComplete else { return .null }
    switch function {
    case .add, .subtract, .multiply, .divide, .remainder, .power:
      return arithmetic(function, cells[0], cells[1])
    case .negate, .abs, .sign, .sqrt, .exp, .ln, .log1p, .log10:
      return finite(number(function, double(cells[0])))
    case .round, .floor, .ceil: return rounded(function, cells)
    case .lower: return .text(text(cells[0]).lowercased())
    case .upper: return .text(text(cells[0]).uppercased())
    case .trim: return .text(text(cells[0]).trimmingCharacters(in: .whitespacesAndNewlines))
    case .length: return .integer(Int64(text(cells[0]).unicodeScalars.count))
    case .concat: return .text(cells.map(text).joined())
    case .replace:
      let part = text(cells[1])
      if part.isEmpty { return cells[0] }
      return .text(text(cells[0]).replacingOccurrences(of: part, with: text(cells[2])))
    case .substring:
      guard case .integer(let start) = cells[1], case .integer(let length) = cells[2] else {
        return .null
      }
      let kept = text(cells[0]).unicodeScalars.enumerated().filter {
        Int64($0.offset) + 1 >= start && Int64($0.offset) + 1 < start + max(0, length)
      }
      return .text(String(String.UnicodeScalarView(kept.map(\.element))))
    case .year, .quarter, .month, .week, .weekday, .day, .hour, .toDate, .daysBetween,
      .monthsBetween, .yearsBetween, .addDuration, .subtractDuration:
      return NaiveDates.call(function, cells)
    case .toText, .toNumber, .toInteger: return converted(function, cells[0])
    case .parseDate, .parseTimestamp:
      let trimmed = text(cells[0]).trimmingCharacters(in: .whitespaces)
      for pattern in cells.dropFirst().map({ required(try? DatePattern(text($0))) }) {
        guard let moment = pattern.parseMicroseconds(trimmed) else { continue }
        return function == .parseTimestamp
          ? .timestamp(moment) : NaiveDates.call(.toDate, [.timestamp(moment)])
      }
      return .null
    case .toTimestamp:
      if case .date(let days) = cells[0] { return .timestamp(Int64(days) * 86_400_000_000) }
      return cells[0]
    default: preconditionFailure("\(function.rawValue) has been taken care of")
    }
  }

  private func text(_ literal: Literal) -> String {
    guard case .text(let text) = literal else { preconditionFailure("a text, not \(literal)") }
    return text
  }

  private func finite(_ value: Double) -> Literal { value.isFinite ? .number(value) : .null }

  private func arithmetic(
    _ function: ScalarFunction, _ left: Literal, _ right: Literal
  ) -> Literal {
    if let a = fraction(left), let b = fraction(right), function != .divide, function != .power {
      let x = a.mantissa * power(b.scale)
      let y = b.mantissa * power(a.scale)
      let scale = a.scale + b.scale
      switch function {
      case .add: return exact(x + y, scale)
      case .subtract: return exact(x - y, scale)
      case .multiply: return exact(a.mantissa * b.mantissa, scale)
      default:
        if y == 0 { return .null }
        let rest = x % y
        return exact(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest, scale)
      }
    }
    let a = double(left)
    let b = double(right)
    switch function {
    case .add: return finite(a + b)
    case .subtract: return finite(a - b)
    case .multiply: return finite(a * b)
    case .divide: return finite(a / b)
    case .power: return finite(pow(a, b))
    default:
      let rest = a.truncatingRemainder(dividingBy: b)
      return finite(rest * b < 0 ? rest + b : rest)
    }
  }

  private func exact(_ mantissa: Int128, _ scale: Int) -> Literal {
    var mantissa = mantissa
    var scale = scale
    while scale > 0, mantissa % 10 == 0 {
      mantissa /= 10
      scale -= 1
    }
    if let narrow = Int64(exactly: mantissa), scale <= 18 {
      return .decimal(mantissa: narrow, scale: scale)
    }
    return .number(required(Double("\(mantissa)e-\(scale)")))
  }

  private func number(_ function: ScalarFunction, _ value: Double) -> Double {
    switch function {
    case .negate: -value
    case .abs: abs(value)
    case .sign: value == 0 ? 0 : value < 0 ? -1 : 1
    case .sqrt: sqrt(value)
    case .exp: exp(value)
    case .ln: log(value)
    case .log1p: log1p(value)
    default: log10(value)
    }
  }

  private func rounded(_ function: ScalarFunction, _ cells: [Literal]) -> Literal {
    let literal = cells[0]
    var digits: Int16 = 0
    if cells.count == 2, case .integer(let places) = cells[1] { digits = Int16(places) }
    var decimal: Decimal
    switch literal {
    case .number(let value): decimal = required(Decimal(string: value.description))
    case .integer(let value): decimal = Decimal(value)
    case .decimal(let mantissa, let scale):
      decimal = Decimal(mantissa) / pow(Decimal(10), scale)
    default: return .null
    }
    var result = Decimal()
    let mode: NSDecimalNumber.RoundingMode =
      function == .floor ? .down : function == .ceil ? .up : .plain
    unsafe NSDecimalRound(&result, &decimal, Int(digits), mode)
    return .number(required(Double(result.description)))
  }

  private func test(_ function: ScalarFunction, _ text: String, _ other: String) -> Bool {
    let a = Array(text.utf8)
    let b = Array(other.utf8)
    switch function {
    case .startsWith: return a.count >= b.count && Array(a.prefix(b.count)) == b
    case .endsWith: return a.count >= b.count && Array(a.suffix(b.count)) == b
    case .contains:
      return b.isEmpty
        || a.indices.contains { $0 + b.count <= a.count && Array(a[$0..<$0 + b.count]) == b }
    default: return glob(text.unicodeScalars[...], other.unicodeScalars[...])
    }
  }

  private func glob(
    _ text: Substring.UnicodeScalarView, _ pattern: Substring.UnicodeScalarView
  ) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      return glob(text, pattern.dropFirst()) || !text.isEmpty && glob(text.dropFirst(), pattern)
    }
    guard let scalar = text.first, first == "?" || first == scalar else { return false }
    return glob(text.dropFirst(), pattern.dropFirst())
  }

  private func converted(_ function: ScalarFunction, _ literal: Literal) -> Literal {
    switch (function, literal) {
    case (.toText, .text): return literal
    case (.toText, .boolean(let value)): return .text(value ? "true" : "false")
    case (.toText, .date(let days)): return .text(NaiveDates.iso(days))
    case (.toText, .timestamp(let time)): return .text(NaiveDates.iso(time))
    case (.toText, .integer(let value)): return .text(String(value))
    case (.toText, .duration): return literal
    case (.toText, _):
      let text = double(literal).description
      return .text(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    case (.toNumber, .text(let text)):
      let isNumber =
        text.range(
          of: #"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"#, options: .regularExpression)
        != nil
      return isNumber ? finite(required(Double(text))) : .null
    case (_, .boolean(let value)): return .integer(value ? 1 : 0)
    case (.toInteger, .text(let text)):
      let isWhole = text.range(of: #"^[+-]?[0-9]+$"#, options: .regularExpression) != nil
      return isWhole ? .integer(required(Int64(text))) : .null
    case (.toInteger, _): return .number(trunc(double(literal)))
    default: return literal
    }
  }
}

/// Dates through Foundation's calendar, which has its own way of counting.
enum NaiveDates {
  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = required(TimeZone(secondsFromGMT: 0))
    return calendar
  }()

  private static func date(_ literal: Literal) -> Date {
    switch literal {
    case .date(let days): return Date(timeIntervalSince1970: Double(days) * 86400)
    case .timestamp(let time): return Date(timeIntervalSince1970: Double(time) / 1e6)
    default: preconditionFailure("a date or timestamp, not \(literal)")
    }
  }

  private static func day(_ literal: Literal) -> Int32 {
    Int32((date(literal).timeIntervalSince1970 / 86400).rounded(.down))
  }

  static func call(_ function: ScalarFunction, _ cells: [Literal]) -> Literal {
    if case .duration(let left) = cells[0], case .duration(let right) = cells[1] {
      let sign = function == .addDuration ? 1 : -1
      return .duration(
        Duration(
          months: left.months + sign * right.months, days: left.days + sign * right.days,
          microseconds: left.microseconds + Int64(sign) * right.microseconds))
    }
    let parts = calendar.dateComponents(
      [.year, .month, .day, .hour, .weekday, .weekOfYear], from: date(cells[0]))
    switch function {
    case .year: return .integer(Int64(required(parts.year)))
    case .quarter: return .integer(Int64((required(parts.month) - 1) / 3 + 1))
    case .month: return .integer(Int64(required(parts.month)))
    case .week: return .integer(Int64(required(parts.weekOfYear)))
    case .weekday: return .integer(Int64((required(parts.weekday) + 5) % 7 + 1))
    case .day: return .integer(Int64(required(parts.day)))
    case .hour: return .integer(Int64(required(parts.hour)))
    case .toDate: return .date(day(cells[0]))
    case .daysBetween: return .integer(Int64(day(cells[1]) - day(cells[0])))
    case .monthsBetween, .yearsBetween:
      // As many months as can be added to the earlier day without passing the later one.
      let isForward = day(cells[0]) <= day(cells[1])
      let (from, to) = isForward ? (day(cells[0]), day(cells[1])) : (day(cells[1]), day(cells[0]))
      var months = 0
      while moved(from, months: months + 1) <= to { months += 1 }
      if function == .yearsBetween { months /= 12 }
      return .integer(Int64(isForward ? months : -months))
    default:
      guard case .duration(let duration) = cells[1] else { preconditionFailure("a duration") }
      let sign = function == .addDuration ? 1 : -1
      let start = moved(day(cells[0]), months: sign * duration.months) + Int32(sign * duration.days)
      let added = Int64(sign) * duration.microseconds
      if case .timestamp(let time) = cells[0] {
        let rest = time - Int64(day(cells[0])) * 86_400_000_000
        return .timestamp(Int64(start) * 86_400_000_000 + rest + added)
      }
      return .date(start + Int32((Double(added) / 86_400e6).rounded(.down)))
    }
  }

  private static func moved(_ day: Int32, months: Int) -> Int32 {
    let start = Date(timeIntervalSince1970: Double(day) * 86400)
    let moved = required(calendar.date(byAdding: .month, value: months, to: start))
    return Int32(moved.timeIntervalSince1970 / 86400)
  }

  private static func text(_ date: Date) -> String {
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    return String(
      format: "%04d-%02d-%02d", required(parts.year), required(parts.month), required(parts.day))
  }

  static func iso(_ days: Int32) -> String { text(date(.date(days))) }

  static func iso(_ time: Int64) -> String {
    let day = day(.timestamp(time))
    let second = Int((time - Int64(day) * 86_400_000_000) / 1_000_000)
    return iso(day)
      + String(format: "T%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60)
  }
}
