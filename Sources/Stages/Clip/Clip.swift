import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Clamping to fixed limits: `clip amount to 0...1000`.
package struct Clip: ClampingStage {
  private let limits: [Clamping]
  package let all: [String]
  package let output: ValueType

  package static let signature = StageSignature(
    "clip", "Limits values to a fixed range.", group: .clean,
    inputs: [.table, .features],
    positional: Parameter("columns", .columns, "Numeric columns.", isRequired: true),
    clauses: [
      ClauseParameter(
        .to,
        Parameter("to", .range, "The smallest and the largest allowed value.", isRequired: true))
    ],
    gives: "the same kind", aliases: ["clamp", "truncate"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table,
      let columns = checker.numericColumns(call.positional, in: table, for: "clip"),
      let clause = call.clauses[.to], let item = clause.items.first,
      checker.numberRange(item.value) != nil, case .range(let low, let high, _, _) = item.value,
      let lowest = checker.constant(low, for: "the lower limit"),
      let highest = checker.constant(high, for: "the upper limit")
    else { return nil }
    var limits: [Clamping] = []
    var changed: [ColumnType] = []
    for (column, place) in zip(columns, call.positional) {
      for limit in [lowest, highest] where !checker.agrees(limit, with: column) {
        checker.report(
          Diagnostic(
            .mixedCurrencies,
            "`\(column.name)` is \(column.type.phrase), the limit \(limit.type.phrase)",
            at: place.range, labels: [Diagnostic.Label(item.range, "the limits")]))
        return nil
      }
      let clamping = Clamping(
        column: column.name, low: lowest.limit(of: column.type),
        high: highest.limit(of: column.type))
      limits.append(clamping)
      var column = column
      if column.type == .integer, clamping.low.type != .integer || clamping.high.type != .integer {
        column.type = .number
      }
      changed.append(column)
    }
    self.limits = limits
    all = table.columns.map(\.name)
    output = input.with(table.replacing(changed))
  }

  /// A tenth lower and higher.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    [.leftOut] + call.otherLimits { low, high, _ in [0.9, 1.1].map { (low * $0, high * $0) } }
  }

  package var columns: [String] { limits.map(\.column) }

  /// The limits are in the script.
  package var recordsLimits: Bool { false }

  package func limits(
    of column: String, in rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> (low: Literal, high: Literal) {
    limits.first { $0.column == column }.map { ($0.low, $0.high) } ?? (.null, .null)
  }
}

extension StageChecker {
  /// Whether a limit is of the column's currency, if both have one.
  fileprivate func agrees(_ limit: TypedScalar, with column: ColumnType) -> Bool {
    guard case .money(let wanted?) = column.type, case .money(let given?) = limit.type else {
      return true
    }
    return wanted == given
  }
}

extension TypedScalar {
  /// The limit as a cell of the column: an integer if the column and the limit are whole numbers.
  fileprivate func limit(of type: DataType) -> Literal {
    guard let literal else { return .null }
    if type == .integer, let value = literal.doubleValue, let whole = Int64(exactly: value) {
      return .integer(whole)
    }
    return literal
  }
}

extension Clip {
  package static let manual = """
    For limits that come from the business, not from the data: no order counts for more than 1,000.

    ```seg
    table [{id: 1, amount: -5}, {id: 2, amount: 120}, {id: 3, amount: 9000}]
      | clip amount to 0...1000
    ```

    The ledger counts the values that were changed, at either end. Missing cells stay missing. For
    limits that depend on the data, use `winsorize`.

    ```seg
    table [{id: 1, amount: 5}] | clip amount to 100...0
    # error: E0309
    ```
    """
}
