import Diagnostics
import Execution
import Locks
import Matrices
import Planning
import Session
import Syntax
import Tables
import TestSupport
import Testing

/// Lines of customers in a wide file: what the scripts use stands among sixty columns.
private struct WideFile {
  let folder = TemporaryFolder()
  private static let rows = 800

  init(spoiling spoiled: [Int: String] = [:]) {
    let random = CounterRandom(seed: 4, purpose: .sampling)
    var lines = ["customer,amount,qty,day,note,other_id," + fill { "x\($0)" }]
    for i in 0..<Self.rows {
      let place = UInt64(3 * i)
      let customer = Int(random.unit(place) * 300)
      let amount =
        i % 50 == 7 ? "" : "\(Int(random.unit(place + 1) * 900) + customer % 3 * 2000).25"
      let day = "\(1 + i % 28)/\(1 + i % 12)/2024"
      let note = spoiled[i] ?? "\(i % 9)"
      // Whole numbers first, decimals further down; two keys that an eye takes for one.
      let key = i == 3 ? "Aé" : i == 4 ? "Ae\u{301}" : "K\(i % 11)"
      lines.append(
        "C\(customer),\(amount),\(1 + i % 4),\(day),\(note),\(key),"
          + fill { i > 700 ? "\(i % 5).5" : "\(($0 + i) % 7)" })
    }
    folder.write("wide.csv", lines.joined(separator: "\n") + "\n")
  }

  var load: String { "load \"\(folder.path)/wide.csv\"" }

  /// A run that may plan to use so many bytes.
  func run(
    _ script: String, memory: Int, effects: Effects = .happen,
    holding retention: Retention = .everything
  ) -> SessionResult {
    var settings = SessionSettings(
      files: FileAccess(), locks: .standard, control: RunControl(threads: 2), memoryLimit: memory)
    settings.effects = effects
    settings.retention = retention
    var session = Session(settings)
    return session.run(SourceText(name: "s.seg", text: script))
  }
}

private func fill(_ cell: (Int) -> String) -> String {
  (0..<54).map(cell).joined(separator: ",")
}

/// 800 rows of sixty columns need 384,000 bytes; what the scripts below use needs less.
private let little = 240_000

private let script = """
   | drop amount is null because "nothing was paid" | derive value = qty * amount
    | rename who = customer | keep value > 0
    | features total = sum(value), lines = count() by who | scale zscore | kmeans k=3 seed=1
  """

private func model(_ result: SessionResult) throws -> Model {
  guard case .value(let value, _)? = result.outcome.results.last,
    case .model(let model) = value.value
  else {
    let message = result.diagnostics.map(\.message)
    throw Missing(messages: message)
  }
  return model
}

private struct Missing: Error { let messages: [String] }

@Test func `a file that does not fit is narrowed to what is looked at, and nothing else changes`()
  throws
{
  let file = WideFile()
  let whole = file.run(file.load + script, memory: 1 << 30)
  let some = file.run(file.load + script, memory: little)
  let (one, other) = (try model(whole), try model(some))
  #expect(one.scaled.matrix == other.scaled.matrix)
  #expect(one.centroids == other.centroids && one.inertia == other.inertia)
  #expect(one.labels == other.labels)
  #expect("\(one.scaled.features.table)" == "\(other.scaled.features.table)")
  // The ledger tells what was kept, and is the same beside that.
  let decisions = (whole.outcome.decisions, some.outcome.decisions)
  #expect(decisions.1.dropFirst() == decisions.0.dropFirst())
  var record = try #require(decisions.1.first?.record)
  #expect(record["kept"] == .list([.text("customer"), .text("amount"), .text("qty")]))
  record["kept"] = nil
  #expect(record == decisions.0.first?.record)
  // What was found in columns that are not kept is told all the same.
  let told = some.diagnostics.first { $0.code.id == "N0653" }
  #expect(told?.message.contains("3 of the 60 columns") == true)
  #expect(told?.notes.first?.contains("may be used") == true)
  #expect(some.diagnostics.filter { $0.code.id != "N0653" } == whole.diagnostics)
  #expect(whole.diagnostics.contains { $0.message.contains("other_id") })
}

@Test func `a cell that does not fit is an error in a column that nobody looks at, too`() {
  let file = WideFile(spoiling: [600: "nine"])
  let whole = file.run(file.load + script, memory: 1 << 30)
  let some = file.run(file.load + script, memory: little)
  #expect(some.errors == whole.errors)
  #expect(some.diagnostics.filter { $0.code.id != "N0653" } == whole.diagnostics)
}

