import Relations

/// A column put together from all chunks.
struct MergedColumn: Sendable {
  var column: Column
  var type: ScalarType
  var isNullable: Bool
  var dates: MergedDates?
  /// The first cell that is not a whole number, as an offset in the text.
  var firstDecimal: Int?
}

/// What is known of a date column once all of the text was read.
struct MergedDates: Sendable {
  var evidence: OrderEvidence
  var counts: [Int]
  var order: OrderEvidence.Order
}

/// Joins the parts of column `index` of all chunks.
///
/// Of one whose cells were not kept, the column has no rows, and all else is as if it had.
func mergeColumn(
  _ chunks: [ChunkResult], index: Int, plan: ColumnPlan, isKept: Bool, field: SniffedField,
  encoding: TextEncoding
) -> MergedColumn {
  let rows = isKept ? chunks.reduce(0) { $0 + $1.rows } : 0
  let isNullable = chunks.contains { !$0.columns[index].missing.isEmpty }
  let validity = isKept && isNullable ? mergedValidity(chunks, index, rows) : nil
  func merged(_ column: Column, _ type: ScalarType, _ dates: MergedDates? = nil) -> MergedColumn {
    MergedColumn(column: column, type: type, isNullable: isNullable, dates: dates)
  }
  switch plan {
  case .text:
    return merged(.text(mergedText(chunks, index, rows, validity, encoding)), .text)
  case .boolean:
    var values: [Bool] = []
    values.reserveCapacity(rows)
    for chunk in chunks {
      if case .boolean(let part) = chunk.columns[index].cells { values += part }
    }
    return merged(.boolean(Cells(values, validity: validity)), .boolean)
  case .integer:
    var values: [Int64] = []
    values.reserveCapacity(rows)
    for chunk in chunks {
      if case .integer(let part) = chunk.columns[index].cells { values += part }
    }
    return merged(.integer(Cells(values, validity: validity)), .integer)
  case .numeric, .grouped:
    let column = mergedNumbers(chunks, index, rows, validity, isWhole: field.type == .integer)
    var result = merged(column, column.type)
    result.firstDecimal =
      chunks.lazy.compactMap { chunk -> Int? in
        if case .numeric(let part) = chunk.columns[index].cells { part.firstDecimal } else { nil }
      }.first
    return result
  case .dates(let plan):
    return mergedDates(chunks, index, rows, validity, plan, merged)
  }
}

private func mergedValidity(_ chunks: [ChunkResult], _ index: Int, _ rows: Int) -> Bitmap {
  var validity = Bitmap(repeating: true, count: rows)
  var base = 0
  for chunk in chunks {
    for row in chunk.columns[index].missing { validity[base + Int(row)] = false }
    base += chunk.rows
  }
  return validity
}

private func mergedText(
  _ chunks: [ChunkResult], _ index: Int, _ rows: Int, _ validity: Bitmap?,
  _ encoding: TextEncoding
) -> TextCells {
  var whole = TextInterner()
  var codes: [Int32] = []
  codes.reserveCapacity(rows)
  for chunk in chunks {
    guard case .text(let part, let interner) = chunk.columns[index].cells else { continue }
    let translation = whole.codes(of: interner)
    // A missing cell has code 0, which a chunk without values does not know.
    if translation.isEmpty {
      codes.append(contentsOf: repeatElement(0, count: part.count))
    } else {
      for code in part { codes.append(translation[Int(code)]) }
    }
  }
  // The value of a missing cell must not depend on where chunks end.
  if let validity {
    for row in codes.indices where !validity[row] { codes[row] = 0 }
  }
  var pool = whole.pool
  if pool.count == 0 { pool.append([]) }
  if encoding == .windows1252 { pool = pool.decodedFromWindows1252 }
  return TextCells(codes: Cells(codes, validity: validity), dictionary: pool)
}

extension TextPool {
  /// The same texts in UTF-8; no two become one, since each byte is a character of its own.
  fileprivate var decodedFromWindows1252: TextPool {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return self }
    var decoded = TextPool()
    var text: [UInt8] = []
    for index in 0..<count {
      text.removeAll(keepingCapacity: true)
      appendWindows1252(utf8(index), to: &text)
      decoded.append(text)
    }
    return decoded
  }
}

private func mergedNumbers(
  _ chunks: [ChunkResult], _ index: Int, _ rows: Int, _ validity: Bitmap?, isWhole: Bool
) -> Column {
  let parts = chunks.compactMap { chunk -> NumericCells? in
    if case .numeric(let part) = chunk.columns[index].cells { part } else { nil }
  }
  let hasFloats = parts.contains(where: \.hasFloats)
  let scale = parts.reduce(0) { max($0, $1.maxScale) }
  if !hasFloats, let scaled = parts.scaled(to: scale, reserving: rows) {
    let cells = Cells(scaled, validity: validity)
    return scale == 0 && isWhole ? .integer(cells) : .decimal(cells, scale: scale)
  }
  var numbers: [Double] = []
  numbers.reserveCapacity(rows)
  for part in parts {
    for (value, scale) in zip(part.values, part.scales) {
      numbers.append(
        scale == NumericCells.floatScale
          ? Double(bitPattern: UInt64(bitPattern: value))
          : nearestDouble(mantissa: value, scale: Int(scale)))
    }
  }
  return .number(Cells(numbers, validity: validity))
}

extension [NumericCells] {
  /// All mantissas at one scale, or `nil` if one does not fit 64 bits.
  fileprivate func scaled(to scale: Int, reserving rows: Int) -> [Int64]? {
    var values: [Int64] = []
    values.reserveCapacity(rows)
    for part in self {
      for i in part.values.indices {
        let factor = powersOfTen[scale - Int(part.scales[i])]
        let (value, overflow) = part.values[i].multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        values.append(value)
      }
    }
    return values
  }
}

private func mergedDates(
  _ chunks: [ChunkResult], _ index: Int, _ rows: Int, _ validity: Bitmap?, _ plan: DatePlan,
  _ merged: (Column, ScalarType, MergedDates?) -> MergedColumn
) -> MergedColumn {
  let parts = chunks.compactMap { chunk -> DateCells? in
    if case .dates(let part) = chunk.columns[index].cells { part } else { nil }
  }
  var evidence = OrderEvidence()
  var counts = [Int](repeating: 0, count: plan.patterns.count + plan.open.count)
  for part in parts {
    evidence.add(part.evidence)
    for i in counts.indices { counts[i] += part.counts[i] }
  }
  let order = evidence.order
  let isMonthFirst = !plan.open.isEmpty && order == .monthFirst
  let known = MergedDates(evidence: evidence, counts: counts, order: order)
  if plan.isTimestamp {
    var times: [Int64] = []
    times.reserveCapacity(rows)
    for part in parts { times += isMonthFirst ? part.monthFirst : part.values }
    return merged(.timestamp(Cells(times, validity: validity)), .timestamp, known)
  }
  var days: [Int32] = []
  days.reserveCapacity(rows)
  for part in parts {
    for time in isMonthFirst ? part.monthFirst : part.values {
      days.append(CivilTime.days(ofMicroseconds: time))
    }
  }
  return merged(.date(Cells(days, validity: validity)), .date, known)
}
