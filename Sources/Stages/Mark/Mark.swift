import Diagnostics
import Planning
import Relations
import Syntax

package struct Mark: Stage {
  package let output: ValueType

  package static let signature = StageSignature(
    "mark", "Says of columns that they hold personal data.", group: .clean,
    inputs: [.table, .features],
    positional: Parameter("columns", .columns, "The columns.", isRequired: true),
    clauses: [
      ClauseParameter(
        .as,
        Parameter(
          "as", .choice([.init("pii", "Personal data: it shapes no segments and leaves no file.")]),
          "What they are.", isRequired: true))
    ],
    gives: "the same", aliases: ["tag", "flag"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let columns = checker.columns(call.positional, in: table),
      let clause = call.clauses[.as], let item = clause.items.first,
      let parameter = call.signature.clauses.first?.parameter,
      checker.choice(item.value, of: parameter) != nil
    else { return nil }
    let marked = zip(columns, call.positional).map { column, item in
      var column = column
      column.personal = item.range
      return column
    }
    output = input.with(table.replacing(marked))
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let input else { throw .brokenPlan }
    return StageResult(input)
  }
}

extension Mark {
  package static let manual = """
    Names, addresses, birth dates: what is marked, and whatever is computed from it, becomes no
    feature, is left out of what `show` and `describe` print, and `export` refuses it. The cells
    themselves stay, so that rows can still be matched by them.

    ```seg
    table [{id: 1, email: "a@example.com", amount: 5}] | mark email as pii | show
    ```

    ```seg
    table [{id: 1, birth_year: 1980}, {id: 2, birth_year: 1990}]
      | mark birth_year as pii
      | features year = max(birth_year) by id
    # error: E0502
    ```
    """
}
