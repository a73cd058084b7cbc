import Diagnostics
import Matrices
import Relations

/// Finds the dialect and the types of a text from its header and a sample.
struct Sniffer {
  /// What the reader needs beside the description.
  struct Outcome: Sendable {
    var sniff: FileSniff
    var plans: [ColumnPlan]
    /// Where the first row begins.
    var rows: Int
    /// For each column of text or of whole numbers: how often its values repeat.
    var distinct: [DistinctSample?] = []
  }

  /// Bytes from the start that are sampled.
  static let headBytes = 4 << 20
  /// Bytes from the middle and from the end that are sampled, of a text that is longer.
  static let furtherBytes = 256 << 10
  /// A column with one misfit in more values than this is taken to be damaged, not to be text.
  static let rareMisfit = 1000

  /// When the order of day and month must be settled.
  enum DateOrder {
    /// Now, or it is told that it cannot be.
    case now
    /// By the read of all rows, where the sample leaves it open.
    case whenRead
  }

  private let text: PreparedText
  private let options: ReadOptions
  private let control: RunControl
  private let dateOrder: DateOrder

  init(
    _ text: PreparedText, options: ReadOptions, control: RunControl,
    dateOrder: DateOrder = .whenRead
  ) {
    self.text = text
    self.dateOrder = dateOrder
    self.options = options
    self.control = control
  }

  func sniff() throws(ReadError) -> Outcome {
    let dialect = try Dialect.find(in: text, options: options)
    let header = try Header.read(text, dialect, options: options)
    for declared in options.declared where !header.names.contains(declared.name) {
      throw ReadError(
        .undeclaredColumn(name: declared.name, columns: header.names), path: text.path,
        spot: text.spot(dialect.body))
    }
    var format = FileFormat(
      encoding: text.fileEncoding, delimiter: dialect.delimiter, quoting: dialect.quoting,
      header: header.presence,
      decimalMark: options.decimalMark ?? UInt8(ascii: "."),
      trailingDelimiter: header.hasTrailingDelimiter, missing: options.missing,
      preamble: dialect.body, isGzip: text.isGzip)
    var remarks = dialectRemarks(dialect, header)
    let grids = sampleRanges(from: header.rows).map { range in
      sampleGrid(range, header.names.count, format)
    }
    if let offset = quotedRow(header, grids) {
      remarks.append(.quotedRows(text.example(at: offset, format, limits: options.limits)))
    }
    if options.types == .text {
      if header.presence == .present && options.header == .detected {
        var typed = options
        typed.types = .sniffed
        typed.declared = []
        _ = try Sniffer(text, options: typed, control: control, dateOrder: dateOrder).sniff()
      }
      let fields = header.names.map { SniffedField(name: $0, type: .text, isNullable: true) }
      let sniff = FileSniff(format: format, fields: fields, remarks: remarks)
      return sampled(
        Outcome(sniff: sniff, plans: header.names.map { _ in .text }, rows: header.rows), grids)
    }
    let evidence = gather(header, format, grids)
    let marks = DecimalMarks(evidence, format.delimiter, declared: options.decimalMark)
    format.decimalMark = marks.mark
    var outcome = Outcome(
      sniff: FileSniff(format: format, fields: [], remarks: remarks), plans: [],
      rows: header.rows)
    if marks.mark == UInt8(ascii: ","), options.decimalMark == nil {
      outcome.sniff.remarks.append(.decimalComma)
    }
    for (index, name) in header.names.enumerated() {
      let choice = TypeChoice(
        name: name, evidence: evidence[index], marks: marks, dateOrder: dateOrder,
        declared: options.declared.first { $0.name == name }, patterns: options.datePatterns,
        text: text, format: format, limits: options.limits)
      outcome.sniff.fields.append(choice.field)
      outcome.plans.append(choice.plan)
      outcome.sniff.remarks += choice.remarks
    }
    try refuseMixedDates(outcome, evidence)
    try refuseAmbiguousNumbers(outcome)
    if header.presence == .present && options.header == .detected {
      try HeaderTest(header, outcome, evidence).require(in: text, at: dialect.body)
    }
    return sampled(outcome, grids)
  }

  /// The same with how often the values of texts and whole numbers repeat.
  private func sampled(_ outcome: Outcome, _ grids: [CellGrid]) -> Outcome {
    var outcome = outcome
    let fields = outcome.sniff.fields
    outcome.distinct = parallelMap(fields.count, threads: control.threads) { column in
      guard fields[column].type == .text || fields[column].type == .integer else { return nil }
      return DistinctSample(text.bytes.span, grids, column: column)
    }
    return outcome
  }

  /// The first cell of a file in which each row is one quoted cell with delimiters in it.
  private func quotedRow(_ header: Header, _ grids: [CellGrid]) -> Int? {
    guard header.names.count == 1, let grid = grids.first, grid.rows > 0,
      let delimiter = header.names[0].utf8.first(where: { ",;\t|".utf8.contains($0) })
    else { return nil }
    let isQuoted = (0..<grid.rows).allSatisfy { row in
      let cell = grid[row, 0]
      return cell.isQuoted
        && text.bytes[grid.base + cell.start..<grid.base + cell.end].contains(delimiter)
    }
    return isQuoted ? grid.offset(0, 0) : nil
  }

