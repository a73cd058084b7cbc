import Matrices
import Relations

/// Runs relations over tables in memory.
///
/// Everything is computed column by column; a filter, a sort and a limit only choose rows. Neither
/// the number of threads nor, except where the relation itself speaks of order, the order of rows
/// can change a result by a bit.
package struct Executor: Sendable {
  let workers: WorkerPool

  package init(control: RunControl) { workers = WorkerPool(control: control) }

  /// The rows that a relation describes, over the tables that its `scan`s name.
  ///
  /// - Precondition: the relation was checked: tables and columns exist, types fit.
  package func run(
    _ relation: Relation, over tables: [String: Table]
  ) throws(ExecutionError) -> Table {
    try workers.checkCancellation()
    switch relation {
    case .scan(let name):
      guard let table = tables[name] else {
        preconditionFailure("a checked plan reads only tables that exist: \(name)")
      }
      guard table.storedRows <= Int(Int32.max) else { throw .tooManyRows(table.storedRows) }
      return table
    case .filter(let source, let condition):
      let table = try run(source, over: tables)
      let rows = try selectedRows(where: condition, in: table)
      return rows.count == table.rowCount ? table : table.selecting(rows)
    case .project(let source, let columns):
      let table = try run(source, over: tables)
      return try project(table, columns)
    case .aggregate(let source, let keys, let aggregates):
      return try Aggregation(try run(source, over: tables), workers: workers).run(
        keys: keys, aggregates)
    case .distinct(let source, let keys, let keep):
      let table = try run(source, over: tables)
      return table.selecting(try Distinct(table, workers: workers).rows(keys: keys, keep: keep))
    case .sort(let source, let keys):
      let table = try run(source, over: tables)
      return table.selecting(try Sorting(table, workers: workers).order(keys))
    case .limit(let source, let count):
      let table = try run(source, over: tables)
      if table.rowCount <= count { return table }
      return table.selecting((0..<max(0, count)).map { Int32(truncatingIfNeeded: $0) })
    case .join(let left, let right, let join):
      return try Joining(
        left: try run(left, over: tables), right: try run(right, over: tables), workers: workers
      ).run(join)
    case .union(let first, let second):
      return try Union.run(try run(first, over: tables), try run(second, over: tables))
    }
  }

  /// The cells of an expression for the selected rows, one after another.
  ///
  /// The literal `null` alone is a column of text without a text.
  package func evaluate(
    _ scalar: Scalar, over table: Table
  ) throws(ExecutionError) -> Column {
    try Evaluator(table, workers: workers).value(scalar) ?? .missing(.text, count: table.rowCount)
  }

  /// The rows of the table (from 0; not stored rows) in which a condition holds, ascending.
  package func selectedRows(
    where condition: Scalar, in table: Table
  ) throws(ExecutionError) -> [Int32] {
    try Evaluator(table, workers: workers).rows(where: condition)
  }

  private func project(
    _ table: Table, _ columns: [NamedScalar]
  ) throws(ExecutionError) -> Table {
    // A choice of columns alone keeps the selection as it is.
    let kept = columns.compactMap { named in
      if case .column(let name) = named.scalar { table.column(name) } else { nil }
    }
    if kept.count == columns.count {
      return Table(
        fields: zip(columns, kept).map { Field($0.name, $1.type) }, columns: kept,
        selection: table.selection, storedRows: table.storedRows)
    }
    let evaluator = Evaluator(table, workers: workers)
    let cells = try workers.parts(columns.count) { part throws(ExecutionError) in
      try evaluator.value(columns[part].scalar) ?? .missing(.text, count: evaluator.count)
    }
    return Table(
      fields: zip(columns, cells).map { Field($0.name, $1.type) }, columns: cells,
      storedRows: table.rowCount)
  }
}
