import Diagnostics
import Execution
import Locks
import Matrices
import Planning
import Relations
import Session
import Syntax
import Tables
import Testing

/// Rows that are somewhere else, as in a database: nothing of a relation is run before somebody asks,
/// the number of rows is a question, and there is no cell to look at.
private struct RemoteRows: RelationEngine {
  private let inner: StoredTables

  init(_ inner: StoredTables) { self.inner = inner }

  func columns(of scan: String) -> [String] { inner.columns(of: scan) }

  func run(_ relation: Relation, control: RunControl) throws(ExecutionError) -> Table {
    try inner.run(relation, control: control)
  }

  func settle(_ relation: Relation, control: RunControl) throws(ExecutionError) -> Rows {
    let count = try run(
      .aggregate(relation, keys: [], [NamedAggregate("rows", .rows)]), control: control)
    return Rows(self, relation, count: count[0, 0].counted)
  }

  func stored(_ relation: Relation) -> Table? { nil }

  func adding(_ table: Table) -> (engine: any RelationEngine, scan: String) {
    let added = inner.adding(table)
    return ((added.engine as? StoredTables).map { RemoteRows($0) } ?? added.engine, added.scan)
  }

  var tables: [Table] { [] }
}

private func cells(_ value: Value) -> [[String]] {
  guard let table = value.rows else { return [] }
  return [table.fields.map { "\($0)" }]
    + (0..<table.rowCount).map { row in table.fields.indices.map { "\(table[row, $0])" } }
}

private let orders = """
  table [
    {id: 1, customer: "b", amount: 12.5, quantity: 3, day: "2025-01-31", note: null},
    {id: 2, customer: "a", amount: -4, quantity: 1, day: "2025-02-28", note: "x"},
    {id: 3, customer: null, amount: 7.25, quantity: null, day: "2025-03-01", note: "y"},
    {id: 4, customer: "b", amount: 12.5, quantity: 3, day: "2024-12-31", note: "x"},
    {id: 5, customer: "c", amount: 900, quantity: 40, day: null, note: null},
    {id: 6, customer: "a", amount: 30, quantity: 2, day: "2025-01-31", note: "z"}]

  """

/// One of each stage over rows, with columns that every one leaves under their names.
private let stages = [
  "keep amount > 0", "drop quantity > mean(quantity)", "drop customer is null",
  "derive value = amount * 2, twice = value + amount | keep twice > -5 | without value, twice",
  "derive share = amount / sum(amount) | sort share | without share",
  "derive quantity = quantity * 2",
  "derive amount = amount + 1", "sort -amount, id", "sort customer", "take 4", "dedupe by customer",
  "dedupe by quantity keep=last", "dedupe", "rename price = amount | rename amount = price",
  "fill quantity with median", "fill note with \"none\"", "winsorize amount to 10%...90%",
  "clip quantity to 1...10", "parse day as \"yyyy-MM-dd\" | columns {day: text?}",
  "columns {id: number, quantity: int?} | columns {id: int}", "mark note as pii",
  "select day, amount, note, id, quantity, customer",
  "derive other = amount | without other", "expect amount > -5", "expect rows >= 0",
  "append (orders | take 2)",
  "join (orders | select id, amount | rename more = amount) on id | without more",
  "join (people | derive age = age + 1) on customer = name kind=inner | without age",
]

private let ends = [
  "summarize n = count(), total = sum(amount) by customer", "show id, amount, customer",
  "features total = sum(amount), n = count() by customer", "describe",
]

/// A pipeline of stages that follow from the seed.
private func script(_ seed: Int) -> String {
  var random = CounterRandom(seed: UInt64(seed), purpose: .rowDraw)
  func pick(_ list: [String], _ place: Int) -> String {
    list[Int(random.bits(UInt64(place)) % UInt64(list.count))]
  }
  random = CounterRandom(seed: UInt64(seed) &* 977 &+ 1, purpose: .rowDraw)
  let chosen = (0..<6).map { pick(stages, $0) } + [pick(ends, 6)]
  return "let people = table [{name: \"a\", age: 30}, {name: \"b\", age: 41}]\nlet orders = "
    + orders
    + "orders | " + chosen.joined(separator: "\n  | ")
}

private func run(_ script: String, holding retention: Retention) -> SessionResult {
  var settings = SessionSettings(
    files: FileAccess(), locks: .standard, control: RunControl(threads: 2), memoryLimit: 1 << 30)
  settings.retention = retention
  var session = Session(settings)
  return session.run(SourceText(name: "s.seg", text: script))
}

