import Testing

@testable import Diagnostics

/// A script, and diagnostics about the parts of it that are written in a test.
struct Example {
  var sources = SourceMap()

  init(_ name: String, _ text: String) { _ = sources.add(SourceText(name: name, text: text)) }

  /// The range of the given occurrence (from 1) of a text in a source.
  func range(_ text: String, _ occurrence: Int = 1, source: Int = 0) throws -> SourceRange {
    let bytes = sources.sources[source].bytes
    let wanted = Array(text.utf8)
    let starts = bytes.indices.filter { bytes[$0...].starts(with: wanted) }
    let start = try #require(starts.dropFirst(occurrence - 1).first)
    return SourceRange(source: source, start: start, end: start + wanted.count)
  }

  func draw(_ diagnostic: Diagnostic, width: Int? = nil) -> String {
    DiagnosticDrawing(sources: sources, style: Style(width: width)).draw(diagnostic)
  }
}

func code(_ id: String) -> DiagnosticCode { DiagnosticCode(id, "title", page: "") }

struct DiagnosticDrawingTests {
  @Test func `a range is underlined and its remark stands behind the carets`() throws {
    let example = Example(
      "segments.seg",
      """
      # one
      # two
      # three
      # four
      # five
      let base = tx
        | dedupe by custmer_id
      """)
    let drawn = try example.draw(
      Diagnostic(
        code("E0203"), "no column `custmer_id` in tx", at: example.range("custmer_id"),
        remark: "did you mean `customer_id`?",
        notes: ["columns here: amount, customer_id, order_date, order_id"],
        fixes: [.init("customer_id", at: example.range("custmer_id"))]))
    #expect(
      drawn == """
        E0203  no column `custmer_id` in tx
          segments.seg:7:15
        7 |   | dedupe by custmer_id
          |               ^^^^^^^^^^ did you mean `customer_id`?
          columns here: amount, customer_id, order_date, order_id
          fix: customer_id

        """)
  }

  @Test func `a fix for an empty range is an insertion`() throws {
    let example = Example("segments.seg", #"load "tx.csv" rfm | scale zscore"#)
    let rfm = try example.range("rfm")
    let drawn = example.draw(
      Diagnostic(
        code("E0107"), "did you forget `|` before `rfm`?", at: rfm,
        remark: "`load` takes one argument; `rfm` is a stage",
        fixes: [.init("| ", at: SourceRange(source: 0, start: rfm.start, end: rfm.start))]))
    #expect(
      drawn == #"""
        E0107  did you forget `|` before `rfm`?
          segments.seg:1:15
        1 | load "tx.csv" rfm | scale zscore
          |               ^^^ `load` takes one argument; `rfm` is a stage
          fix: insert "| "

        """#)
  }

  @Test func `two parts of one line are marked together and remarked on one below the other`()
    throws
  {
    let example = Example(
      "segments.seg", "tx\n| rfm\n| scale zscore\n| kmeans k=4 | pick silhouette")
    let drawn = try example.draw(
      Diagnostic(
        code("E0301"), "`pick` needs several candidates, this is one model",
        at: example.range("pick"), remark: "nothing to choose from",
        labels: [.init(example.range("kmeans k=4"), "k is fixed to 4 here")],
        fixes: [.init("kmeans k in 2...8", remark: "or remove `| pick silhouette`")]))
    #expect(
      drawn == """
        E0301  `pick` needs several candidates, this is one model
          segments.seg:4:16
        4 | | kmeans k=4 | pick silhouette
          |   ----------   ^^^^ nothing to choose from
          |   k is fixed to 4 here
          fix: kmeans k in 2...8   or remove `| pick silhouette`

        """)
  }

  @Test func `lines come in order of line and numbers are aligned`() throws {
    let example = Example(
      "segments.seg",
      """
      let people = load "p.csv"
        with id customer_id
        with date birth
        | mark email, birth as pii




        | features
            age_years = years_between(birth, as_of)
      """)
    let drawn = try example.draw(
      Diagnostic(
        code("E0502"), "personal data may not become a feature",
        at: example.range("birth", 3), remark: "so `age_years` is personal data too",
        labels: [.init(example.range("birth", 2), "marked here")],
        fixes: [
          .init("coarsen(age_years, 10)", remark: "gives age bands and clears the mark"),
          .init("reveal(age_years) because \"…\"", remark: "keeps it and records your reason"),
        ]))
    #expect(
      drawn == """
        E0502  personal data may not become a feature
          segments.seg:10:33
         4 |   | mark email, birth as pii
           |                 ----- marked here
        10 |       age_years = years_between(birth, as_of)
           |                                 ^^^^^ so `age_years` is personal data too
          fixes: coarsen(age_years, 10)   gives age bands and clears the mark
                 reveal(age_years) because "…"   keeps it and records your reason

        """)
  }

  @Test func `an empty label without a remark shows its line for context`() throws {
    let example = Example("segments.seg", "tx | profile\n  base | scale zscore")
    let drawn = try example.draw(
      Diagnostic(
        code("E0109"), "this line continues the statement above", at: example.range("base"),
        remark: "indented deeper than line 1, so it is read as an argument of `profile`",
        labels: [.init(SourceRange(source: 0, start: 0, end: 0), "")],
        fixes: [.init("start `base` in column 1")]))
    #expect(
      drawn == """
        E0109  this line continues the statement above
          segments.seg:2:3
        1 | tx | profile
        2 |   base | scale zscore
          |   ^^^^ indented deeper than line 1, so it is read as an argument of `profile`
          fix: start `base` in column 1

        """)
  }

  @Test func `a gap of many lines is shown and several short fixes share a line`() throws {
    let example = Example(
      "a.seg", "let a = 1\n" + String(repeating: "#\n", count: 20) + "let a = 2")
    let drawn = try example.draw(
      Diagnostic(
        code("E0204"), "`a` has two values", at: example.range("a", 2),
        labels: [.init(example.range("a"), "first here")],
        fixes: [.init("let b = 2"), .init("let c = 2")]))
    #expect(
      drawn == """
        E0204  `a` has two values
          a.seg:22:5
         1 | let a = 1
           |     - first here
         …
        22 | let a = 2
           |     ^
          fixes: let b = 2    let c = 2

        """)
  }

  @Test func `a range over several lines is marked to the end of its first line`() throws {
    let example = Example("a.seg", "tx | join (\n  load \"b.csv\"\n) on id")
    let drawn = try example.draw(
      Diagnostic(
        code("E0101"), "this is long", at: example.range("(\n  load \"b.csv\"\n)"), remark: "here"))
    #expect(
      drawn == """
        E0101  this is long
          a.seg:1:11
        1 | tx | join (
          |           ^… here

        """)
  }

  @Test func `two remarks on one range are both shown, the problem first`() throws {
    let example = Example("a.seg", "tx | rfm")
    let range = try example.range("rfm")
    let drawn = example.draw(
      Diagnostic(
        code("E0101"), "this is twofold", at: range, remark: "first",
        labels: [.init(range, "second")]))
    #expect(
      drawn == """
        E0101  this is twofold
          a.seg:1:6
        1 | tx | rfm
          |      ^^^ first
          |      second

        """)
  }

  @Test func `the end of the script can be pointed at`() {
    let example = Example("a.seg", "tx |\n")
    let end = SourceRange(source: 0, start: 5, end: 5)
    let drawn = example.draw(
      Diagnostic(code("E0102"), "the script ends after `|`", at: end, remark: "a stage, here"))
    #expect(
      drawn == """
        E0102  the script ends after `|`
          a.seg:2:1
        2 |
          | ^ a stage, here

        """)
  }

  @Test func `a label in another source has its own place line`() throws {
    var example = Example("a.seg", "tx | rfm")
    _ = example.sources.add(
      SourceText(name: "rfm.seg", text: "stage rfm() : Table -> Features = | x"))
    let drawn = try example.draw(
      Diagnostic(
        code("E0210"), "`rfm` needs a date", at: example.range("rfm"),
        labels: [.init(example.range("Table", source: 1), "asked for here")]))
    #expect(
      drawn == """
        E0210  `rfm` needs a date
          a.seg:1:6
        1 | tx | rfm
          |      ^^^
          rfm.seg:1:15
        1 | stage rfm() : Table -> Features = | x
          |               ----- asked for here

        """)
  }

  @Test func `tabs, wide characters, emoji and marks keep carets in place`() throws {
    let example = Example("a.seg", "\tkeep 市場 == \"👍🏽 e\u{301}\" and foo")
    let drawn = try example.draw(
      Diagnostic(code("E0203"), "no column `foo`", at: example.range("foo"), remark: "here"))
    #expect(
      drawn == """
        E0203  no column `foo`
          a.seg:1:23
        1 |     keep 市場 == "👍🏽 e\u{301}" and foo
          |                             ^^^ here

        """)
  }

  @Test func `nothing that a terminal obeys leaves a script, a path or a message`() throws {
    let example = Example("a\u{1b}[31m.seg", "keep \"\u{1b}]0;x\u{7}\u{202E}\" == foo")
    let drawn = try example.draw(
      Diagnostic(
        code("E0203"), "no \u{1b}[2J column", at: example.range("foo"), remark: "\u{9b}31m",
        notes: ["a\rb"], fixes: [.init("x\u{8}y")]))
    #expect(
      drawn.unicodeScalars.allSatisfy { $0 == "\n" || VisibleText(String($0)).text == String($0) })
    #expect(
      drawn == #"""
        E0203  no \u{1b}[2J column
          a\u{1b}[31m.seg:1:19
        1 | keep "\u{1b}]0;x\u{7}\u{202e}" == foo
          |                                   ^^^ \u{9b}31m
          a\rb
          fix: x\u{8}y

        """#)
  }

  @Test func `a long line is shown around its range`() throws {
    let line = (1...40).map { "column_\($0)" }.joined(separator: ", ")
    let example = Example("a.seg", line)
    let drawn = try example.draw(
      Diagnostic(
        code("E0203"), "no column `column_25`", at: example.range("column_25"), remark: "no"),
      width: 60)
    #expect(
      drawn == """
        E0203  no column `column_25`
          a.seg:1:256
        1 | …n_23, column_24, column_25, column_26, column_27, colu…
          |                   ^^^^^^^^^ no

        """)
  }

  @Test func `messages, remarks and notes are broken at blanks to fit the width`() throws {
    let example = Example("segments.seg", "let base = tx | join customers on customer_id")
    let drawn = try example.draw(
      Diagnostic(
        code("E0410"), "more than one row per customer reaches `kmeans`",
        at: example.range("join"),
        remark: "1,204 customers became 3,611 rows here (customers.csv is not unique)",
        notes: ["e.g. C-0117 appears 4 times (lines 12, 48, 51, 900 of customers.csv)"]),
      width: 40)
    #expect(
      drawn == """
        E0410  more than one row per customer
               reaches `kmeans`
          segments.seg:1:17
        1 | let base = tx | join customers on c…
          |                 ^^^^
          |   1,204 customers became 3,611 rows
          |   here (customers.csv is not unique)
          e.g. C-0117 appears 4 times (lines 12,
            48, 51, 900 of customers.csv)

        """)
  }

  @Test(arguments: [0, 1, 20, 33, 80, 200, 500])
  func `no line is wider than what was asked for`(width: Int) throws {
    let example = Example("a.seg", String(repeating: "市場 ", count: 90) + "foo")
    let drawn = try example.draw(
      Diagnostic(
        code("E0203"), String(repeating: "wide ", count: 60), at: example.range("foo"),
        remark: String(repeating: "word ", count: 60),
        labels: [.init(example.range("市場", 40), String(repeating: "x", count: 300))],
        notes: [String(repeating: "y", count: 300)],
        fixes: [.init(String(repeating: "z ", count: 200))]),
      width: width)
    for line in drawn.split(separator: "\n") { #expect(line.displayWidth <= max(20, width)) }
  }

  @Test func `a data file shows its line, with tabs spelled out`() {
    let drawn = Example("a.seg", "").draw(
      Diagnostic(
        code("E0612"), "`12x4` is not a number",
        at: .file(
          path: "data/tx.csv", line: 30002, column: 8, excerpt: "C-0117\t12x4\t2024-01-01",
          length: 4),
        remark: "all 30,000 values before it are whole numbers",
        fixes: [.init("on error reject", remark: "keeps the good rows and counts the others")]))
    #expect(
      drawn == #"""
        E0612  `12x4` is not a number
          data/tx.csv:30002:8
        30002 | C-0117\t12x4\t2024-01-01
              |         ^^^^ all 30,000 values before it are whole numbers
          fix: on error reject   keeps the good rows and counts the others

        """#)
  }

  @Test func `a file, a line and the process are places too`() {
    let example = Example("a.seg", "")
    #expect(
      example.draw(
        Diagnostic(
          code("E0601"), "the file is not there",
          at: .file(path: "tx.csv", line: nil, column: nil, excerpt: nil, length: 0),
          remark: "the folder holds tx_old.csv"))
          == """
          E0601  the file is not there
            tx.csv
            the folder holds tx_old.csv

          """)
    #expect(
      example.draw(
        Diagnostic(
          code("E0602"), "the row is too short",
          at: .file(path: "tx.csv", line: 3, column: nil, excerpt: "a,b", length: 0)))
          == """
          E0602  the row is too short
            tx.csv:3
          3 | a,b

          """)
    #expect(
      example.draw(Diagnostic(code("E0901"), "the memory limit is reached", at: .process))
        == "E0901  the memory limit is reached\n")
  }

  @Test func `a huge line of data is cut before it is drawn`() {
    let excerpt =
      String(repeating: "a,", count: 400_000) + "12x4" + String(repeating: ",b", count: 9)
    let drawn = Example("a.seg", "").draw(
      Diagnostic(
        code("E0612"), "`12x4` is not a number",
        at: .file(path: "t.csv", line: 2, column: 800_001, excerpt: excerpt, length: 4)),
      width: 40)
    #expect(
      drawn == """
        E0612  `12x4` is not a number
          t.csv:2:800001
        2 | …,a,a,a,a,a,a,12x4,b,b,b,b,b,b,b,b,b
          |               ^^^^

        """)
  }

  @Test func `colours are drawn only when asked for, and add nothing but escapes`() throws {
    let example = Example("a.seg", "tx | kmeans k=4 | pick silhouette")
    let diagnostic = try Diagnostic(
      code("W0301"), "nothing to pick", at: example.range("pick"), remark: "one model",
      labels: [.init(example.range("k=4"), "k is fixed")], fixes: [.init("k in 2...8")])
    let colored = DiagnosticDrawing(sources: example.sources, style: Style(color: .ansi))
      .draw(diagnostic)
    #expect(colored.hasPrefix("\u{1b}[1;33mW0301\u{1b}[0m  \u{1b}[1mnothing to pick\u{1b}[0m\n"))
    #expect(colored.contains("\u{1b}[34m---\u{1b}[0m   \u{1b}[1;33m^^^^\u{1b}[0m"))
    #expect(colored.replacing(#/\u{1b}\[[0-9;]*m/#, with: "") == example.draw(diagnostic))
  }

  @Test func `many are drawn by place, each once, with a count`() throws {
    let example = Example("a.seg", "foo bar")
    let first = try Diagnostic(code("E0202"), "no `foo`", at: example.range("foo"))
    let second = try Diagnostic(code("W0203"), "no `bar`", at: example.range("bar"))
    let drawing = DiagnosticDrawing(sources: example.sources, style: .plain)
    #expect(
      drawing.draw([second, first, second]) == """
        E0202  no `foo`
          a.seg:1:1
        1 | foo bar
          | ^^^

        W0203  no `bar`
          a.seg:1:5
        1 | foo bar
          |     ^^^

        1 error, 1 warning

        """)
    #expect(drawing.draw([]) == "")
    #expect([second, second, first].inOrderOfPlace() == [first, second])
  }
}
