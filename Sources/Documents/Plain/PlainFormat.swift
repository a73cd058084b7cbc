import Diagnostics
import Relations
import Tables

/// A document for a pipe: nothing cut, nothing rounded, no colour; tables with tabs between cells.
///
/// Cells pass through `VisibleText`, so that a tab or a line feed in a cell cannot make another
/// cell or row, and whoever shows the output on a terminal is safe.
package struct PlainFormat: DocumentFormat {
  package init() {}

  package func text(of document: Document) -> String {
    document.blocks.map(draw).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// A block as lines that each end with a line feed.
  private func draw(_ block: Document.Block) -> String {
    switch block {
    case .heading(let text): VisibleText(text).text + "\n"
    case .paragraph(let text), .code(let text): lines(text)
    case .note(let kind, let text): kind.rawValue + ": " + VisibleText(text).text + "\n"
    case .table(let table): draw(table)
    case .picture(let picture): draw(picture.chart.table)
    }
  }

  private func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText($0.replacing("\t", with: "    ")).text + "\n" }.joined()
  }

  private func draw(_ table: TableBlock) -> String {
    guard !table.headings.isEmpty else { return "" }
    var rows = [table.headings.map(\.name)]
    rows += table.rows.map { row in row.padded(to: table.headings.count).map(\.exactText) }
    var text = rows.map { row in
      row.map { VisibleText($0).text }.joined(separator: "\t") + "\n"
    }.joined()
    if table.totalRows > table.rows.count {
      text += "… " + readable(table.totalRows - table.rows.count) + " more rows\n"
    }
    return text
  }
}

extension TableBlock.Cell {
  /// The cell for a machine: numbers in full, shares as fractions, nothing for a missing value.
  ///
  /// Texts are raw. The heights of a histogram have spaces between them.
  var exactText: String {
    switch self {
    case .value(let literal): literal.exactText
    case .number(let value, _), .share(let value), .bar(let value):
      Literal.number(value).plainText
    case .text(let text): text
    case .histogram(let heights):
      heights.map { Literal.number($0).plainText }.joined(separator: " ")
    case .empty: ""
    }
  }
}

extension [TableBlock.Cell] {
  /// The row with as many cells as there are columns.
  func padded(to count: Int) -> [TableBlock.Cell] {
    Array(prefix(count)) + Array(repeating: .empty, count: Swift.max(0, count - self.count))
  }
}
