import Diagnostics
import Relations
import Tables

extension RelationStage {
  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult { try runRelation(input, context) }

  /// What `run` does, for a stage that does more for some kinds of values.
  package func runRelation(
    _ input: Value?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let input, let rows = input.relationalRows else { brokenPlan() }
    let result = try context.rows(
      relation(over: .scan(stageInput)), over: context.storing(rows, toAsk: columnsAsked))
    return StageResult(try value(of: input, result, context))
  }
}

extension FittedStage {
  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult { try runFitted(input, replaying: replayed, context) }

  /// What `run` does, for a stage that does more for some kinds of values.
  package func runFitted(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let input, let given = input.relationalRows else { brokenPlan() }
    let rows = try context.storing(given, toAsk: columnsAsked)
    let numbers = try fit(rows, replaying: replayed, context)
    let result = try context.rows(relation(over: .scan(stageInput), with: numbers), over: rows)
    return StageResult(
      try value(of: input, result, context), record: record(numbers),
      remarks: remarks(numbers, of: rows.count))
  }
}

/// A stage got a value of another kind than its check saw: stops the process.
package func brokenPlan() -> Never {
  preconditionFailure("a checked plan hands every stage the kind of value that it was checked on")
}

extension RunContext {
  /// The rows of a relation over one table.
  package func run(_ relation: Relation, over table: Table) throws(StageFailure) -> Table {
    try run(relation, over: [stageInput: table])
  }

  package func run(_ relation: Relation, over tables: [String: Table]) throws(StageFailure)
    -> Table
  {
    do throws(ExecutionError) {
      return try Executor(control: control).run(relation, over: tables)
    } catch {
      throw StageFailure(error)
    }
  }

  /// Combinations of keys that more than one row has, with up to three examples.
  package func duplicateKeys(of table: Table, keys: [String]) throws(StageFailure) -> DuplicateKeys
  {
    do throws(ExecutionError) {
      return try Executor(control: control).duplicateKeys(of: table, keys: keys, limit: 3)
    } catch {
      throw StageFailure(error)
    }
  }
}

extension StageFailure {
  package init(_ error: ExecutionError) {
    switch error {
    case .cancelled: self = .cancelled(partial: nil)
    case .tooManyRows(let rows):
      self = .problems([
        Diagnostic(
          .tooLarge, "\(rows) rows are more than one table can hold here (2,147,483,647)",
          at: .process, fixes: [Diagnostic.Fix("keep", remark: "fewer rows, or load fewer files")])
      ])
    }
  }
}

extension DiagnosticCode {
  package static let tooLarge = DiagnosticCode(
    "E0901", "the work does not fit",
    page: """
      The run would need more memory, rows or time at a stage than the machine or `--memory` allows. It
      is refused before it starts, with the estimate and what to do instead.

      Counted are all results that are still held at that stage, what it gives and what it works with;
      `segue plan` shows them. A script holds a result for as long as something after it asks for it,
      and what it shows to its end. A prompt holds what has a name, and other results only while they
      fit: those that were not used for longest are released first.

      Of a file that does not fit, the columns that no later stage looks at are left out first, as N0653
      tells. For very many customers, `kmeans method=minibatch` makes no copy of them.
      """)
}

extension Value {
  /// The rows that a table stage made, as the kind of value that it was checked to give.
  package func carrying(
    _ rows: Rows, as type: ValueType, _ context: RunContext
  ) throws(StageFailure) -> Value {
    switch (self, type) {
    case (.features(let features), .features(let type)):
      return .features(
        features.replacing(try context.storing(rows).table, names: type.features.map(\.name)))
    case (.sweep(let sweep), .sweep):
      return .sweep(sweep.keeping(try context.storing(rows).table))
    case (_, .features(let type)):
      return .features(
        Features(
          table: try context.storing(rows).table, key: type.key,
          names: type.features.map(\.name)))
    default: return .table(rows)
    }
  }

  /// The same value with rows that are stored, for whoever looks at cells.
  package func stored(
    columns: Set<String>? = nil, _ context: RunContext
  ) throws(StageFailure) -> Value {
    guard case .table(let rows) = self else { return self }
    return .table(try context.storing(rows, columns: columns))
  }
}

extension Sweep {
  /// The candidates whose rows a condition kept.
  fileprivate func keeping(_ table: Table) -> Sweep {
    let kept = Set((0..<table.rowCount).map { table.storedRow($0) })
    var result = self
    result.candidates = candidates.enumerated().filter { kept.contains($0.offset) }.map(\.element)
    return result
  }
}
