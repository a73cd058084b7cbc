/// The cells of one column in one chunk, typed as far as a chunk can know.
struct ChunkColumn: Sendable {
  enum Cells: Sendable {
    case text(codes: [Int32], TextInterner)
    case boolean([Bool])
    case integer([Int64])
    case numeric(NumericCells)
    case dates(DateCells)
  }

  var cells: Cells
  /// The rows of the chunk without a value, ascending.
  var missing: [Int32] = []
}

/// Numbers as they are written, each with its own scale.
struct NumericCells: Sendable {
  static let floatScale: UInt8 = 255

  /// Mantissas; where the scale is `floatScale`, the bits of a float.
  var values: [Int64] = []
  var scales: [UInt8] = []
  var maxScale = 0
  var hasFloats = false
  /// The first cell with a mark or an exponent, as an offset in the text.
  var firstDecimal: Int?

  mutating func append(_ number: WrittenNumber, at offset: Int) {
    switch number {
    case .exact(let mantissa, let scale):
      values.append(mantissa)
      scales.append(UInt8(scale))
      if scale > 0 {
        maxScale = max(maxScale, scale)
        if firstDecimal == nil { firstDecimal = offset }
      }
    case .float(let value):
      values.append(Int64(bitPattern: value.bitPattern))
      scales.append(NumericCells.floatScale)
      hasFloats = true
      if firstDecimal == nil { firstDecimal = offset }
    }
  }
}

/// Times in microseconds since 1970-01-01, with both readings where the order is open.
struct DateCells: Sendable {
  static let noReading = Int64.min

  /// Settled cells, and the reading with the day first of the others.
  var values: [Int64] = []
  /// The reading with the month first; empty if no pattern is open.
  var monthFirst: [Int64] = []
  var evidence = OrderEvidence()
  /// How many cells each pattern read; then each open one.
  var counts: [Int]
}

/// Why a cell does not fit its column.
enum MisfitReason: Equatable, Sendable {
  case notOfType
  /// The calendar has no such day, though it is written like one.
  case noSuchDay
  case tooLarge
  /// Leading zeros, or more digits than a number keeps.
  case identifier
  /// The day and the month stand the other way round.
  case otherOrder
}

/// A cell that does not fit its column.
struct Misfit: Equatable, Sendable {
  let row: Int
  let column: Int
  let reason: MisfitReason
}

/// Reads the cells of one column of a chunk.
struct ColumnReader {
  let format: FileFormat
  let missing: [[UInt8]]

  init(_ format: FileFormat) {
    self.format = format
    missing =
      format.missing.map { word in
        // Cells are compared as they stand in the file.
        guard format.encoding == .windows1252 else { return Array(word.utf8) }
        return windows1252(word) ?? Array(word.utf8)
      }
      // What writes escapes writes this for nothing; without its escape it would be the letter N.
      + (format.quoting.escape.map { [[$0, UInt8(ascii: "N")]] } ?? [])
  }

  /// The column, and the cells that do not fit it; only the first if `stopsAtMisfit`.
  func read(
    _ bytes: Span<UInt8>, _ grid: CellGrid, column: Int, plan: ColumnPlan, stopsAtMisfit: Bool
  ) -> (ChunkColumn, [Misfit]) {
    var missing: [Int32] = []
    var misfits: [Misfit] = []
    let cells: ChunkColumn.Cells
    switch plan {
    case .text:
      cells = readText(bytes, grid, column, &missing)
    case .boolean:
      var values: [Bool] = []
      values.reserveCapacity(grid.rows)
      each(bytes, grid, column, &missing, &misfits, stopsAtMisfit) { start, end in
        guard let start else { return append(false, to: &values) }
        guard let value = readBoolean(bytes, start, end) else { return .notOfType }
        return append(value, to: &values)
      }
      cells = .boolean(values)
    case .integer:
      var values: [Int64] = []
      values.reserveCapacity(grid.rows)
      each(bytes, grid, column, &missing, &misfits, stopsAtMisfit) { start, end in
        guard let start else { return append(0, to: &values) }
        guard let value = readInteger(bytes, start, end) else {
          return isDigits(bytes, start, end) ? .tooLarge : .notOfType
        }
        return append(value, to: &values)
      }
      cells = .integer(values)
    case .numeric, .grouped:
      var grouping: ThousandsGrouping?
      if case .grouped(let known) = plan { grouping = known }
      var numbers = NumericCells()
      numbers.values.reserveCapacity(grid.rows)
      numbers.scales.reserveCapacity(grid.rows)
      let mark = grouping?.decimal ?? format.decimalMark
      each(bytes, grid, column, &missing, &misfits, stopsAtMisfit) { start, end in
        guard let start else {
          numbers.append(.exact(mantissa: 0, scale: 0), at: 0)
          return nil
        }
        switch readNumber(bytes, start, end, decimalMark: mark) {
        case .number(let number):
          numbers.append(number, at: start)
          return nil
        case .identifier: return .identifier
        case .tooLarge: return .tooLarge
        case .none:
          guard let reading = grouping?.read(bytes, start, end) else { return .notOfType }
          numbers.append(reading.number, at: start)
          return nil
        }
      }
      cells = .numeric(numbers)
    case .dates(let plan):
      cells = .dates(readDates(bytes, grid, column, plan, &missing, &misfits, stopsAtMisfit))
    }
    return (ChunkColumn(cells: cells, missing: missing), misfits)
  }

