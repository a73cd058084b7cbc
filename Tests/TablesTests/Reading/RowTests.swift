import Testing

@testable import Tables

struct RowTests {
  static let texts: [(String, [[String]])] = [
    ("a,b\n1,x\n2,y\n", [["1", "x"], ["2", "y"]]),
    ("a,b\n1,x\n2,y", [["1", "x"], ["2", "y"]]),
    ("a,b\r\n1,x\r\n2,y\r\n", [["1", "x"], ["2", "y"]]),
    ("a,b\r1,x\r2,y\r", [["1", "x"], ["2", "y"]]),
    ("a,b\r\n1,x\n2,y\r3,z", [["1", "x"], ["2", "y"], ["3", "z"]]),
    ("a,b\n\n1,x\n\n\n2,y\n\n", [["1", "x"], ["2", "y"]]),
    ("a,b\n1,\n,y\n", [["1", "∅"], ["∅", "y"]]),
    ("a,b\n\"1\",\"x, \"\"y\"\"\nz\"\n", [["1", "x, \"y\"\nz"]]),
    ("a,b\n1,\"\"\n2,y\n", [["1", "∅"], ["2", "y"]]),
    ("\u{FEFF}a,b\n1,x\n", [["1", "x"]]),
    ("sep=;\na;b\n1;x\n", [["1", "x"]]),
    ("a\tb\n1\tx\n", [["1", "x"]]),
    ("a|b\n1|x\n", [["1", "x"]]),
    ("a;b\n1,5;x\n2,25;y\n", [["1.50", "x"], ["2.25", "y"]]),
    ("a,b,\n1,x,\n2,y,\n", [["1", "x"], ["2", "y"]]),
    ("name\nAnn\nBob\n", [["Ann"], ["Bob"]]),
    ("a,b\n", []),
  ]

  @Test(arguments: texts)
  func `a text gives its cells`(text: String, rows: [[String]]) throws {
    #expect(try cells(read(text).table) == rows)
  }

  static let refused: [(String, String, Int, Int)] = [
    ("", "E0609", 0, 0),
    ("\n\n", "E0609", 0, 0),
    ("a,b,c\n1,2,3\n4,5\n", "E0613", 3, 1),
    ("a,b,c\n1,2,3\n4,5,6,7\n", "E0613", 3, 1),
    ("a,b\n1,\"x\n2,y\n3,z\n", "E0610", 2, 3),
    ("a,b\n1,x\n2,\"y\"z\n", "E0611", 3, 6),
    ("a,b\n1,x\n2,y \"z\n", "E0612", 3, 5),
    ("a,b\n1,x\n2,y\u{0}\n", "E0614", 3, 4),
    ("a,a\n1,2\n", "E0619", 1, 3),
    ("a, \n1,2\n", "E0620", 1, 3),
    ("1,2\n3,4\n", "E0621", 1, 1),
    ("Ann,3,2024-01-01\nBob,4,2024-01-02\n", "E0621", 1, 1),
    ("id    name\n1     Ann\n2     Bob\n", "E0623", 1, 1),
    ("PAR1\u{0}", "E0605", 0, 0),
  ]

  @Test(arguments: refused)
  func `what cannot be read exactly is an error with its place`(
    text: String, code: String, line: Int, column: Int
  ) throws {
    let error = try #require(failure(text))
    #expect(diagnostic(for: error).code.id == code)
    #expect(error.spot?.line ?? 0 == line)
    #expect(error.spot?.column ?? 0 == column)
  }

  @Test func `bad rows are set aside with their line when that is allowed`() throws {
    let text = "id,amount\n1,10\n2\n3,\"x\"y\n4,40\n5,12x4\n6,60,7\n7,70\n"
    let result = try read(text) {
      $0.rejects = .keepGoing(limit: nil)
      $0.declared = [DeclaredField("amount", .integer)]
    }
    #expect(cells(result.table) == [["1", "10"], ["4", "40"], ["7", "70"]])
    #expect(result.rejects.map(\.line) == [3, 4, 6, 7])
    #expect(result.rejects.map(\.text) == ["2", "3,\"x\"y", "5,12x4", "6,60,7"])
    #expect(
      result.rejects.map { diagnostic(for: $0.error).code.id }
        == ["E0613", "E0611", "E0622", "E0613"])
  }

  @Test func `an unclosed quote takes only its own line into the rejects`() throws {
    let result = try read("a,b\n1,\"x\n2,y\n3,z\n") { $0.rejects = .keepGoing(limit: 5) }
    #expect(cells(result.table) == [["2", "y"], ["3", "z"]])
    #expect(result.rejects.map(\.line) == [2])
  }

  @Test func `more rejects than allowed are an error that shows the first`() throws {
    let error = try #require(failure("a,b\n1,2\n3\n4\n") { $0.rejects = .keepGoing(limit: 1) })
    #expect(diagnostic(for: error).code.id == "E0625")
    #expect(error.spot?.line == 3)
  }

  @Test func `limits stop rows that are too long or too wide`() throws {
    let long = failure("a,b\n1,\"" + String(repeating: "x", count: 500) + "\n") {
      $0.limits.maxLine = 100
    }
    #expect(long?.problem == .lineTooLong(limit: 100))
    #expect(long?.spot?.line == 2)
    let wide = failure("a,b,c\n1,2,3\n") { $0.limits.maxColumns = 2 }
    #expect(wide?.problem == .tooManyColumns(limit: 2))
  }

  @Test func `header and delimiter can be given`() throws {
    let none = try read("1,2\n3,4\n") { $0.header = .none }
    #expect(none.table.fields.map(\.name) == ["column_1", "column_2"])
    #expect(cells(none.table) == [["1", "2"], ["3", "4"]])
    let present = try read("1,2\n3,4\n") { $0.header = .present }
    #expect(present.table.fields.map(\.name) == ["1", "2"])
    let skipped = try read("made by a tool\n\na:b\n1:2\n") {
      $0.skip = 1
      $0.delimiter = .byte(UInt8(ascii: ":"))
    }
    #expect(cells(skipped.table) == [["1", "2"]])
  }

  @Test func `numbers between runs of spaces need no header and no help`() throws {
    let result = try read("  1 10  2.5\r\n 12  9 13.0\r\n")
    #expect(cells(result.table) == [["1", "10", "2.5"], ["12", "9", "13.0"]])
    #expect(result.remarks.contains(.noHeader))
  }

  @Test func `names that differ only in case or spaces are remarked on`() throws {
    let result = try read("Amount,amount \n1,2\n")
    #expect(result.remarks.contains(.similarNames("Amount", "amount ")))
    #expect(result.table.fields.map(\.name) == ["Amount", "amount "])
  }
}
