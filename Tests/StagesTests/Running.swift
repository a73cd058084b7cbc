import Diagnostics
import Execution
import Locks
import Matrices
import Planning
import Relations
import Session
import Tables
import Testing

/// A session that can read and write below a folder.
func session(in folder: String? = nil) -> Session {
  Session(
    SessionSettings(
      files: FileAccess(root: folder), locks: .standard, control: RunControl(threads: 2),
      memoryLimit: 1 << 30,
      scriptFolder: folder ?? "."))
}

/// What a script comes to, with everything that it had to say.
struct Ran {
  let result: SessionResult
  let sources: SourceMap

  init(_ script: String, in folder: String? = nil) {
    var session = session(in: folder)
    result = session.run(SourceText(name: "script.seg", text: script))
    sources = session.sources
  }

  /// The value of the last bare pipeline.
  var value: Value? {
    for case .value(let remembered, _) in result.outcome.results.reversed() {
      return remembered.value
    }
    return nil
  }

  /// The rows of the last value as text: the cells of a row joined by blanks, missing ones as `-`.
  var rows: [String] {
    guard let table = value?.rows else { return [] }
    return (0..<table.rowCount).map { row in
      table.fields.indices.map { column in
        let cell = table[row, column]
        return cell == .null ? "-" : cell.plainText
      }.joined(separator: " ")
    }
  }

  /// The names of the columns of the last value.
  var names: [String] { value?.rows?.fields.map(\.name) ?? [] }

  var codes: [String] { result.diagnostics.map(\.code.id) }

  /// The first message of that severity as an analyst sees it.
  func message(_ severity: Diagnostic.Severity = .error) -> String {
    let drawing = DiagnosticDrawing(sources: sources, style: Style(width: 100))
    guard let first = result.diagnostics.first(where: { $0.severity == severity }) else {
      return ""
    }
    return drawing.draw(first).trimmingEnd
  }

  /// What the ledger says of the last run of a stage, as `name=value` joined by blanks.
  func record(of stage: String) -> String {
    let decision = result.outcome.decisions.last { $0.at.hasPrefix(stage + "#") }
    return decision.map { $0.record.shown } ?? ""
  }
}

extension Value {
  var scaled: Scaled? { if case .scaled(let scaled) = self { scaled } else { nil } }
  var model: Model? { if case .model(let model) = self { model } else { nil } }
  var sweep: Sweep? { if case .sweep(let sweep) = self { sweep } else { nil } }
}

extension LedgerRecord {
  var shown: String { entries.map { "\($0.name)=\($0.value.shown)" }.joined(separator: " ") }
}

extension LedgerValue {
  var shown: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let text): text
    case .cell(let literal): literal.plainText
    case .list(let values): "[" + values.map(\.shown).joined(separator: ", ") + "]"
    case .record(let record): "{" + record.shown + "}"
    }
  }
}

extension String {
  var trimmingEnd: String {
    var text = self[...]
    while text.last?.isNewline == true { text = text.dropLast() }
    return String(text)
  }
}

/// Runs a script and compares the rows that come out.
func check(
  _ script: String, gives rows: [String], names: [String]? = nil, record: (String, String)? = nil,
  _ location: Testing.SourceLocation = #_sourceLocation
) {
  let ran = Ran(script)
  let problems = ran.result.diagnostics.filter { $0.severity == .error }.map(\.message)
  #expect(problems.isEmpty, sourceLocation: location)
  #expect(ran.rows == rows, sourceLocation: location)
  if let names { #expect(ran.names == names, sourceLocation: location) }
  if let record { #expect(ran.record(of: record.0) == record.1, sourceLocation: location) }
}

/// Runs a script that must fail, and compares the whole message.
func check(
  _ script: String, says message: String, _ location: Testing.SourceLocation = #_sourceLocation
) {
  #expect(Ran(script).message() == message, sourceLocation: location)
}
