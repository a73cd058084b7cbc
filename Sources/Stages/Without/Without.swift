import Diagnostics
import Planning
import Relations
import Syntax

package struct Without: RelationStage {
  let kept: [String]
  package let output: ValueType

  package static let signature = StageSignature(
    "without", "Drops the named columns.", group: .shape,
    inputs: [.table, .features],
    positional: Parameter("columns", .columns, "The columns to drop.", isRequired: true),
    gives: "the same kind, with fewer columns", aliases: ["drop_columns", "deselect", "unselect"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let gone = checker.columns(call.positional, in: table) else {
      return nil
    }
    if let key = input.key, let index = gone.firstIndex(where: { $0.name == key }) {
      checker.report(
        Diagnostic(
          .keyMustStay, "`\(key)` identifies the rows of features and cannot be dropped",
          at: call.positional[index].range,
          notes: ["it is never used as a feature or by models"]))
      return nil
    }
    let columns = table.columns.filter { column in !gone.contains { $0.name == column.name } }
    guard !columns.isEmpty else {
      checker.report(
        Diagnostic(
          .noColumnLeft, "no column would be left", at: call.range,
          notes: ["columns here: " + table.columns.map(\.name).joined(separator: ", ")]))
      return nil
    }
    kept = columns.map(\.name)
    output = input.with(table.with(columns: columns))
  }

  package func relation(over input: Relation) -> Relation {
    .project(input, kept.map { NamedScalar($0, .column($0)) })
  }
}

extension DiagnosticCode {
  package static let keyMustStay = DiagnosticCode(
    "E0411", "features keep their id",
    page: """
      Features have one row per customer, and the id identifies the customer: without it, customers could
      not be assigned to segments.

      ```seg
      table [{id: 1, amount: 5}] | features total = sum(amount) by id | without id
      # error: E0411
      ```

      Keep it: it is carried along, and models do not use it.
      """)

  package static let noColumnLeft = DiagnosticCode(
    "E0404", "no column would be left",
    page: """
      A table needs at least one column.

      ```seg
      table [{id: 1, amount: 5}] | without id, amount
      # error: E0404
      ```

      Keep at least one column, or use `summarize rows = count()` for the number of rows.
      """)
}

extension Without {
  package static let manual = """
    The other columns are kept in their order. Drop columns that are not needed later, or that must not
    be passed on.

    ```seg
    table [{id: 1, amount: 5, email: "a@example.com"}] | without email
    ```

    The id of features cannot be dropped:

    ```seg
    table [{id: 1, amount: 5}] | features total = sum(amount) by id | without id
    # error: E0411
    ```
    """
}
