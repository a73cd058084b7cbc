import TestSupport
import Testing

/// A folder with one file, and a script that loads it.
private struct LoadedFile {
  let folder = TemporaryFolder()
  let load: String

  init(_ text: String) { load = "load \"\(folder.write("tx.csv", text))\"" }

  func ran(_ stages: String) -> Ran { Ran(load + stages, in: folder.path) }
}

@Test func `directly behind load, the file is read by the declaration`() {
  let file = LoadedFile("id,code,day\n0017,1.50,03/04/2025\n18,2e3,05/06/2025\n")
  let ran = file.ran(#" | columns {id: id, code: text, day: date("dd/MM/yyyy")}"#)
  #expect(ran.rows == ["0017 1.50 2025-04-03", "18 2e3 2025-06-05"])
  #expect(ran.codes.filter { !$0.hasPrefix("N") && !$0.hasPrefix("W06") } == [])
}

@Test func `patterns of a parse behind the declaration reach the reader too`() {
  let file = LoadedFile("id,day\n1,03/04/2025\n2,2025-06-05\n")
  let ran = file.ran(#" | columns {id: id, day: date} | parse day as "dd/MM/yyyy", "yyyy-MM-dd""#)
  #expect(ran.rows == ["1 2025-04-03", "2 2025-06-05"])
}

@Test func `a value that breaks the declaration is told with its line`() {
  let file = LoadedFile("id,amount\n1,10\n2,12x4\n")
  let message = file.ran(" | columns {amount: money}").message()
  #expect(message.hasPrefix("E0622"))
  #expect(message.contains("12x4"))
  #expect(message.contains(":3:"))
}

@Test func `behind another stage the cells are converted exactly, or shown`() {
  check(
    #"table [{a: " 12 ", b: 3, c: "true"}, {a: "7", b: 4, c: null}] | keep b > 0 | columns {a: int, b: text, c: bool?}"#,
    gives: ["12 3 true", "7 4 -"])
  check(
    #"table [{a: "12x4"}, {a: "5"}, {a: "12x4"}, {a: "n/a"}] | columns {a: number}"#,
    says: """
      E0651  3 cells of `a` cannot be read as a number
        script.seg:1:67
      1 | table [{a: "12x4"}, {a: "5"}, {a: "12x4"}, {a: "n/a"}] | columns {a: number}
        |                                                                   ^^^^^^^^^ of 4 rows
        `12x4` in row 1, 2 times
        `n/a` in row 4
        fix: a: text
      """)
}

@Test func `whole numbers stay exact as ids, and numbers become whole only if they are`() {
  check(
    "table [{a: 9007199254740993, b: 2.0}] | columns {a: id, b: int}",
    gives: ["9007199254740993 2"])
  #expect(Ran("table [{b: 2.5}] | columns {b: int}").codes == ["E0651"])
}

@Test func `a declared id has the role, whatever its name`() {
  let ran = Ran(
    """
    table [{who: "A", order_date: @2025-01-02, amount: 5}, {who: "B", order_date: @2025-01-03, amount: 7}]
      | columns {who: id, amount: money} | rfm
    """)
  #expect(ran.rows.map { $0.prefix(1) } == ["A", "B"])
}

@Test func `a column without a question mark that has missing cells brings a warning`() {
  let ran = Ran("table [{a: 1}, {a: null}] | columns {a: money}")
  #expect(
    ran.message(.warning) == """
      W0412  `a` is declared without `?`, and 1 cell is missing
        script.seg:1:38
      1 | table [{a: 1}, {a: null}] | columns {a: money}
        |                                      ^^^^^^^^ of 2 rows
        fixes: a: money?   if that is right
               | drop a is null because "…"
      """)
  #expect(Ran("table [{a: 1}, {a: null}] | columns {a: money?}").codes == [])
}

@Test func `parse tries its patterns in order and counts what each read`() {
  check(
    #"table [{d: "31/01/2025"}, {d: "2025-02-28"}, {d: null}] | parse d as "dd/MM/yyyy", "yyyy-MM-dd""#,
    gives: ["2025-01-31", "2025-02-28", "-"],
    record: ("parse", "d={patterns={dd/MM/yyyy=1 yyyy-MM-dd=1} misfits=0}"))
}

@Test func `parse finds out how dates are written where the cells prove it`() {
  check(
    #"table [{d: "1/31/2025"}, {d: "2/3/2025"}] | parse d as date"#,
    gives: ["2025-01-31", "2025-02-03"],
    record: ("parse", "d={patterns={M/d/yyyy=2} misfits=0}"))
}

@Test func `parse shows the cells that are no dates, or counts them`() {
  let table = #"table [{d: "31/01/2025"}, {d: "soon"}, {d: "soon"}]"#
  check(
    #"\#(table) | parse d as "dd/MM/yyyy""#,
    says: """
      E0651  2 cells of `d` cannot be read as dd/MM/yyyy
        script.seg:1:61
      1 | table [{d: "31/01/2025"}, {d: "soon"}, {d: "soon"}] | parse d as "dd/MM/yyyy"
        |                                                             ^ of 3 rows
        `soon` in row 2, 2 times
        fix: misfits=missing   reads them as missing and counts them in the ledger
      """)
  check(
    #"\#(table) | parse d as "dd/MM/yyyy" misfits=missing"#, gives: ["2025-01-31", "-", "-"],
    record: ("parse", "d={patterns={dd/MM/yyyy=1} misfits=2}"))
}

@Test func `numbers become dates only with a pattern that says what they count`() {
  check(#"table [{d: 20250630}] | parse d as "yyyyMMdd""#, gives: ["2025-06-30"])
  check(#"table [{d: 45838}] | columns {d: date("excel")}"#, gives: ["2025-06-30"])
  #expect(Ran("table [{d: 45838}] | parse d as date").codes == ["E0430"])
}

@Test func `a pattern in the letters of another tool is corrected`() {
  let ran = Ran(#"table [{d: "2025-06-30"}] | parse d as "YYYY-MM-DD""#)
  #expect(ran.codes == ["E0630"])
  #expect(ran.message().contains(#""yyyy-MM-dd""#))
}
