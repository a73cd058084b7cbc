import Diagnostics

/// Draws a table without boxes: headings, a thin rule, rows, and what was left out.
///
/// To fit, it first closes the gaps between columns, then cuts long texts, then leaves out columns
/// from the right. Numbers are never cut, because a cut number is another number.
struct TableDrawing {
  let style: Style
  let maximumRows: Int?
  let seeAll: String

  /// Lines without line feeds, each indented by two columns, where the mark of a row stands.
  func lines(of table: TableBlock) -> [String] {
    let shown = shownRows(of: table)
    guard !table.headings.isEmpty else { return rowsOnly(table) }
    let layout = TableLayout(table, rows: shown.map(\.index), style: style)
    var lines = layout.headingLines
    var marked = false
    for row in shown {
      if row.followsGap { lines.append("  " + style.paint(style.ellipsis, .faint)) }
      let highlighted = table.highlighted.contains(row.index)
      marked = marked || highlighted
      lines.append(layout.line(of: row.position, highlighted: highlighted))
    }
    return lines + announcements(table, shown: shown.count, layout: layout)
  }

  private struct ShownRow {
    let index: Int
    /// The place among the rows shown.
    let position: Int
    let followsGap: Bool
  }

  /// The first rows, and after them those that are pointed out.
  private func shownRows(of table: TableBlock) -> [ShownRow] {
    let limit = maximumRows ?? .max
    var shown: [ShownRow] = []
    for index in table.rows.indices where index < limit || table.highlighted.contains(index) {
      let gap = index > 0 && shown.last?.index != index - 1
      shown.append(ShownRow(index: index, position: shown.count, followsGap: gap))
    }
    return shown
  }

  /// A table without columns still has rows to count.
  private func rowsOnly(_ table: TableBlock) -> [String] {
    ["  " + style.paint("no columns, \(rowCount(table.totalRows))", .faint)]
  }

  private func rowCount(_ count: Int) -> String {
    readable(count) + (count == 1 ? " row" : " rows")
  }

  private func columnCount(_ count: Int) -> String {
    readable(count) + (count == 1 ? " more column" : " more columns")
  }

  private func announcements(_ table: TableBlock, shown: Int, layout: TableLayout) -> [String] {
    let missing = max(0, table.totalRows - shown)
    let dropped = layout.droppedNames
    var parts: [String] = []
    if missing > 0 { parts.append(readable(missing) + (missing == 1 ? " more row" : " more rows")) }
    if !dropped.isEmpty { parts.append(columnCount(dropped.count)) }
    var lines: [String] = []
    if !parts.isEmpty {
      let advice = seeAll.isEmpty ? "" : ", " + seeAll
      let text = "\(style.ellipsis) " + parts.joined(separator: " and ") + advice
      lines += ("  " + text).wrapped(toWidth: style.columns, hanging: 4)
    } else if table.totalRows == 0 {
      lines.append("  no rows")
    }
    // The names of the columns help to ask for them; they get one line.
    if let width = style.columns, width >= 40, !dropped.isEmpty {
      let names = dropped.map { VisibleText($0).text }.joined(separator: ", ")
      lines.append(("  not shown: " + names).cut(toWidth: width, mark: style.ellipsis))
    }
    return lines.map { "  " + style.paint(String($0.dropFirst(2)), .faint) }
  }
}
