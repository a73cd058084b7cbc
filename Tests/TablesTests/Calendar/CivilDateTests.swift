import Testing

@testable import Tables

struct CivilDateTests {
  /// Counts day by day from 1970-01-01 with the rules of the calendar alone.
  @Test func `every day of eight centuries agrees with a calendar that counts one by one`() {
    var date = CivilDate(year: 1970, month: 1, day: 1)
    for days in Int32(0)..<(366 * 400) {
      #expect(CivilDate(daysSinceEpoch: days) == date)
      #expect(date.daysSinceEpoch == days)
      #expect(date.isValid)
      date = next(date)
    }
    date = CivilDate(year: 1570, month: 1, day: 1)
    for days in date.daysSinceEpoch...0 {
      #expect(CivilDate(daysSinceEpoch: days) == date)
      date = next(date)
    }
  }

  private func next(_ date: CivilDate) -> CivilDate {
    let leap = date.year % 400 == 0 || (date.year % 4 == 0 && date.year % 100 != 0)
    let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    if date.day < lengths[date.month - 1] {
      return CivilDate(year: date.year, month: date.month, day: date.day + 1)
    }
    return date.month < 12
      ? CivilDate(year: date.year, month: date.month + 1, day: 1)
      : CivilDate(year: date.year + 1, month: 1, day: 1)
  }

  @Test(arguments: [
    (2024, 2, 30), (2023, 2, 29), (1900, 2, 29), (0, 1, 1), (10_000, 1, 1), (2024, 0, 1),
    (2024, 13, 1), (2024, 4, 31), (2024, 4, 0),
  ])
  func `a date that the calendar does not have is not valid`(year: Int, month: Int, day: Int) {
    #expect(!CivilDate(year: year, month: month, day: day).isValid)
  }

  @Test(arguments: [
    ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"),
    ("2024-03-31", -1, "2024-02-29"), ("2024-01-15", -1, "2023-12-15"),
    ("2024-12-31", 2, "2025-02-28"), ("2024-05-31", 24, "2026-05-31"),
    ("0001-01-01", 12, "0002-01-01"),
  ])
  func `months are added with the end of the month as a cap`(
    start: String, months: Int, end: String
  ) throws {
    #expect(try date(start).adding(months: months).description == end)
  }

  /// Weeks from the table of ISO 8601 year ends.
  @Test(arguments: [
    ("2005-01-01", 2004, 53), ("2005-01-02", 2004, 53), ("2007-01-01", 2007, 1),
    ("2007-12-31", 2008, 1), ("2008-12-28", 2008, 52), ("2008-12-29", 2009, 1),
    ("2010-01-03", 2009, 53), ("2020-12-31", 2020, 53),
  ])
  func `a week belongs to the year of its thursday`(text: String, year: Int, week: Int) throws {
    let found = try date(text).isoWeek
    #expect(found.year == year)
    #expect(found.week == week)
  }

  @Test func `monday is the first day of the week`() throws {
    #expect(try date("1970-01-01").weekday == 4)
    #expect(try date("2024-01-01").weekday == 1)
    #expect(try date("1969-12-28").weekday == 7)
  }

  @Test(arguments: [
    ("2024-01-31", "2024-02-29", 1), ("2024-01-31", "2024-02-28", 0),
    ("2024-02-29", "2025-02-28", 12), ("2024-03-01", "2024-01-31", -1),
  ])
  func `a month is full when its day or its last day is reached`(
    start: String, end: String, months: Int
  ) throws {
    #expect(try date(start).wholeMonths(until: date(end)) == months)
  }

  @Test func `a time is printed without a needless fraction`() {
    let date = CivilDate(year: 1969, month: 12, day: 31)
    let time = CivilTime(date: date, hour: 23, minute: 59, second: 59, microsecond: 250_000)
    #expect(time.microsecondsSinceEpoch == -750_000)
    #expect(CivilTime(microsecondsSinceEpoch: -750_000) == time)
    #expect(time.description == "1969-12-31T23:59:59.25")
  }

  private func date(_ text: String) throws -> CivilDate {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    try #require(parts.count == 3)
    return CivilDate(year: parts[0], month: parts[1], day: parts[2])
  }
}
