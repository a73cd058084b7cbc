import Matrices

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many distinct texts the first rows of a column have, to estimate those of all.
struct TextSample: Sendable {
  private let rows: Int
  private let distinct: Int
  private let distinctInHalf: Int
  /// Of the distinct texts.
  private let bytes: Int

  /// More rows would tell little more.
  private static let mostRows = 20_000

  init(_ bytes: Span<UInt8>, _ grid: CellGrid, column: Int) {
    var texts = TextInterner()
    let rows = min(grid.rows, Self.mostRows)
    var half = 0
    for row in 0..<rows {
      if row == rows / 2 { half = texts.pool.count }
      let cell = grid[row, column]
      _ = texts.code(bytes, grid.base + cell.start, grid.base + cell.end)
    }
    self.rows = rows
    distinct = texts.pool.count
    distinctInHalf = half
    self.bytes = texts.pool.bytes.count
  }

  /// About how many bytes the distinct texts of so many rows take, and what it takes to find them.
  ///
  /// Their number is taken to go on growing by the same power of the rows as in the sample: by all of
  /// them where each row has its own, hardly where there are a few categories.
  /// H. S. Heaps, "Information Retrieval", Academic Press 1978, section 7.5.
  func dictionary(rows all: Int) -> (held: Int, finding: Int) {
    guard rows > 1, distinct > 0, distinctInHalf > 0 else { return (0, 0) }
    let growth = min(1, log2(Double(distinct) / Double(distinctInHalf)))
    let share = max(1, Double(all) / Double(rows))
    let count = min(Double(all), Double(distinct) * pow(share, growth))
    let text = Double(bytes) / Double(distinct) + 8
    // Arrays that grow are up to twice as long as what they hold; beside it hashes and places by hash,
    // and the texts of each chunk before they were put together.
    return (Int(count * text * 1.5), Int(count * (text + 2 * 24)))
  }
}
