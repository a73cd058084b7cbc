import Relations

/// How cells are stored, without the cells.
enum Representation: Equatable {
  case boolean, integer, number, text, date, timestamp, duration
  case decimal(scale: Int)

  init(_ column: Column) {
    self =
      switch column {
      case .boolean: .boolean
      case .integer: .integer
      case .decimal(_, let scale): .decimal(scale: scale)
      case .number: .number
      case .text: .text
      case .date: .date
      case .timestamp: .timestamp
      case .duration: .duration
      }
  }
}

extension Column {
  /// Columns in one representation that holds the cells of all of them.
  ///
  /// Whole numbers and decimals take the longest scale as long as every cell fits; otherwise, and
  /// beside binary numbers, all become numbers. Dates beside timestamps become midnights. Texts get
  /// one dictionary.
  static func unified(_ columns: [Column]) -> [Column] {
    guard let first = columns.first else { return [] }
    let kinds = columns.map(Representation.init)
    if case .text = first { return unifiedTexts(columns) }
    if kinds.allSatisfy({ $0 == kinds[0] }) { return columns }
    if columns.allSatisfy(\.type.isTemporal) { return columns.map(\.asTimestamps) }
    guard columns.allSatisfy(\.type.isNumeric) else {
      preconditionFailure("a checked plan brings together only types that go together")
    }
    if !kinds.contains(.number) {
      var scale = 0
      for case .decimal(let own) in kinds { scale = max(scale, own) }
      let scaled = columns.compactMap { $0.rescaled(to: scale) }
      if scaled.count == columns.count { return scaled }
    }
    return columns.map { .number(Cells(Numerals($0).doubles, validity: $0.validity)) }
  }

  private var asTimestamps: Column {
    guard case .date(let cells) = self else { return self }
    return .timestamp(
      Cells(
        cells.values.map { day in
          // Clamped beyond year 287 000, where timestamps end.
          let limit = Int64(CivilTime.greatestMagnitude) / CivilTime.microsecondsPerDay
          return min(max(Int64(day), -limit), limit) * CivilTime.microsecondsPerDay
        },
        validity: cells.validity))
  }

  /// The same cells with a longer scale, or `nil` if one of them does not fit.
  private func rescaled(to scale: Int) -> Column? {
    guard case .exact(let values, let own) = Numerals(self).values else { return nil }
    let unit = PowerOfTen.narrow(scale - own)
    var scaled = values
    for row in values.indices {
      let (product, overflow) = values[row].multipliedReportingOverflow(by: unit)
      if overflow, !isMissing(row) { return nil }
      scaled[row] = product
    }
    return .decimal(Cells(scaled, validity: validity), scale: scale)
  }

  private static func unifiedTexts(_ columns: [Column]) -> [Column] {
    let texts = columns.map { column in
      guard case .text(let cells) = column else {
        preconditionFailure("a checked plan brings together only types that go together")
      }
      return cells
    }
    guard let first = texts.first else { return [] }
    if texts.allSatisfy({ $0.dictionary == first.dictionary }) { return columns }
    var index = TextIndex(first.dictionary)
    let codes = texts.map { cells in
      let own = cells.dictionary
      let merged = (0..<own.count).map { index.intern(own.utf8($0)) }
      return Cells(
        cells.safeCodes.map { Int($0) < merged.count ? merged[Int($0)] : 0 },
        validity: cells.codes.validity)
    }
    return codes.map { .text(TextCells(codes: $0, dictionary: index.pool)) }
  }

  /// The cells of several columns, one column after another, in their common representation.
  static func concatenated(_ columns: [Column]) -> Column {
    let columns = unified(columns)
    guard let first = columns.first else { preconditionFailure("there is a column to begin with") }
    if columns.count == 1 { return first }
    func joined<Element>(_ cells: [Cells<Element>]) -> Cells<Element> {
      let values = cells.flatMap(\.values)
      if cells.allSatisfy({ $0.validity == nil }) { return Cells(values) }
      var present = Bitmap(repeating: true, count: values.count)
      var start = 0
      for part in cells {
        if let validity = part.validity {
          for row in 0..<part.count where !validity[row] { present[start + row] = false }
        }
        start += part.count
      }
      return Cells(values, validity: present)
    }
    switch first {
    case .boolean: return .boolean(joined(columns.map(\.booleanCells)))
    case .integer: return .integer(joined(columns.map(\.wideCells)))
    case .decimal(_, let scale): return .decimal(joined(columns.map(\.wideCells)), scale: scale)
    case .timestamp: return .timestamp(joined(columns.map(\.wideCells)))
    case .number: return .number(joined(columns.map(\.numberCells)))
    case .date: return .date(joined(columns.map(\.dateCells)))
    case .duration: return .duration(joined(columns.map(\.durationCells)))
    case .text(let text):
      let codes = joined(
        columns.map { column in
          guard case .text(let cells) = column else { preconditionFailure("unified columns") }
          return cells.codes
        })
      return .text(TextCells(codes: codes, dictionary: text.dictionary))
    }
  }

  var booleanCells: Cells<Bool> {
    guard case .boolean(let cells) = self else { preconditionFailure("a column of booleans") }
    return cells
  }

  var textCells: TextCells {
    guard case .text(let cells) = self else { preconditionFailure("a column of text") }
    return cells
  }

  private var numberCells: Cells<Double> {
    guard case .number(let cells) = self else { preconditionFailure("a column of numbers") }
    return cells
  }

  private var dateCells: Cells<Int32> {
    guard case .date(let cells) = self else { preconditionFailure("a column of dates") }
    return cells
  }

  var durationCells: Cells<Duration> {
    guard case .duration(let cells) = self else { preconditionFailure("a column of durations") }
    return cells
  }

  private var wideCells: Cells<Int64> {
    switch self {
    case .integer(let cells), .decimal(let cells, _), .timestamp(let cells): return cells
    case .boolean, .number, .text, .date, .duration:
      preconditionFailure("a column of 64-bit cells")
    }
  }
}
