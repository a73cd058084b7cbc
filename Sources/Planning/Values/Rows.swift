import Matrices
import Relations
import Tables

/// Rows as they flow from stage to stage: a place where rows are stored, and a relation over it that
/// was not run yet.
///
/// Which rows there are is known; columns may be left to be computed when somebody needs them.
package struct Rows: Sendable {
  package let engine: any RelationEngine
  package let relation: Relation
  package let count: Int

  package init(_ engine: any RelationEngine, _ relation: Relation, count: Int) {
    self.engine = engine
    self.relation = relation
    self.count = count
  }

  /// A table, with nothing left to do.
  package init(_ table: Table) {
    self.init(
      StoredTables([stageInput: table]), .scan(stageInput), count: table.rowCount)
  }

  /// The names of the columns, in order.
  package var columns: [String] { relation.columnNames(scanning: engine.columns(of:)) }

  /// The table, if nothing is left to do.
  package var stored: Table? { engine.stored(relation) }

  /// Whether one of these columns, `nil` for any, is still to be computed.
  package func computes(_ names: Set<String>?) -> Bool {
    if stored != nil { return false }
    return columns.contains { (names?.contains($0) ?? true) && relation.origin(of: $0) == nil }
  }

  /// A relation over these rows.
  func composed(_ relation: Relation) -> Relation {
    relation.replacing(scan: stageInput, with: self.relation)
  }

  /// The cells.
  ///
  /// Whoever runs a plan hands everybody else rows that are stored, so that this need not compute.
  package var table: Table {
    if let stored { return stored }
    do throws(ExecutionError) {
      return try engine.run(relation, control: RunControl(threads: 1))
    } catch {
      preconditionFailure("rows that were settled can be computed: \(error)")
    }
  }
}

extension Literal {
  /// A number of rows or cells, which are no more than fit an `Int`.
  package var counted: Int {
    if case .integer(let value) = self { Int(value) } else { 0 }
  }
}
