import Matrices
import Relations
import Synchronization

/// A file as a table, with everything that was found out, set aside or worth reporting.
package struct ReadResult: Sendable {
  package let table: Table
  /// Rows that were set aside, in the order of the file; empty unless the options allow some.
  package let rejects: [Reject]
  /// The dialect and the columns as finally settled.
  package let sniff: FileSniff
  package var rows: Int { table.rowCount }
  package var remarks: [ReadRemark] { sniff.remarks }
}

/// Reads delimited text exactly, or says so.
///
/// The result is the same for any number of threads and any size of chunks. Memory: the file, its
/// text if it is packed, and the columns. Files that were sampled first are read in pieces, so that
/// of the text of a large one only a piece is held.
package enum DelimitedReader {
  /// Reads the bytes of a file, packed or not; `path` is for messages.
  ///
  /// - Throws: `ReadError` for whatever cannot be read exactly and may not be set aside; also when
  ///   the run is cancelled.
  package static func read(
    _ bytes: consuming [UInt8], path: String, options: ReadOptions, control: RunControl
  ) throws(ReadError) -> ReadResult {
    let text = try PreparedText.prepare(bytes, path: path, options: options, control: control)
    let outcome = try Sniffer(text, options: options, control: control).sniff()
    return try Pass(text: .whole(text), options: options, control: control).read(outcome)
  }

  /// Reads a text by what was found out about it.
  static func read(
    _ text: PreparedText, as found: Sniffer.Outcome, options: ReadOptions, control: RunControl
  ) throws(ReadError) -> ReadResult {
    try Pass(text: .whole(text), options: options, control: control).read(found)
  }

  /// Finds out how the bytes of a file are written, without reading its rows.
  package static func sniff(
    _ bytes: consuming [UInt8], path: String, options: ReadOptions, control: RunControl
  ) throws(ReadError) -> FileSniff {
    let text = try PreparedText.prepare(bytes, path: path, options: options, control: control)
    return try Sniffer(text, options: options, control: control).sniff().sniff
  }
}

/// One pass over the rows of a text.
struct Pass {
  let text: PassText
  let options: ReadOptions
  let control: RunControl

  func read(_ found: Sniffer.Outcome) throws(ReadError) -> ReadResult {
    var parts: [ChunkResult] = []
    var rejects = RejectedRows(options.rejects)
    let starts = try text.forEachPiece(from: found.rows) { (piece) throws(ReadError) -> Int in
      let (read, end) = try readChunks(piece, found)
      try note(read.lazy.flatMap(\.faults), of: piece.text, in: &rejects, found)
      parts += read.map { $0.placed(at: piece.text.base) }
      return end
    }
    let rows = parts.reduce(0) { $0 + $1.rows }
    guard rows <= Int(Int32.max) else { throw ReadError(.tooManyRows, path: text.path) }
    let keeps = keeps(found)
    let columns = merged(&parts, keeps, found)
    let settled = try settle(found, columns, starts)
    if let retry = settled.retry {
      // A column that stays text needs its cells, which the first pass did not keep.
      return try read(retry)
    }
    var sniff = settled.sniff
    let blankLines = parts.reduce(0) { $0 + $1.blankLines }
    if blankLines > 0 { sniff.remarks.append(.blankLines(blankLines)) }
    let kept = keeps.indices.filter { keeps[$0] }
    let table = Table(
      fields: kept.map { Field(sniff.fields[$0].name, sniff.fields[$0].type) },
      columns: kept.map { columns[$0].column }, storedRows: rows)
    if let rows = repeatedHeader(table, sniff) { sniff.remarks.append(.repeatedHeader(rows: rows)) }
    control.progress?(1)
    return ReadResult(table: table, rejects: rejects.rows, sniff: sniff)
  }

  /// The number of rows that repeat the header, if there are any.
  ///
  /// Above numbers or dates such a row would not fit.
  private func repeatedHeader(_ table: Table, _ sniff: FileSniff) -> Int? {
    guard sniff.format.header == .present, table.columns.count > 1,
      sniff.fields.allSatisfy({ $0.type == .text })
    else { return nil }
    var columns: [TextCells] = []
    var codes: [Int32] = []
    for (field, column) in zip(table.fields, table.columns) {
      guard case .text(let cells) = column,
        let code = (0..<cells.dictionary.count).first(where: { cells.dictionary[$0] == field.name })
      else { return nil }
      columns.append(cells)
      codes.append(Int32(code))
    }
    let rows = (0..<table.rowCount).count { row in
      zip(columns, codes).allSatisfy { $0.codes[row] == $1 }
    }
    return rows > 0 ? rows : nil
  }

