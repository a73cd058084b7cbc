import Testing

@testable import Stages

@Test(arguments: [
  ("fill a with 0", ["2 x", "0 -", "6 x", "7 y"], "a={value=0 filled=1}"),
  ("fill a with median", ["2 x", "6 -", "6 x", "7 y"], "a={value=6 filled=1}"),
  ("fill a with mean", ["2 x", "5 -", "6 x", "7 y"], "a={value=5 filled=1}"),
  ("fill b with mode", ["2 x", "- x", "6 x", "7 y"], "b={value=x filled=1}"),
  (#"fill b with "none""#, ["2 x", "- none", "6 x", "7 y"], "b={value=none filled=1}"),
])
func `fill gives missing cells a value that is recorded`(
  _ stage: String, _ rows: [String], _ record: String
) {
  check(
    #"table [{a: 2, b: "x"}, {a: null, b: null}, {a: 6, b: "x"}, {a: 7, b: "y"}] | "# + stage,
    gives: rows, record: ("fill", record))
}

@Test func `what was filled can be scaled`() {
  check(
    """
    table [{id: 1, a: 1, b: null}, {id: 2, a: 3, b: 2}, {id: 3, a: 4, b: 6}]
      | features a = sum(a), b = sum(b) by id | fill b with 0 | scale none
    """, gives: ["1 1 0", "2 3 2", "3 4 6"])
}

@Test func `winsorize clamps to type 7 quantiles and counts both ends`() {
  // 0, 10, 20, 30, 40: the 10 % quantile lies 0.4 of the way from 0 to 10, the 90 % one at 36.
  check(
    "table [{a: 0}, {a: 10}, {a: 20}, {a: null}, {a: 30}, {a: 40}] | winsorize a to 10%...90%",
    gives: ["4", "10", "20", "-", "30", "36"],
    record: ("winsorize", "a={low=4 high=36 clamped_low=1 clamped_high=1}"))
}

@Test func `clip keeps whole numbers whole`() {
  check(
    "table [{a: -5}, {a: 50}, {a: null}, {a: 500}] | clip a to 0...1e2",
    gives: ["0", "50", "-", "100"],
    record: ("clip", "a={low=0 high=100 clamped_low=1 clamped_high=1}"))
}

@Test func `what comes from personal data stays personal`() {
  let table = "table [{id: 1, year: 1980}, {id: 2, year: 1990}] | mark year as pii"
  #expect(Ran("\(table) | derive age = 2025 - year | show id, age").codes == ["E0503"])
  #expect(Ran("\(table) | rename y = year | export \"x.csv\"").codes == ["E0503"])
  #expect(Ran("\(table) | features y = max(year) by id").codes == ["E0502"])
  let shown = Ran("\(table) | show")
  #expect(shown.names == ["id"])
  #expect(shown.codes == ["N0503"])
  #expect(Ran("\(table) | show reveal=true").names == ["id", "year"])
}

@Test func `a marked feature reaches no model`() {
  let ran = Ran(
    """
    table [{id: 1, a: 1}, {id: 2, a: 3}] | features a = sum(a), n = count() by id
      | mark a as pii | scale zscore
    """)
  #expect(ran.codes.contains("E0502"))
}

@Test func `describe counts, orders and draws what is in a column`() {
  guard
    case .display(let display)? = Ran(
      """
      table [{t: "x", n: 1, d: @2025-01-01}, {t: "x", n: 3, d: @2025-01-05},
             {t: "y", n: null, d: @2025-01-02}] | describe
      """
    ).value, let description = display as? Description
  else {
    Issue.record("a description")
    return
  }
  #expect(description.rows == 3)
  let (text, number, day) = (description.lines[0], description.lines[1], description.lines[2])
  #expect(text.top.map { "\($0.value) \($0.count)" } == ["x 2", "y 1"])
  #expect(number.missing == 1 && number.distinct == 2 && number.mean == 2)
  #expect(number.quantiles.map(\.plainText) == ["1", "1.5", "2", "2.5", "3"])
  #expect(number.histogram == [1, 0, 1])
  #expect(
    day.quantiles.map(\.plainText)
      == ["2025-01-01", "2025-01-01", "2025-01-02", "2025-01-02", "2025-01-05"])
}

@Test func `describe tells no value of personal data`() {
  guard
    case .display(let display)? = Ran(
      #"table [{t: "x", n: 1}, {t: "x", n: 3}] | mark t, n as pii | describe"#
    ).value, let description = display as? Description
  else {
    Issue.record("a description")
    return
  }
  for line in description.lines {
    #expect(line.top.isEmpty && line.quantiles.isEmpty && line.histogram.isEmpty)
    #expect(line.mean == nil)
  }
}
