import Digests
import Execution
import Planning
import Relations
import Tables

extension LockDocument.Input {
  /// What a lock keeps of a file that was read: digests, the way it is written, and aggregates.
  ///
  /// `keys` are columns that name entities, whose values never go into a lock. It throws if the file
  /// cannot be read any more, or the run was cancelled.
  init(
    name: String, path: String, table: Table, sniff: FileSniff, keys: [String],
    _ context: RunContext
  ) throws(StageFailure) {
    let bytes: [UInt8]
    do throws(ReadError) {
      bytes = try context.files.read(path)
    } catch {
      throw .problems([diagnostic(for: error)])
    }
    let executor = Executor(control: context.control)
    var columns: [LockDocument.InputColumn] = []
    let content: ContentHash
    do throws(ExecutionError) {
      content = try executor.contentHash(of: table)
      for (field, column) in zip(table.fields, table.columns) {
        let alone = Table(
          fields: [field], columns: [column], selection: table.selection,
          storedRows: table.storedRows)
        let patterns = sniff.fields.first { $0.name == field.name }?.datePatterns ?? []
        let numbers = try executor.run(
          .aggregate(.scan("rows"), keys: [], LockDocument.InputColumn.aggregates(of: field, keys)),
          over: ["rows": alone])
        columns.append(
          LockDocument.InputColumn(
            name: field.name, type: field.type.rawValue, patterns: patterns.map(\.text),
            missing: Int(numbers[0, 0].doubleValue ?? 0),
            content: try executor.contentHash(of: alone).description,
            quantiles: (1..<max(1, numbers.fields.count)).compactMap {
              numbers[0, $0].doubleValue.map(threeDigits)
            }))
      }
    } catch {
      throw StageFailure(error)
    }
    self.init(
      name: name, path: path, bytes: bytes.count, digest: Digest.sha256(bytes).description,
      rows: table.rowCount, content: content.description,
      format: LockDocument.InputFormat(
        encoding: sniff.format.encoding.rawValue, delimiter: sniff.format.delimiter.name,
        header: sniff.format.header.rawValue,
        decimal: String(UnicodeScalar(sniff.format.decimalMark)), missing: sniff.format.missing,
        isGzip: sniff.format.isGzip),
      columns: columns)
  }
}

extension LockDocument.InputColumn {
  fileprivate static let shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]

  /// What is asked of a column: the number of missing cells, and quantiles of amounts and counts.
  fileprivate static func aggregates(of field: Field, _ keys: [String]) -> [NamedAggregate] {
    let missing = NamedAggregate("missing", .missing(.column(field.name)))
    guard isMeasure(field), !keys.contains(field.name) else { return [missing] }
    return [missing]
      + shares.map { NamedAggregate("at \($0)", .quantile(.column(field.name), $0)) }
  }

  /// Whether the numbers of a column measure something: a number that is a name (a customer's, a
  /// telephone's) must not be read off a lock.
  private static func isMeasure(_ field: Field) -> Bool {
    guard field.type.isNumeric else { return false }
    let folded = field.name.lowercased().filter { $0.isLetter || $0.isNumber }
    let table = TableType([ColumnType(field.name, DataType(field.type))], name: "a column")
    let isRole = [Role.id, .order].contains { RoleFinding.find($0, in: table) != .none }
    let endings = [
      "id", "no", "nr", "number", "code", "key", "phone", "mobile", "tel", "zip", "plz", "postcode",
      "card", "account", "iban", "ssn",
    ]
    return !isRole && !endings.contains { folded.hasSuffix($0) }
  }
}

/// A number rounded to three digits: enough to see drift, too little to be one customer's value.
func threeDigits(_ value: Double) -> Double {
  guard value != 0, value.isFinite else { return 0 }
  var unit = 1.0
  while value.magnitude / unit >= 1000 { unit *= 10 }
  while value.magnitude / unit < 100 { unit /= 10 }
  let rounded = (value / unit).rounded()
  // The text of few digits is the number that is meant; `rounded * unit` may be off in the last bit.
  return unit >= 1 ? rounded * unit : rounded / (1 / unit).rounded()
}
