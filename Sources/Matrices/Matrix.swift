/// Dense numbers, `rows` × `columns`, row-major: the columns of a row lie side by side.
public struct Matrix: Equatable, Sendable {
  /// The number of rows, *n*.
  public let rows: Int
  /// The number of columns, *d*.
  public let columns: Int
  /// Shape `[rows × columns]`, row after row.
  public private(set) var values: [Double]

  /// Takes `rows × columns` values, row after row.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "a matrix has rows × columns values")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Takes columns of one length.
  public init(columns: [[Double]]) {
    let rows = columns.first?.count ?? 0
    var values = [Double](repeating: 0, count: rows * columns.count)
    for (j, column) in columns.enumerated() {
      precondition(column.count == rows, "columns of a matrix have one length")
      for i in 0..<rows { values[i * columns.count + j] = column[i] }
    }
    self.init(rows: rows, columns: columns.count, values: values)
  }

  /// The number in row `i`, column `j`, both from 0.
  public subscript(i: Int, j: Int) -> Double {
    get { values[i * columns + j] }
    set { values[i * columns + j] = newValue }
  }

  /// Replaces every number by a function of it and its column, in place where nobody else holds it.
  ///
  /// - Throws: `CancellationError`; some numbers are replaced then.
  package mutating func mapValues(
    control: RunControl, _ change: (_ value: Double, _ column: Int) -> Double
  ) throws(CancellationError) {
    var place = 0
    for row in 0..<rows {
      // Fewer rows than a block are done before anybody has looked.
      if row > 0, row % BlockSum.rows == 0 { try control.checkCancellation() }
      for j in 0..<columns {
        values[place] = change(values[place], j)
        place += 1
      }
    }
  }

  /// The numbers of row `i`.
  public func row(_ i: Int) -> ArraySlice<Double> {
    values[i * columns..<(i + 1) * columns]
  }

  /// The numbers of column `j`, copied.
  public func column(_ j: Int) -> [Double] {
    (0..<rows).map { values[$0 * columns + j] }
  }
}
