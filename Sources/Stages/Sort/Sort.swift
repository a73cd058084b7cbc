import Clustering
import Diagnostics
import Planning
import Relations
import Syntax
import Tables

private enum Direction: String, ParameterWord {
  case ascending, descending

  var meaning: String {
    switch self {
    case .ascending: "The smallest first."
    case .descending: "The largest first."
    }
  }
}

package struct Sort: RelationStage {
  let keys: [SortKey]
  /// The columns that break ties between equal keys.
  let others: [String]
  let metrics: [Metric]
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "sort", "Sorts the rows.", group: .shape, inputs: [.table, .features, .sweep],
    positional: Parameter(
      "keys", .expression, "Columns or expressions; `-amount` sorts in descending order.",
      isRequired: true),
    parameters: [
      Parameter(
        "order", Direction.choices, "The direction of every key without a sign.",
        standard: "ascending")
    ],
    gives: "the same kind", aliases: ["arrange", "order_by", "orderby", "sort_values"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let order = checker.word("order", standard: Direction.ascending)
    else { return nil }
    var keys: [SortKey] = []
    var expressions = ExpressionChecker(
      columns: table, functions: checker.functions, mode: .rows)
    for item in call.positional {
      var expression = item.value
      var descending = order == .descending
      if case .unary(.negate, let inner, _) = expression {
        (expression, descending) = (inner, true)
      }
      guard let key = expressions.check(expression, in: checker.scope) else { continue }
      guard key.type != .duration else {
        checker.report(
          .unexpectedKind(
            key.type.phrase, wanted: "a value with an order", at: item.range))
        continue
      }
      keys.append(SortKey(key.scalar, descending: descending))
    }
    expressions.problems.forEach { checker.report($0) }
    if let number = expressions.wholeTable.aggregates.first, !checker.hasProblems {
      checker.report(
        Diagnostic(
          .wrongKind,
          "`\(number.name.dropFirst().dropLast())` is one number for all rows and defines no order",
          at: call.positional[0].range))
    }
    guard !checker.hasProblems else { return nil }
    self.keys = keys
    let used = Set(
      keys.map(\.scalar).compactMap { if case .column(let name) = $0 { name } else { nil } })
    others = table.columns.filter { !used.contains($0.name) && $0.type != .duration }.map(\.name)
    let named = keys.flatMap(\.scalar.columns)
    range = call.range
    if case .sweep = input {
      metrics = Metric.asked(by: named)
    } else {
      metrics = []
    }
    output = input.ofOtherRows
  }

  /// One machine word per row for each key, and for each other column, which break ties.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    12 * rows * (keys.count + others.count)
  }

  /// Ties are broken by all other columns, so that the result does not depend on the order of the file,
  /// which may change between exports.
  package func relation(over input: Relation) -> Relation {
    .sort(input, keys + others.map { SortKey(.column($0)) })
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .sweep(let given)? = input else { return try runRelation(input, context) }
    var sweep = try given.computing(metrics, at: range, context)
    let order = try context.run(relation(over: .scan(stageInput)), over: sweep.table)
    let candidates = sweep.candidates
    sweep.candidates = (0..<order.rowCount).map { candidates[order.storedRow($0)] }
    return StageResult(.sweep(sweep), record: sweep.record(of: metrics, context))
  }
}

extension Sort {
  package static let manual = """
    A minus sign sorts in descending order; `order=descending` does so for all keys. Missing values come
    last in both directions. Text is sorted by its characters (Unicode), not by language.

    ```seg
    table [{name: "A", amount: 5}, {name: "B", amount: 9}, {name: "C", amount: 5}]
      | sort -amount, name
    ```

    ```seg
    table [{name: "A", amount: 5}, {name: "B", amount: null}] | sort amount order=descending
    ```

    Rows with equal keys are sorted by their other columns, from left to right. So the result does not
    depend on the order of the file.
    """
}
