import Diagnostics
import Relations
import Tables

/// The name under which a stage's relation scans what arrives.
package let stageInput = "input"

extension RelationStage {
  package func run(_ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext)
    throws(StageFailure) -> StageResult
  {
    guard let input, let table = input.rows else { throw .brokenPlan }
    let result = try context.run(relation(over: .scan(stageInput)), over: table)
    return StageResult(try input.carrying(result, as: output))
  }
}

extension FittedStage {
  package func run(_ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext)
    throws(StageFailure) -> StageResult
  {
    guard let input, let table = input.rows else { throw .brokenPlan }
    let fitted: Numbers
    if let replayed, let numbers = numbers(from: replayed) {
      fitted = numbers
    } else {
      fitted = try fit(table, context)
    }
    let result = try context.run(relation(over: .scan(stageInput), with: fitted), over: table)
    return StageResult(
      try input.carrying(result, as: output), record: record(fitted),
      remarks: remarks(fitted, before: table, after: result))
  }
}

extension StageFailure {
  /// A stage got a value of another kind than its check saw.
  package static var brokenPlan: StageFailure {
    preconditionFailure("a checked plan hands every stage the kind of value that it was checked on")
  }
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

  /// The numbers of a whole table, by the names that stand for them.
  package func numbers(_ wanted: WholeTableNumbers, of table: Table) throws(StageFailure)
    -> [String: Literal]
  {
    if wanted.isEmpty { return [:] }
    let row = try run(
      .aggregate(.scan(stageInput), keys: [], wanted.aggregates), over: table)
    var values: [String: Literal] = [:]
    for (column, aggregate) in wanted.aggregates.enumerated() {
      values[aggregate.name] = row[0, column]
    }
    return values
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
      fit: those that were not used for longest are let go first.

      Of a file that does not fit, the columns that no later stage looks at are left out first, as N0653
      tells. For very many customers, `kmeans method=minibatch` makes no copy of them.
      """)
}

extension Value {
  /// The rows that a table stage made, as the kind of value that it was checked to give.
  package func carrying(_ table: Table, as type: ValueType) throws(StageFailure) -> Value {
    switch (self, type) {
    case (.features(let features), .features(let type)):
      return .features(features.replacing(table, names: type.features.map(\.name)))
    case (.sweep(let sweep), .sweep):
      return .sweep(sweep.keeping(table))
    case (_, .features(let type)):
      return .features(
        Features(table: table, key: type.key, names: type.features.map(\.name)))
    default: return .table(table)
    }
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
