/// What one chunk of the text gave.
struct ChunkResult: Sendable {
  /// Where its first row begins, and where the first row of the next chunk does.
  let start: Int
  let end: Int
  var rows = 0
  var columns: [ChunkColumn] = []
  var blankLines = 0
  /// The row at `end` goes on after the piece of the file.
  var isOpen = false
  /// Rows that could not be read, in the order of the text.
  var faults: [Fault] = []
}

extension ChunkResult {
  /// The same with offsets that count from the start of the file, for a piece that begins at `base`.
  ///
  /// The faults are left out: they were told where the piece was at hand.
  func placed(at base: Int) -> ChunkResult {
    guard base > 0 || !faults.isEmpty else { return self }
    var result = ChunkResult(start: start + base, end: end + base)
    result.rows = rows
    result.columns = columns.map { $0.placed(at: base) }
    result.blankLines = blankLines
    return result
  }
}

/// A row that could not be read.
struct Fault: Sendable {
  enum Kind: Sendable {
    case row(RowProblem)
    case cellCount(expected: Int, found: Int)
    case misfit(column: Int, MisfitReason)
  }

  let kind: Kind
  /// The start of the row.
  let row: Int
  /// What to point at.
  let offset: Int
  let length: Int
}

/// Reads the rows that begin in one chunk.
struct ChunkReader {
  let text: PreparedText
  let format: FileFormat
  let plans: [ColumnPlan]
  /// For each column: whether its cells are kept.
  let keeps: [Bool]
  let limits: ReadLimits
  /// The first fault is an error, so what comes after it need not be read.
  let stopsAtFault: Bool

  /// Reads the rows that begin in `start..<limit`.
  func read(from start: Int, to limit: Int) -> ChunkResult {
    let bytes = text.bytes.span
    let scanner = RowScanner(format.delimiter, format.quoting, limits: limits)
    var grid = CellGrid(base: start, columns: plans.count)
    var rowStarts: [Int] = []
    var faults: [Fault] = []
    var blankLines = 0
    var isOpen = false
    var position = start
    var cells: [CellRange] = []
    while position < limit {
      cells.removeAll(keepingCapacity: true)
      let row = scanner.scan(bytes, from: position, base: start, into: &cells)
      if text.isCut, row.problem?.kind == .unclosedQuote {
        isOpen = true
        break
      }
      defer { position = row.next }
      if let problem = row.problem {
        faults.append(
          Fault(kind: .row(problem.kind), row: position, offset: problem.offset, length: 1))
        if stopsAtFault { break }
        continue
      }
      if cells.count == 1, cells[0].length == 0, !cells[0].isQuoted {
        blankLines += 1
        continue
      }
      if format.trailingDelimiter, cells.count == plans.count + 1, cells[plans.count].length == 0 {
        cells.removeLast()
      }
      guard cells.count == plans.count else {
        let kind = Fault.Kind.cellCount(expected: plans.count, found: cells.count)
        let length = lineLength(bytes, position)
        faults.append(Fault(kind: kind, row: position, offset: position, length: length))
        if stopsAtFault { break }
        continue
      }
      if !stopsAtFault { rowStarts.append(position) }
      grid.append(row: &cells)
    }
    var result = ChunkResult(start: start, end: position)
    result.blankLines = blankLines
    result.isOpen = isOpen
    read(grid, rowStarts, faults, into: &result)
    return result
  }

  private func read(
    _ grid: CellGrid, _ rowStarts: [Int], _ faults: [Fault], into result: inout ChunkResult
  ) {
    let bytes = text.bytes.span
    let reader = ColumnReader(format)
    var columns: [ChunkColumn] = []
    var misfits: [Misfit] = []
    for (index, plan) in plans.enumerated() {
      let (column, found) = reader.read(
        bytes, grid, column: index, plan: plan, stopsAtMisfit: stopsAtFault)
      columns.append(keeps[index] ? column : column.withoutCells)
      misfits += found
    }
    guard !misfits.isEmpty else {
      result.rows = grid.rows
      result.columns = columns
      result.faults = faults
      return
    }
    misfits.sort { ($0.row, $0.column) < ($1.row, $1.column) }
    // One reason for a row is enough: the leftmost.
    var dropped: [Int] = []
    var all = faults
    for misfit in misfits where misfit.row != dropped.last {
      dropped.append(misfit.row)
      let cell = grid[misfit.row, misfit.column]
      let offset = grid.base + cell.start
      all.append(
        Fault(
          kind: .misfit(column: misfit.column, misfit.reason),
          row: stopsAtFault ? offset : rowStarts[misfit.row], offset: offset,
          length: cell.length))
    }
    result.faults = all.sorted { ($0.row, $0.offset) < ($1.row, $1.offset) }
    if stopsAtFault { return }
    let kept = grid.without(rows: dropped)
    result.rows = kept.rows
    result.columns = plans.enumerated().map { index, plan in
      let column = reader.read(bytes, kept, column: index, plan: plan, stopsAtMisfit: false).0
      return keeps[index] ? column : column.withoutCells
    }
  }

  private func lineLength(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
    return end - start
  }
}
