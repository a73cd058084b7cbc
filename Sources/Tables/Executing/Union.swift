import Relations

/// The rows of one table, then those of another.
enum Union {
  /// Columns are matched by name and take the common type; they have the order of the first.
  static func run(_ first: Table, _ second: Table) throws(ExecutionError) -> Table {
    let total = first.rowCount + second.rowCount
    guard total <= Int(Int32.max) else { throw .tooManyRows(total) }
    let columns = first.fields.map { field in
      Column.concatenated([first.cells(of: field.name), second.cells(of: field.name)])
    }
    return Table(
      fields: zip(first.fields, columns).map { Field($0.name, $1.type) }, columns: columns,
      storedRows: total)
  }
}
