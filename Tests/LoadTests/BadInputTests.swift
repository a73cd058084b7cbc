import Diagnostics
import TestSupport
import Testing

/// One bad file, and what is expected of it.
struct BadInput: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let script: String
  /// The codes of errors; empty if the file is read.
  let errors: [String]
  /// `line:column` of the error in the file.
  let place: String?
  /// A fix that must be offered.
  let fix: String?
  /// The rows of a file that is read.
  let rows: Int?
  /// A code that is told beside.
  let told: String?

  var testDescription: String { name }

  static func refused(
    _ name: String, _ text: String, _ code: String, at place: String? = nil, fix: String? = nil,
    script: String = #"load "bad.csv""#
  ) -> BadInput {
    refused(name, bytes: Array(text.utf8), code, at: place, fix: fix, script: script)
  }

  static func refused(
    _ name: String, bytes: [UInt8], _ code: String, at place: String? = nil, fix: String? = nil,
    script: String = #"load "bad.csv""#
  ) -> BadInput {
    BadInput(
      name: name, bytes: bytes, script: script, errors: [code], place: place, fix: fix, rows: nil,
      told: nil)
  }

  static func read(
    _ name: String, _ text: String, rows: Int, told: String? = nil,
    script: String = #"load "bad.csv""#
  ) -> BadInput {
    read(name, bytes: Array(text.utf8), rows: rows, told: told, script: script)
  }

  static func read(
    _ name: String, bytes: [UInt8], rows: Int, told: String? = nil,
    script: String = #"load "bad.csv""#
  ) -> BadInput {
    BadInput(
      name: name, bytes: bytes, script: script, errors: [], place: nil, fix: nil, rows: rows,
      told: told)
  }
}

private let numbers = (1...30_000).map { "\($0),\($0)\n" }.joined()
private let rfm = #"load "bad.csv" | rfm id=id date=day amount=amount"#

