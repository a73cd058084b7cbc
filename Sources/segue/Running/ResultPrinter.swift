import Diagnostics
import Documents
import Reports
import Session

/// Draws the parts of a run: results as data on standard output, the rest on standard error.
struct ResultPrinter {
  let console: Console
  let sources: SourceMap
  /// Rows of a table to show on a terminal.
  var rows = 10
  /// How to see what was cut.
  var seeAll = "--format csv shows all"
  /// How to see the notes that were folded away, after their number.
  var seeNotes = ""
  /// What remarks of the prompt begin with.
  var indent = ""

  /// Draws everything in order, with an empty line between two results.
  func draw(_ document: RunDocument) {
    var isFirst = true
    for part in document.parts { draw(part, isFirst: &isFirst) }
  }

  /// Draws parts that are not results.
  func draw(_ parts: [RunDocument.Part]) {
    var isFirst = true
    for part in parts { draw(part, isFirst: &isFirst) }
  }

  /// A value as it was asked for, on a terminal with at most `limit` rows of a table if given.
  func text(of shown: ShownValue, rows limit: Int? = nil) -> String {
    let format = console.format(rows: limit ?? rows, seeAll: seeAll)
    switch console.options.format {
    case .csv, .tsv: return format.text(of: shown.data)
    case .table, .json, nil:
      let most = console.output.isTerminal ? limit ?? rows : Int.max
      return format.text(of: shown.document(rows: most))
    case .md: return format.text(of: shown.document())
    }
  }

  private func draw(_ part: RunDocument.Part, isFirst: inout Bool) {
    switch part {
    case .stopped(let somethingFollows):
      console.tell(
        somethingFollows
          ? "stopped by Ctrl-C; what was finished follows\n"
          : "stopped by Ctrl-C; nothing that could be shown was finished\n")
    case .movedRows(let summary): draw(summary)
    case .ledger(let document):
      console.tell(TerminalFormat(style: console.errorStyle).text(of: document) + "\n")
    case .note(let document):
      console.tell(TerminalFormat(style: console.errorStyle).text(of: document))
    case .text(let text): print(self.text(ofCell: text), isFirst: &isFirst)
    case .result(let value): print(text(of: value), isFirst: &isFirst)
    case .bound(let name, let type, let rows):
      let count = rows.map { ", \(readable($0)) row\($0 == 1 ? "" : "s")" } ?? ""
      console.remark("  \(name): \(VisibleText(type.name).text)\(count)")
    case .warnings(let problems), .errors(let problems): console.draw(problems, sources: sources)
    case .folded(let line): console.remark("\(indent)\(line): \(seeNotes)")
    }
  }

  private func print(_ text: String, isFirst: inout Bool) {
    if text.isEmpty { return }
    if !isFirst { console.print("\n") }
    isFirst = false
    console.print(text)
  }

  private func draw(_ summary: LedgerSummary) {
    let arrow = console.errorStyle.glyphs == .unicode ? "→" : "->"
    for line in summary.lines(arrow: arrow) {
      console.remark(
        "  "
          + VisibleText(line).text.cut(
            toWidth: (console.errorStyle.columns ?? 200) - 2, mark: console.errorStyle.ellipsis))
    }
  }

  /// Text cells are words for people; among rows of data they have no place.
  private func text(ofCell text: String) -> String {
    switch console.options.format {
    case .csv, .tsv: ""
    case .md: text + "\n"
    case .table, .json, nil: console.format().text(of: Document([.paragraph(text)]))
    }
  }
}
