import Matrices
import Relations
import Synchronization

/// A file as a table, with everything that was found out, set aside or worth telling.
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
package enum DelimitedReader {
  /// Reads a file.
  ///
  /// The result is the same for any number of threads and any size of chunks. Memory: the file, its
  /// text if it is packed, and the columns.
  ///
  /// - Throws: `ReadError` for whatever cannot be read exactly and may not be set aside; also when
  ///   the run is cancelled.
  package static func read(
    _ path: String, options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> ReadResult {
    let bytes = try files.read(path)
    return try read(
      bytes, path: files.actual(path), options: files.options(options, for: path),
      control: control)
  }

  /// Reads the bytes of a file, packed or not; `path` is for messages.
  package static func read(
    _ bytes: consuming [UInt8], path: String, options: ReadOptions, control: RunControl
  ) throws(ReadError) -> ReadResult {
    let text = try PreparedText.prepare(bytes, path: path, options: options, control: control)
    let outcome = try Sniffer(text, options: options, control: control).sniff()
    return try Pass(text: text, options: options, control: control).read(outcome)
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
  let text: PreparedText
  let options: ReadOptions
  let control: RunControl

  func read(_ found: Sniffer.Outcome) throws(ReadError) -> ReadResult {
    let chunks = try readChunks(found)
    let rejects = try rejects(of: chunks, found)
    let rows = chunks.reduce(0) { $0 + $1.rows }
    guard rows <= Int(Int32.max) else { throw ReadError(.tooManyRows, path: text.path) }
    let keeps = keeps(found)
    let columns = parallelMap(found.plans.count, threads: control.threads) { index in
      mergeColumn(
        chunks, index: index, plan: found.plans[index], isKept: keeps[index],
        field: found.sniff.fields[index], encoding: text.encoding)
    }
    let settled = try settle(found, columns)
    if let retry = settled.retry {
      // A column that stays text needs its cells, which the first pass did not keep.
      return try read(retry)
    }
    var sniff = settled.sniff
    let blankLines = chunks.reduce(0) { $0 + $1.blankLines }
    if blankLines > 0 { sniff.remarks.append(.blankLines(blankLines)) }
    let kept = keeps.indices.filter { keeps[$0] }
    let table = Table(
      fields: kept.map { Field(sniff.fields[$0].name, sniff.fields[$0].type) },
      columns: kept.map { columns[$0].column }, storedRows: rows)
    control.progress?(1)
    return ReadResult(table: table, rejects: rejects, sniff: sniff)
  }

  /// For each column: whether its cells are kept.
  ///
  /// Keys are, whatever is wanted: how they look beside each other is worth telling.
  private func keeps(_ found: Sniffer.Outcome) -> [Bool] {
    zip(found.sniff.fields, found.plans).map { field, plan in
      guard let kept = options.kept else { return true }
      return kept.contains(field.name) || plan == .text && isIdentifierName(field.name)
    }
  }

  private func readChunks(_ found: Sniffer.Outcome) throws(ReadError) -> [ChunkResult] {
    let reader = ChunkReader(
      text: text, format: found.sniff.format, plans: found.plans, keeps: keeps(found),
      limits: options.limits, stopsAtFault: options.rejects == .refuse)
    let done = Mutex(0)
    let count = text.chunks.count
    let guesses = parallelMap(count, threads: control.threads) { index -> ChunkResult? in
      if control.cancellation.isCancelled { return nil }
      let start = text.firstRow(ofChunk: index, body: found.rows)
      let result = reader.read(from: start, to: text.chunks[index].upperBound)
      done.withLock {
        $0 += 1
        control.progress?(0.3 + 0.65 * Double($0) / Double(count))
      }
      return result
    }
    // A quote out of its place can mislead the guess where a chunk's first row begins; then the
    // chunk is read again from where the one before it ended.
    var chunks: [ChunkResult] = []
    var position = found.rows
    for (index, guess) in guesses.enumerated() {
      guard let guess else { throw ReadError(.cancelled, path: text.path) }
      let limit = text.chunks[index].upperBound
      if position >= limit { continue }
      let chunk = guess.start == position ? guess : reader.read(from: position, to: limit)
      chunks.append(chunk)
      if reader.stopsAtFault && !chunk.faults.isEmpty { return chunks }
      position = chunk.end
    }
    return chunks
  }

  private func rejects(
    of chunks: [ChunkResult], _ found: Sniffer.Outcome
  ) throws(ReadError) -> [Reject] {
    var rejects: [Reject] = []
    var known = (offset: 0, line: 1)
    let count = chunks.reduce(0) { $0 + $1.faults.count }
    for fault in chunks.lazy.flatMap(\.faults) {
      let error = error(for: fault, found, after: known)
      switch options.rejects {
      case .refuse: throw error
      case .keepGoing(let limit):
        if let limit, count > limit {
          throw ReadError(
            .tooManyRejects(limit: limit, first: error.problem), path: text.path,
            spot: error.spot)
        }
        known = (fault.row, lineNumber(text.bytes.span, at: fault.row, after: known))
        let end = min(lineEnd(text.bytes.span, fault.offset), fault.row + 4096)
        var row = text.string(fault.row..<max(fault.row, end))
        while row.last?.isNewline == true { row.removeLast() }
        rejects.append(Reject(line: known.line, error: error, text: row))
      }
    }
    return rejects
  }

  private func error(
    for fault: Fault, _ found: Sniffer.Outcome, after known: (offset: Int, line: Int)
  ) -> ReadError {
    let spot = text.spot(fault.offset, length: fault.length, after: known)
    let problem: ReadProblem
    switch fault.kind {
    case .row(let kind): problem = ReadProblem(kind, options.limits)
    case .cellCount(let expected, let count):
      problem = .wrongCellCount(expected: expected, found: count)
    case .misfit(let column, let reason):
      let field = found.sniff.fields[column]
      let example = example(fault.offset, found)
      problem = .misfit(
        CellMisfit(
          column: field.name, columnNumber: column + 1, value: example.value, type: field.type,
          patterns: field.datePatterns, reason: reason,
          isSniffed: !options.declared.contains { $0.name == field.name }))
    }
    return ReadError(problem, path: text.path, spot: spot)
  }

  private func example(_ offset: Int, _ found: Sniffer.Outcome) -> ReadRemark.Example {
    text.example(at: offset, delimiter: found.sniff.format.delimiter, limits: options.limits)
  }

  /// The description with what only the whole text could tell, or a plan for another pass.
  private func settle(
    _ found: Sniffer.Outcome, _ columns: [MergedColumn]
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
          sniff.remarks.append(.widened(column: name, example(offset, found)))
        }
      }
      guard case .dates(let plan) = found.plans[index], let dates = column.dates else { continue }
      if let remark = try settle(plan, dates, &sniff.fields[index], found) {
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
    _ found: Sniffer.Outcome
  ) throws(ReadError) -> ReadRemark? {
    guard let first = plan.open.first else { return nil }
    func example(_ offset: Int) -> ReadRemark.Example { self.example(offset, found) }
    switch dates.order {
    case .dayFirst:
      return dates.evidence.againstMonthFirst.map {
        .dateOrder(column: field.name, first.dayFirst, proof: example($0))
      }
    case .monthFirst:
      field.datePatterns = plan.patterns + plan.open.map(\.monthFirst)
      return dates.evidence.againstDayFirst.map {
        .dateOrder(column: field.name, first.monthFirst, proof: example($0))
      }
    case .contradictory:
      let day = dates.evidence.againstMonthFirst ?? 0
      let month = dates.evidence.againstDayFirst ?? 0
      throw ReadError(
        .mixedOrder(column: field.name, dayFirst: example(day), monthFirst: example(month)),
        path: text.path, spot: text.spot(max(day, month)))
    case .undecided:
      return .ambiguousDate(
        AmbiguousDate(
          column: field.name, count: dates.evidence.count,
          first: example(dates.evidence.firstDifferent ?? 0), dayFirst: first.dayFirst,
          monthFirst: first.monthFirst,
          endDayFirst: CivilTime.days(ofMicroseconds: dates.evidence.endDayFirst),
          endMonthFirst: CivilTime.days(ofMicroseconds: dates.evidence.endMonthFirst)))
    }
  }
}
