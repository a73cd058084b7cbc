/// The cells of the rows of one chunk, row after row.
struct CellGrid {
  /// What the ranges of the cells count from.
  let base: Int
  let columns: Int
  private(set) var cells: [CellRange] = []
  private(set) var rows = 0

  init(base: Int, columns: Int) {
    self.base = base
    self.columns = columns
  }

  subscript(row: Int, column: Int) -> CellRange { cells[row * columns + column] }

  /// The offset of the first byte of a cell in the whole text; of a quoted cell, after its quote.
  func offset(_ row: Int, _ column: Int) -> Int { base + self[row, column].start }

  /// Takes over cells that form whole rows.
  mutating func append(row: inout [CellRange]) {
    cells.append(contentsOf: row)
    rows += 1
  }

  /// The same rows without some, which are given in ascending order.
  func without(rows dropped: [Int]) -> CellGrid {
    var kept = CellGrid(base: base, columns: columns)
    kept.cells.reserveCapacity(cells.count)
    var next = dropped[...]
    for row in 0..<rows {
      if next.first == row {
        next.removeFirst()
        continue
      }
      kept.cells.append(contentsOf: cells[(row * columns)..<((row + 1) * columns)])
      kept.rows += 1
    }
    return kept
  }
}
