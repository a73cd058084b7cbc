import Diagnostics
import Planning
import Relations
import Syntax
import Testing

/// What expressions mean and which do not go together.
struct ExpressionTests {
  private static let columns = TableType(
    [
      ColumnType("id", .id(.text)), ColumnType("n", .integer), ColumnType("x", .number),
      ColumnType("t", .text), ColumnType("d", .date), ColumnType("at", .timestamp),
      ColumnType("eur", .money(currency: "EUR")), ColumnType("usd", .money(currency: "USD")),
    ], name: "tx")

  private func check(_ text: String, _ mode: ExpressionChecker.Mode = .rows) -> (
    value: TypedScalar?, codes: [String]
  ) {
    let source = SourceText(name: "test", text: "keep (" + text + ")")
    let script = Parser.parse(source, number: 0).script
    guard case .pipeline(let pipeline)? = script.statements.first?.kind,
      case .call(let call)? = pipeline.head
    else { return (nil, ["not parsed"]) }
    var checker = ExpressionChecker(columns: Self.columns, functions: [:], mode: mode)
    let value = checker.check(call.arguments[0].items[0].value, in: Scope())
    return (value, checker.problems.map(\.code.id))
  }

  @Test(arguments: [
    ("n + 1", DataType.integer), ("n / 2", .number), ("x * n", .number),
    ("eur + eur", .money(currency: "EUR")), ("eur * 2", .money(currency: "EUR")),
    ("eur / eur", .ratio), ("n > 1 and t == \"a\"", .boolean), ("d + 3 months", .date),
    ("days_between(d, at)", .integer), ("if n > 1 then x else n", .number),
    ("t ?? \"none\"", .text), ("sum(n)", .integer), ("mean(eur)", .money(currency: "EUR")),
    ("share(n > 1)", .ratio), ("latest(at)", .date), ("5%", .ratio),
    ("5 EUR", .money(currency: "EUR")),
    ("id == \"C1\"", .boolean), ("at <= @2025-06-30", .boolean), ("d in @2025-06", .boolean),
    ("n in 1...3", .boolean), ("t matches \"a*\"", .boolean), ("-x", .number),
  ])
  func `expressions have types`(text: String, type: DataType) {
    let checked = check(text)
    #expect(checked.codes == [])
    #expect(checked.value?.type == type)
  }

  @Test(arguments: [
    ("t > 1", "E0311"), ("eur + usd", "E0425"), ("n + t", "E0311"), ("d - 3", "E0302"),
    ("d - d", "E0302"), ("x == null", "E0302"), ("nope > 1", "E0203"), ("sqrrt(x)", "E0205"),
    ("round(t)", "E0313"), ("if n > 1 then t else 0", "E0312"), ("[1, 2]", "E0302"),
    ("t in 1...3", "E0311"), ("latest(n)", "E0302"), ("not n", "E0302"), ("n and n", "E0302"),
  ])
  func `what does not go together has a code`(text: String, code: String) {
    let checked = check(text)
    #expect(checked.value == nil)
    #expect(checked.codes.first == code)
  }

  @Test func `a timestamp is compared with a day by its day`() {
    #expect(
      check("at <= @2025-06-30").value?.scalar
        == .call(.lessOrEqual, [.call(.toDate, [.column("at")]), .literal(.date(20269))]))
  }

  @Test func `over groups a column needs an aggregate`() {
    #expect(check("n", .groups(keys: ["id"])).codes == ["E0401"])
    #expect(check("id", .groups(keys: ["id"])).codes == [])
    #expect(check("sum(n) / count()", .groups(keys: ["id"])).value?.type == .number)
  }

  @Test func `over rows an aggregate is a number of the whole table`() {
    let source = SourceText(name: "test", text: "keep x > mean(x)")
    let script = Parser.parse(source, number: 0).script
    guard case .pipeline(let pipeline)? = script.statements.first?.kind,
      case .call(let call)? = pipeline.head
    else {
      Issue.record("the test script parses")
      return
    }
    var checker = ExpressionChecker(columns: Self.columns, functions: [:], mode: .rows)
    let value = checker.check(call.arguments[0].items[0].value, in: Scope())
    #expect(checker.wholeTable.aggregates == [NamedAggregate("(mean(x))", .mean(.column("x")))])
    #expect(
      value?.scalar.replacing(["(mean(x))": .number(2)])
        == .call(.greater, [.column("x"), .literal(.number(2))]))
  }
}
