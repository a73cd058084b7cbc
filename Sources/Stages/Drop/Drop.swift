import Planning

package struct Drop: ConditionStage {
  package let rows: RowCondition

  package static let signature = StageSignature(
    "drop", "Removes the rows for which a condition is true.", group: .shape,
    inputs: [.table, .features, .sweep],
    positional: Parameter(
      "condition", .condition, "The condition for a row to be removed.", isRequired: true),
    gives: "the same kind, with fewer rows", aliases: ["remove", "exclude", "dropna"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let rows = RowCondition(call, on: input, keepsMatches: false, &checker) else {
      return nil
    }
    self.rows = rows
  }

  package static func alternatives(to call: BoundCall) -> [Alternative] { [.leftOut] }
}

extension Drop {
  package static let manual = """
    Rows for which the condition is true are removed. A comparison with a missing value is false, so
    those rows are kept; to remove them too, write `drop amount is null or amount <= 0`.

    ```seg
    sample transactions customers=200 seed=7
      | drop customer_id is null because "guest checkouts cannot be attributed"
      | drop starts_with(invoice, "C") because "cancellations are not purchases"
      | show
    ```

    The reason after `because` is written to the ledger, the report and the lock.
    """
}
