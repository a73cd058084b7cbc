/// Rows of numbers that somebody else keeps, read where they lie.
///
/// For work that reads a matrix a few times and lays it out in its own way: a caller of another
/// language hands over its numbers without a copy. Valid as long as the numbers are, and not changed
/// by anybody meanwhile: `Sendable` rests on that.
@safe
@usableFromInline
package struct BorrowedRows: @unchecked Sendable {
  /// The number of rows, *n*.
  @usableFromInline package let rows: Int
  /// The number of columns, *d*.
  @usableFromInline package let columns: Int
  /// Shape `[rows × columns]`, row after row.
  @usableFromInline package let values: UnsafeBufferPointer<Double>

  /// Takes `rows × columns` numbers, row after row.
  @unsafe
  package init(_ values: UnsafeBufferPointer<Double>, rows: Int, columns: Int) {
    precondition(values.count == rows * columns, "rows have rows × columns values")
    self.rows = rows
    self.columns = columns
    unsafe self.values = values
  }

  /// The number in row `i`, column `j`, both from 0; the place is checked.
  @inlinable package subscript(i: Int, j: Int) -> Double {
    precondition(i >= 0 && i < rows && j >= 0 && j < columns, "a place within the rows")
    return unsafe values[i * columns + j]
  }
}

extension Matrix {
  /// Lends the rows out for as long as `body` runs.
  package func lend<Found, Failure: Error>(
    _ body: (BorrowedRows) throws(Failure) -> Found
  ) throws(Failure) -> Found {
    try unsafe values.withUnsafeBufferPointer { (values) throws(Failure) in
      try body(unsafe BorrowedRows(values, rows: rows, columns: columns))
    }
  }
}
