/// Finds what separates the cells of a text, and where its header begins.
struct Dialect {
  let delimiter: Delimiter
  let quoting: Quoting
  /// Where the header, or the first row, begins.
  let body: Int
  /// A first line `sep=;` was found.
  let hasSeparatorLine: Bool
  /// All cells of the first lines are numbers, so that there is no header.
  let isNumberGrid: Bool

  /// Lines that are looked at.
  static let sampledLines = 200
  static let sampledBytes = 1 << 20

  static func find(
    in text: PreparedText, options: ReadOptions
  ) throws(ReadError) -> Dialect {
    let bytes = text.bytes.span
    var body = text.markLength
    var named: Delimiter?
    let firstLine = text.string(body..<min(body + 16, lineEnd(bytes, body)))
    let lowered = firstLine.lowercased()
    if lowered.hasPrefix("sep="), let mark = Dialect.separator(named: firstLine.dropFirst(4)) {
      named = mark
      body = lineEnd(bytes, body)
    }
    for _ in 0..<options.skip { body = lineEnd(bytes, body) }
    // Blank lines above the header say nothing.
    while body < bytes.count, bytes[body] == 0x0A || bytes[body] == 0x0D {
      body = lineEnd(bytes, body)
    }
    guard body < bytes.count else { throw ReadError(.empty, path: text.path) }
    var quoting = Quoting(
      quote: options.quote ?? Quoting().quote, escape: options.escape)
    if options.quote == nil, named ?? options.delimiter != .blanks,
      isQuotedByApostrophes(text, body, options.delimiter ?? named, options)
    {
      quoting.quote = UInt8(ascii: "'")
    }
    let delimiter: Delimiter
    if let known = options.delimiter ?? named {
      delimiter = known
    } else {
      delimiter = try find(in: text, body, quoting, options)
    }
    let isGrid = isNumberGrid(text, body, delimiter, quoting, options)
    return Dialect(
      delimiter: delimiter, quoting: quoting, body: body, hasSeparatorLine: named != nil,
      isNumberGrid: isGrid)
  }

  private static func find(
    in text: PreparedText, _ body: Int, _ quoting: Quoting, _ options: ReadOptions
  ) throws(ReadError) -> Delimiter {
    var best: (delimiter: Delimiter, score: (share: Double, columns: Int))?
    func take(_ candidates: [Delimiter]) {
      for delimiter in candidates {
        let score = Dialect.score(text, body, delimiter, quoting, options)
        guard score.columns > 1 else { continue }
        if best.map({ score > $0.score }) ?? true { best = (delimiter, score) }
      }
    }
    take(usual)
    // A space after each delimiter hides the quotes of the cells.
    if let found = best, found.score.share < 1 { take(spaced) }
    if let best { return best.delimiter }
    if isNumberGrid(text, body, .blanks, quoting, options) { return .blanks }
    // Columns of a fixed width look like one column with runs of spaces.
    if Dialect.score(text, body, .blanks, quoting, options) > (0.9, 1), hasRunsOfBlanks(text, body)
    {
      throw ReadError(.unknownDelimiter, path: text.path, spot: text.spot(body))
    }
    return .comma
  }

  private static let usual: [Delimiter] = [.comma, .semicolon, .tab, .bar]
  private static let spaced: [Delimiter] = [.text([0x2C, 0x20]), .text([0x3B, 0x20])]

