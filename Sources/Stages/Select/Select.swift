import Clustering
import Diagnostics
import Planning
import Relations
import Syntax

package struct Select: RelationStage {
  let columns: [String]
  /// Of candidates: the metrics among the columns.
  let metrics: [Metric]
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "select", "Keeps the columns that are named, in that order.", group: .shape,
    inputs: [.table, .features, .sweep, .model],
    positional: Parameter("columns", .columns, "The columns that stay.", isRequired: true),
    gives: "the same kind, with fewer columns", aliases: ["pick_columns", "subset"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.rows, let chosen = checker.columns(call.positional, in: table) else {
      return nil
    }
    // An entity without its id could not be told who it is, nor given a segment.
    let key = input.key.flatMap { table[$0] }
    let kept = (key.map { [$0] } ?? []) + chosen.filter { $0.name != key?.name }
    columns = kept.map(\.name)
    if case .sweep = input { metrics = Metric.asked(by: columns) } else { metrics = [] }
    range = call.range
    output = input.with(table.with(columns: kept))
  }

  package func relation(over input: Relation) -> Relation {
    .project(input, columns.map { NamedScalar($0, .column($0)) })
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .sweep(let given)? = input else { return try runRelation(input, context) }
    let sweep = try given.computing(metrics, at: range, context)
    var result = try runRelation(.table(Rows(sweep.table)), context)
    result.record = sweep.record(of: metrics, context)
    return result
  }
}

extension Select {
  package static let manual = """
    The columns stand in the order in which they are named. `without` says it the other way round,
    `rename` gives new names, `derive` computes.

    ```seg
    table [{id: 1, amount: 5, note: "a"}, {id: 2, amount: 7, note: "b"}] | select amount, id
    ```

    Of a model it makes a table with a row per customer: the features in their own units, and
    `segment` and `distance`.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | scale zscore | kmeans k=3 restarts=2
      | select customer_id, segment, monetary | take 3
    ```

    Of candidates it makes a table with a row for each; metrics that are named are computed.

    Of features, the id always stays: it says whom a row is about.

    ```seg
    table [{id: 1, amount: 5}, {id: 2, amount: 7}]
      | features total = sum(amount), orders = count() by id | select total
    ```

    A name that is no column is answered with the nearest one:

    ```seg
    table [{id: 1, amount: 5}] | select amuont
    # error: E0203
    ```
    """
}
