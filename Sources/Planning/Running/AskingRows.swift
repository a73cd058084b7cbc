import Relations
import Tables

extension RunContext {
  /// The cells of a relation over rows: what a stage asks of them.
  package func run(_ relation: Relation, over rows: Rows) throws(StageFailure) -> Table {
    do throws(ExecutionError) {
      return try rows.engine.run(rows.composed(relation), control: control)
    } catch {
      throw StageFailure(error)
    }
  }

  /// The rows of a relation over others, for the stages after this one; `other` are those that it
  /// scans as `stageOperand`.
  package func rows(
    _ relation: Relation, over rows: Rows, beside other: Table? = nil
  ) throws(StageFailure) -> Rows {
    var engine = rows.engine
    var relation = relation
    if let other {
      let added = engine.adding(other)
      engine = added.engine
      relation = relation.replacing(scan: stageOperand, with: .scan(added.scan))
    }
    do throws(ExecutionError) {
      return try engine.settle(rows.composed(relation), control: control)
    } catch {
      throw StageFailure(error)
    }
  }

  /// The same rows with every cell of these columns, `nil` for all, computed and stored.
  package func storing(
    _ rows: Rows, columns: Set<String>? = nil
  ) throws(StageFailure) -> Rows {
    if rows.stored != nil { return rows }
    do throws(ExecutionError) {
      return Rows(
        try rows.engine.run(rows.relation.computing(only: columns), control: control))
    } catch {
      throw StageFailure(error)
    }
  }

  /// The same rows, stored if a stage asks about columns that are still to be computed: else each
  /// question would compute them again.
  package func storing(_ rows: Rows, toAsk asked: Set<String>?) throws(StageFailure) -> Rows {
    rows.computes(asked) ? try storing(rows) : rows
  }

  /// The number of rows for which a condition holds.
  package func count(of condition: Scalar, in rows: Rows) throws(StageFailure) -> Int {
    try numbers([.rows], of: .filter(.scan(stageInput), condition), in: rows)[0].counted
  }

  /// One number for each aggregate over all rows of a relation.
  package func numbers(
    _ aggregates: [Aggregate], of relation: Relation = .scan(stageInput), in rows: Rows
  ) throws(StageFailure) -> [Literal] {
    if aggregates.isEmpty { return [] }
    let named = aggregates.enumerated().map { NamedAggregate("\($0.offset)", $0.element) }
    let row = try run(.aggregate(relation, keys: [], named), over: rows)
    return aggregates.indices.map { row[0, $0] }
  }

  /// The numbers of whole rows, by the names that stand for them.
  package func numbers(
    _ wanted: WholeTableNumbers, of relation: Relation = .scan(stageInput), in rows: Rows
  ) throws(StageFailure) -> [String: Literal] {
    let values = try numbers(wanted.aggregates.map(\.aggregate), of: relation, in: rows)
    return zip(wanted.aggregates, values).reduce(into: [:]) { $0[$1.0.name] = $1.1 }
  }

  /// Combinations of keys that more than one row has, with up to three examples.
  package func duplicateKeys(
    of relation: Relation = .scan(stageInput), in rows: Rows, keys: [String]
  ) throws(StageFailure) -> DuplicateKeys {
    try duplicateKeys(
      of: run(.project(relation, keys.map { NamedScalar($0, .column($0)) }), over: rows),
      keys: keys)
  }
}
