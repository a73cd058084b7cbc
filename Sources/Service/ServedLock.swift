import Diagnostics
import Locks
import Matrices
import Planning
import Relations
import Session
import Synchronization
import Tables

/// A lock that is applied to records of requests.
///
/// The lock and its script were read and checked when it was loaded; a request opens no file. For another
/// `as_of` the lock is prepared once more and kept.
package final class ServedLock: Sendable {
  /// The name of the lock in addresses: its file's, without folder and endings.
  package let name: String
  /// The digest of the lock file.
  package let digest: String
  private let document: LockDocument
  private let source: SourceText
  private let settings: SessionSettings
  private let input: LockDocument.Input
  private let prepared: PreparedLock
  private let otherDays = Mutex<[(day: String, lock: PreparedLock)]>([])

  private static let keptDays = 16

  /// - Throws: What is wrong with the lock, its script or the files that the script joins.
  package init(
    name: String, digest: String, _ document: LockDocument, of source: SourceText,
    _ settings: SessionSettings
  ) throws(ApplicationFailure) {
    self.name = name
    self.digest = digest
    self.document = document
    self.source = source
    self.settings = settings
    guard let input = document.inputs.first else {
      throw ApplicationFailure(
        reason: .problems([
          Diagnostic(
            .nothingToServe, "the lock has no input that records could stand for", at: .process)
        ]), sources: SourceMap())
    }
    self.input = input
    prepared = try Self.prepare(document, source, settings, asOf: nil)
  }

  private static func prepare(
    _ document: LockDocument, _ source: SourceText, _ settings: SessionSettings, asOf: AsOf?
  ) throws(ApplicationFailure) -> PreparedLock {
    let lock = try PreparedLock(
      document, of: source, settings, ApplicationOptions(inputs: [], asOf: asOf))
    do throws(StageFailure) {
      return try lock.holdingOperands()
    } catch {
      throw ApplicationFailure(reason: error, sources: lock.sources)
    }
  }

  /// The columns that a record may have, with their types.
  package var columns: [(name: String, type: String)] { input.columns.map { ($0.name, $0.type) } }

  package var features: [String] { prepared.model.features }
  package var segments: [String] {
    prepared.model.sizes.indices.map { segment in
      prepared.model.names.isEmpty ? "Segment \(segment + 1)" : prepared.model.names[segment]
    }
  }

  /// Why records were not assigned, with the status to answer.
  package struct Refusal: Error, Sendable {
    package let status: Int
    package let title: String
    package let details: [String]
  }

  /// Assigns the customers of some records.
  ///
  /// - Parameters:
  ///   - records: The bytes of a JSON array of objects, or of one object per line.
  ///   - asOf: The day up to which recency is counted; `nil` for the day of the lock.
  ///   - control: Threads and cancellation of this request.
  /// - Returns: A record for each customer, as `segue apply --json` writes it, in the order in which the
  ///   customers first occur.
  /// - Throws: Why the records cannot be assigned.
  package func assign(
    _ records: [UInt8], asOf: String?, control: RunControl
  ) throws(Refusal) -> [JSONValue] {
    let lock = try self.lock(for: asOf)
    let rows = try table(of: records, control)
    do throws(StageFailure) {
      let application = try lock.apply(rows, control)
      return inOrder(application.records, rows, key: lock.key)
    } catch {
      throw refusal(for: error)
    }
  }

  private func lock(for asOf: String?) throws(Refusal) -> PreparedLock {
    guard let asOf else { return prepared }
    if let known = otherDays.withLock({ days in days.first { $0.day == asOf }?.lock }) {
      return known
    }
    guard let day = AsOf(asOf), day != .latest else {
      throw Refusal(status: 422, title: "as_of is a day such as 2026-07-01", details: [])
    }
    do throws(ApplicationFailure) {
      let lock = try Self.prepare(document, source, settings, asOf: day)
      otherDays.withLock { days in
        days.append((asOf, lock))
        if days.count > Self.keptDays { days.removeFirst() }
      }
      return lock
    } catch {
      throw refusal(for: error.reason)
    }
  }

  /// The records with the columns and types of the input that was locked.
  private func table(of records: [UInt8], _ control: RunControl) throws(Refusal) -> Table {
    var files = FileAccess(root: nil)
    files.inMemory["<records>"] = records
    var options = ReadOptions()
    options.declared = input.columns.compactMap { column in
      ScalarType(rawValue: column.type).map {
        DeclaredField(
          column.name, $0, datePatterns: patterns(column.patterns))
      }
    }
    options.missing = input.format.texts("missing")?.filter { !$0.isEmpty } ?? []
    let source: SourceTable
    do throws(ReadError) {
      // A declared column that no record has would be an error: it is missing in all of them.
      let found = try TableFormats.sniff(
        "<records>", options: ReadOptions(), files: files, control: control)
      let names = Set(found.schema.fields.map(\.name))
      options.declared.removeAll { !names.contains($0.name) }
      source = try TableFormats.read("<records>", options: options, files: files, control: control)
    } catch {
      let problem = diagnostic(for: error)
      throw Refusal(status: 422, title: problem.message, details: problem.notes)
    }
    let known = input.columns.map(\.name)
    if let strange = source.schema.fields.map(\.name).first(where: { !known.contains($0) }) {
      throw Refusal(
        status: 422, title: "no column \(quoted(strange)) in the lock",
        details: ["columns: " + known.joined(separator: ", ")])
    }
    if known.contains(prepared.key), source.table.index(of: prepared.key) == nil {
      throw Refusal(
        status: 422, title: "every record needs \(quoted(prepared.key)), which says who it is",
        details: [])
    }
    var columns: [(String, Column)] = []
    for column in input.columns {
      guard let index = source.table.index(of: column.name) else {
        columns.append(
          (column.name, .missing(ScalarType(rawValue: column.type) ?? .text, count: source.rows)))
        continue
      }
      columns.append((column.name, source.table.columns[index]))
    }
    return Table(columns)
  }

  private func patterns(_ texts: [String]) -> [DatePattern] {
    texts.compactMap { text in
      do throws(DatePatternError) { return try DatePattern(text) } catch { return nil }
    }
  }

  /// The answers in the order in which their customers first occur among the rows.
  private func inOrder(_ answers: [JSONValue], _ rows: Table, key: String) -> [JSONValue] {
    guard let column = rows.index(of: key) else { return answers }
    var places: [String: Int] = [:]
    for row in 0..<rows.rowCount {
      let id = rows[row, column].plainText
      if places[id] == nil { places[id] = row }
    }
    func place(_ answer: JSONValue) -> Int {
      guard case .string(let id)? = answer["id"] else { return rows.rowCount }
      return places[id] ?? rows.rowCount
    }
    return answers.enumerated().sorted {
      (place($0.element), $0.offset) < (place($1.element), $1.offset)
    }.map(\.element)
  }

  private func refusal(for failure: StageFailure) -> Refusal {
    switch failure {
    case .cancelled: Refusal(status: 503, title: "the service is stopping", details: [])
    case .problems(let problems):
      Refusal(
        status: 422, title: problems.first?.message ?? "the records cannot be assigned",
        details: problems.first?.notes ?? [])
    }
  }
}
