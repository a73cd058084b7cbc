import Diagnostics
import Testing

@testable import Syntax

@Suite struct TreeTests {
  private func check(_ text: String, _ outline: String) {
    let parsed = parse(text)
    #expect(lines(parsed.diagnostics, in: text) == [])
    #expect(parsed.script.outline == outline + "\n")
    let again = parse(parsed.script.canonicalText)
    #expect(again.script.bareOutline == parsed.script.bareOutline, "printed and parsed again")
  }

  @Test func `membership in a range is one argument without a name`() {
    check(
      "tx | kmeans k in 2...10 seed=42",
      """
      show
        head tx
        call kmeans
          argument
            in
              k
              ...
                2
                10
          argument
            seed = 42
      """)
  }

  @Test func `a comma list of bindings is one argument with a clause behind it`() {
    check(
      "tx | features a = x, b = y by id",
      """
      show
        head tx
        call features
          argument
            a = x
            b = y
          by
            id
      """)
  }

  @Test func `pipelines in parentheses are arguments of compare`() {
    check(
      "s | compare (kmeans k in 2...5) (gmm) seed=1",
      """
      show
        head s
        call compare
          argument
            (|)
              call kmeans
                argument
                  in
                    k
                    ...
                      2
                      5
          argument
            ()
              gmm
          argument
            seed = 1
      """)
  }

  @Test func `clauses read like English`() {
    check(
      "tx | winsorize amount to 1%...99% because \"why\"",
      """
      show
        head tx
        call winsorize
          argument
            amount
          to
            ...
              1%
              99%
          because
            "why"
      """)
  }

  @Test func `a schema record has types, optional types and patterns`() {
    check(
      "tx | columns {a: id, b: text?, c: date(\"dd/MM/yyyy\")?, d: money<EUR>}",
      """
      show
        head tx
        call columns
          argument
            {}
              a: id
              b: text?
              c: date()?
                "dd/MM/yyyy"
              d: money()
                EUR
      """)
  }

  @Test func `operators bind as the grammar says`() {
    check(
      "keep not a or b and c + 1 * -2 ?? 0 < 3 and x is not null",
      """
      show
        call keep
          argument
            or
              not
                a
              and
                and
                  b
                  <
                    ??
                      +
                        c
                        *
                          1
                          -
                            2
                      0
                    3
                is not null
                  x
      """)
  }

  @Test(arguments: [
    ("2...10", "range"), ("24 months", "24 months"), ("50 EUR", "50 EUR"), ("5%", "5%"),
    ("10_000", "10000"), ("2.5e3", "2.5e3"), ("@2025-Q2", "@2025-Q2"),
    ("@2024-02-29", "@2024-02-29"),
    ("\"a\\u{e9}\\n\"", "\"aé\\n\""), ("`Order Date`", "`Order Date`"), ("a.b.c", "a.b.c"),
  ])
  func `literals are read as written`(written: String, printed: String) {
    guard case .pipeline(let pipeline) = parse("x | f " + written).script.statements[0].kind,
      let value = pipeline.calls[0].arguments.first?.items[0].value
    else {
      Issue.record("no argument in \(written)")
      return
    }
    if printed == "range" {
      #expect(value.source == "2...10")
    } else {
      #expect(value.source == printed)
    }
  }

  @Test func `a column may be called days, and a unit counts only behind a number`() {
    check(
      "tx | keep days > 90 days",
      """
      show
        head tx
        call keep
          argument
            >
              days
              90 days
      """)
  }

  @Test func `a minus behind a complete term is a subtraction`() {
    check("tx -5", "show\n  head -\n    tx\n    5")
    check("tx | f x=-5", "show\n  head tx\n  call f\n    argument\n      x = -\n        5")
  }

  @Test func `a text that begins with a pipe continues what came before`() {
    check(
      "| rfm | scale zscore",
      "show\n  head (input)\n  call rfm\n  call scale\n    argument\n      zscore")
  }

