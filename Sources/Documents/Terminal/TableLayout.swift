import Diagnostics

/// The columns of a table that fit, with their widths.
struct TableLayout {
  /// The names of the columns that did not fit.
  let droppedNames: [String]
  private let columns: [TableColumn]
  private let gap: Int
  private let style: Style

  /// Lays out these rows of a table.
  init(_ table: TableBlock, rows: [Int], style: Style) {
    self.style = style
    let natural = table.headings.enumerated().map { index, heading in
      let cells = rows.map { index < table.rows[$0].count ? table.rows[$0][index] : .empty }
      return TableColumn(heading, cells: cells, style: style)
    }
    guard let available = style.columns.map({ $0 - 2 }) else {
      columns = natural
      droppedNames = []
      gap = 3
      return
    }
    let gap = TableLayout.width(natural, gap: 3) <= available ? 3 : 2
    var kept = natural
    // Leave out columns only when cutting texts is not enough.
    while kept.count > 1, TableLayout.leastWidth(kept, gap: gap) > available {
      kept.removeLast()
    }
    columns = TableLayout.narrowed(kept, to: available, gap: gap)
    droppedNames = natural.dropFirst(kept.count).map(\.name)
    self.gap = gap
  }

  /// Headings, details if a column has one, and a rule.
  var headingLines: [String] {
    var lines = [joined(columns.map { pad($0.name, $0, ink: .strong) })]
    if columns.contains(where: { !$0.detail.isEmpty }) {
      lines.append(joined(columns.map { pad($0.detail, $0, ink: .faint) }))
    }
    let rule = style.glyphs == .unicode ? "─" : "-"
    lines.append(
      joined(columns.map { style.paint(String(repeating: rule, count: $0.width), .faint) }))
    return lines.map { "  " + $0 }
  }

  /// A row by its place among the rows that were laid out.
  func line(of row: Int, highlighted: Bool) -> String {
    let ink: Style.Ink? = highlighted ? .marked : nil
    let text = joined(
      columns.map { pad($0.texts[row], $0, ink: ink ?? ($0.isPicture ? .bar : nil)) })
    guard highlighted else { return ("  " + text).withoutTrailingBlanks }
    let mark = style.glyphs == .unicode ? "▸" : ">"
    return (style.paint(mark, .marked) + " " + text).withoutTrailingBlanks
  }

  // MARK: Widths

  private static func width(_ columns: [TableColumn], gap: Int) -> Int {
    columns.reduce(0) { $0 + $1.width } + gap * max(0, columns.count - 1)
  }

  private static func leastWidth(_ columns: [TableColumn], gap: Int) -> Int {
    columns.reduce(0) { $0 + $1.leastWidth } + gap * max(0, columns.count - 1)
  }

  /// Takes width from the widest texts until all fit; at last from anything.
  private static func narrowed(
    _ columns: [TableColumn], to available: Int, gap: Int
  ) -> [TableColumn] {
    var columns = columns
    var excess = width(columns, gap: gap) - available
    while excess > 0 {
      let elastic = columns.indices.filter { columns[$0].width > columns[$0].leastWidth }
      let candidates = elastic.isEmpty ? Array(columns.indices) : elastic
      guard let widest = candidates.max(by: { columns[$0].width < columns[$1].width }),
        columns[widest].width > 1
      else { return columns }
      columns[widest].width -= 1
      excess -= 1
    }
    return columns
  }

  // MARK: Text

  private func pad(_ text: String, _ column: TableColumn, ink: Style.Ink?) -> String {
    let cut = text.cut(toWidth: column.width, mark: style.ellipsis)
    let blanks = String(repeating: " ", count: max(0, column.width - cut.displayWidth))
    let painted = ink.map { style.paint(cut, $0) } ?? cut
    return column.isTrailing ? blanks + painted : painted + blanks
  }

  private func joined(_ cells: [String]) -> String {
    cells.joined(separator: String(repeating: " ", count: gap)).withoutTrailingBlanks
  }
}

/// A column as texts, with the width it wants and the least that it can do with.
private struct TableColumn {
  let name: String
  let detail: String
  let texts: [String]
  let isTrailing: Bool
  let isPicture: Bool
  /// Below this a number would lose digits and a text its meaning.
  let leastWidth: Int
  var width: Int

  init(_ heading: TableBlock.Heading, cells: [TableBlock.Cell], style: Style) {
    let readable = ReadableColumn(cells, heading: heading, style: style)
    name = VisibleText(heading.name).text
    detail = VisibleText(heading.detail).text
    texts = readable.alignedTexts
    isTrailing = readable.isTrailing
    isPicture = cells.contains(where: \.isPicture)
    let widest = texts.reduce(1) { max($0, $1.displayWidth) }
    width = max(widest, name.displayWidth, detail.displayWidth)
    let legibleName = min(12, name.displayWidth)
    leastWidth = readable.isCuttable && !isPicture ? min(width, 12) : max(widest, legibleName)
  }
}

extension TableBlock.Cell {
  fileprivate var isPicture: Bool {
    switch self {
    case .histogram, .bar: true
    case .value, .number, .share, .text, .empty: false
    }
  }
}

extension String {
  var withoutTrailingBlanks: String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }
}