@Suite struct ComposedRowsTests {
  @Test(arguments: 0..<40)
  func `stages that run together give and record what they give one by one`(_ seed: Int) {
    let script = script(seed)
    let apart = run(script, holding: .everything)
    let together = run(script, holding: .untilLastUse)
    #expect(together.outcome.decisions == apart.outcome.decisions)
    #expect(together.outcome.expectations == apart.outcome.expectations)
    #expect(together.diagnostics == apart.diagnostics)
    func shown(_ result: SessionResult) -> [[[String]]] {
      result.outcome.results.map {
        if case .value(let remembered, _) = $0 { cells(remembered.value) } else { [] }
      }
    }
    #expect(shown(together) == shown(apart))
  }

  @Test func `most of these pipelines run to their end`() {
    let finished = (0..<40).count { run(script($0), holding: .untilLastUse).errors.isEmpty }
    #expect(finished >= 30)
  }

  @Test(arguments: 0..<40)
  func `rows in another place give what rows in memory give`(_ seed: Int) throws {
    var session = session()
    let checked = session.check(SourceText(name: "s.seg", text: script(seed)))
    try #require(!checked.hasErrors)
    let context = session.runner.context
    guard case .shown(let pipeline)? = checked.plan.statements.last?.kind,
      case .binding(_, let source)? = checked.plan.statements.dropFirst().first?.kind,
      let first = source.stages.first
    else {
      Issue.record("a script of three statements")
      return
    }
    func operands(of planned: PlannedStage) throws -> [Value] {
      try ((planned.stage as? any OperandStage)?.operands ?? []).map { operand in
        var value: Value?
        if case .dataset(let name) = operand.head {
          for case .binding(name, let pipeline) in checked.plan.statements.map(\.kind) {
            value = try pipeline.stages.first?.stage.run(nil, replaying: nil, context).value
          }
        }
        for planned in operand.stages {
          value = try planned.stage.run(value, replaying: nil, context).value
        }
        return try #require(value)
      }
    }
    let start = try first.stage.run(nil, replaying: nil, context).value
    var here = start
    let table = try #require(start.rows)
    var there = Value.table(
      Rows(
        RemoteRows(StoredTables([stageInput: table])), .scan(stageInput), count: table.rowCount))
    for planned in pipeline.stages {
      var context = context
      context.operands = try operands(of: planned)
      let near: StageResult
      do throws(StageFailure) {
        near = try planned.stage.run(here, replaying: nil, context)
      } catch {
        // What cannot be done here cannot be done there.
        let rows = there
        #expect(throws: StageFailure.self) {
          try planned.stage.run(rows, replaying: nil, context)
        }
        return
      }
      let far = try planned.stage.run(there, replaying: nil, context)
      #expect(far.record == near.record, "\(planned.code)")
      #expect(far.remarks == near.remarks, "\(planned.code)")
      #expect(far.value.rowCount == near.value.rowCount, "\(planned.code)")
      #expect(cells(far.value) == cells(near.value), "\(planned.code)")
      here = near.value
      there = far.value
    }
  }

  @Test func `computed columns wait until somebody needs them`() throws {
    let context = session().runner.context
    let table = Table([("a", .integer(Cells([1, 2, 3, 4])))])
    let doubled = Relation.project(
      .scan(stageInput),
      [
        NamedScalar("a", .column("a")),
        NamedScalar("b", .call(.add, [.column("a"), .column("a")])),
      ])
    let rows = try context.rows(doubled, over: Rows(table))
    #expect(rows.stored == nil)
    #expect(rows.count == 4)
    #expect(rows.columns == ["a", "b"])
    #expect(rows.computes(["b"]))
    #expect(!rows.computes(["a"]))
    let large = Scalar.call(.greater, [.column("a"), .literal(.integer(2))])
    let kept = try context.rows(.filter(.scan(stageInput), large), over: rows)
    // The condition reads a stored column: the rows are chosen, and `b` still waits.
    #expect(kept.stored == nil)
    #expect(kept.count == 2)
    #expect(try context.storing(kept).stored.map(NaiveRows.init)?.rows == [[3, 6], [4, 8]])
    let narrow = try context.storing(kept, columns: ["b"])
    #expect(narrow.columns == ["b"])
  }
}

/// The cells of whole numbers.
private struct NaiveRows {
  let rows: [[Int]]

  init(_ table: Table) {
    rows = (0..<table.rowCount).map { row in
      table.fields.indices.map { table[row, $0].counted }
    }
  }
}
