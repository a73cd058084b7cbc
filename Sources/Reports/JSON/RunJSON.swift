import Documents
import Diagnostics
import Execution
import Planning
import Tables

/// The one JSON document of a run: keys sorted, shortest numbers, no time and no path of the machine.
package enum RunJSON {
  package static func json(_ outcome: Outcome, notes: [Diagnostic], sources: SourceMap)
    -> JSONValue
  {
    .object([
      ("segue", .integer(1)),
      ("results", .array(outcome.shown.compactMap { result($0, sources) })),
      ("decisions", .array(outcome.decisions.map(LedgerJSON.json))),
      ("expectations", .array(outcome.expectations.map(LedgerJSON.json))),
      ("notes", .array(notes.filter { !$0.isAboutLinesOfFile }.map { note($0, sources) })),
    ])
  }

  private static func result(_ result: Outcome.Result, _ sources: SourceMap) -> JSONValue? {
    switch result {
    case .text: return nil
    case .value(let remembered, let range):
      let line = sources[range].position(of: range.start).line
      return .object(
        [("name", .null), ("line", .integer(Int64(line)))]
          + ValueJSON.json(remembered.value, of: remembered.type))
    }
  }

  /// A remark as data: its code, its words, and the line of the script.
  package static func note(_ diagnostic: Diagnostic, _ sources: SourceMap) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("code", .string(diagnostic.code.id)), ("text", .string(diagnostic.message)),
      ("severity", .string(diagnostic.severity.rawValue)),
    ]
    if let range = diagnostic.range {
      members.append(("line", .integer(Int64(sources[range].position(of: range.start).line))))
    }
    if !diagnostic.notes.isEmpty {
      members.append(("details", JSONValue.strings(diagnostic.notes)))
    }
    if !diagnostic.fixes.isEmpty {
      members.append(("fixes", JSONValue.strings(diagnostic.fixes.map(\.replacement))))
    }
    return .object(members)
  }
}

extension Diagnostic {
  /// Whether it names a line of a data file: such notes are for eyes, because the same rows in
  /// another order must give the same document.
  fileprivate var isAboutLinesOfFile: Bool {
    if case .file(_, let line, _, _, _) = place { line != nil } else { false }
  }
}
