import Testing

@testable import Tables

struct DatePatternTests {
  @Test(arguments: [
    ("yyyy-MM-dd", "2024-03-01", "2024-03-01T00:00:00"),
    ("dd/MM/yyyy", "01/03/2024", "2024-03-01T00:00:00"),
    ("d/M/yyyy H:mm", "1/3/2024 8:26", "2024-03-01T08:26:00"),
    ("dd.MM.yy", "01.03.24", "2024-03-01T00:00:00"),
    ("dd.MM.yy", "01.03.69", "1969-03-01T00:00:00"),
    ("dd-MMM-yyyy", "01-Mar-2024", "2024-03-01T00:00:00"),
    ("MMMM d, yyyy", "March 1, 2024", "2024-03-01T00:00:00"),
    ("yyyyMMdd", "20240301", "2024-03-01T00:00:00"),
    ("yyyy-MM-dd'T'HH:mm:ssX", "2024-03-01T08:26:00+02:00", "2024-03-01T06:26:00"),
    ("yyyy-MM-ddTHH:mm:ss.fff", "2024-03-01T08:26:00.125", "2024-03-01T08:26:00.125"),
    ("h:mm a, d M yyyy", "12:05 AM, 1 3 2024", "2024-03-01T00:05:00"),
    ("excel", "45352", "2024-03-01T00:00:00"),
    ("excel", "45352.5", "2024-03-01T12:00:00"),
    ("epoch", "1709251200", "2024-03-01T00:00:00"),
    ("epoch_ms", "1709251200500", "2024-03-01T00:00:00.5"),
  ])
  func `a pattern reads what is so written`(pattern: String, text: String, time: String) throws {
    let value = try #require(DatePattern(pattern).parseMicroseconds(text))
    #expect(CivilTime(microsecondsSinceEpoch: value).description == time)
  }

  @Test(arguments: [
    ("yyyy-MM-dd", "2024-02-30"), ("yyyy-MM-dd", "2024-3-1"), ("yyyy-MM-dd", "2024-03-01 "),
    ("yyyy-MM-dd", "2024-03"), ("dd/MM/yyyy", "1/3/2024"), ("dd/MM/yyyy", "13/13/2024"),
    ("H:mm d M yyyy", "24:00 1 3 2024"), ("excel", "59"), ("excel", "x"), ("epoch", "1.5"),
  ])
  func `a pattern does not read what is written otherwise`(pattern: String, text: String) throws {
    #expect(try DatePattern(pattern).parseMicroseconds(text) == nil)
  }

  @Test(arguments: [
    ("YYYY-MM-DD", DatePatternError.unknownLetters("YYYY")),
    ("yyyy-MM", .partCount("day", "dd", 0)), ("yyyy-MM-dd dd", .partCount("day", "dd", 2)),
    ("'yyyy", .unclosedQuote), ("", .partCount("year", "yyyy", 0)),
  ])
  func `a text that is no pattern says why`(text: String, problem: DatePatternError) {
    #expect(throws: problem) { try DatePattern(text) }
    let shown = diagnostic(for: problem, pattern: text, at: .process)
    #expect(shown.code.id == "E0630")
    if text == "YYYY-MM-DD" { #expect(shown.fixes.map(\.replacement) == ["\"yyyy-MM-dd\""]) }
  }

  @Test(arguments: [
    "yyyy-MM-dd", "d/M/yyyy H:mm", "dd MMM yyyy hh:mm:ss.ffffff a", "excel", "yyyyMMdd",
  ])
  func `what is formatted is read back`(text: String) throws {
    let pattern = try DatePattern(text)
    let unit: Int64 = pattern.hasTime ? 60_000_000 : CivilTime.microsecondsPerDay
    for step in 0..<500 {
      let value = Int64(step) * unit * 17 + 20_000 * CivilTime.microsecondsPerDay
      #expect(pattern.parseMicroseconds(pattern.format(microseconds: value)) == value)
    }
  }

  @Test func `a text column is read by the first pattern that fits a cell`() throws {
    let cells = TextCells(
      codes: Cells([0, 1, 2, 0, 3]),
      dictionary: TextPool(["01/03/2024", "2024-03-02", "soon", "2024-03-04"]))
    let parsed = parseDates(
      cells, rows: [0, 1, 2, 3], patterns: [try DatePattern("dd/MM/yyyy"), .isoDate])
    #expect(parsed.misfits == [DateMisfit(row: 2, value: "soon")])
    #expect(parsed.counts == [2, 1])
    let days = CivilDate(year: 2024, month: 3, day: 1).daysSinceEpoch
    #expect(parsed.column[0] == .date(days))
    #expect(parsed.column[1] == .date(days + 1))
    #expect(parsed.column[2] == .null)
    #expect(parsed.column[4] == .null)
  }
}
