/// Whether a first row names the columns, or is a row of data itself.
///
/// A cell speaks for a header if it stands above numbers or dates and is none itself. It speaks against
/// one if it is a number, a date or a word for nothing.
struct HeaderTest {
  private let names: [String]
  /// Cells that speak for a header.
  private var inFavour = 0
  /// Cells that speak against it.
  private var against: [String] = []
  private var numbers = 0

  init(_ header: Header, _ outcome: Sniffer.Outcome, _ evidence: [TypeEvidence]) {
    names = header.names
    let reader = ColumnReader(outcome.sniff.format)
    let mark = outcome.sniff.format.decimalMark
    for (index, name) in names.enumerated() {
      let bytes = Array(name.utf8)
      var (start, end) = (0, bytes.count)
      trim(bytes.span, &start, &end)
      var padding = DatePadding()
      var isNumber = false
      switch readNumber(bytes.span, start, end, decimalMark: mark) {
      case .number, .tooLarge: isNumber = true
      // `00123` is an id as a value, and no name either.
      case .identifier: isNumber = true
      case .none: break
      }
      if isNumber { numbers += 1 }
      if isNumber || NullWord(bytes.span, start, end) != nil
        || DateShape(bytes.span, start, end, padding: &padding) != nil
        || HeaderTest.fits(bytes, reader, outcome.plans[index])
      {
        against.append(name)
      } else if outcome.plans[index] != .text || evidence[index].isMostlyTyped {
        inFavour += 1
      }
    }
  }

  /// Whether a cell fits the column below it, where that is not text.
  private static func fits(_ bytes: [UInt8], _ reader: ColumnReader, _ plan: ColumnPlan) -> Bool {
    guard plan != .text else { return false }
    var grid = CellGrid(base: 0, columns: 1)
    var row = [CellRange(start: 0, end: bytes.count)]
    grid.append(row: &row)
    return reader.read(bytes.span, grid, column: 0, plan: plan, stopsAtMisfit: true).1.isEmpty
  }

  /// - Throws: `.headerLooksLikeData` unless the row can be told to be a header.
  func require(in text: PreparedText, at offset: Int) throws(ReadError) {
    if against.isEmpty { return }
    let isClear = inFavour > against.count || inFavour > 0 && areSteps
    if isClear, numbers < names.count { return }
    throw ReadError(
      .headerLooksLikeData(values: Array(names.prefix(4))), path: text.path,
      spot: text.spot(offset))
  }

  /// Whether what speaks against a header is a year, or counts up as in `1, 2, 3` and `2023, 2024`.
  private var areSteps: Bool {
    let counts = against.compactMap { Int($0) }
    guard counts.count == against.count, against.allSatisfy({ $0.first != "0" || $0 == "0" }) else {
      return false
    }
    if counts.count == 1 { return (1900...2100).contains(counts[0]) }
    return zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 }
  }
}

extension TypeEvidence {
  /// Whether most values are numbers or dates, though the column stays text.
  fileprivate var isMostlyTyped: Bool {
    let typed = [pointNumbers.count, commaNumbers.count, dates.count, booleans.count].max() ?? 0
    return values > 0 && typed * 2 > values
  }
}
