import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Computes one row per group: `summarize total = sum(amount), orders = count() by country`.
package struct Summarize: FittedStage {
  let keys: [String]
  let aggregates: [NamedAggregate]
  let bindings: [NamedScalar]
  let wholeTable: WholeTableNumbers
  package let output: ValueType

  package static let signature = StageSignature(
    "summarize", "Computes one row per group, with totals, means and counts.", group: .shape,
    inputs: [.table, .features, .scaled, .model],
    positional: Parameter(
      "bindings", .bindings(aggregate: true), "Names with aggregates.", isRequired: true),
    clauses: [
      ClauseParameter(
        .by,
        Parameter("by", .columns, "The columns to group by; by default all rows are one group."))
    ],
    gives: "Table", aliases: ["summarise", "agg", "rollup", "count_by"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = Summarize.columns(of: input) else { return nil }
    if let bare = call.positional.first {
      checker.report(
        Diagnostic(
          .missingArgument, "a summary needs a name", at: bare.range,
          fixes: [Diagnostic.Fix("total = \(bare.value.source)", at: bare.range)]))
      return nil
    }
    guard let groups = checker.columns(call.clauses[.by]?.items ?? [], in: table) else {
      return nil
    }
    keys = groups.map(\.name)
    var expressions = ExpressionChecker(
      columns: table, functions: checker.functions, mode: .groups(keys: keys))
    var scope = checker.scope
    var columns = groups
    var named: [NamedScalar] = []
    for item in call.bindings {
      guard let name = item.name else { continue }
      if columns.contains(where: { $0.name == name.text }) {
        checker.report(
          Diagnostic(
            .duplicateColumn, "two columns would be called `\(name.text)`", at: name.range))
      }
      guard let value = expressions.check(item.value, in: scope) else { continue }
      columns.append(
        ColumnType(name.text, value.type, missing: value.missing, personal: value.personal))
      named.append(NamedScalar(name.text, value.scalar))
      // A later number may use an earlier one by its name.
      if table[name.text] == nil { scope[name.text] = .expression(item.value, checker.scope) }
    }
    expressions.problems.forEach { checker.report($0) }
    guard !checker.hasProblems else { return nil }
    aggregates = expressions.aggregates
    bindings = named
    wholeTable = expressions.wholeTable
    output = .table(TableType(columns, grain: keys, name: "the summary"))
  }

  private static func columns(of input: ValueType) -> TableType? {
    if case .model(let features, _) = input { return features.assignments }
    return input.table
  }

  package var columnsAsked: Set<String>? { Set(wholeTable.columns) }

  package func outline(over input: Relation) -> Relation {
    relation(over: input, with: wholeTable.unknown)
  }

  package func fit(
    _ rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> [String: Literal] {
    if let replayed { return WholeTableLedger.values(wholeTable, from: replayed) }
    return try context.numbers(wholeTable, in: rows)
  }

  package func record(_ numbers: [String: Literal]) -> LedgerRecord {
    WholeTableLedger.record(numbers, of: wholeTable)
  }

  package func relation(over input: Relation, with numbers: [String: Literal]) -> Relation {
    .project(
      .aggregate(input, keys: keys, aggregates),
      keys.map { NamedScalar($0, .column($0)) }
        + bindings.map { NamedScalar($0.name, $0.scalar.replacing(numbers)) })
  }
}

extension FeaturesType {
  /// The columns of the customers of a model: the features, the segment with its name, if it has one,
  /// the distance and the confidence.
  var assignments: TableType {
    let name = hasSegmentNames ? [ColumnType("name", .text, missing: .possible)] : []
    return table.replacing(
      [ColumnType("segment", .integer, missing: .possible)] + name + [
        ColumnType("distance", .number, missing: .possible),
        ColumnType("confidence", .number, missing: .possible),
      ])
  }
}

extension Summarize {
  package static let manual = """
    Groups are in ascending order of their keys; rows with a missing key form a group of their own, the
    last one. Without `by`, all rows are one group.

    ```seg
    table [{country: "SE", amount: 5}, {country: "NO", amount: 9}, {country: "SE", amount: 7}]
      | summarize total = sum(amount), orders = count(), mean_order = total / orders by country
    ```

    ```seg
    table [{day: @2025-01-31, amount: 5}, {day: @2025-03-01, amount: 9}]
      | summarize first = min(day), last = max(day), median = median(amount)
    ```

    A column has many values per group, so it needs an aggregate:

    ```seg
    table [{country: "SE", amount: 5}] | summarize total = amount by country
    # error: E0401
    ```

    To compute features for a model, use `features … by customer_id`: it sets aside rows without an id.
    """
}
