import Relations
import Testing

@testable import Tables

struct TypeTests {
  static let columns: [([String], ScalarType, [String])] = [
    (["1", "-2", "0"], .integer, ["1", "-2", "0"]),
    (["1.5", "2", "-0.25"], .number, ["1.50", "2.00", "-0.25"]),
    (["17850.0", "12.0"], .number, ["17850.0", "12.0"]),
    ([".5", "1"], .number, ["0.5", "1.0"]),
    (["1e5", "2"], .number, ["100000", "2"]),
    (["0.1234567890123456789", "1"], .number, ["0.12345678901234568", "1"]),
    (["00123", "00124"], .text, ["00123", "00124"]),
    (["12345678901234567890", "1"], .text, ["12345678901234567890", "1"]),
    (["1234567890123456", "1"], .text, ["1234567890123456", "1"]),
    (["true", "FALSE"], .boolean, ["true", "false"]),
    (["yes", "no"], .text, ["yes", "no"]),
    (["nan", "1"], .text, ["nan", "1"]),
    (["inf", "1"], .text, ["inf", "1"]),
    (["0x10", "1"], .text, ["0x10", "1"]),
    (["1_000", "1"], .text, ["1_000", "1"]),
    (["+1", "2"], .text, ["+1", "2"]),
    (["$5", "(12.00)", "10-"], .text, ["$5", "(12.00)", "10-"]),
    ([" 7 ", "8"], .integer, ["7", "8"]),
    (["2024-03-01", "2024-12-31"], .date, ["2024-03-01", "2024-12-31"]),
    (["2024/03/01", "2024/3/9"], .date, ["2024-03-01", "2024-03-09"]),
    (
      ["2024-03-01T08:26:05", "2024-03-01T00:00:00"], .timestamp,
      ["2024-03-01T08:26:05", "2024-03-01T00:00:00"]
    ),
    (
      ["2024-03-01 08:26:05.25", "2024-03-01 00:00:00.5"], .timestamp,
      ["2024-03-01T08:26:05.25", "2024-03-01T00:00:00.5"]
    ),
    (
      ["2024-03-01T23:30:00-02:00", "2024-03-01T00:00:00Z"], .timestamp,
      ["2024-03-02T01:30:00", "2024-03-01T00:00:00"]
    ),
    (
      ["12/31/2010 8:26", "1/2/2011 10:00"], .timestamp,
      ["2010-12-31T08:26:00", "2011-01-02T10:00:00"]
    ),
    (["31.12.2010", "01.02.2011"], .date, ["2010-12-31", "2011-02-01"]),
    (["01-Mar-2024", "31-DEC-2024"], .date, ["2024-03-01", "2024-12-31"]),
    (["Mar 1, 2024", "May 31, 2024"], .date, ["2024-03-01", "2024-05-31"]),
    (
      ["3/1/2024 1:05 PM", "12/31/2024 12:00 AM"], .timestamp,
      ["2024-03-01T13:05:00", "2024-12-31T00:00:00"]
    ),
    (["05/05/2024", "06/06/2024"], .date, ["2024-05-05", "2024-06-06"]),
    (["2024-03-01", "31/12/2024"], .date, ["2024-03-01", "2024-12-31"]),
    (["2024-02-30", "2024-03-01"], .text, ["2024-02-30", "2024-03-01"]),
    (["0000-00-00", "2024-03-01"], .text, ["0000-00-00", "2024-03-01"]),
    (["31/12/24", "01/02/24"], .text, ["31/12/24", "01/02/24"]),
    (["03/04/2024", "05/06/2024"], .text, ["03/04/2024", "05/06/2024"]),
    (["13/01/2024", "01/13/2024"], .text, ["13/01/2024", "01/13/2024"]),
    (["20240301", "20240302"], .integer, ["20240301", "20240302"]),
    (["2024-01-01T25:00:00", "x"], .text, ["2024-01-01T25:00:00", "x"]),
    (
      ["2024-06-30T23:59:60", "2024-06-30T23:59:00"], .text,
      ["2024-06-30T23:59:60", "2024-06-30T23:59:00"]
    ),
  ]

  @Test(arguments: columns)
  func `a column gets the narrowest type that all its values fit`(
    values: [String], type: ScalarType, shown: [String]
  ) throws {
    let text = "k,v\n" + values.map { "k,\"\($0)\"\n" }.joined()
    let result = try read(text)
    #expect(result.table.fields[1].type == type)
    #expect(cells(result.table).map { $0[1] } == shown)
    // With every column as text nothing is lost.
    let raw = try read(text) { $0.types = .text }
    #expect(cells(raw.table).map { $0[1] } == values)
  }

  /// Rows of one column beside a key, `count` good ones and then the given ones.
  private func text(_ count: Int, _ good: String, then last: [String]) -> String {
    var lines = ["k,v"]
    for _ in 0..<count { lines.append("k,\(good)") }
    return (lines + last.map { "k,\($0)" }).joined(separator: "\n")
  }

