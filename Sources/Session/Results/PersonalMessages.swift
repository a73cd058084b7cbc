import Diagnostics
import Planning
import Reports

/// Takes cells out of the messages of a script that marks personal data.
///
/// Which cell a message quotes cannot be seen from its text. In such a script a message of a file or of a
/// run therefore quotes only what the script itself says and the names of columns; anything else between
/// backquotes becomes `•••`, and the line of a data file is not printed below its place.
struct PersonalMessages {
  private let known: [String]

  /// `nil` for a script that marks nothing.
  init?(_ plan: Plan, in sources: SourceMap) {
    let texts = sources.sources.filter { !$0.name.hasPrefix("stdlib/") }.map(\.text)
    guard texts.contains(where: { $0.contains("as pii") }) else { return nil }
    let columns = plan.stages.flatMap { $0.stage.output.table?.columns.map(\.name) ?? [] }
    known = texts + columns
  }

  /// Messages of the check: those of files may quote cells, the others only the script.
  func checked(_ problems: [Diagnostic]) -> [Diagnostic] {
    problems.map { problem in
      let isOfReading = problem.code.id.dropFirst().hasPrefix("06")
      if case .file = problem.place { return redacted(problem) }
      return isOfReading ? redacted(problem) : problem
    }
  }

  func redacted(_ problem: Diagnostic) -> Diagnostic {
    var place = problem.place
    if case .file(let path, let line, let column, _, let length) = place {
      place = .file(path: path, line: line, column: column, excerpt: nil, length: length)
    }
    return Diagnostic(
      problem.code, redacted(problem.message), at: place, remark: redacted(problem.remark),
      labels: problem.labels.map { Diagnostic.Label($0.range, redacted($0.text)) },
      notes: problem.notes.map(redacted),
      fixes: problem.fixes.map {
        Diagnostic.Fix(redacted($0.replacement), at: $0.range, remark: redacted($0.remark))
      })
  }

  private func redacted(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { place, piece in
      let isQuoted = place % 2 == 1
      let isKnown = known.contains { $0.contains(piece) }
      return isQuoted && !isKnown ? "•••" : String(piece)
    }.joined(separator: "`")
  }
}

extension SessionResult {
  /// The same without cells in its messages, if the script marks personal data.
  func withoutPersonalData(_ sources: SourceMap) -> SessionResult {
    guard let messages = PersonalMessages(plan, in: sources) else { return self }
    var outcome = outcome
    outcome.remarks = outcome.remarks.map(messages.redacted)
    outcome.problems = outcome.problems.map(messages.redacted)
    return SessionResult(
      plan: plan, checkProblems: messages.checked(checkProblems), outcome: outcome)
  }
}
