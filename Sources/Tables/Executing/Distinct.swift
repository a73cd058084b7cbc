import Relations

/// One row of each distinct combination of keys.
struct Distinct {
  let table: Table
  let workers: WorkerPool

  init(_ table: Table, workers: WorkerPool) {
    self.table = table
    self.workers = workers
  }

  /// The rows (from 0) that are kept, ascending; `keys` empty: all columns.
  func rows(keys: [String], keep: Relation.Kept) throws(ExecutionError) -> [Int32] {
    let names = keys.isEmpty ? table.fields.map(\.name) : keys
    let count = table.rowCount
    let grouping = try RowKeys(names, of: table, workers: workers).grouped()
    if grouping.count == count { return (0..<count).map { Int32(truncatingIfNeeded: $0) } }
    var isKept = [Bool](repeating: false, count: count)
    switch keep {
    case .first: for row in grouping.firstRows { isKept[Int(row)] = true }
    case .last:
      var lastRows = grouping.firstRows
      for row in grouping.ids.indices {
        lastRows[Int(grouping.ids[row])] = Int32(truncatingIfNeeded: row)
      }
      for row in lastRows { isKept[Int(row)] = true }
    }
    return isKept.indices.filter { isKept[$0] }.map { Int32(truncatingIfNeeded: $0) }
  }
}

/// Combinations of keys that more than one row has.
package struct DuplicateKeys: Equatable, Sendable {
  /// The number of such combinations.
  package let count: Int
  /// The first of them in ascending order, each with the number of its rows.
  package let examples: [Example]

  package struct Example: Equatable, Sendable {
    package let key: [Literal]
    package let rows: Int
  }
}

extension Executor {
  /// Combinations of keys that more than one row of a table has.
  ///
  /// Rows in which a key is missing are left out: they match nothing. There are at most `limit`
  /// examples.
  package func duplicateKeys(
    of table: Table, keys: [String], limit: Int
  ) throws(ExecutionError) -> DuplicateKeys {
    let grouping = try PackedKeys.packed(keys, of: table, order: .byValue, workers: workers)
      .grouped(.byValue)
    let columns = keys.map { table.cells(of: $0) }
    let sizes = grouping.sizes
    var count = 0
    var examples: [DuplicateKeys.Example] = []
    for group in 0..<grouping.count where sizes[group] > 1 {
      let key = columns.map { $0[Int(grouping.firstRows[group])] }
      if key.contains(.null) { continue }
      count += 1
      if examples.count < limit { examples.append(.init(key: key, rows: sizes[group])) }
    }
    return DuplicateKeys(count: count, examples: examples)
  }
}
