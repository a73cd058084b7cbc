import Matrices

/// Results by name, at addresses that stay valid as long as the handle lives.
///
/// A class, because the caller holds a handle to it and reads through addresses.
final class Fields {
  /// A matrix of results; a vector has one column, a single value one row and one column.
  struct Field {
    let rows: Int
    let columns: Int
    let storage: Storage
  }

  enum Storage {
    case numbers(AlignedArray<Double>)
    case integers(AlignedArray<Int64>)
  }

  private var fields: [String: Field] = [:]

  subscript(name: String) -> Field? { fields[name] }

  func set(_ name: String, _ value: Double) { set(name, [value]) }

  func set(_ name: String, _ value: Int) { set(name, [value]) }

  func set(_ name: String, _ values: [Double]) {
    set(name, rows: values.count, columns: 1, values)
  }

  func set(_ name: String, _ matrix: Matrix) {
    set(name, rows: matrix.rows, columns: matrix.columns, matrix.values)
  }

  func set(_ name: String, rows: Int, columns: Int, _ values: [Double]) {
    let numbers = AlignedArray(repeating: 0.0, count: values.count)
    for (place, value) in values.enumerated() { unsafe numbers.base[place] = value }
    fields[name] = Field(rows: rows, columns: columns, storage: .numbers(numbers))
  }

  func set(_ name: String, _ values: [Int]) {
    set(name, rows: values.count, columns: 1, values)
  }

  func set(_ name: String, rows: Int, columns: Int, _ values: [Int]) {
    let integers = AlignedArray<Int64>(repeating: 0, count: values.count)
    for (place, value) in values.enumerated() { unsafe integers.base[place] = Int64(value) }
    fields[name] = Field(rows: rows, columns: columns, storage: .integers(integers))
  }
}
