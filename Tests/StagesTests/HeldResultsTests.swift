import Diagnostics
import Execution
import Locks
import Matrices
import Planning
import Session
import Synchronization
import Tables
import Testing

/// Runs a script and gives what is still held behind it, beside what it found.
private func run(
  _ script: String, holding retention: Retention, onStage: (@Sendable (String) -> Void)? = nil
) -> (result: SessionResult, session: Session) {
  var settings = SessionSettings(
    files: FileAccess(), locks: .standard, control: RunControl(threads: 2), memoryLimit: 1 << 30)
  settings.retention = retention
  var session = Session(settings, onStage: onStage)
  let result = session.run(SourceText(name: "s.seg", text: script))
  return (result, session)
}

/// What is shown: rows, or text.
private func tables(_ result: SessionResult) -> [String] {
  result.outcome.results.map {
    switch $0 {
    case .value(let remembered, _): "\(remembered.value.rows.map { "\($0)" } ?? "no rows")"
    case .text(let text, _): text
    }
  }
}

private let rows = """
  let rows = table [
    {id: 1, a: 1, b: 4}, {id: 2, a: 2, b: 4}, {id: 3, a: 9, b: 8}, {id: 4, a: 8, b: 9}]

  """

@Test(arguments: [
  rows + "rows | features a = sum(a) by id | scale none | kmeans k=2 seed=1\nrows | take 2",
  rows + "let f = rows | features a = sum(a), b = sum(b) by id\nlet s = f | scale zscore\n"
    + "s | kmeans k=2 seed=1 | profile\nf | take 1\n\"\"\"\n\\(rows.rows) rows, \\(f.rows) customers\n\"\"\"",
  rows + "rows | join (rows | keep a > 1 | select id, b | rename b2 = b) on id | keep b2 > 4",
  rows + "rows | append (rows | take 2)\nrows | append (rows | take 2) | summarize n = count()",
  "table [{a: 1}, {a: 2}] | derive b = a * 2 | expect a > 0 | keep b > 2\n"
    + "table [{a: 1}, {a: 2}] | derive b = a * 2 | expect a > 0 | sort b",
])
func `a script that lets go as it goes finds and tells what one does that holds everything`(
  _ script: String
) {
  let all = run(script, holding: .everything)
  let some = run(script, holding: .untilLastUse)
  #expect(all.result.errors.map(\.message) == [])
  #expect(tables(some.result) == tables(all.result))
  #expect(some.result.outcome.decisions == all.result.outcome.decisions)
  #expect(some.result.outcome.expectations == all.result.outcome.expectations)
  #expect(some.result.diagnostics == all.result.diagnostics)
  // At the end nothing is come back to any more.
  #expect(some.session.runner.memory.count == 0)
  #expect(some.session.runner.datasets.isEmpty)
  #expect(all.session.runner.memory.count > 0)
}

@Test func `a head that pipelines share runs once, and is held no longer than they do`() {
  let script = """
    sample transactions customers=50 seed=1 | rfm | scale zscore | kmeans k=2 seed=1
    sample transactions customers=50 seed=1 | rfm | scale zscore | kmeans k=3 seed=1
    sample transactions customers=50 seed=1 | rfm | scale zscore | kmeans k=4 seed=1
    """
  let began = Mutex<[String]>([])
  let found = run(script, holding: .untilLastUse) { stage in began.withLock { $0.append(stage) } }
  let stages = began.withLock { $0 }
  #expect(stages.count { $0.contains("sample") } == 1)
  #expect(stages.count { $0.contains("scale") } == 1)
  #expect(stages.count { $0.contains("kmeans") } == 3)
  #expect(found.session.runner.memory.count == 0)
  #expect(
    found.result.outcome.decisions
      == run(script, holding: .everything).result.outcome.decisions)
}

@Test func `what a lock describes is held to the end, and nothing else`() throws {
  let script =
    rows + "let s = rows | features a = sum(a) by id | scale none\n"
    + "let m = s | kmeans k=2 seed=1\nlet t = rows | take 1\nt"
  let found = run(script, holding: .forRecord)
  // The rows that were read, by their stage; the model by its name.
  #expect(found.session.runner.memory.count == 1)
  #expect(found.session.runner.datasets.keys.sorted() == ["m"])
}

/// The estimate of a script that is only checked.
private func estimate(_ script: String) throws -> MemoryEstimate {
  var session = session()
  let checked = session.check(SourceText(name: "s.seg", text: script))
  try #require(!checked.hasErrors, "\(checked.errors.map(\.message))")
  return MemoryEstimate(checked.plan)
}

@Test func `an estimate counts what is still asked for beside what a stage needs itself`() throws {
  let made = "let tx = sample transactions customers=10_000\n"
  let fit = "tx | rfm | scale zscore | kmeans k=3"
  let alone = try #require(try estimate(made + fit).steps.last)
  let beside = try #require(try estimate(made + fit + "\ntx | take 1").steps.dropLast().last)
  #expect(alone.stage.name == "kmeans" && beside.stage.name == "kmeans")
  let table = try #require(try estimate(made + "tx").steps.last?.bytes)
  let more = try #require(beside.bytes) - (try #require(alone.bytes))
  // All of the lines, which one of them lets go and the other does not.
  #expect(more > table / 2 && more <= table)
  #expect(beside.held - alone.held == more)
}

@Test func `cells that several values share are counted once`() throws {
  let made = "let tx = sample transactions customers=10_000\n"
  let chosen = made + "let a = tx | keep quantity > 1\nlet b = a | select invoice, quantity\n"
  let table = try #require(try estimate(made + "tx").steps.last?.bytes)
  let all = try #require(try estimate(chosen + "tx\na\nb").steps.last)
  #expect(all.held < table * 5 / 4)
  // What is computed of rows that were chosen is a copy of them.
  let derived = try estimate(
    made + "let a = tx | keep quantity > 1 | derive q = quantity * 2\ntx\na")
  #expect(derived.most > table * 3 / 2)
}

@Test func `a run that is refused says how much was held from before`() throws {
  let script =
    "let tx = sample transactions customers=10_000\nlet s = tx"
    + " | features q = sum(quantity), p = max(unit_price) by invoice | scale zscore\n"
    + "s | kmeans k in 2...9\ntx | take 1"
  let found = try estimate(script)
  let fit = try #require(found.steps.first { $0.stage.name == "kmeans" })
  let most = try #require(
    found.steps.filter { $0.stage.name != "kmeans" }.compactMap(\.bytes).max())
  let problem = try #require(found.problem(limit: most))
  #expect(problem.message.hasPrefix("`kmeans` would need about"))
  #expect(problem.notes.first?.hasPrefix(gibibytes(fit.held)) == true)
  #expect(found.peak?.stage.name == "kmeans" && found.most == fit.bytes)
}
