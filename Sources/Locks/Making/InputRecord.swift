import Execution
import Planning
import Relations
import Tables

extension LockDocument.Input {
  /// What a lock keeps of a file that was read: digests, the way it is written, and aggregates.
  ///
  /// `keys` are columns that name entities, whose values never go into a lock; of columns that
  /// decisions name the levels are kept, of none without `named`. It throws if the file cannot be
  /// read any more, or the run was cancelled.
  init(
    name: String, path: String, table: Table, schema: SourceSchema, keys: [String],
    named: NamedColumns? = nil, _ context: RunContext
  ) throws(StageFailure) {
    let file: FileDigest
    do throws(ReadError) {
      file = try context.files.digestAsRead(path)
    } catch {
      throw .problems([diagnostic(for: error)])
    }
    let executor = Executor(control: context.control)
    var columns: [LockDocument.InputColumn] = []
    let hashes: (whole: ContentHash, columns: [ContentHash])
    do throws(ExecutionError) {
      hashes = try executor.contentHashes(of: table)
      let numbers = try ColumnNumbers(table, keys: keys, executor)
      for (place, field) in table.fields.enumerated() {
        let patterns = schema.fields.first { $0.name == field.name }?.datePatterns ?? []
        columns.append(
          LockDocument.InputColumn(
            name: field.name, type: field.type.rawValue, patterns: patterns.map(\.text),
            missing: numbers.missing(place),
            content: hashes.columns[place].description,
            quantiles: numbers.quantiles(place),
            levels: named?[field.name] == nil || LockDocument.InputColumn.namesSomebody(field)
              ? []
              : try ColumnLevels.digests(of: field.name, in: table, keys: keys, executor)))
      }
    } catch {
      throw StageFailure(error)
    }
    self.init(
      name: name, path: path, bytes: file.bytes, digest: file.sha256.description,
      rows: table.rowCount, content: hashes.whole.description, format: schema.recorded,
      columns: columns)
  }
}

extension LockDocument.InputColumn {
  /// Whether the numbers of a column measure something: a number that is a name (a customer's, a
  /// telephone's) must not be read off a lock.
  fileprivate static func isMeasure(_ field: Field) -> Bool {
    field.type.isNumeric && !namesSomebody(field)
  }

  /// Whether a column is called like one that says who somebody is, or how to reach them.
  fileprivate static func namesSomebody(_ field: Field) -> Bool {
    let folded = field.name.lowercased().filter { $0.isLetter || $0.isNumber }
    let table = TableType([ColumnType(field.name, DataType(field.type))], name: "a column")
    let isRole = [Role.id, .order].contains { RoleFinding.find($0, in: table) != .none }
    let endings = [
      "id", "no", "nr", "number", "code", "key", "phone", "mobile", "tel", "zip", "plz", "postcode",
      "card", "account", "iban", "ssn",
    ]
    return isRole || endings.contains { folded.hasSuffix($0) }
  }
}

/// Aggregates of every column of a table, asked for together so that they are computed side by side.
private struct ColumnNumbers {
  private static let shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]

  /// One row; a column of the table is known by its place.
  private let row: Table

  /// Counts missing cells, and takes quantiles of amounts and counts that are no keys.
  init(_ table: Table, keys: [String], _ executor: Executor) throws(ExecutionError) {
    let asked = table.fields.enumerated().flatMap { place, field -> [NamedAggregate] in
      let column = Scalar.column(field.name)
      let missing = NamedAggregate(ColumnNumbers.missing(place), .missing(column))
      guard LockDocument.InputColumn.isMeasure(field), !keys.contains(field.name) else {
        return [missing]
      }
      return [missing]
        + ColumnNumbers.shares.map {
          NamedAggregate(ColumnNumbers.quantile(place, $0), .quantile(column, $0))
        }
    }
    row = try executor.run(.aggregate(.scan("rows"), keys: [], asked), over: ["rows": table])
  }

  func missing(_ place: Int) -> Int { Int(number(ColumnNumbers.missing(place)) ?? 0) }

  /// At 1, 5, 25, 50, 75, 95 and 99 %, to three digits; empty for what measures nothing.
  func quantiles(_ place: Int) -> [Double] {
    ColumnNumbers.shares.compactMap { share in
      number(ColumnNumbers.quantile(place, share)).map(threeDigits)
    }
  }

  private func number(_ name: String) -> Double? {
    row.index(of: name).flatMap { row[0, $0].doubleValue }
  }

  private static func missing(_ place: Int) -> String { "\(place) missing" }
  private static func quantile(_ place: Int, _ share: Double) -> String { "\(place) at \(share)" }
}
