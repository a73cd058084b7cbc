import Diagnostics
import Planning
import Relations
import Tables

/// The report of a load: the ledger entry, notes and warnings, and the rows set aside.
struct LoadReport {
  let table: Table
  private let load: Load
  private let files: [FileReport]

  /// Rejected rows that are shown with their reasons.
  private static let shownRejects = 3

  init(_ load: Load, _ result: (table: Table, reports: [FileReport])) {
    self.load = load
    table = result.table
    files = result.reports
  }

  private var rejects: [(path: String, reject: Reject)] {
    files.flatMap { file in file.rejects.map { (file.path, $0) } }
  }

  var record: LedgerRecord {
    var record = LedgerRecord()
    record["path"] = .text(load.path)
    if files.count > 1 { record["files"] = .integer(files.count) }
    record["rows"] = .integer(table.rowCount)
    if let narrowing = load.narrowing {
      record["kept"] = .list(narrowing.columns.map { .text($0) })
    }
    if !rejects.isEmpty { record["rejects"] = .integer(rejects.count) }
    return record
  }

  /// The remarks of the reader, one note each.
  var remarks: [Diagnostic] {
    var remarks: [Diagnostic] = []
    if files.count > 1 {
      remarks.append(
        Diagnostic(
          ReadCodes.readingRemark,
          "\(grouped(files.count)) files were read as one table of \(grouped(table.rowCount)) rows",
          at: load.range))
    }
    if let narrowing = load.narrowing { remarks.append(narrowing.remark(on: load)) }
    var told: [ReadRemark] = []
    for file in files {
      for remark in file.remarks where remark.isWorthReporting {
        // Twelve monthly files of one export have the same remarks.
        if files.count > 1, told.contains(where: { $0.tellsTheSame(as: remark) }) { continue }
        told.append(remark)
        remarks.append(diagnostic(for: remark, path: file.path))
      }
    }
    remarks += (load.files.remarks + lookalikes).map {
      diagnostic(for: $0, path: load.path)
    }
    return remarks + [rejectedRows].compactMap { $0 }
  }

  /// Keys that look alike, in columns of ids.
  private var lookalikes: [ReadRemark] {
    table.fields.compactMap { field in
      guard isIdentifierName(field.name), case .text(let cells)? = table.column(field.name),
        let twins = lookalikeKeys(cells, column: field.name)
      else { return nil }
      return .lookalikes(twins)
    }
  }

  private var rejectedRows: Diagnostic? {
    guard !rejects.isEmpty else { return nil }
    let several = files.count > 1
    let notes = rejects.prefix(LoadReport.shownRejects).map { path, reject in
      (several ? path + ", " : "")
        + "line \(reject.line): \(diagnostic(for: reject.error).message)"
    }
    let count = rejects.count == 1 ? "1 row" : "\(grouped(rejects.count)) rows"
    let verb = rejects.count == 1 ? "was" : "were"
    let place = load.rejectsPath.map { ", and written to \(quoted($0))" } ?? ""
    return Diagnostic(
      .rejectedRows, "\(count) could not be read and \(verb) set aside\(place)", at: load.range,
      notes: notes,
      fixes: load.rejectsPath == nil
        ? [Diagnostic.Fix("rejects_to=\"rejects.csv\"", remark: "writes all of them there")] : [])
  }

  /// Writes the rows that were set aside, each with its file, line and reason.
  func writeRejects(to path: String, _ context: RunContext) throws(StageFailure) {
    func texts(_ texts: [String]) -> Column {
      // Many rows often have the same reason, and each distinct text is stored once.
      var codes: [Int32] = []
      var known: [[UInt8]: Int32] = [:]
      var pool = TextPool()
      for text in texts {
        let bytes = Array(text.utf8)
        let code = known[bytes] ?? Int32(pool.count)
        if known.updateValue(code, forKey: bytes) == nil { pool.append(bytes) }
        codes.append(code)
      }
      if pool.count == 0 { pool.append([]) }
      return .text(TextCells(codes: Cells(codes), dictionary: pool))
    }
    let rejects = rejects
    let table = Table([
      ("file", texts(rejects.map(\.path))),
      ("line", .integer(Cells(rejects.map { Int64($0.reject.line) }))),
      ("reason", texts(rejects.map { diagnostic(for: $0.reject.error).message })),
      ("text", texts(rejects.map(\.reject.text))),
    ])
    do throws(WriteError) {
      try AtomicFile.write(
        CSVWriter.text(table).bytes, to: path, inputs: context.inputs + load.paths,
        root: context.files.root)
    } catch {
      throw .problems([diagnostic(for: error)])
    }
  }
}
