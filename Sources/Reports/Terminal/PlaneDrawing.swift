import Diagnostics
import Planning

/// Draws points of a plane as characters: the number of the segment most of a cell belongs to.
struct PlaneDrawing {
  let style: Style

  /// A sign for each segment: digits and then letters; later ones share the last.
  private static let signs = Array("123456789abcdefghijklmnopqrstuvwxyz")
  private static let sharedSign: Character = "+"

  /// Lines without line feeds, each indented by two columns.
  func lines(of plane: PlanarView) -> [String] {
    guard !plane.labels.isEmpty else { return [] }
    let width = min(72, max(10, (style.columns ?? 80) - 4))
    // A character is about twice as high as wide.
    let grid = plane.grid(columns: width, rows: max(6, width / 3))
    let (bar, line, corner) =
      style.glyphs == .unicode ? ("│", "─", "└") : ("|", "-", "+")
    var lines = (0..<grid.rows).map { row in
      let cells = (0..<grid.columns).map { column in
        grid.segment(row: row, column: column).map { Self.sign($0, style) } ?? " "
      }
      return "  " + style.paint(bar, .faint) + String(cells).trimmingBlanks
    }
    lines.append(
      "  " + style.paint(corner + String(repeating: line, count: grid.columns), .faint))
    return lines
  }

  private static func sign(_ label: Int, _ style: Style) -> Character {
    guard label >= 0 else { return style.glyphs == .unicode ? "·" : "." }
    return label < signs.count ? signs[label] : sharedSign
  }

  /// The same as numbers: the customers of each segment in each cell.
  static func table(of plane: PlanarView) -> TableBlock {
    let grid = plane.grid(columns: 40, rows: 20)
    func middle(_ bounds: (low: Double, high: Double), _ place: Int, _ count: Int) -> Double {
      bounds.low + (bounds.high - bounds.low) * (Double(place) + 0.5) / Double(count)
    }
    return TableBlock(
      headings: [.init("x"), .init("y"), .init("segment"), .init("customers")],
      rows: grid.cells.map { cell in
        [
          .number(middle(grid.x, cell.column, grid.columns), significant: 4),
          .number(middle(grid.y, grid.rows - 1 - cell.row, grid.rows), significant: 4),
          cell.segment < 0 ? .value(.null) : .value(.integer(Int64(cell.segment + 1))),
          .value(.integer(Int64(cell.count))),
        ]
      })
  }
}

extension String {
  /// Without blanks at its end.
  fileprivate var trimmingBlanks: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