@Test(arguments: [
  ("keep amount > 5 | select customer, qty", "customer amount qty"),
  ("derive a = qty * 2, b = x1 | without note, a | select b", "qty x1"),
  ("rename a = x1, x1 = x2 | summarize s = sum(x1) by a", "x1 x2"),
  ("take 5 | summarize n = count()", "customer"),
  ("dedupe by day | summarize m = max(amount) by customer", "customer amount day"),
  ("fill amount with 0 | clip qty to 1...3 | select note", "amount qty note"),
  ("winsorize amount to 1%...99% | mark note as pii | select qty", "amount qty"),
  ("expect qty > 0 | expect latest(day) > @2020-01-01 | select x5", "qty day x5"),
  ("rfm id=customer date=day amount=amount order=null", "customer amount day"),
  ("dedupe by customer | features by customer | scale none | kmeans k=2 | show segment", ""),
  ("select customer, x1 | features a = sum(x1) / max(x1) by customer", "customer x1"),
])
func `columns that stages look at are kept, and no others`(_ stages: String, _ kept: String) throws
{
  let file = WideFile()
  let result = file.run(file.load + " | " + stages, memory: little)
  guard !kept.isEmpty else {
    // Every number is a feature here, so that nothing helps.
    #expect(result.errors.map(\.code.id) == ["E0901"])
    return
  }
  #expect(result.errors.isEmpty, "\(result.errors.map(\.message))")
  let names = kept.split(separator: " ").map { LedgerValue.text(String($0)) }
  #expect(result.outcome.decisions.first?.record["kept"] == .list(names))
}

@Test(arguments: [
  "dedupe | select qty", "sort day | select qty", "describe", "keep qty > 0",
  "features n = count() by customer | scale none | kmeans k=2 seed=1 | stability windows",
])
func `where any column may matter the work is refused as before`(_ stages: String) {
  let file = WideFile()
  let result = file.run(file.load + " | " + stages, memory: little)
  #expect(result.errors.first?.code.id == "E0901", "\(result.errors.map(\.message))")
  #expect(result.outcome.decisions.isEmpty)
}

@Test func `rows that have a name keep all columns, and so do those of a lock`() {
  let file = WideFile()
  let named = "let rows = \(file.load)\nrows | select qty"
  #expect(file.run(named, memory: little).errors.map(\.code.id) == ["E0901"])
  let select = file.load + " | select qty"
  #expect(file.run(select, memory: little, effects: .rehearsed).errors.map(\.code.id) == ["E0901"])
  #expect(file.run(select, memory: little).errors.isEmpty)
}

/// The rows of everything that is shown.
private func tables(_ result: SessionResult) -> [String] {
  result.outcome.results.compactMap {
    if case .value(let remembered, _) = $0 {
      "\(remembered.value.rows.map { "\($0)" } ?? "")"
    } else {
      nil
    }
  }
}

@Test(arguments: [
  ("rows | select qty", "qty"),
  (
    "let few = rows | keep amount > 3\nfew | summarize n = sum(qty) by customer",
    "customer amount qty"
  ),
  ("rows | select qty\nrows | summarize m = max(x1)", "qty x1"),
  ("\"\"\"\none\n\"\"\"", "customer"), ("rows | select qty\nrows | take 1", ""),
  ("\"\"\"\n\\(rows.rows)\n\"\"\"", ""),
  ("rows | select qty\nrows | append (rows | take 2) | select qty", ""),
])
func `a script narrows what has a name to what all that comes after looks at`(
  _ rest: String, _ kept: String
) {
  let file = WideFile()
  let script = "let rows = \(file.load)\n\(rest)"
  let some = file.run(script, memory: little, holding: .untilLastUse)
  guard !kept.isEmpty else {
    #expect(some.errors.map(\.code.id) == ["E0901"])
    return
  }
  let whole = file.run(script, memory: 1 << 30, holding: .untilLastUse)
  #expect(some.errors.isEmpty, "\(some.errors.map(\.message))")
  #expect(tables(some) == tables(whole))
  let names = kept.split(separator: " ").map { LedgerValue.text(String($0)) }
  #expect(some.outcome.decisions.first?.record["kept"] == .list(names))
}

@Test func `what was narrowed is not taken for the whole later on`() throws {
  let file = WideFile()
  var session = Session(
    SessionSettings(
      files: FileAccess(), locks: .standard, control: RunControl(threads: 1), memoryLimit: little))
  let few = session.run(SourceText(name: "a", text: file.load + " | select qty"))
  #expect(few.errors.isEmpty)
  let others = session.run(SourceText(name: "b", text: file.load + " | select note, x1"))
  #expect(others.errors.isEmpty)
  #expect(others.outcome.decisions.first?.record["kept"] == .list([.text("note"), .text("x1")]))
}
