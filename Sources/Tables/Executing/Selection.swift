import Relations

extension Table {
  /// The same rows with nothing else stored: the selection is carried out.
  package func compacted() -> Table {
    guard let selection else { return self }
    return Table(
      fields: fields, columns: columns.map { $0.gathered(selection) }, storedRows: selection.count)
  }

  /// These rows of the table (not stored rows), in this order; no cell is copied.
  package func selecting(_ rows: [Int32]) -> Table {
    let stored = selection.map { selection in rows.map { selection[Int($0)] } } ?? rows
    return Table(fields: fields, columns: columns, selection: stored, storedRows: storedRows)
  }

  /// The cells of a column in the selected rows, one after another.
  package func cells(of name: String) -> Column {
    guard let column = column(name) else {
      preconditionFailure("a checked plan names only columns that exist: \(name)")
    }
    return selection.map(column.gathered) ?? column
  }

  /// The table with more columns at its right.
  ///
  /// Each has a cell for every selected row, in the order of the rows. A selection is carried out.
  package func appending(_ added: [(String, Column)]) -> Table {
    let table = compacted()
    precondition(added.allSatisfy { $0.1.count == table.storedRows }, "a cell for every row")
    return Table(
      fields: table.fields + added.map { Field($0.0, $0.1.type) },
      columns: table.columns + added.map { $0.1 }, storedRows: table.storedRows)
  }

  /// The cells of a column as numbers, and the rows (from 0) in which there is none.
  ///
  /// Booleans are 0 and 1, dates are days and timestamps microseconds since 1970-01-01. A missing
  /// cell is 0 in `values`.
  ///
  /// - Precondition: the column is neither text nor durations.
  package func numbers(of name: String) -> (values: [Double], missing: [Int]) {
    let column = cells(of: name)
    var values: [Double]
    switch column {
    case .boolean(let cells): values = cells.values.map { $0 ? 1 : 0 }
    case .date(let cells): values = cells.values.map(Double.init)
    case .timestamp(let cells): values = cells.values.map(Double.init)
    case .integer, .decimal, .number: values = Numerals(column).doubles
    case .text, .duration: preconditionFailure("column \(name) has cells that are numbers")
    }
    guard let validity = column.validity else { return (values, []) }
    let missing = values.indices.filter { !validity[$0] }
    for row in missing { values[row] = 0 }
    return (values, missing)
  }
}
