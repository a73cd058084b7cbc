import Relations

/// Rows brought into an order.
struct Sorting {
  let table: Table
  let crew: Crew

  init(_ table: Table, crew: Crew) {
    self.table = table
    self.crew = crew
  }

  /// The rows (from 0) in order: by the first key, then the next; rows that tie keep their order.
  func order(_ keys: [SortKey]) throws(ExecutionError) -> [Int32] {
    let evaluator = Evaluator(table, crew: crew)
    let words = try crew.parts(keys.count) { part throws(ExecutionError) in
      try evaluator.value(keys[part].scalar).map {
        KeyWords($0, order: .byValue, descending: keys[part].descending)
      }
    }.compactMap { $0 }
    return Radix.order(
      of: KeyWords.packed(words, count: table.rowCount, order: .byValue).words)
  }
}
