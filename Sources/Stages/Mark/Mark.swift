import Diagnostics
import Planning
import Relations
import Syntax

package struct Mark: RelationStage {
  private enum Meaning: String, ParameterWord {
    case pii, outcome

    var meaning: String {
      switch self {
      case .pii: "Personal data: it shapes no segments and leaves no file."
      case .outcome: "What came of the customers: segments are compared by it, not made."
      }
    }
  }

  package let output: ValueType

  package static let signature = StageSignature(
    "mark", "Says of columns that they hold personal data, or an outcome.", group: .clean,
    inputs: [.table, .features],
    positional: Parameter("columns", .columns, "The columns.", isRequired: true),
    clauses: [
      ClauseParameter(
        .as,
        Parameter(
          "meaning", Meaning.choices, "What they are.", isRequired: true))
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

  /// The rows stay what they are; only their type is another.
  package func relation(over input: Relation) -> Relation { input }
}

extension Mark {
  package static let manual = """
    Names, addresses, birth dates: what is marked, and whatever is computed from it, becomes no
    feature, is left out of what `show` and `describe` print, and `export` refuses it. Wherever else a
    value is shown, in every format, `•••` stands for each cell. Messages of the script quote no cell that
    the script does not name, and print no line of a file. The cells themselves stay, so that rows can
    still be matched by them.

    ```seg
    table [{id: 1, email: "a@example.com", amount: 5}] | mark email as pii | show
    ```

    An outcome is what came of the customers: whether they left, what they spent later. Marked as
    `outcome`, a number is no feature, so that it can judge segments that were made without it
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
