import Clustering
import Diagnostics
import Planning
import Relations
import Syntax

package struct Select: RelationStage {
  let columns: [String]
  /// For candidates: the metrics among the columns.
  let metrics: [Metric]
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "select", "Keeps the named columns, in that order.", group: .shape,
    inputs: [.table, .features, .sweep, .model],
    positional: Parameter("columns", .columns, "The columns to keep.", isRequired: true),
    gives: "the same kind, with fewer columns", aliases: ["pick_columns", "subset"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.rows, let chosen = checker.columns(call.positional, in: table) else {
      return nil
    }
    // Without its id an entity could not be identified or assigned.
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
    The columns are in the order in which they are named. `without` drops columns, `rename` renames
    them, `derive` computes new ones.

    ```seg
    table [{id: 1, amount: 5, note: "a"}, {id: 2, amount: 7, note: "b"}] | select amount, id
    ```

    For a model the result is a table with one row per customer: the features in their original units,
    `segment` and `distance`.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | scale zscore | kmeans k=3 restarts=2
      | select customer_id, segment, monetary | take 3
    ```

    For candidates it is a table with one row for each; the named metrics are computed.

    For features, the id is always kept: it identifies the rows.

    ```seg
    table [{id: 1, amount: 5}, {id: 2, amount: 7}]
      | features total = sum(amount), orders = count() by id | select total
    ```

    For an unknown column, the most similar name is suggested:

    ```seg
    table [{id: 1, amount: 5}] | select amuont
    # error: E0203
    ```
    """
}
