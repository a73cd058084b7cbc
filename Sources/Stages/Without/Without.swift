import Diagnostics
import Planning
import Relations
import Syntax

package struct Without: RelationStage {
  let kept: [String]
  package let output: ValueType

  package static let signature = StageSignature(
    "without", "Takes away the columns that are named.", group: .shape,
    inputs: [.table, .features],
    positional: Parameter("columns", .columns, "The columns that go.", isRequired: true),
    gives: "the same kind, with fewer columns", aliases: ["drop_columns", "deselect", "unselect"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let gone = checker.columns(call.positional, in: table) else {
      return nil
    }
    if let key = input.key, let index = gone.firstIndex(where: { $0.name == key }) {
      checker.report(
        Diagnostic(
          .keyMustStay, "`\(key)` says whom a row of features is about, so it cannot go",
          at: call.positional[index].range,
          notes: ["it is never used as a feature, and models do not see it"]))
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
      Features have one row per customer, and the id says which customer a row is about: without it,
      nobody could be given a segment.

      ```seg
      table [{id: 1, amount: 5}] | features total = sum(amount) by id | without id
      # error: E0411
      ```

      Leave it: it is carried aside, and no model sees it.
      """)

  package static let noColumnLeft = DiagnosticCode(
    "E0404", "no column would be left",
    page: """
      A table without columns says nothing.

      ```seg
      table [{id: 1, amount: 5}] | without id, amount
      # error: E0404
      ```

      Leave at least one column, or `summarize rows = count()` for the number of rows.
      """)
}

extension Without {
  package static let manual = """
    The other columns stay as they are, in their order: what is not needed later, or must not leave
    the house.

    ```seg
    table [{id: 1, amount: 5, email: "a@example.com"}] | without email
    ```

    The id of features cannot go:

    ```seg
    table [{id: 1, amount: 5}] | features total = sum(amount) by id | without id
    # error: E0411
    ```
    """
}
