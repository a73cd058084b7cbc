import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Limits values to quantiles of the data: `winsorize amount to 1%...99%`.
package struct Winsorize: ClampingStage {
  package let columns: [String]
  package let all: [String]
  let low: Double
  let high: Double
  package let output: ValueType

  package static let signature = StageSignature(
    "winsorize", "Limits extreme values to a quantile, so that a few do not dominate.",
    group: .clean, inputs: [.table, .features],
    positional: Parameter("columns", .columns, "Numeric columns.", isRequired: true),
    clauses: [
      ClauseParameter(
        .to,
        Parameter(
          "to", .range, "The two quantiles, such as 1%...99%; 0% and 100% leave a side unchanged.",
          isRequired: true))
    ],
    gives: "the same kind", aliases: ["winsorise", "cap"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table,
      let columns = checker.numericColumns(call.positional, in: table, for: "winsorize"),
      let clause = call.clauses[.to], let item = clause.items.first,
      let range = checker.numberRange(item.value)
    else { return nil }
    guard range.lowerBound >= 0, range.upperBound <= 1 else {
      checker.report(
        Diagnostic(
          .outOfRange, "quantiles are shares of the rows, from 0% to 100%", at: item.range,
          fixes: item.value.asPercents.map { [Diagnostic.Fix($0, at: item.range)] }
            ?? [Diagnostic.Fix("1%...99%", at: item.range)]))
      return nil
    }
    self.columns = columns.map(\.name)
    all = table.columns.map(\.name)
    low = range.lowerBound
    high = range.upperBound
    // A limit between two cells can be a fraction, even for whole numbers.
    let changed = columns.map { column in
      var column = column
      if column.type == .integer { column.type = .number }
      return column
    }
    output = input.with(table.replacing(changed))
  }

  /// Half and twice the tails.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    [.leftOut]
      + call.otherLimits { low, high, whole in
        [0.5, 2].map { factor in (low * factor, whole - (whole - high) * factor) }
          .filter { $0.0 < $0.1 }
      }
  }

  /// The sorted cells of a column.
  package func workingMemory(rows: Int, threads: Int) -> Int { 72 * rows }

  package var recordsLimits: Bool { true }

  package func limits(
    of column: String, in rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> (low: Literal, high: Literal) {
    let limits = try context.numbers(
      [.quantile(.column(column), low), .quantile(.column(column), high)], in: rows)
    return (limits[0], limits[1])
  }
}

extension Syntax.Expression {
  /// `1...99` as `1%...99%`.
  fileprivate var asPercents: String? {
    guard case .range(.number(let low), .number(let high), _, _) = self, low.suffix == .none,
      high.suffix == .none
    else { return nil }
    return "\(low.digits)%...\(high.digits)%"
  }
}

extension StageChecker {
  /// Distinct numeric columns of a list; others are reported with their type.
  mutating func numericColumns(_ items: [Item], in table: TableType, for stage: String)
    -> [ColumnType]?
  {
    guard let columns = columns(items, in: table) else { return nil }
    for (column, item) in zip(columns, items) where !column.type.isNumeric {
      report(.unexpectedKindOfColumn(column, wanted: "a numeric column", at: item.range))
    }
    return hasProblems ? nil : columns
  }
}

extension Winsorize {
  package static let manual = """
    Values beyond the two quantiles are replaced by the quantile: a customer with a giant order is still
    a big customer, but no longer determines the segments. Unlike with `drop`, no customer is lost.

    ```seg
    table [{id: 1, amount: 10}, {id: 2, amount: 12}, {id: 3, amount: 11}, {id: 4, amount: 9000}]
      | winsorize amount to 0%...75%
    ```

    The limits are quantiles of type 7 (linear interpolation), as in R and NumPy. They are recorded
    with the number of values that were changed, and new data are limited to the same range. Missing
    cells stay missing.

    ```seg
    table [{id: 1, amount: 10}] | winsorize amount to 1...99
    # error: E0309
    ```

    For fixed limits instead of quantiles, use `clip`.
    """
}