  @Test func `documentation and options belong to the next statement`() {
    check(
      "## One\n##  two\n#| hide\n# remark\nparam a: int = 3 in 1...5\n## not a heading of b\nb",
      """
      ## One
      ## two
      #| hide
      param a: int
        = 3
        in ...
          1
          5
      ## not a heading of b
      show
        head b
      """)
  }

  @Test func `byte order mark, tabs and carriage returns are accepted`() {
    let plain = parse("let a = tx\n  | rfm\n").script.outline
    #expect(parse("\u{FEFF}let a = tx\r\n\t| rfm\r\n").script.outline == plain)
    #expect(parse("\u{FEFF}let a = tx\r\n\t| rfm\r\n").diagnostics == [])
  }

  @Test func `comments and layout do not change the canonical text`() {
    let tight = parse("tx|rfm as_of=@2025|scale zscore")
    let loose = parse("# c\ntx # d\n  | rfm\n     as_of = @2025\n\n  | scale   zscore\n")
    #expect(tight.script.canonicalText == loose.script.canonicalText)
    #expect(tight.script.canonicalText == "tx | rfm as_of=@2025 | scale zscore\n")
  }
}

@Suite struct RecoveryTests {
  @Test func `every error of a file is reported in one go, ordered by place`() {
    let text = """
      let a = load 'x.csv' | keep (b > 3
        | rfm
      let = 3
      tx | keep amount > | scale zscore | select a, | pick
      tx | profile
        base | scale zscore
      param d: date = @2025-02-30
      let z = load "y.csv" | rfm
      """
    let parsed = parse(text)
    #expect(
      lines(parsed.diagnostics, in: text) == [
        "E0103 1:14 text stands between straight double quotes",
        "E0108 1:29 this `(` is not closed",
        "E0129 3:4 after `let` comes a name",
        "E0121 4:19 a value is missing after `>`",
        "E0122 4:45 nothing follows this comma that belongs to its list",
        "E0109 6:3 this line continues the statement above",
        "E0118 7:17 February 2025 has 28 days",
      ])
    #expect(parsed.script.statements.count == 7)
    #expect(parsed.script.statements.last?.source == "let z = load \"y.csv\" | rfm")
  }

  @Test func `a line indented by accident says which line it continues and how to part them`() {
    let text = "tx | profile\n  base | scale zscore\n"
    let found = parse(text).diagnostics[0]
    #expect(
      found.remark == "indented deeper than line 1, so it is read as an argument of `profile`")
    #expect(found.fixes[0].remark == "start `base` in column 1")
    #expect(found.fixes[0].range == SourceRange(source: 0, start: 13, end: 15))
  }

  @Test func `fixes of signs, quotes and invisible blanks mend the text`() {
    let broken = "load 'a.csv' |>\u{A0}keep x <> 3 && y is null | select z,\n"
    let source = SourceText(name: "t.seg", text: broken)
    var bytes = source.bytes
    let fixes = Parser.parse(source, number: 0).diagnostics.flatMap(\.fixes)
    for fix in fixes.sorted(by: { ($0.range?.start ?? 0) > ($1.range?.start ?? 0) }) {
      guard let range = fix.range else { continue }
      bytes.replaceSubrange(range.start..<range.end, with: Array(fix.replacement.utf8))
    }
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "load \"a.csv\" | keep x != 3 and y is null | select z\n")
  }

  @Test func `the arguments beyond the first are known as surplus`() {
    func surplus(_ text: String) -> [String] {
      guard case .pipeline(let pipeline) = parse(text).script.statements[0].kind,
        let call = pipeline.calls.first
      else { return [] }
      return call.surplusArguments.map(\.source)
    }
    #expect(surplus("x | load \"tx.csv\" rfm") == ["rfm"])
    #expect(surplus("x | kmeans k in 2...5 seed 42") == ["seed", "42"])
    #expect(surplus("x | compare (kmeans k=3) (gmm k=2) seed=1") == [])
  }
}
