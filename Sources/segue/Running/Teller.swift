import Diagnostics
import Execution
import Planning
import Relations
import Reports
import Session
import Tables

/// Says what a run or a line of the prompt gave: results as data, the rest as remarks.
struct Teller {
  let console: Console
  let sources: SourceMap
  /// Rows of a table to show on a terminal.
  var rows = 10
  /// How to see what was cut.
  var seeAll = "--format csv shows all"

  /// The values, with an empty line between two.
  func results(_ results: [Outcome.Result]) {
    var isFirst = true
    for result in results {
      let text = text(of: result)
      if text.isEmpty { continue }
      if !isFirst { console.print("\n") }
      isFirst = false
      console.print(text)
    }
  }

  /// The rows that moved, a line each.
  func ledger(_ decisions: [Decision]) {
    let arrow = console.errorStyle.glyphs == .unicode ? "→" : "->"
    for line in LedgerSummary(decisions).lines(arrow: arrow) {
      console.remark(
        "  "
          + VisibleText(line).text.cut(
            toWidth: (console.errorStyle.columns ?? 200) - 2, mark: console.errorStyle.ellipsis))
    }
  }

  /// A line for each note; with `all`, also what was folded away.
  func notes(_ digest: RemarkDigest, all: Bool) {
    let format = TerminalFormat(style: console.errorStyle)
    for note in digest.notes + (all ? digest.folded : []) {
      let details = note.notes.isEmpty ? "" : "; " + note.notes.joined(separator: "; ")
      console.tell(
        format.text(of: Document([.note(.note, note.message + details)])))
    }
  }

  private func text(of result: Outcome.Result) -> String {
    switch result {
    case .text(let text, _):
      // Text cells are words for people; in a table of values they have no place.
      switch console.options.format {
      case .csv, .tsv: return ""
      case .md: return text.trimmingLines + "\n"
      case .table, .json, nil:
        return console.format().text(of: Document([.paragraph(text.trimmingLines)]))
      }
    case .value(let remembered, _): return text(of: remembered.value, type: remembered.type)
    }
  }

  /// A value as asked for; as comma- or tab-separated values, the rows that it has.
  func text(of value: Value, type: ValueType, rows limit: Int? = nil) -> String {
    let format = console.format(rows: limit ?? rows, seeAll: seeAll)
    switch console.options.format {
    case .csv, .tsv:
      if let rows = value.rows {
        return format.text(of: Document(.table(rows), of: .unknown))
      }
      return format.text(of: Document(value, of: type))
    case .table, .json, nil:
      let shown = console.output.isTerminal ? limit ?? rows : Int.max
      return format.text(of: Document(value, of: type, rows: shown))
    case .md: return format.text(of: Document(value, of: type))
    }
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