  /// The columns put together, a few at a time: their parts are released before the next.
  private func merged(
    _ parts: inout [ChunkResult], _ keeps: [Bool], _ found: Sniffer.Outcome
  ) -> [MergedColumn] {
    var columns: [MergedColumn] = []
    while columns.count < found.plans.count {
      let first = columns.count
      let count = min(control.threads, found.plans.count - first)
      columns += mergedColumns(first..<first + count, of: parts, keeps, found)
      for part in parts.indices {
        for column in first..<first + count { parts[part].columns[column] = .none }
      }
      FreedMemory.giveBack()
    }
    return columns
  }

  private func mergedColumns(
    _ range: Range<Int>, of parts: [ChunkResult], _ keeps: [Bool], _ found: Sniffer.Outcome
  ) -> [MergedColumn] {
    let encoding = text.encoding
    return parallelMap(range.count, threads: control.threads) { place in
      let index = range.lowerBound + place
      return mergeColumn(
        parts, index: index, plan: found.plans[index], isKept: keeps[index],
        field: found.sniff.fields[index], encoding: encoding)
    }
  }

  /// For each column: whether its cells are kept.
  ///
  /// Keys are, whatever is wanted: how they look beside each other is worth reporting.
  private func keeps(_ found: Sniffer.Outcome) -> [Bool] {
    zip(found.sniff.fields, found.plans).map { field, plan in
      guard let kept = options.kept else { return true }
      return kept.contains(field.name) || plan == .text && isIdentifierName(field.name)
    }
  }

  /// The rows of a piece, and where the first one after them begins.
  private func readChunks(
    _ piece: TextPiece, _ found: Sniffer.Outcome
  ) throws(ReadError) -> (chunks: [ChunkResult], end: Int) {
    let text = piece.text
    let reader = ChunkReader(
      text: text, format: found.sniff.format, plans: found.plans, keeps: keeps(found),
      limits: options.limits, stopsAtFault: options.rejects == .refuse)
    let done = Mutex(0)
    let count = text.chunks.count
    let guesses = parallelMap(count, threads: control.threads) { index -> ChunkResult? in
      if control.cancellation.isCancelled { return nil }
      let start = text.firstRow(ofChunk: index, body: piece.rows)
      let result = reader.read(from: start, to: text.chunks[index].upperBound)
      done.withLock {
        $0 += 1
        control.progress?(piece.progress + piece.share * Double($0) / Double(count))
      }
      return result
    }
    // A quote out of its place can mislead the guess where a chunk's first row begins; then the
    // chunk is read again from where the one before it ended.
    var chunks: [ChunkResult] = []
    var position = piece.rows
    for (index, guess) in guesses.enumerated() {
      guard let guess else { throw ReadError(.cancelled, path: text.path) }
      let limit = text.chunks[index].upperBound
      if position >= limit { continue }
      let chunk = guess.start == position ? guess : reader.read(from: position, to: limit)
      chunks.append(chunk)
      position = chunk.end
      if chunk.isOpen || reader.stopsAtFault && !chunk.faults.isEmpty { break }
    }
    return (chunks, position)
  }

  /// Notes the rows of a piece that could not be read.
  ///
  /// - Throws: The first fault, if none or no more may be set aside.
  private func note(
    _ faults: some Sequence<Fault>, of text: PreparedText, in rejects: inout RejectedRows,
    _ found: Sniffer.Outcome
  ) throws(ReadError) {
    var known = (offset: 0, line: text.firstLine)
    for fault in faults {
      let error = error(for: fault, in: text, found, after: known)
      known = (fault.row, lineNumber(text.bytes.span, at: fault.row, after: known))
      let end = min(lineEnd(text.bytes.span, fault.offset), fault.row + 4096)
      var row = text.string(fault.row..<max(fault.row, end))
      while row.last?.isNewline == true { row.removeLast() }
      try rejects.add(Reject(line: known.line, error: error, text: row))
    }
  }

  private func error(
    for fault: Fault, in text: PreparedText, _ found: Sniffer.Outcome,
    after known: (offset: Int, line: Int)
  ) -> ReadError {
    let spot = text.spot(fault.offset, length: fault.length, after: known)
    let problem: ReadProblem
    switch fault.kind {
    case .row(let kind): problem = ReadProblem(kind, options.limits)
    case .cellCount(let expected, let count):
      problem = .wrongCellCount(expected: expected, found: count)
    case .misfit(let column, let reason):
      let field = found.sniff.fields[column]
      let example = example(fault.offset, in: text, found)
      problem = .misfit(
        CellMisfit(
          column: field.name, columnNumber: column + 1, value: example.value, type: field.type,
          patterns: field.datePatterns, reason: reason,
          isSniffed: !options.declared.contains { $0.name == field.name }))
    }
    return ReadError(problem, path: text.path, spot: spot)
  }

  private func example(
    _ offset: Int, in text: PreparedText, _ found: Sniffer.Outcome
  ) -> ReadRemark.Example {
    text.example(at: offset, found.sniff.format, limits: options.limits)
  }

