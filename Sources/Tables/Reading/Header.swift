/// The names of the columns, and where the rows begin.
struct Header {
  let names: [String]
  /// Where the first row begins.
  let rows: Int
  let presence: HeaderPresence
  let hasTrailingDelimiter: Bool

  /// Reads the first row, or makes names up where there is no header.
  ///
  /// Whether a first row without a declaration looks like data is asked later, when the types of
  /// the columns are known.
  static func read(
    _ text: PreparedText, _ dialect: Dialect, options: ReadOptions
  ) throws(ReadError) -> Header {
    let bytes = text.bytes.span
    let scanner = RowScanner(dialect.delimiter, dialect.quoting, limits: options.limits)
    var cells: [CellRange] = []
    let first = scanner.scan(bytes, from: dialect.body, base: dialect.body, into: &cells)
    if let problem = first.problem {
      throw ReadError(
        ReadProblem(problem.kind, options.limits), path: text.path,
        spot: text.spot(problem.offset))
    }
    var columns = cells.count
    var trailing = false
    if columns > 1, cells.last?.length == 0, cells.last?.isQuoted == false,
      secondRow(text, scanner, first.next).map({ $0.count == columns && $0.last?.length == 0 })
        ?? true
    {
      trailing = true
      columns -= 1
    }
    if options.header == .none || (options.header == .detected && dialect.isNumberGrid) {
      return Header(
        names: (1...columns).map { "column_\($0)" }, rows: dialect.body, presence: .none,
        hasTrailingDelimiter: trailing)
    }
    if let second = secondRow(text, scanner, first.next), second.count == columns + 1,
      second.last?.length == 0
    {
      // Either a name is missing, or the last delimiter is one too many: the columns may be shifted.
      guard trailing || options.ignoresTrailingDelimiter else {
        throw ReadError(
          .headerTooShort(names: columns, cells: second.count), path: text.path,
          spot: text.spot(first.next))
      }
      trailing = true
    }
    let names = cells[..<columns].map { text.value($0, base: dialect.body, dialect.quoting) }
    // Looked up only, so its order does not matter.
    var seen: [[UInt8]: Int] = [:]
    for (index, name) in names.enumerated() {
      let spot = text.spot(dialect.body + cells[index].start, length: cells[index].length)
      if name.allSatisfy(\.isWhitespace) {
        throw ReadError(.emptyName(column: index + 1), path: text.path, spot: spot)
      }
      if let twin = seen[Array(name.utf8)] {
        throw ReadError(
          .duplicateName(name: name, first: twin + 1, second: index + 1), path: text.path,
          spot: spot)
      }
      seen[Array(name.utf8)] = index
    }
    return Header(
      names: names, rows: first.next, presence: .present, hasTrailingDelimiter: trailing)
  }

  private static func secondRow(
    _ text: PreparedText, _ scanner: RowScanner, _ start: Int
  ) -> [CellRange]? {
    var position = start
    var cells: [CellRange] = []
    while position < text.bytes.count {
      cells.removeAll()
      let row = scanner.scan(text.bytes.span, from: position, base: position, into: &cells)
      if row.problem != nil { return nil }
      if cells.count > 1 || cells.first?.length ?? 0 > 0 { return cells }
      position = row.next
    }
    return nil
  }

  /// Pairs of names that an analyst would take for one.
  var similarNames: [(String, String)] {
    var pairs: [(String, String)] = []
    var seen: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      let folded = name.lowercased().filter { !$0.isWhitespace }
      if let twin = seen[folded] { pairs.append((names[twin], name)) }
      seen[folded] = index
    }
    return pairs
  }
}

extension ReadProblem {
  init(_ kind: RowProblem, _ limits: ReadLimits) {
    switch kind {
    case .unclosedQuote: self = .unclosedQuote
    case .textAfterQuote(let lines): self = .textAfterQuote(linesAbove: lines)
    case .quoteInCell: self = .quoteInCell
    case .nulByte: self = .nulByte
    case .lineTooLong: self = .lineTooLong(limit: limits.maxLine)
    case .tooManyColumns: self = .tooManyColumns(limit: limits.maxColumns)
    }
  }
}
