import Diagnostics

/// The days that a date in another form may mean: `30.06.2025`, `6/30/2025`, `2025/6/30`.
package enum WrittenDate {
  /// A day as the language writes it, and which of the parts was taken for the month, if that is in
  /// doubt.
  package struct Reading: Equatable, Sendable {
    package let literal: String
    package let remark: String
  }

  /// The readings of three numbers with points, slashes or hyphens between them.
  ///
  /// The year has four digits; there are none if the numbers are not a day of the calendar. Where points stand between the
  /// numbers, the day comes first.
  package static func readings(of text: String) -> [Reading] {
    let parts = text.split(omittingEmptySubsequences: false) { "-/.".contains($0) }
    guard parts.count == 3, parts.allSatisfy({ part in part.utf8.allSatisfy(Lexer.isDigit) }) else {
      return []
    }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == 3 else { return [] }
    if parts[0].utf8.count == 4, parts[1].utf8.count <= 2, parts[2].utf8.count <= 2 {
      return [literal(numbers[0], numbers[1], numbers[2])].compactMap { $0 }
        .map { Reading(literal: $0, remark: "") }
    }
    guard parts[2].utf8.count == 4, parts[0].utf8.count <= 2, parts[1].utf8.count <= 2 else {
      return []
    }
    let dayFirst = literal(numbers[2], numbers[1], numbers[0])
    let monthFirst = text.contains(".") ? nil : literal(numbers[2], numbers[0], numbers[1])
    guard let dayFirst else {
      return monthFirst.map { [Reading(literal: $0, remark: "")] } ?? []
    }
    guard let monthFirst, monthFirst != dayFirst else {
      return [Reading(literal: dayFirst, remark: "")]
    }
    return [
      Reading(literal: dayFirst, remark: "day first"),
      Reading(literal: monthFirst, remark: "month first"),
    ]
  }

  private static func literal(_ year: Int, _ month: Int, _ day: Int) -> String? {
    guard (1...12).contains(month), (1...Calendar.days(inMonth: month, of: year)).contains(day)
    else { return nil }
    func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "@\(year)-\(padded(month))-\(padded(day))"
  }
}

extension Diagnostic {
  static func noSuchDay(_ sentence: String, at range: SourceRange, fix: String?) -> Diagnostic {
    Diagnostic(.noSuchDay, sentence, at: range, fixes: fix.map { [Fix($0, at: range)] } ?? [])
  }

  static func malformedDate(at range: SourceRange, fixes: [Fix]) -> Diagnostic {
    Diagnostic(
      .malformedDate, "a date is written year-month-day: `@2025-06-30`", at: range,
      remark: "a month `@2025-06`, a quarter `@2025-Q2`, a year `@2025`", fixes: fixes)
  }
}