  /// The example at an offset in the whole text, which may have to be read again for it.
  private func example(
    _ offset: Int, _ starts: [PieceStart], _ found: Sniffer.Outcome
  ) throws(ReadError) -> ReadRemark.Example {
    let piece = try text.piece(holding: offset, of: starts)
    return example(offset - piece.base, in: piece, found)
  }

  /// The description with what only the whole text could tell, or a plan for another pass.
  private func settle(
    _ found: Sniffer.Outcome, _ columns: [MergedColumn], _ starts: [PieceStart]
  ) throws(ReadError) -> (sniff: FileSniff, retry: Sniffer.Outcome?) {
    var sniff = found.sniff
    var retry: Sniffer.Outcome?
    for (index, column) in columns.enumerated() {
      sniff.fields[index].isNullable = column.isNullable
      let name = sniff.fields[index].name
      if column.type != sniff.fields[index].type {
        // Whole numbers in the sample, decimals later.
        sniff.fields[index].type = column.type
        if let offset = column.firstDecimal {
          let value = try example(offset, starts, found).value
          if isIdentifierName(name), value.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") })
          {
            var next = retry ?? found
            next.plans[index] = .text
            next.sniff.fields[index].type = .text
            retry = next
            continue
          }
          sniff.remarks.append(.widened(column: name, try example(offset, starts, found)))
        }
      }
      guard case .dates(let plan) = found.plans[index], let dates = column.dates else { continue }
      if let remark = try settle(plan, dates, &sniff.fields[index], found, starts) {
        if case .ambiguousDate = remark {
          var next = retry ?? found
          next.plans[index] = .text
          next.sniff.fields[index].type = .text
          next.sniff.fields[index].datePatterns = []
          next.sniff.remarks.append(remark)
          retry = next
        }
        sniff.remarks.append(remark)
      }
      let used = zip(sniff.fields[index].datePatterns, dates.counts).filter { $0.1 > 0 }
      if used.count > 1 {
        sniff.remarks.append(
          .severalPatterns(
            column: name,
            used.map { ReadRemark.PatternCount(pattern: $0.0, count: $0.1) }))
      }
      if used.contains(where: { $0.0.hasZone }) { sniff.remarks.append(.zoneToUTC(column: name)) }
    }
    return (sniff, retry)
  }

  /// Settles the order of day and month of one column, by the evidence of all its values.
  private func settle(
    _ plan: DatePlan, _ dates: MergedDates, _ field: inout SniffedField,
    _ found: Sniffer.Outcome, _ starts: [PieceStart]
  ) throws(ReadError) -> ReadRemark? {
    guard let first = plan.open.first else { return nil }
    func example(_ offset: Int) throws(ReadError) -> ReadRemark.Example {
      try self.example(offset, starts, found)
    }
    switch dates.order {
    case .dayFirst:
      guard let proof = dates.evidence.againstMonthFirst else { return nil }
      return .dateOrder(column: field.name, first.dayFirst, proof: try example(proof))
    case .monthFirst:
      field.datePatterns = plan.patterns + plan.open.map(\.monthFirst)
      guard let proof = dates.evidence.againstDayFirst else { return nil }
      return .dateOrder(column: field.name, first.monthFirst, proof: try example(proof))
    case .contradictory:
      let day = dates.evidence.againstMonthFirst ?? 0
      let month = dates.evidence.againstDayFirst ?? 0
      let later = try text.piece(holding: max(day, month), of: starts)
      throw ReadError(
        .mixedOrder(
          column: field.name, dayFirst: try example(day), monthFirst: try example(month)),
        path: text.path, spot: later.spot(max(day, month) - later.base))
    case .undecided:
      return .ambiguousDate(
        AmbiguousDate(
          column: field.name, count: dates.evidence.count,
          first: try example(dates.evidence.firstDifferent ?? 0), dayFirst: first.dayFirst,
          monthFirst: first.monthFirst,
          endDayFirst: CivilTime.days(ofMicroseconds: dates.evidence.endDayFirst),
          endMonthFirst: CivilTime.days(ofMicroseconds: dates.evidence.endMonthFirst)))
    }
  }
}

/// The rows of a file that could not be read.
private struct RejectedRows {
  /// In the order of the file.
  private(set) var rows: [Reject] = []
  private let allowed: ReadOptions.Rejects

  init(_ allowed: ReadOptions.Rejects) { self.allowed = allowed }

  /// Adds the next one.
  ///
  /// - Throws: Its error if none may be set aside; with one too many, what was wrong with the first.
  mutating func add(_ reject: Reject) throws(ReadError) {
    switch allowed {
    case .refuse: throw reject.error
    case .keepGoing(let limit):
      rows.append(reject)
      guard let limit, rows.count > limit, let first = rows.first?.error else { return }
      throw ReadError(
        .tooManyRejects(limit: limit, first: first.problem), path: first.path, spot: first.spot)
    }
  }
}
