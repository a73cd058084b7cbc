import Matrices

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many distinct values a column has in parts of a file, to estimate those of all of it.
struct DistinctSample: Sendable {
  private struct Part: Sendable {
    var rows = 0
    var distinct = 0
    var distinctInHalf = 0
    /// Of the distinct values as they are written.
    var bytes = 0
  }

  private let parts: [Part]

  /// More rows would tell little more.
  private static let mostRows = 20_000
  /// What the parts of a file may be short of the whole.
  private static let margin = 1.25

  init(_ bytes: Span<UInt8>, _ grids: [CellGrid], column: Int) {
    var parts: [Part] = []
    for grid in grids {
      var values = TextInterner()
      var part = Part(rows: min(grid.rows, Self.mostRows))
      for row in 0..<part.rows {
        if row == part.rows / 2 { part.distinctInHalf = values.pool.count }
        let cell = grid[row, column]
        _ = values.code(bytes, grid.base + cell.start, grid.base + cell.end)
      }
      part.distinct = values.pool.count
      part.bytes = values.pool.bytes.count
      parts.append(part)
    }
    self.parts = parts
  }

  /// About how many distinct values so many rows have at most.
  ///
  /// Their number is taken to go on growing by the same power of the rows as in the part of the file
  /// where that gives most: by all of them where each row has its own, hardly where there are a few
  /// categories. H. S. Heaps, "Information Retrieval", Academic Press 1978, section 7.5.
  func distinct(rows all: Int) -> Int {
    parts.reduce(0) { most, part in
      guard part.rows > 1, part.distinctInHalf > 0 else { return max(most, min(all, part.rows)) }
      let growth = min(1, log2(Double(part.distinct) / Double(part.distinctInHalf)))
      let share = max(1, Double(all) / Double(part.rows))
      let count = Double(part.distinct) * pow(share, growth) * (share > 1 ? Self.margin : 1)
      return max(most, Int(min(Double(all), count)))
    }
  }

  /// About how many bytes the distinct texts of so many rows take, and what it takes to find them.
  func dictionary(rows all: Int) -> (held: Int, finding: Int) {
    let known = parts.reduce(0) { $0 + $1.distinct }
    guard known > 0 else { return (0, 0) }
    let count = Double(distinct(rows: all))
    let text = Double(parts.reduce(0) { $0 + $1.bytes }) / Double(known) + 8
    // Arrays that grow are up to twice as long as what they hold; beside it hashes and places by hash,
    // and the texts of each chunk before they were put together.
    return (Int(count * text * 1.5), Int(count * (text + 2 * 24)))
  }
}