  @Test func `one damaged number after thirty thousand good ones is an error with its line`()
    throws
  {
    let error = try #require(failure(text(30_000, "17", then: ["12x4", "3"])))
    guard case .misfit(let misfit) = error.problem else {
      Issue.record("another problem: \(error.problem)")
      return
    }
    #expect(error.spot?.line == 30_002)
    #expect(misfit.value == "12x4")
    #expect(misfit.column == "v")
    #expect(misfit.columnNumber == 2)
    let shown = diagnostic(for: error)
    #expect(shown.message == "`12x4` in column 2, `v`, is not a whole number")
    #expect(
      shown.fixes.map(\.replacement) == ["rejects=10", "| columns {v: text}"])
  }

  @Test(arguments: [
    ("2024-03-01", "2024-02-30", MisfitReason.noSuchDay), ("2024-03-01", "soon", .notOfType),
    ("31/12/2024", "12/31/2024", .otherOrder), ("1.5", "1e999", .tooLarge),
    ("12", "nan", .notOfType),
  ])
  func `a value that does not fit says why`(good: String, bad: String, reason: MisfitReason)
    throws
  {
    let error = try #require(failure(text(2000, good, then: [bad])))
    guard case .misfit(let misfit) = error.problem else {
      Issue.record("another problem: \(error.problem)")
      return
    }
    #expect(misfit.reason == reason)
    #expect(error.spot?.line == 2002)
  }

  @Test func `whole numbers of the sample become numbers when a decimal comes later`() throws {
    let good = String(repeating: "x", count: 100) + ",7\n"
    let text =
      "k,v\n" + String(repeating: good, count: 60_000) + "k,2.5\n"
      + String(repeating: good, count: 6_000)
    let result = try read(text)
    #expect(result.table.fields[1].type == .number)
    #expect(result.table[60_000, 1] == .decimal(mantissa: 25, scale: 1))
  }

  @Test func `a column that is nearly numeric stays text and says so`() throws {
    let result = try read("k,v\n" + "k,1\nk,2\nk,3\nk,n/a\nk,5\nk,6\n")
    #expect(
      result.remarks == [
        .nearlyTyped(
          column: "v", type: .integer, fits: 5, of: 6,
          exception: ReadRemark.Example(value: "n/a", line: 5))
      ])
    let told = try read("k,v\n" + "k,1\nk,n/a\n") { $0.missing = ["n/a"] }
    #expect(cells(told.table) == [["k", "1"], ["k", "∅"]])
  }

  @Test func `dates that both orders fit stay text with the evidence`() throws {
    let result = try read("id,day\n1,03/04/2024\n2,05/06/2024\n3,04/04/2024\n")
    let pattern = try DatePattern("dd/MM/yyyy")
    #expect(
      result.remarks == [
        .ambiguousDate(
          AmbiguousDate(
            column: "day", count: 3, first: ReadRemark.Example(value: "03/04/2024", line: 2),
            dayFirst: pattern, monthFirst: try DatePattern("MM/dd/yyyy"),
            endDayFirst: CivilDate(year: 2024, month: 6, day: 5).daysSinceEpoch,
            endMonthFirst: CivilDate(year: 2024, month: 5, day: 6).daysSinceEpoch))
      ])
    let date = try #require(
      result.remarks.lazy.compactMap {
        if case .ambiguousDate(let date) = $0 { date } else { nil }
      }.first)
    let shown = diagnostic(for: date, at: .process)
    #expect(shown.code.id == "E0601")
    #expect(
      shown.notes == ["first value: 03/04/2024 (line 2): 3 April or 4 March?"])
    let cells = try #require(
      result.table.columns.dropFirst().lazy.compactMap {
        if case .text(let cells) = $0 { cells } else { nil }
      }.first)
    #expect(ambiguousDates(cells, column: "day") == date)
    #expect(result.sniff.ambiguousDate("day") == date)
    #expect(result.sniff.ambiguousDate("id") == nil)
  }

  @Test func `one value beyond the sample can settle day and month`() throws {
    let filler = String(repeating: "x", count: 200)
    var text = "note,day\n" + String(repeating: "\(filler),01/02/2024\n", count: 21_000)
    text += "\(filler),02/13/2024\n"
    text += String(repeating: "\(filler),01/02/2024\n", count: 2_000)
    let result = try read(text, threads: 2)
    #expect(result.table.fields[1].type == .date)
    #expect(
      result.table[0, 1] == .date(CivilDate(year: 2024, month: 1, day: 2).daysSinceEpoch))
    #expect(result.sniff.fields[1].datePatterns == [try DatePattern("MM/dd/yyyy")])
  }

  @Test func `a declared type rules`() throws {
    let result = try read("id,day,n\n007,01/02/24,00012\n") {
      $0.declared = [
        DeclaredField("id", .text), DeclaredField("n", .integer),
        DeclaredField("day", .date, datePatterns: [try! DatePattern("dd/MM/yy")]),
      ]
    }
    #expect(cells(result.table) == [["007", "2024-02-01", "12"]])
    let error = failure("id\nx\n") { $0.declared = [DeclaredField("idd", .text)] }
    #expect(error?.problem == .undeclaredColumn(name: "idd", columns: ["id"]))
  }

  @Test func `a mark that may group thousands is not guessed`() throws {
    for text in ["k;v\nk;1.234\nk;12.500\n", "k;v\nk;1,234\nk;12,500\n"] {
      let result = try read(text)
      #expect(result.table.fields[1].type == .text)
      #expect(result.remarks.contains { if case .ambiguousNumber = $0 { true } else { false } })
    }
    let told = try read("k;v\nk;1,234\n") { $0.decimalMark = UInt8(ascii: ",") }
    #expect(cells(told.table) == [["k", "1.234"]])
  }

  @Test func `dates without marks are dates only where the name says so`() throws {
    #expect(try read("k,order_date\nk,20240301\n").table.fields[1].type == .date)
    #expect(try read("k,total\nk,20240301\n").table.fields[1].type == .integer)
  }

  @Test func `what was found prints as a declaration`() throws {
    let result = try read("id,order day,v\nA1,31/12/2024,\nA2,01/02/2024,3\n")
    #expect(
      result.sniff.description == """
        columns {
          id: text,
          `order day`: date as "dd/MM/yyyy",
          v: integer?
        }
        """)
  }
}
