import Diagnostics
import Planning
import Relations
import Syntax

package struct Mark: RelationStage {
  private enum Meaning: String, ParameterWord {
    case pii, outcome

    var meaning: String {
      switch self {
      case .pii: "Personal data: not used for segments, and not exported."
      case .outcome: "A later outcome: segments are compared by it, not built from it."
      }
    }
  }

  package let output: ValueType

  package static let signature = StageSignature(
    "mark", "Marks columns as personal data or as an outcome.", group: .clean,
    inputs: [.table, .features],
    positional: Parameter("columns", .columns, "The columns.", isRequired: true),
    clauses: [
      ClauseParameter(
        .as,
        Parameter(
          "meaning", Meaning.choices, "The meaning of the columns.", isRequired: true))
    ],
    gives: "the same", aliases: ["tag", "flag"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let columns = checker.columns(call.positional, in: table),
      let clause = call.clauses[.as], let item = clause.items.first,
      let parameter = call.signature.clauses.first?.parameter,
      let meaning: Meaning = checker.word(item.value, of: parameter)
    else { return nil }
    let marked = zip(columns, call.positional).map { column, item in
      var column = column
      switch meaning {
      case .outcome: column.isCarried = true
      case .pii: column.personal = item.range
      }
      return column
    }
    output = input.with(table.replacing(marked))
  }

  /// The rows do not change, only their type.
  package func relation(over input: Relation) -> Relation { input }
}

extension Mark {
  package static let manual = """
    Names, addresses, birth dates: marked columns, and everything computed from them, cannot become
    features, are left out of `show` and `describe`, and are refused by `export`. Everywhere else, in
    every format, each cell is shown as `•••`. Messages of the script quote no cell that the script does
    not name, and print no line of a file. The cells themselves are kept, so that rows can still be
    matched by them.

    ```seg
    table [{id: 1, email: "a@example.com", amount: 5}] | mark email as pii | show
    ```

    An outcome is what happened to the customers later: whether they left, what they spent. A number
    marked as `outcome` is not a feature, so that segments built without it can be compared by it
    (`compare … by churned`). A column that is computed from it is a feature like any other.

    ```seg
    let later = table [{id: 1, churned: true}, {id: 2, churned: false}, {id: 3, churned: true}]
    table [{id: 1, a: 1}, {id: 2, a: 8}, {id: 3, a: 2}] | features a = sum(a) by id
      | join later on id kind=left | mark churned as outcome
      | scale zscore | kmeans k in 2...3 | measure by churned
    ```

    ```seg
    table [{id: 1, birth_year: 1980}, {id: 2, birth_year: 1990}]
      | mark birth_year as pii
      | features year = max(birth_year) by id
    # error: E0502
    ```
    """
}
