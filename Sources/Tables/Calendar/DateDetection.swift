/// How the dates of a text column are written, as far as its cells prove it.
package enum DateDetection: Sendable {
  /// The ways in which they are written; cells of another look may be among them.
  case patterns([DatePattern])
  /// Day and month cannot be distinguished.
  case ambiguous(AmbiguousDate)
  /// Some cells can only have the day first, others only the month.
  case contradictory
  /// No cell looks like a date.
  case none

  /// Looks at every cell; all of them count.
  ///
  /// Lines in evidence are those of a file with a header and a line for every row. O(cells).
  package init(_ cells: TextCells, column: String) {
    var evidence = TypeEvidence()
    let bytes = cells.dictionary.bytes.span
    var firstRow: Int?
    for row in 0..<cells.count where !cells.codes.isMissing(row) {
      let code = Int(cells.codes.values[row])
      let known = evidence.order.firstDifferent
      evidence.note(bytes, cells.dictionary.offsets[code], cells.dictionary.offsets[code + 1])
      if known == nil, evidence.order.firstDifferent != nil { firstRow = row }
    }
    let order = evidence.order.order
    var patterns: [DatePattern] = []
    for known in evidence.shapes {
      guard known.shape.order == .dayOrMonthFirst else {
        patterns.append(known.shape.pattern(known.padding))
        continue
      }
      let dayFirst = known.shape.pattern(known.padding)
      let monthFirst = known.shape.pattern(known.padding, monthFirst: true)
      switch order {
      case .dayFirst: patterns.append(dayFirst)
      case .monthFirst: patterns.append(monthFirst)
      case .contradictory:
        self = .contradictory
        return
      case .undecided:
        let row = firstRow ?? 0
        self = .ambiguous(
          AmbiguousDate(
            column: column, count: evidence.order.count,
            first: ReadRemark.Example(value: cells[row] ?? "", line: row + 2), dayFirst: dayFirst,
            monthFirst: monthFirst,
            endDayFirst: CivilTime.days(ofMicroseconds: evidence.order.endDayFirst),
            endMonthFirst: CivilTime.days(ofMicroseconds: evidence.order.endMonthFirst)))
        return
      }
    }
    if patterns.isEmpty, evidence.values > 0, evidence.compactDates.count == evidence.values,
      let compact = try? DatePattern("yyyyMMdd")
    {
      patterns = [compact]
    }
    self = patterns.isEmpty ? .none : .patterns(patterns)
  }
}
