import Matrices
import Relations
import Tables

/// The name under which a stage's relation scans what arrives.
package let stageInput = "input"

/// The name under which it scans the other rows that a stage takes.
package let stageOperand = "other"

/// Runs relations over rows that live in one place: in memory, or later in a database.
///
/// An instance is the place: the rows that its scans name.
package protocol RelationEngine: Sendable {
  /// The names of the columns that a scan gives, in order.
  func columns(of scan: String) -> [String]

  /// The cells of a relation, brought into memory.
  func run(_ relation: Relation, control: RunControl) throws(ExecutionError) -> Table

  /// Decides which rows a relation has, and leaves columns to be computed when they are needed.
  func settle(_ relation: Relation, control: RunControl) throws(ExecutionError) -> Rows

  /// The cells of a relation that are stored as they are, so that nothing is left to do.
  func stored(_ relation: Relation) -> Table?

  /// The same place with one more table in it, and the name of the scan that gives it.
  func adding(_ table: Table) -> (engine: any RelationEngine, scan: String)

  /// The tables that it holds in memory.
  var tables: [Table] { get }
}

/// Rows in memory, over which the columnar executor runs relations.
package struct StoredTables: RelationEngine {
  private let named: [String: Table]

  package init(_ tables: [String: Table]) { named = tables }

  package func columns(of scan: String) -> [String] { named[scan]?.fields.map(\.name) ?? [] }

  package func run(_ relation: Relation, control: RunControl) throws(ExecutionError) -> Table {
    try Executor(control: control).run(
      relation.choosingFirst.passingOnPresent(scanning: columns(of:)).computing(only: nil),
      over: named)
  }

  /// Runs everything but the projections at the end of a relation, if they compute anything.
  ///
  /// A choice of rows copies no cell, so that it costs no more now than it would later.
  package func settle(
    _ relation: Relation, control: RunControl
  ) throws(ExecutionError) -> Rows {
    var base = relation.choosingFirst.passingOnPresent(scanning: columns(of:))
    var projections: [[NamedScalar]] = []
    var computes = false
    while case .project(let source, let columns) = base {
      projections.append(columns)
      computes = computes || columns.contains { $0.scalar.column == nil }
      base = source
    }
    guard computes else { return Rows(try run(relation, control: control)) }
    let table = try run(base, control: control)
    var rest = Relation.scan(stageInput)
    for columns in projections.reversed() { rest = .project(rest, columns) }
    return Rows(StoredTables([stageInput: table]), rest, count: table.rowCount)
  }

  package func stored(_ relation: Relation) -> Table? {
    if case .scan(let name) = relation { named[name] } else { nil }
  }

  package func adding(_ table: Table) -> (engine: any RelationEngine, scan: String) {
    // Relations that were not run yet may scan tables that came in before.
    let scan = "\(stageOperand) \(named.count)"
    return (StoredTables(named.merging([scan: table]) { $1 }), scan)
  }

  package var tables: [Table] { named.sorted { $0.key < $1.key }.map(\.value) }
}
