/// Cells of a column that no pattern could read.
package struct DateMisfit: Equatable, Sendable {
  /// The stored row.
  package let row: Int
  package let value: String
}

/// What came of reading a text column as dates.
package struct ParsedDates: Sendable {
  /// Dates, or timestamps if a pattern has a time of day.
  package let column: Column
  /// By row; their cells are missing in `column`.
  package let misfits: [DateMisfit]
  /// How many selected cells each pattern read, in the order of the patterns.
  package let counts: [Int]
}

/// Reads text as dates or times, by the first pattern that fits a cell.
///
/// `rows` are the stored rows that are meant, `nil` all of them; the cells of others become missing.
/// There is at least one pattern.
///
/// - Complexity: O(distinct texts × patterns + rows).
package func parseDates(
  _ cells: TextCells, rows: [Int32]?, patterns: [DatePattern]
) -> ParsedDates {
  precondition(!patterns.isEmpty, "a pattern to read dates by")
  let isTimestamp = patterns.contains(where: \.hasTime)
  var readings = [(value: Int64, pattern: Int)?](repeating: nil, count: cells.dictionary.count)
  let bytes = cells.dictionary.bytes.span
  for code in readings.indices {
    var start = cells.dictionary.offsets[code]
    var end = cells.dictionary.offsets[code + 1]
    trim(bytes, &start, &end)
    for (index, pattern) in patterns.enumerated() {
      guard let value = pattern.parseMicroseconds(bytes, start, end) else { continue }
      readings[code] = (value, index)
      break
    }
  }
  var values = [Int64](repeating: 0, count: cells.count)
  var validity = Bitmap(repeating: false, count: cells.count)
  var misfits: [DateMisfit] = []
  var counts = [Int](repeating: 0, count: patterns.count)
  func take(_ row: Int) {
    if cells.codes.isMissing(row) { return }
    let code = Int(cells.codes.values[row])
    guard let reading = readings[code] else {
      misfits.append(DateMisfit(row: row, value: cells.dictionary[code]))
      return
    }
    values[row] = reading.value
    validity[row] = true
    counts[reading.pattern] += 1
  }
  if let rows {
    for row in rows { take(Int(row)) }
  } else {
    for row in 0..<cells.count { take(row) }
  }
  let marks = validity.setCount == cells.count ? nil : validity
  let column =
    isTimestamp
    ? Column.timestamp(Cells(values, validity: marks))
    : Column.date(
      Cells(values.map { CivilTime.days(ofMicroseconds: $0) }, validity: marks))
  return ParsedDates(column: column, misfits: misfits, counts: counts)
}

/// What a text column says about the order of day and month, if its dates have two readings.
///
/// - Returns: The evidence if every value fits both orders and some are different days; `nil` if
///   the column has no such dates or its values prove the order. The lines are those of a file
///   with a header and a line for every row.
package func ambiguousDates(_ cells: TextCells, column: String) -> AmbiguousDate? {
  var evidence = TypeEvidence()
  let bytes = cells.dictionary.bytes.span
  var firstRow: Int?
  for row in 0..<cells.count where !cells.codes.isMissing(row) {
    let code = Int(cells.codes.values[row])
    let had = evidence.order.firstDifferent
    evidence.note(bytes, cells.dictionary.offsets[code], cells.dictionary.offsets[code + 1])
    if had == nil, evidence.order.firstDifferent != nil { firstRow = row }
  }
  guard evidence.dates.count == evidence.values, evidence.order.order == .undecided,
    let firstRow, let value = cells[firstRow],
    let known = evidence.shapes.first(where: { $0.shape.order == .dayOrMonthFirst })
  else { return nil }
  return AmbiguousDate(
    column: column, count: evidence.order.count,
    first: ReadRemark.Example(value: value, line: firstRow + 2),
    dayFirst: known.shape.pattern(known.padding),
    monthFirst: known.shape.pattern(known.padding, monthFirst: true),
    endDayFirst: CivilTime.days(ofMicroseconds: evidence.order.endDayFirst),
    endMonthFirst: CivilTime.days(ofMicroseconds: evidence.order.endMonthFirst))
}