  /// Whether no cell stands in double quotes, and every text of some column stands in single ones.
  private static func isQuotedByApostrophes(
    _ text: PreparedText, _ body: Int, _ known: Delimiter?, _ options: ReadOptions
  ) -> Bool {
    let head = text.bytes[body..<min(text.bytes.count, body + sampledBytes)]
    guard head.contains(UInt8(ascii: "'")), !head.contains(UInt8(ascii: "\"")) else { return false }
    let quoting = Quoting(quote: UInt8(ascii: "'"), escape: options.escape)
    for delimiter in known.map({ [$0] }) ?? usual {
      // For each column: whether it has values, all of them in quotes.
      var quoted: [Bool?] = []
      var rows = 0
      var isSound = true
      eachRow(text, body, delimiter, quoting, options) { cells, problem in
        rows += 1
        if rows == 1 { quoted = [Bool?](repeating: nil, count: cells.count) }
        isSound = !problem && cells.count == quoted.count
        guard isSound else { return false }
        // The header may or may not be quoted.
        for (column, cell) in cells.enumerated() where rows > 1 && cell.length > 0 {
          quoted[column] = (quoted[column] ?? true) && cell.isQuoted
        }
        return true
      }
      if isSound, rows > 1, quoted.count > 1, quoted.contains(true) { return true }
    }
    return false
  }

  private static func separator(named rest: Substring) -> Delimiter? {
    let mark = rest.prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" }
    return Delimiter(name: String(mark))
  }

  /// The share of rows with as many cells as the first, and that number.
  private static func score(
    _ text: PreparedText, _ body: Int, _ delimiter: Delimiter, _ quoting: Quoting,
    _ options: ReadOptions
  ) -> (share: Double, columns: Int) {
    var (first, rows, alike) = (0, 0, 0)
    eachRow(text, body, delimiter, quoting, options) { cells, problem in
      let count = problem ? -1 : cells.count
      if rows == 0 { first = count }
      rows += 1
      if count == first { alike += 1 }
      return true
    }
    return rows == 0 ? (0, 0) : (Double(alike) / Double(rows), first)
  }

  /// Whether all cells are numbers, and some of the first row is one that nobody takes for a name.
  ///
  /// `2019` may be a name, `-4.5` is none. Runs of spaces need no such sign.
  private static func isNumberGrid(
    _ text: PreparedText, _ body: Int, _ delimiter: Delimiter, _ quoting: Quoting,
    _ options: ReadOptions
  ) -> Bool {
    var columns = 0
    var isGrid = true
    var hasSign = delimiter == .blanks
    eachRow(text, body, delimiter, quoting, options) { cells, problem in
      let isFirst = columns == 0
      if isFirst { columns = cells.count }
      isGrid = !problem && cells.count == columns && columns > 1
      for cell in cells where isGrid {
        let (start, end) = (body + cell.start, body + cell.end)
        let reading = readNumber(
          text.bytes.span, start, end,
          decimalMark: options.decimalMark ?? UInt8(ascii: "."))
        if case .none = reading { isGrid = !isFirst && start == end }
        if isFirst, !isDigits(text.bytes.span, start, end) || text.bytes[start] == 0x2D {
          hasSign = true
        }
      }
      return isGrid
    }
    return isGrid && hasSign && columns > 1
  }

  private static func hasRunsOfBlanks(_ text: PreparedText, _ body: Int) -> Bool {
    let line = text.bytes[body..<lineEnd(text.bytes.span, body)]
    return zip(line, line.dropFirst()).contains { $0 == 0x20 && $1 == 0x20 }
  }

  /// Calls `visit` with the cells of the first rows, counted from `body`, until it says no.
  private static func eachRow(
    _ text: PreparedText, _ body: Int, _ delimiter: Delimiter, _ quoting: Quoting,
    _ options: ReadOptions,
    _ visit: ([CellRange], _ problem: Bool) -> Bool
  ) {
    let scanner = RowScanner(delimiter, quoting, limits: options.limits)
    let bytes = text.bytes.span
    var position = body
    var cells: [CellRange] = []
    var lines = 0
    while position < bytes.count, lines < sampledLines, position - body < sampledBytes {
      cells.removeAll(keepingCapacity: true)
      let row = scanner.scan(bytes, from: position, base: body, into: &cells)
      position = row.next
      if row.problem == nil, cells.count <= 1, cells.first?.length ?? 0 == 0 { continue }
      lines += 1
      if !visit(cells, row.problem != nil) { return }
    }
  }
}
