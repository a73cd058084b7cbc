import Diagnostics
import Execution
import Planning
import Reports
import Tables

extension SessionResult {
  /// The one JSON document of a run: what `docs/schemas/run.schema.json` describes.
  ///
  /// Errors stand in it, under `problems`, so that a program reads one document whatever happened.
  package func json(sources: SourceMap) -> JSONValue {
    let notes = checkProblems.filter { $0.severity != .error } + outcome.remarks
    let run = RunJSON.json(outcome, notes: notes, sources: sources)
    let errors = checkProblems.filter { $0.severity == .error } + outcome.problems
    guard case .object(let members) = run else { return run }
    return .object(members + [("problems", ProblemJSON.json(errors, sources: sources))])
  }
}

/// Diagnostics for machines, in the shape and the units of the Language Server Protocol.
package enum ProblemJSON {
  package static func json(_ problems: [Diagnostic], sources: SourceMap) -> JSONValue {
    .array(
      problems.inOrderOfPlace().map { json(DiagnosticRecord($0, sources: sources)) })
  }

  private static func json(_ record: DiagnosticRecord) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("code", .string(record.code)), ("severity", .integer(Int64(record.severity))),
      ("message", .string(record.message)),
    ]
    if let location = record.location { members += json(location) }
    if !record.remark.isEmpty { members.append(("remark", .string(record.remark))) }
    if !record.notes.isEmpty {
      members.append(("notes", .array(record.notes.map { .string($0) })))
    }
    if !record.related.isEmpty {
      members.append(
        (
          "related",
          .array(
            record.related.map {
              .object([("message", .string($0.message))] + json($0.location))
            })
        ))
    }
    if !record.fixes.isEmpty {
      members.append(("fixes", .array(record.fixes.map { .object(json($0)) })))
    }
    return .object(members)
  }

  private static func json(_ fix: DiagnosticRecord.Fix) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [("text", .string(fix.replacement))]
    if !fix.remark.isEmpty { members.append(("remark", .string(fix.remark))) }
    if let location = fix.location { members += json(location) }
    return members
  }

  private static func json(_ location: DiagnosticRecord.Location) -> [(String, JSONValue)] {
    [
      ("file", .string(location.file)),
      (
        "range",
        .object([("start", json(location.start)), ("end", json(location.end))])
      ),
    ]
  }

  private static func json(_ position: DiagnosticRecord.Position) -> JSONValue {
    .object([
      ("line", .integer(Int64(position.line))), ("character", .integer(Int64(position.character))),
    ])
  }
}
