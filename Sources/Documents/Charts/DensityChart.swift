import Diagnostics

/// How many customers of each group lie in the cells of a plane.
///
/// It holds counts and no coordinates of customers.
package struct DensityChart: Chart {
  /// Cells with customers in them.
  package struct Grid: Equatable, Sendable {
    package let columns: Int
    /// Counted from the top.
    package let rows: Int
    /// By ascending row, column and group.
    package let cells: [Cell]

    package init(columns: Int, rows: Int, cells: [Cell]) {
      self.columns = columns
      self.rows = rows
      self.cells = cells
    }
  }

  package struct Cell: Equatable, Sendable {
    package let row: Int
    package let column: Int
    /// From 0, or -1 for customers who belong to no group.
    package let group: Int
    package let count: Int

    package init(row: Int, column: Int, group: Int, count: Int) {
      self.row = row
      self.column = column
      self.group = group
      self.count = count
    }
  }

  /// The range of coordinates that the grids divide.
  package struct Axis: Equatable, Sendable {
    package let low: Double
    package let high: Double

    package init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }

    fileprivate func middle(of place: Int, of count: Int) -> Double {
      low + (high - low) * (Double(place) + 0.5) / Double(count)
    }
  }

  package let x: Axis
  package let y: Axis
  /// For the picture; a narrower terminal joins its cells.
  package let picture: Grid
  /// For the table.
  package let coarse: Grid

  /// The size of `picture`: a character is about twice as high as wide.
  package static let pictureSize = (columns: 72, rows: 24)
  /// The size of `coarse`.
  package static let coarseSize = (columns: 40, rows: 20)

  package init(x: Axis, y: Axis, picture: Grid, coarse: Grid) {
    self.x = x
    self.y = y
    self.picture = picture
    self.coarse = coarse
  }

  /// The middle of each cell and its customers, a row for each group in it.
  package var table: TableBlock {
    TableBlock(
      headings: [.init("x"), .init("y"), .init("segment"), .init("customers")],
      rows: coarse.cells.map { cell in
        [
          .number(x.middle(of: cell.column, of: coarse.columns), significant: 4),
          .number(y.middle(of: coarse.rows - 1 - cell.row, of: coarse.rows), significant: 4),
          cell.group < 0 ? .value(.null) : .value(.integer(Int64(cell.group + 1))),
          .value(.integer(Int64(cell.count))),
        ]
      })
  }

  /// Each cell as the number of the group that most of its customers are in, ties to the lower.
  package func lines(in style: Style) -> [String] {
    guard !picture.cells.isEmpty else { return [] }
    let width = min(Self.pictureSize.columns, max(10, (style.columns ?? 80) - 4))
    let grid = picture.joined(toColumns: width, rows: max(6, width / 3))
    var groups: [[Int?]] = Array(
      repeating: Array(repeating: nil, count: grid.columns), count: grid.rows)
    var counts: [[Int]] = Array(
      repeating: Array(repeating: 0, count: grid.columns), count: grid.rows)
    for cell in grid.cells where cell.count > counts[cell.row][cell.column] {
      counts[cell.row][cell.column] = cell.count
      groups[cell.row][cell.column] = cell.group
    }
    let (bar, line, corner) =
      style.glyphs == .unicode ? ("│", "─", "└") : ("|", "-", "+")
    return groups.map { row in
      let signs = row.map { $0.map { Self.sign($0, style) } ?? " " }
      return "  " + style.paint(bar, .faint) + String(signs).withoutTrailingBlanks
    } + ["  " + style.paint(corner + String(repeating: line, count: grid.columns), .faint)]
  }

  /// A sign for each group: digits and then letters; later ones share the last.
  private static let signs = Array("123456789abcdefghijklmnopqrstuvwxyz")
  private static let sharedSign: Character = "+"

  private static func sign(_ group: Int, _ style: Style) -> Character {
    guard group >= 0 else { return style.glyphs == .unicode ? "·" : "." }
    return group < signs.count ? signs[group] : sharedSign
  }
}

extension DensityChart.Grid {
  /// The same counts in no more columns and rows than there are: each cell goes where its middle is.
  fileprivate func joined(toColumns columns: Int, rows: Int) -> DensityChart.Grid {
    guard columns < self.columns || rows < self.rows else { return self }
    var counts: [Int: [Int: Int]] = [:]
    for cell in cells {
      let place =
        (2 * cell.row + 1) * rows / (2 * self.rows) * columns
        + (2 * cell.column + 1) * columns / (2 * self.columns)
      counts[place, default: [:]][cell.group, default: 0] += cell.count
    }
    return DensityChart.Grid(columns: columns, rows: rows, counts: counts)
  }

  /// A grid from customers by cell, counted row by row from the top, and group.
  package init(columns: Int, rows: Int, counts: [Int: [Int: Int]]) {
    self.init(
      columns: columns, rows: rows,
      cells: counts.keys.sorted().flatMap { place in
        (counts[place] ?? [:]).sorted { $0.key < $1.key }.map {
          DensityChart.Cell(
            row: place / columns, column: place % columns, group: $0.key, count: $0.value)
        }
      })
  }
}
