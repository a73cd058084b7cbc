import Diagnostics
import Matrices
import Relations
import TestSupport
import Testing

@testable import Tables

/// Files of JSON objects, read as tables.
struct JSONFileTests {
  private let folder = TemporaryFolder()

  private func read(
    _ text: String, _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws(ReadError) -> SourceTable {
    try read(Array(text.utf8), change)
  }

  private func read(
    _ bytes: [UInt8], _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws(ReadError) -> SourceTable {
    let path = folder.write("rows.json", bytes: bytes)
    var options = ReadOptions()
    change(&options)
    return try TableFormats.read(
      path, options: options, files: FileAccess(), control: RunControl(threads: 2))
  }

  /// Names with types, and rows as text with `-` for a missing cell.
  private func shown(_ source: SourceTable) -> [String] {
    let table = source.table
    let names = table.fields.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
    return [names]
      + (0..<table.rowCount).map { row in
        table.fields.indices.map { table[row, $0] == .null ? "-" : table[row, $0].plainText }
          .joined(separator: " ")
      }
  }

  private func problem(_ text: String) -> (ReadProblem, line: Int?, column: Int?)? {
    do throws(ReadError) {
      _ = try read(text)
      return nil
    } catch {
      return (error.problem, error.spot?.line, error.spot?.column)
    }
  }

  @Test(arguments: [
    "{\"id\": 7, \"a\": 1.50}\n{\"id\": 8, \"a\": null, \"b\": \"x\"}\n",
    "\u{FEFF}[{\"id\": 7, \"a\": 1.50},\r\n {\"id\": 8, \"b\": \"x\"}]",
    "[\n  {\n    \"id\": 7,\n    \"a\": 1.5e0\n  },\n  {\"id\": 8, \"b\": \"x\"}\n]\n",
    "{\"id\":7,\"a\":1.5}{\"id\":8,\"b\":\"\\u0078\"}",
  ])
  func `one object per line and an array of objects are the same table`(text: String) throws {
    #expect(try shown(read(text)) == ["id integer, a number, b text", "7 1.5 -", "8 - x"])
  }

  @Test func `numbers keep every digit, and digits in quotes are text`() throws {
    let source = try read(
      """
      {"id": "0017", "exact": 0.1, "large": 900719925474099, "zip": "10115", "day": "2024-03-01"}
      {"id": "0018", "exact": 0.2, "large": 900719925474101, "zip": "04109", "day": "2024-03-02"}
      """)
    #expect(
      shown(source) == [
        "id text, exact number, large integer, zip text, day date",
        "0017 0.1 900719925474099 10115 2024-03-01", "0018 0.2 900719925474101 04109 2024-03-02",
      ])
  }

  @Test func `members of members are columns, and an array is its text`() throws {
    let source = try read(
      """
      {"id": 1, "address": {"city": "Oslo", "geo": {"lat": 59.9}}, "tags": ["a", {"b": 1}]}
      {"id": 2, "address": {}, "tags": []}
      """)
    #expect(
      shown(source) == [
        "id integer, address.city text, address.geo.lat number, tags text",
        #"1 Oslo 59.9 ["a", {"b": 1}]"#, "2 - - []",
      ])
  }

  @Test func `escapes, line ends and quotes within texts arrive as they are meant`() throws {
    let source = try read(
      #"{"a": "x\ny \"z\", \u00e5\ud83d\ude00\/\t"}"# + "\n" + #"{"a": "second"}"#)
    #expect(source.table[0, 0] == .text("x\ny \"z\", å😀/\t"))
    #expect(source.table[1, 0] == .text("second"))
  }

  @Test(arguments: [
    ("{\"a\": 1}\n{\"a\": }", JSONError.Problem.expectedValue, 2, 7),
    ("{\"a\": 1, \"a\": 2}", .duplicateName("a"), 1, 10),
    ("[{\"a\": 1} {\"a\": 2}]", .expected(","), 1, 11),
    ("[{\"a\": 1}", .expected("]"), 1, 10), ("[{\"a\": 1}] x", .textAfterEnd, 1, 12),
    ("{\"a\": 01}", .malformedNumber, 1, 7), ("{\"a\": \"\\x\"}", .unknownEscape, 1, 8),
    ("{\"a\": \"\\ud800\"}", .halfSurrogate, 1, 8), ("{\"a\": \"x", .unclosedString, 1, 7),
    ("{\"a\": 1}\n[2]", .expected("{"), 2, 1),
  ])
  func `what is not JSON is an error with its place`(
    text: String, problem wanted: JSONError.Problem, line: Int, column: Int
  ) throws {
    let found = try #require(problem(text))
    #expect(found.0 == .badJSON(wanted))
    #expect((found.line, found.column) == (line, column))
  }

  @Test func `nesting without an end and bytes that are not UTF-8 are refused`() {
    let deep = "{\"a\": " + String(repeating: "[", count: 100_000)
    #expect(problem(deep)?.0 == .badJSON(.nestedTooDeep))
    do throws(ReadError) {
      _ = try read(Array("{\"a\": 1}\n{\"a\": \"".utf8) + [0xE5, 0x22, 0x7D])
      Issue.record("read")
    } catch {
      #expect(error.problem == .badJSON(.badUTF8) && error.spot?.line == 2)
    }
  }

  @Test func `a cell that does not fit is reported in the line of its record`() throws {
    do throws(ReadError) {
      _ = try read("{\"a\": 1}\n\n\n{\"a\": \"x\"}\n") { options in
        options.declared = [DeclaredField("a", .number)]
      }
      Issue.record("read")
    } catch {
      #expect(error.spot?.line == 4)
    }
    let kept = try read("{\"a\": 1}\n\n{\"a\": \"x\"}\n{\"a\": 3}\n") { options in
      options.declared = [DeclaredField("a", .number)]
      options.rejects = .keepGoing(limit: 5)
    }
    #expect(kept.rejects.map(\.line) == [3])
    #expect(kept.rows == 2)
  }

  @Test func `columns may come late and may be missing`() throws {
    let lines = (0..<2_000).map { "{\"id\": \($0)" + ($0 == 1_999 ? ", \"late\": 5}" : "}") }
    let source = try read(lines.joined(separator: "\n"))
    #expect(source.table.fields.map(\.name) == ["id", "late"])
    #expect(source.table[1_999, 1] == .integer(5) && source.table[0, 1] == .null)
  }
}