/// Groups A (structure), C (encoding) and D (values) of the bad inputs that the reader promises to
/// read exactly, or to refuse with a place and a fix.
let badInputs: [BadInput] = [
  .refused("A1 short row", "a,b\n1,2\n3\n", "E0613", at: "3:1", fix: "rejects=10"),
  .refused("A2 long row", "a,b\n1,2\n3,4,5\n", "E0613", at: "3:1", fix: "rejects=10"),
  .refused("A3 open quote", "a,b\n1,\"x\n2,y\n", "E0610", at: "2:3"),
  .refused("A4 text after quote", "a,b\n1,\"x\"y\n", "E0611", at: "2:6"),
  .refused("A5 quote in cell", "a,b\n1,x\"y\n", "E0612", at: "2:4"),
  .refused("A6 empty", "", "E0609"),
  .read("A7 header only", "a,b\n", rows: 0),
  .read("A8 blank lines", "a,b\n1,2\n\n3,4\n\n\n", rows: 2, told: "N0650"),
  .refused("A9 same name twice", "a,a\n1,2\n", "E0619", at: "1:3", fix: "header=none skip=1"),
  .refused("A10 no name", "a,\n1,2\n", "E0620", at: "1:3", fix: "header=none skip=1"),
  .read("A11 names that differ in case", "Amount,amount\n1,2\n", rows: 1, told: "W0651"),
  .refused("A12 no header", "17,2024-03-01\n18,2024-03-02\n", "E0621", fix: "header=none"),
  .read("A13 CR", "a,b\r1,2\r3,4\r", rows: 2),
  .read("A14 CRLF and LF", "a,b\r\n1,2\n3,4\r\n", rows: 2),
  .read("A15 no final line end", "a,b\n1,2", rows: 1),
  .read("A16 byte order mark", "\u{FEFF}a,b\n1,2\n", rows: 1),
  .read("A17 sep line", "sep=;\na;b\n1;2\n", rows: 1, told: "N0650"),
  .read("A18 semicolons and decimal commas", "a;b\n1,5;2\n2,75;3\n", rows: 2, told: "N0650"),
  .read("A18 tabs", "a\tb\n1\t2\n", rows: 1, told: "N0650"),
  .read("A18 bars", "a|b\n1|2\n", rows: 1, told: "N0650"),
  .refused(
    "A18 blanks", "id    name\n1     Ann\n2     Bob\n", "E0623", at: "1:1",
    fix: "delimiter=\"blanks\""),
  .read("A20 trailing delimiters", "a,b,\n1,2,\n3,4,\n", rows: 2, told: "N0650"),
  .refused(
    "A21 a header one cell short", "a,b\n1,2,\n3,4,\n", "E0613", at: "2:1",
    fix: "trailing=ignored"),
  .refused("A22 a row with one word", "n/a,x\n5,y\n6,z\n", "E0621", fix: "header=none"),
  .refused(
    "A23 every column as text", "17,2024-03-01\n18,2024-03-02\n", "E0621", fix: "header=none",
    script: #"load "bad.csv" types=text"#),
  .read("A24 apostrophes", "id,a\n1,'x, y'\n2,'z'\n", rows: 2, told: "N0654"),
  .refused(
    "A25 apostrophes in one column of two kinds", "id,a\n1,'x, y'\n2,z\n", "E0613", at: "2:1",
    fix: #"quote="'""#),
  .refused(
    "A26 backslashes", "id,a\n1,\"4\\\"2, wide\"\n2,\"x\"\n", "E0611", at: "2:7",
    fix: #"escape="\\""#),
  .read("A27 spaces after commas", "id, a\n1, \"x, y\"\n", rows: 1, told: "N0650"),
  .read("A28 a header that stands again", "id,a\nC1,x\nid,a\nC2,y\n", rows: 3, told: "W0655"),
  .read("A29 rows in quotes", "\"id,a\"\n\"1,x\"\n\"2,y\"\n", rows: 2, told: "W0655"),

  .refused(
    "A30 a title above the names", "Sales of May\nmade today\nid,day\n1,2\n", "E0613", at: "3:1",
    fix: "skip=2"),
  .read(
    "A30 a title above the names, skipped", "Sales of May\nmade today\nid,day\n1,2\n3,4\n", rows: 2,
    script: #"load "bad.csv" skip=2"#),
  .refused("A31 nothing above the names", ",\nid,day\n1,2\n", "E0620", at: "1:1", fix: "skip=1"),
  .refused("A32 two equal numbers first", "5,5\n6,7\n", "E0619", at: "1:3", fix: "header=none"),

  .read("C1 Latin-1", bytes: Array("a,b\n1,Ren".utf8) + [0xE9, 0x0A], rows: 1, told: "N0650"),
  .read(
    "C2 Windows quotes", bytes: Array("a,b\n1,".utf8) + [0x93, 0x61, 0x94, 0x0A], rows: 1,
    told: "N0650"),
  .read("C3 UTF-16", bytes: [0xFF, 0xFE] + "a,b\n1,2\n".utf8.flatMap { [$0, 0] }, rows: 1),
  .refused("C4 zero byte", "a,b\n1,x\u{0}y\n", "E0614", at: "2:4", fix: "rejects=10"),
  .refused(
    "C5 overlong", bytes: Array("a,b\n1,José\n2,".utf8) + [0xC0, 0xAF, 0x0A], "E0618",
    at: "3:1", fix: "encoding=\"windows-1252\""),
  .read(
    "C6 one key composed and decomposed",
    "customer_id,n\nJose\u{301},1\nJos\u{e9},2\n", rows: 2, told: "W0651"),
  .read(
    "C7 zero width", "customer_id,n\nC1,1\nC\u{200B}1,2\n", rows: 2, told: "W0651"),
  .read(
    "C8 escapes in cell and header", "a\u{1B}[31m,b\u{202E}\n\u{1B}]0;x\u{7},1\n", rows: 1),

  .refused(
    "D1 a letter far down", "a,b\n" + numbers + "7,12x4\n", "E0622", at: "30002:3",
    fix: "rejects=10"),
  .refused("D2 too large", "a,b\n1,2\n2,1e999\n", "E0622", at: "3:3"),
  .read("D2 words for numbers", "a,b\n1,nan\n2,inf\n3,0x10\n4,1_000\n", rows: 4),
  .read("D3 thousands or fraction", "a;b\n1;1.234\n2;2.345\n", rows: 2, told: "W0651"),
  .refused(
    "D3 thousands or fraction, declared", "a;b\n1;1.234\n2;2.345\n", "E0634",
    fix: "decimal=\".\"", script: #"load "bad.csv" | columns {b: money}"#),
  .read("D4 currency signs", "a,b\n1,$5\n2,(12.00)\n3,10-\n", rows: 3),
  .read("D5 ids of 20 digits", "a,b\n12345678901234567890,1\n", rows: 1),
  .refused(
    "D6 no such day",
    "id,day\n" + (1...2000).map { "\($0),2024-02-20\n" }.joined()
      + "1,2024-02-30\n", "E0622", at: "2002:3"),
  .refused(
    "D6 day or month", "id,day,amount\n1,03/04/2024,5\n2,05/06/2024,6\n", "E0601",
    fix: "parse day as \"dd/MM/yyyy\"", script: rfm),
  .read(
    "D6 day or month, said", "id,day,amount\n1,03/04/2024,5\n2,05/06/2024,6\n", rows: 2,
    script: #"load "bad.csv" dates="dd/MM/yyyy" | keep day > @2024-01-01"#),
  .read(
    "D6 day or month, not used", "id,day,amount\n1,03/04/2024,5\n2,05/06/2024,6\n", rows: 2,
    told: "W0651"),
  .read("D7 short years", "id,day\n1,03/04/24\n2,05/06/24\n", rows: 2, told: "W0651"),
  .read("D8 offsets", "id,at\n1,2024-03-01T10:00:00+02:00\n", rows: 1, told: "N0654"),
  .read("D9 epoch seconds stay numbers", "id,at\n1,1700000000\n", rows: 1),
  .read(
    "D10 nothing as an id",
    "id,day,amount\nNULL,2024-01-01,5\n7,2024-01-02,6\n(blank),2024-01-03,7\n",
    rows: 3, told: "W0104", script: rfm),
  .refused(
    "D10 ids with an exponent", "kunde,amount\n110e12,5\n11e13,6\n", "E0635",
    fix: "| columns {kunde: text}", script: #"load "bad.csv" | features m = sum(amount) by kunde"#
  ),
  .read("D10 kinds of nothing", "a,b\n1,NULL\n2,NA\n3,-\n4,\"\"\n", rows: 4),
  .read(
    "D10 kinds of nothing, said", "a,b\n1,NULL\n2,NA\n3,-\n4,5\n", rows: 1,
    script: #"load "bad.csv" missing=["NULL", "NA", "-"] | keep b > 4"#),
  .read(
    "D12 two spellings", "customer_id,n\nC1,1\n\"C1 \",2\n", rows: 2, told: "W0651"),
]

struct BadInputTests {
  private let folder = TemporaryFolder()

  @Test(arguments: badInputs)
  func `a bad file is read exactly, or refused with its place and a fix`(input: BadInput) {
    folder.write("bad.csv", bytes: input.bytes)
    let told = tell(input.script, in: folder)
    #expect(told.errors == input.errors, "\(told.drawing)")
    if input.errors.isEmpty {
      #expect(told.exitCode == .done && told.rows == input.rows, "\(told.drawing)")
    } else {
      #expect(told.exitCode != .done)
    }
    if let place = input.place { #expect(told.places == [place], "\(told.drawing)") }
    if let fix = input.fix { #expect(told.fixes.contains(fix), "\(told.drawing)") }
    if let code = input.told {
      #expect(told.problems.contains { $0.code.id == code }, "\(told.drawing)")
    }
    // Nothing that a terminal obeys leaves a file through a message.
    #expect(!told.drawing.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
  }

  /// What a message offers must work when it is written.
  @Test(arguments: [
    ("id    name\n1     Ann\n2     Bob\n", #"load "bad.csv" delimiter="blanks""#, 2),
    ("17,2024-03-01\n18,2024-03-02\n", #"load "bad.csv" header=none"#, 2),
    ("17,2024-03-01\n18,2024-03-02\n", #"load "bad.csv" header=present"#, 1),
    ("a,a\n1,2\n", #"load "bad.csv" header=none skip=1"#, 1),
    ("a,b\n1,2,\n3,4,\n", #"load "bad.csv" trailing=ignored | keep b > 2"#, 1),
    ("a,b\n1,2,\n3,4,\n", #"load "bad.csv" header=none skip=1"#, 2),
    ("id,a\n1,'x, y'\n2,z\n", #"load "bad.csv" quote="'" | keep a == "x, y""#, 1),
    (
      "id,a\n1,\"4\\\"2, wide\"\n2,\"x\"\n",
      #"load "bad.csv" escape="\\" | keep a == "4\"2, wide""#, 1
    ),
    (
      "id,day,amount\nNULL,2024-01-01,5\n7,2024-01-02,6\n(blank),2024-01-03,7\n",
      #"load "bad.csv" missing=["(blank)", "NULL"] | rfm id=id date=day amount=amount"#, 1
    ),
    (
      "a;b\n1;1.234\n2;2.345\n", #"load "bad.csv" decimal="." | columns {b: money} | keep b < 9"#, 2
    ),
    ("a,\n1,2\n", #"load "bad.csv" header=none skip=1"#, 1),
    ("a,b\n1,2\n3\n", #"load "bad.csv" rejects=10"#, 1),
    ("a,b\n1,x\u{0}y\n2,z\n", #"load "bad.csv" rejects=10"#, 1),
    (
      "a;b\n1;1.234\n2;2.345\n",
      #"load "bad.csv" | derive b = number(replace(b, ".", "")) | keep b > 1000"#, 2
    ),
    ("a;b\n1;1,234\n2;2,345\n", #"load "bad.csv" decimal="," | keep b < 1000"#, 2),
    ("a;b\n1;1.234\n2;2.345\n", #"load "bad.csv" decimal="." | keep b < 1000"#, 2),
    ("a,b\n1,10\n2,n/a\n", #"load "bad.csv" missing="n/a" | keep b > 1"#, 1),
    (
      "kunde,amount\n110e12,5\n11e13,6\n",
      #"load "bad.csv" | columns {kunde: text} | features m = sum(amount) by kunde"#, 2
    ),
    (
      "id,day\n1,03/04/2024\n2,05/06/2024\n",
      #"load "bad.csv" | parse day as "dd/MM/yyyy" | keep day == @2024-04-03"#, 1
    ),
    (
      "id,day\n1,03/04/2024\n2,05/06/2024\n",
      #"load "bad.csv" dates=["MM/dd/yyyy"] | keep day == @2024-03-04"#, 1
    ),
    ("id,day\n1,25/03/2024\n2,03/26/2024\n", #"load "bad.csv" | columns {day: text}"#, 2),
    ("id,day\n1,03/04/24\n", #"load "bad.csv" | parse day as "dd/MM/yy""#, 1),
  ])
  func `a fix that is offered works`(text: String, script: String, rows: Int) {
    folder.write("bad.csv", text)
    let told = tell(script, in: folder)
    #expect(told.errors == [] && told.rows == rows, "\(told.drawing)")
  }

  @Test(arguments: ["windows-1252", "utf-8", "utf-16le", "utf-16be"])
  func `an encoding that is named is used`(name: String) {
    let text = "a,b\n1,é\n"
    let bytes: [UInt8] =
      switch name {
      case "windows-1252": text.unicodeScalars.map { UInt8($0.value) }
      case "utf-16le": text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      case "utf-16be": text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
      default: Array(text.utf8)
      }
    folder.write("bad.csv", bytes: bytes)
    let told = tell(#"load "bad.csv" encoding="\#(name)" | keep b == "é""#, in: folder)
    #expect(told.errors == [] && told.rows == 1, "\(told.drawing)")
  }

  @Test func `files of a pattern are loaded together and told`() {
    folder.write("m1.csv", "id,amount\n1,2\n")
    folder.write("m2.csv", "amount,id\n2.5,7\n")
    let told = tell(#"load "m*.csv""#, in: folder)
    #expect(told.rows == 2)
    #expect(told.problems.map(\.message) == ["2 files were read as one table of 2 rows"])
  }

  @Test func `an undecided date is known while checking`() {
    folder.write("bad.csv", "id,day,amount\n1,03/04/2024,5\n2,05/06/2024,6\n")
    let told = tell(rfm, in: folder)
    #expect(told.foundWhileChecking && told.exitCode == .scriptErrors)
  }
}