  private func dialectRemarks(_ dialect: Dialect, _ header: Header) -> [ReadRemark] {
    var remarks: [ReadRemark] = []
    if text.isGzip && !text.path.hasSuffix(".gz") { remarks.append(.gzipByContent) }
    if text.fileEncoding != .utf8, options.encoding == nil {
      remarks.append(
        .encoding(text.fileEncoding, line: text.firstForeign.map { text.line(at: $0) }))
    }
    if dialect.hasSeparatorLine { remarks.append(.separatorLine) }
    if dialect.delimiter != .comma, options.delimiter == nil {
      remarks.append(.delimiter(dialect.delimiter))
    }
    if dialect.quoting.quote != Quoting().quote, options.quote == nil {
      remarks.append(.apostrophes)
    }
    if header.presence == .none && options.header == .detected { remarks.append(.noHeader) }
    if header.hasTrailingDelimiter { remarks.append(.trailingDelimiter) }
    for (a, b) in header.similarNames { remarks.append(.similarNames(a, b)) }
    return remarks
  }

  /// The evidence of each column over the sample.
  private func gather(
    _ header: Header, _ format: FileFormat, _ grids: [CellGrid]
  ) -> [TypeEvidence] {
    let reader = ColumnReader(format)
    return parallelMap(header.names.count, threads: control.threads) { column in
      var whole = TypeEvidence(patterns: options.datePatterns)
      for grid in grids {
        var evidence = TypeEvidence(patterns: options.datePatterns)
        let bytes = text.bytes.span
        for row in 0..<grid.rows {
          let cell = grid[row, column]
          let (start, end) = (grid.base + cell.start, grid.base + cell.end)
          if reader.isMissing(bytes, start, end) {
            evidence.missing += 1
          } else {
            evidence.note(bytes, start, end)
          }
        }
        whole.add(evidence)
      }
      return whole
    }
  }

  /// Parts of the text that begin with a row, as far as quotes tell.
  private func sampleRanges(from rows: Int) -> [Range<Int>] {
    if !text.isWhole {
      return text.parts.compactMap { part in
        rows < part.upperBound ? max(rows, part.lowerBound)..<part.upperBound : nil
      }
    }
    let count = text.bytes.count
    let head = rows..<min(count, rows + Sniffer.headBytes)
    guard head.upperBound < count else { return [head] }
    var ranges = [head]
    for start in [count / 2, count - Sniffer.furtherBytes] where start > head.upperBound {
      guard let chunk = text.chunks.firstIndex(where: { $0.contains(start) }) else { continue }
      let row = text.firstRow(ofChunk: chunk, body: rows)
      if row >= head.upperBound { ranges.append(row..<min(count, row + Sniffer.furtherBytes)) }
    }
    return ranges
  }

  /// The rows of a part that have the right number of cells; the read finds fault with the others.
  private func sampleGrid(_ range: Range<Int>, _ columns: Int, _ format: FileFormat) -> CellGrid {
    let scanner = RowScanner(format.delimiter, format.quoting, limits: options.limits)
    let bytes = text.bytes.span
    var grid = CellGrid(base: range.lowerBound, columns: columns)
    var position = range.lowerBound
    var cells: [CellRange] = []
    while position < range.upperBound {
      cells.removeAll(keepingCapacity: true)
      let row = scanner.scan(bytes, from: position, base: range.lowerBound, into: &cells)
      position = row.next
      if row.problem != nil { continue }
      if format.trailingDelimiter, cells.count == columns + 1 { cells.removeLast() }
      if cells.count == columns, columns > 1 || cells[0].length > 0 || cells[0].isQuoted {
        grid.append(row: &cells)
      }
    }
    return grid
  }

  /// A column that is declared to hold numbers must show what its marks mean.
  private func refuseAmbiguousNumbers(_ outcome: Outcome) throws(ReadError) {
    for case .ambiguousNumber(let column, let example) in outcome.sniff.remarks
    where options.declared.contains(where: { $0.name == column && $0.type == .number }) {
      throw ReadError(.ambiguousNumber(column: column, example), path: text.path)
    }
  }

  /// A column that is declared to hold dates must have them in one order.
  private func refuseMixedDates(
    _ outcome: Outcome, _ evidence: [TypeEvidence]
  ) throws(ReadError) {
    for case .contradictoryDates(let column, let dayFirst, let monthFirst)
      in outcome.sniff.remarks
    {
      guard let index = outcome.sniff.fields.firstIndex(where: { $0.name == column }),
        options.declared.contains(where: { $0.name == column && $0.type != .text })
      else { continue }
      let order = evidence[index].order
      let spot = max(order.againstMonthFirst ?? 0, order.againstDayFirst ?? 0)
      throw ReadError(
        .mixedOrder(column: column, dayFirst: dayFirst, monthFirst: monthFirst),
        path: text.path, spot: text.line(at: spot) > 0 ? text.spot(spot) : nil)
    }
  }
}