  /// Whether a cell stands for nothing.
  func isMissing(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    if start == end { return true }
    return missing.contains { word in
      guard word.count == end - start else { return false }
      for (offset, byte) in word.enumerated() where bytes[start + offset] != byte { return false }
      return true
    }
  }

  private func append<Value>(_ value: Value, to values: inout [Value]) -> MisfitReason? {
    values.append(value)
    return nil
  }

  /// Hands every cell to `take`, without blanks around it; a missing one as `nil`.
  private func each(
    _ bytes: Span<UInt8>, _ grid: CellGrid, _ column: Int, _ missing: inout [Int32],
    _ misfits: inout [Misfit], _ stopsAtMisfit: Bool,
    _ take: (_ start: Int?, _ end: Int) -> MisfitReason?
  ) {
    for row in 0..<grid.rows {
      let cell = grid[row, column]
      var start = grid.base + cell.start
      var end = grid.base + cell.end
      if isMissing(bytes, start, end) {
        missing.append(Int32(row))
        _ = take(nil, 0)
        continue
      }
      trim(bytes, &start, &end)
      let reason = start == end ? .notOfType : take(start, end)
      guard let reason else { continue }
      misfits.append(Misfit(row: row, column: column, reason: reason))
      if stopsAtMisfit { return }
    }
  }

  private func readText(
    _ bytes: Span<UInt8>, _ grid: CellGrid, _ column: Int, _ missing: inout [Int32]
  ) -> ChunkColumn.Cells {
    var interner = TextInterner()
    var codes: [Int32] = []
    codes.reserveCapacity(grid.rows)
    var last: (start: Int, end: Int, code: Int32) = (0, 0, -1)
    for row in 0..<grid.rows {
      let cell = grid[row, column]
      let start = grid.base + cell.start
      let end = grid.base + cell.end
      if isMissing(bytes, start, end) {
        missing.append(Int32(row))
        codes.append(0)
      } else if cell.needsDecoding {
        let text = decoded(bytes, cell, base: grid.base, format.quoting)
        codes.append(interner.code(text.span, 0, text.count))
      } else {
        // Exports are often sorted: the same invoice, the same country, row after row.
        if last.code < 0 || !areEqual(bytes, last.start, last.end, start, end) {
          last = (start, end, interner.code(bytes, start, end))
        }
        codes.append(last.code)
      }
    }
    return .text(codes: codes, interner)
  }

  private func readDates(
    _ bytes: Span<UInt8>, _ grid: CellGrid, _ column: Int, _ plan: DatePlan,
    _ missing: inout [Int32], _ misfits: inout [Misfit], _ stopsAtMisfit: Bool
  ) -> DateCells {
    var dates = DateCells(counts: [Int](repeating: 0, count: plan.patterns.count + plan.open.count))
    dates.values.reserveCapacity(grid.rows)
    if !plan.open.isEmpty { dates.monthFirst.reserveCapacity(grid.rows) }
    var last = (start: 0, end: 0, value: Int64(0), monthFirst: Int64(0), pattern: -1)
    each(bytes, grid, column, &missing, &misfits, stopsAtMisfit) { start, end in
      guard let start else {
        dates.values.append(0)
        if !plan.open.isEmpty { dates.monthFirst.append(0) }
        return nil
      }
      if last.pattern < 0 || !areEqual(bytes, last.start, last.end, start, end) {
        guard let reading = plan.read(bytes, start, end) else {
          return plan.reason(bytes, start, end)
        }
        last = (start, end, reading.value, reading.monthFirst, reading.pattern)
      }
      dates.values.append(last.value)
      if !plan.open.isEmpty { dates.monthFirst.append(last.monthFirst) }
      dates.counts[last.pattern] += 1
      if last.pattern >= plan.patterns.count {
        dates.evidence.note(
          at: start, dayFirst: last.value == DateCells.noReading ? nil : last.value,
          monthFirst: last.monthFirst == DateCells.noReading ? nil : last.monthFirst)
      }
      return nil
    }
    return dates
  }
}

