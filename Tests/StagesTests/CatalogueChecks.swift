import Diagnostics
import Execution
import Planning
import Relations
import Session
import Tables
import Testing

/// A call of each table stage on the same six rows, for what must hold of all of them.
private let calls = [
  "keep amount > 2", "drop amount > mean(amount)", "select amount, id", "without note",
  "rename total = amount", "derive double = amount * 2, share = amount / sum(amount)",
  "sort -amount", "sort note", "fill amount with median", "fill note with mode",
  "fill amount with mean", "winsorize amount to 10%...80%", "clip amount to 2...8",
  "mark note as pii", "dedupe", "expect rows > 2", "show id, amount",
  "columns {id: id, amount: money<EUR>?, day: date, note: text?}",
  #"parse written as "dd/MM/yyyy", "yyyy-MM-dd""#, "parse written as date",
  "summarize total = sum(amount), n = count() by note", "summarize last = latest(day), n = count()",
  "features total = sum(amount), age = days_between(max(day), latest(day)) by id",
  "append (table [{id: 9, amount: 1, day: @2025-01-01, note: null, written: \"31/12/2024\"}])",
  "join (table [{note: \"a\", tag: 1}, {note: \"c\", tag: 2}]) on note",
]

private let records = [
  #"{id: 1, amount: 5, day: @2025-01-31, note: "a", written: "31/01/2025"}"#,
  #"{id: 2, amount: null, day: @2025-02-01, note: "b", written: "2025-02-01"}"#,
  #"{id: 3, amount: 2.5, day: @2025-02-02, note: null, written: "13/02/2025"}"#,
  #"{id: 4, amount: 11, day: @2024-12-31, note: "a", written: "2024-12-31"}"#,
  #"{id: 5, amount: 2.5, day: @2025-01-01, note: "c", written: "14/01/2025"}"#,
  #"{id: 6, amount: 8, day: @2025-03-01, note: "b", written: "2025-03-01"}"#,
]

private func table(_ rows: [String]) -> String { "table [" + rows.joined(separator: ", ") + "]" }

@Test(arguments: calls)
func `the order of the rows that come in changes no row that goes out`(_ call: String) {
  let straight = Ran("\(table(records)) | \(call)")
  let turned = Ran("\(table(records.reversed())) | \(call)")
  #expect(straight.codes.filter { $0.hasPrefix("E") } == [])
  #expect(!straight.rows.isEmpty)
  #expect(straight.rows.sorted() == turned.rows.sorted())
}

@Test(arguments: calls)
func `replaying a record on the rows that made it gives the same rows and the same record`(
  _ call: String
) throws {
  var session = session()
  let result = session.run(SourceText(name: "replay", text: "\(table(records)) | \(call)"))
  let checked = session.check(SourceText(name: "replay", text: "\(table(records)) | \(call)"))
  let pipeline = try #require(checked.plan.statements.first?.shown)
  let planned = try #require(pipeline.stages.last)
  let decision = try #require(result.outcome.decisions.last)
  let source = try #require(pipeline.stages.first)
  var context = session.runner.context
  let input = try source.stage.run(nil, replaying: nil, context).value
  if let stage = planned.stage as? any OperandStage {
    context.operands = try stage.operands.map { operand in
      try #require(operand.stages.first).stage.run(nil, replaying: nil, context).value
    }
  }
  let fresh = try planned.stage.run(input, replaying: nil, context)
  let again = try planned.stage.run(input, replaying: decision.record, context)
  #expect(again.record == fresh.record)
  #expect(try rows(again.value) == rows(fresh.value))
}

extension PlannedStatement {
  /// The pipeline of a statement that shows one.
  fileprivate var shown: PlannedPipeline? {
    if case .shown(let pipeline) = kind { pipeline } else { nil }
  }
}

private func rows(_ value: Value) throws -> [[Literal]] {
  let table = try #require(value.rows)
  return (0..<table.rowCount).map { row in table.fields.indices.map { table[row, $0] } }
}

@Test func `fresh rows get the numbers of the record, not their own`() throws {
  var session = session()
  func stage(_ text: String) throws -> PlannedStage {
    let checked = session.check(SourceText(name: "replay", text: text))
    let pipeline = try #require(checked.plan.statements.first?.shown)
    return try #require(pipeline.stages.last)
  }
  let context = session.runner.context
  let training = Table([("a", .integer(Cells([0, 10, 20, 30, 40])))])
  let fresh = Table([("a", .integer(Cells([-100, 20, 500])))])
  let clamping = try stage("table [{a: 1}] | winsorize a to 10%...90%")
  let record = try clamping.stage.run(.table(Rows(training)), replaying: nil, context).record
  let result = try clamping.stage.run(.table(Rows(fresh)), replaying: record, context)
  #expect(try rows(result.value).map { $0[0].plainText } == ["4", "20", "36"])
  #expect(result.record.shown == "a={low=4 high=36 clamped_low=1 clamped_high=1}")
  let sharing = try stage("table [{a: 1}] | derive s = a / sum(a)")
  let sums = try sharing.stage.run(.table(Rows(training)), replaying: nil, context).record
  let shared = try sharing.stage.run(.table(Rows(fresh)), replaying: sums, context)
  #expect(try rows(shared.value).map { $0[1].plainText } == ["-1", "0.2", "5"])
}
