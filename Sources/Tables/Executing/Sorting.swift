import Relations

/// Rows brought into an order.
struct Sorting {
  let table: Table
  let workers: WorkerPool

  init(_ table: Table, workers: WorkerPool) {
    self.table = table
    self.workers = workers
  }

  /// The rows (from 0) in order: by the first key, then the next; rows that tie keep their order.
  func order(_ keys: [SortKey]) throws(ExecutionError) -> [Int32] {
    let evaluator = Evaluator(table, workers: workers)
    let words = try workers.parts(keys.count) { part throws(ExecutionError) in
      try evaluator.value(keys[part].scalar).map {
        PackedKeys($0, order: .byValue, descending: keys[part].descending)
      }
    }.compactMap { $0 }
    return Radix.order(
      of: PackedKeys.packed(words, count: table.rowCount, order: .byValue).words)
  }
}
