import Diagnostics
import Documents
import Execution
import Planning
import Reports

/// What a run shows, in the order in which it shows it.
///
/// This is the one place that decides what a reader gets: rows that moved or the whole ledger, notes,
/// results, warnings, what was folded away, errors. The command line and the prompt only draw the
/// parts, each on the stream and in the format where it belongs.
///
/// ```swift
/// let result = session.run(source)
/// for part in RunDocument(result, sources: session.sources).parts { draw(part) }
/// ```
package struct RunDocument: Sendable {
  package enum Part: Sendable {
    /// The run was stopped by Ctrl-C; whether something that was finished follows.
    case stopped(somethingFollows: Bool)
    /// The steps that changed the number of rows, a line each.
    case movedRows(LedgerSummary)
    /// All decisions with their reasons and fitted numbers.
    case ledger(Document)
    /// A remark of one line, with its details.
    case note(Document)
    /// A text cell of the script, without empty lines at its ends.
    case text(String)
    /// A value.
    case result(ShownValue)
    /// A name that a `let` gave a value to.
    case bound(String, ValueType, rows: Int?)
    case warnings([Diagnostic])
    /// What was left out of the notes, such as `3 notes about reading`.
    case folded(String)
    case errors([Diagnostic])
  }

  /// How much is shown beside results, warnings and errors.
  package struct Scope: Sendable {
    package enum Ledger: Sendable { case none, movedRows, full }

    package var ledger: Ledger
    /// Whether notes are shown.
    package var notes: Bool
    /// Whether that includes notes about reading, which are else counted on one line.
    package var allNotes: Bool

    package init(ledger: Ledger = .movedRows, notes: Bool = true, allNotes: Bool = false) {
      self.ledger = ledger
      self.notes = notes
      self.allNotes = allNotes
    }
  }

  package let parts: [Part]

  /// What a script shows: a stop first, because what follows is not all.
  package init(_ result: SessionResult, sources: SourceMap, scope: Scope = Scope()) {
    let shown = result.outcome.shown
    let stop: [Part] =
      result.outcome.stop == .cancelled ? [.stopped(somethingFollows: !shown.isEmpty)] : []
    parts =
      stop + Self.ledger(result.outcome.decisions, scope)
      + Self.body(result, RemarkDigest(result, sources: sources), bindings: [], scope)
  }

  init(parts: [Part]) { self.parts = parts }

  /// Notes alone, for commands that run nothing.
  package static func notes(_ digest: RemarkDigest, _ scope: Scope) -> [Part] {
    guard scope.notes else { return [] }
    return (digest.notes + (scope.allNotes ? digest.folded : [])).map { note in
      let details = note.notes.isEmpty ? "" : "; " + note.notes.joined(separator: "; ")
      return .note(Document([.note(.note, note.message + details)]))
    }
  }

  /// Which columns show `•••`, a note for each value.
  private static func hidden(_ shown: [Outcome.Result]) -> [Part] {
    shown.compactMap { result in
      guard case .value(let remembered, _) = result else { return nil }
      let names = ShownValue(remembered.value, remembered.type).hiddenColumns
      guard !names.isEmpty else { return nil }
      let list = names.map { "`\($0)`" }.joined(separator: ", ")
      let verb = names.count == 1 ? "holds personal data and is" : "hold personal data and are"
      return .note(
        Document([.note(.note, "\(list) \(verb) shown as •••; `show reveal=true` shows the cells")])
      )
    }
  }

  static func ledger(_ decisions: [Decision], _ scope: Scope) -> [Part] {
    switch scope.ledger {
    case .none: []
    case .movedRows: [.movedRows(LedgerSummary(decisions))]
    case .full: [.ledger(LedgerSummary(decisions).document)]
    }
  }

  static func body(
    _ result: SessionResult, _ digest: RemarkDigest, bindings: [Part], _ scope: Scope
  ) -> [Part] {
    let results = result.outcome.shown.map { shown -> Part in
      switch shown {
      case .text(let text, _): .text(text.trimmingLines)
      case .value(let remembered, _): .result(ShownValue(remembered.value, remembered.type))
      }
    }
    let hidden = scope.notes ? Self.hidden(result.outcome.shown) : []
    let folded = scope.notes && !scope.allNotes ? digest.foldedLine : nil
    return notes(digest, scope) + hidden + results + bindings + [.warnings(digest.warnings)]
      + (folded.map { [.folded($0)] } ?? []) + [.errors(result.errors)]
  }
}

extension String {
  /// Without empty lines at both ends.
  fileprivate var trimmingLines: String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false)
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
