import Diagnostics
import Locks
import Matrices
import Session
import Syntax
import Tables
import TestSupport

/// What a script says when it is run beside the files of a folder.
struct Told {
  let problems: [Diagnostic]
  let drawing: String
  let exitCode: ExitStatus
  let rows: Int?
  let foundWhileChecking: Bool

  var errors: [String] { problems.filter { $0.severity == .error }.map(\.code.id) }
  var fixes: [String] { problems.flatMap { $0.fixes.map(\.replacement) } }

  /// The places of errors in files: `line:column`.
  var places: [String] {
    problems.filter { $0.severity == .error }.compactMap { problem in
      guard case .file(_, let line?, let column, _, _) = problem.place else { return nil }
      return column.map { "\(line):\($0)" } ?? "\(line)"
    }
  }
}

/// Runs a script; names of files in it count from the folder, unless they begin with `/`.
func tell(_ script: String, in folder: TemporaryFolder, root: String? = nil) -> Told {
  var session = loadingSession(in: folder, root: root)
  let result = session.run(SourceText(name: "script.seg", text: placed(script, in: folder)))
  let drawing = DiagnosticDrawing(sources: session.sources, style: Style(width: nil))
  var rows: Int?
  if case .value(let value, _)? = result.outcome.results.last { rows = value.value.rowCount }
  return Told(
    problems: result.diagnostics, drawing: drawing.draw(result.diagnostics),
    exitCode: result.exitCode, rows: rows, foundWhileChecking: result.hasErrors)
}

func loadingSession(in folder: TemporaryFolder, root: String? = nil) -> Session {
  Session(
    SessionSettings(
      files: FileAccess(root: root), locks: .standard, control: RunControl(threads: 2),
      memoryLimit: 1 << 30,
      scriptFolder: folder.path))
}

func placed(_ script: String, in folder: TemporaryFolder) -> String {
  var text = script
  for opening in ["load \"", "rejects_to=\"", "csv \""] {
    let pieces = text.split(separator: opening, omittingEmptySubsequences: false)
    text = pieces.enumerated().map { index, piece in
      index == 0 || piece.hasPrefix("/") || piece.hasPrefix("-")
        ? (index == 0 ? "" : opening) + piece : opening + folder.path + "/" + piece
    }.joined()
  }
  return text
}
