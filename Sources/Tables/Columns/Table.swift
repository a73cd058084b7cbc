import Relations

/// The name and the type of a column.
package struct Field: Equatable, Hashable, Sendable {
  package let name: String
  package let type: ScalarType

  package init(_ name: String, _ type: ScalarType) {
    self.name = name
    self.type = type
  }
}

/// Columns of one length, and which of their rows are meant.
///
/// A filter does not copy cells: it keeps the columns and narrows `selection`. Column names are
/// unique.
package struct Table: Sendable {
  package let fields: [Field]
  /// All stored rows, selected or not.
  package let columns: [Column]
  /// The stored rows that are meant, in the order in which they are meant; `nil`: all, as stored.
  package let selection: [Int32]?
  /// The number of stored rows.
  package let storedRows: Int

  /// `storedRows` is needed only for a table without columns.
  package init(
    fields: [Field], columns: [Column], selection: [Int32]? = nil, storedRows: Int? = nil
  ) {
    precondition(fields.count == columns.count, "a field for every column")
    self.fields = fields
    self.columns = columns
    self.selection = selection
    self.storedRows = storedRows ?? columns.first?.count ?? 0
  }

  package init(_ columns: [(String, Column)]) {
    self.init(
      fields: columns.map { Field($0.0, $0.1.type) }, columns: columns.map { $0.1 })
  }

  /// The number of rows that are meant.
  package var rowCount: Int { selection?.count ?? storedRows }

  package func index(of name: String) -> Int? { fields.firstIndex { $0.name == name } }

  package func column(_ name: String) -> Column? { index(of: name).map { columns[$0] } }

  /// The stored row of row `row` (from 0) of the table.
  package func storedRow(_ row: Int) -> Int { selection.map { Int($0[row]) } ?? row }

  /// The cell in row `row` (from 0) of the table, column `column` (from 0).
  package subscript(row: Int, column: Int) -> Literal { columns[column][storedRow(row)] }
}
