import Documents
import Planning

/// A value as it is shown: a document for readers, or its rows for formats that carry data.
package struct ShownValue: Sendable {
  package let value: Value
  package let type: ValueType

  package init(_ value: Value, _ type: ValueType) {
    self.value = value
    self.type = type
  }

  /// The columns whose cells are not shown, because they hold personal data.
  package var hiddenColumns: [String] {
    guard value.rows != nil else { return [] }
    return type.table?.columns.filter(\.isHidden).map(\.name) ?? []
  }

  /// For a reader, with at most `rows` rows of a table.
  package func document(rows: Int = .max) -> Document { Document(value, of: type, rows: rows) }

  /// For comma- and tab-separated values: the rows if it has some, else the tables of its document.
  package var data: Document {
    guard let rows = value.rows else { return document() }
    return Document(.table(Rows(rows)), of: type.table.map { .table($0) } ?? .unknown)
  }
}