extension DatePlan {
  /// The value of a cell: the reading with the day first, that with the month first, and which
  /// pattern read it, the open ones counted after the others.
  func read(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int
  ) -> (value: Int64, monthFirst: Int64, pattern: Int)? {
    for (index, pattern) in patterns.enumerated() {
      if let value = pattern.parseMicroseconds(bytes, start, end) { return (value, value, index) }
    }
    for (index, order) in open.enumerated() {
      guard let parts = order.dayFirst.parse(bytes, start, end) else { continue }
      let dayFirst = parts.microseconds ?? DateCells.noReading
      let monthFirst = parts.swapped.microseconds ?? DateCells.noReading
      if dayFirst == DateCells.noReading && monthFirst == DateCells.noReading { return nil }
      return (dayFirst, monthFirst, patterns.count + index)
    }
    return nil
  }

  /// Why a cell has no reading.
  func reason(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> MisfitReason {
    for pattern in patterns + open.map(\.dayFirst) {
      guard let parts = pattern.parse(bytes, start, end) else { continue }
      return parts.swapped.microseconds != nil ? .otherOrder : .noSuchDay
    }
    return .notOfType
  }
}

/// `true` and `false` in any case, and nothing else.
func readBoolean(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool? {
  func isWord(_ word: StaticString) -> Bool {
    guard end - start == word.utf8CodeUnitCount else { return false }
    var i = start
    for letter in word.description.utf8 {
      if bytes[i] | 0x20 != letter { return false }
      i += 1
    }
    return true
  }
  if isWord("true") { return true }
  return isWord("false") ? false : nil
}

/// Narrows a cell to what stands between spaces.
func trim(_ bytes: Span<UInt8>, _ start: inout Int, _ end: inout Int) {
  while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
  while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
}

func isDigits(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
  var i = start < end && bytes[start] == 0x2D ? start + 1 : start
  guard i < end else { return false }
  while i < end {
    if bytes[i] &- 0x30 > 9 { return false }
    i += 1
  }
  return true
}

/// The text of a cell in which quotes are written twice or bytes are escaped.
func decoded(
  _ bytes: Span<UInt8>, _ cell: CellRange, base: Int, _ quoting: Quoting
) -> [UInt8] {
  var text: [UInt8] = []
  text.reserveCapacity(cell.length)
  var i = base + cell.start
  let end = base + cell.end
  while i < end {
    let byte = bytes[i]
    if byte == quoting.escape, i + 1 < end {
      text.append(meaning(ofEscaped: bytes[i + 1]))
      i += 2
    } else {
      text.append(byte)
      i += byte == quoting.quote && cell.isQuoted ? 2 : 1
    }
  }
  return text
}

/// What an escaped byte stands for: a line end, a tab, or itself.
private func meaning(ofEscaped byte: UInt8) -> UInt8 {
  switch byte {
  case UInt8(ascii: "n"): 0x0A
  case UInt8(ascii: "r"): 0x0D
  case UInt8(ascii: "t"): 0x09
  default: byte
  }
}

/// Whether two cells have the same bytes.
private func areEqual(
  _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ otherStart: Int, _ otherEnd: Int
) -> Bool {
  end - start == otherEnd - otherStart
    && haveSameBytes(bytes, start, bytes, otherStart, count: end - start)
}

/// A text in Windows-1252, or `nil` if that lacks one of its characters.
private func windows1252(_ text: String) -> [UInt8]? {
  var bytes: [UInt8] = []
  for scalar in text.unicodeScalars {
    let wanted = Array(String(scalar).utf8)
    let found = (UInt8(0)...255).first { byte in
      var encoded: [UInt8] = []
      appendWindows1252([byte], to: &encoded)
      return encoded == wanted
    }
    guard let found else { return nil }
    bytes.append(found)
  }
  return bytes
}
