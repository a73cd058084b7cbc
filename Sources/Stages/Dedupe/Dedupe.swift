import Diagnostics
import Planning
import Relations
import Syntax

package struct Dedupe: RelationStage {
  let keys: [String]
  let keep: Relation.Kept
  package let output: ValueType

  package static let signature = StageSignature(
    "dedupe", "Removes duplicate rows.", group: .clean, inputs: [.table, .features],
    parameters: [
      Parameter(
        "keep", Relation.Kept.choices,
        "Which of the duplicates is kept, in the order of the file or of a `sort` before.",
        standard: "first")
    ],
    clauses: [
      ClauseParameter(
        .by, Parameter("by", .columns, "The columns that must be equal; by default all of them."))
    ],
    gives: "the same kind, with fewer rows",
    aliases: ["distinct", "unique", "drop_duplicates", "deduplicate"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var table = input.table, let keep = checker.word("keep", standard: Relation.Kept.first)
    else { return nil }
    if let by = call.clauses[.by] {
      guard let columns = checker.columns(by.items, in: table) else { return nil }
      keys = columns.map(\.name)
      table.grain = keys
    } else {
      keys = []
    }
    self.keep = keep
    output = if case .table = input.ofOtherRows { .table(table) } else { input }
  }

  /// The other one of the first and the last row, if the rows differ in other columns.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    guard call.clauses[.by] != nil else { return [.leftOut] }
    let isLast = call.named["keep"]?.source == Relation.Kept.last.rawValue
    let other = (isLast ? Relation.Kept.first : .last).rawValue
    let word = (call.named["keep"] ?? .null(call.range)).replaced(by: other)
    return [
      .leftOut, Alternative(.changed(call.call.setting("keep", to: word)), "keep=\(other)"),
    ]
  }

  /// One machine word per row and column that must be equal.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    12 * rows * (keys.isEmpty ? output.table?.columns.count ?? 1 : keys.count)
  }

  package func relation(over input: Relation) -> Relation {
    .distinct(input, keys: keys, keep: keep)
  }
}

extension Relation.Kept: ParameterWord {
  package var meaning: String { "The \(rawValue) row in the order of the table." }
}

extension Dedupe {
  package static let manual = """
    Without `by`, rows that are equal in every column become one row, and it does not matter which one
    is kept. With `by`, one row is kept for each key, and the others are dropped with their other
    columns; sort first if the order of the file has no meaning.

    ```seg
    sample transactions customers=200 seed=7 | dedupe | show
    ```

    ```seg
    sample transactions customers=200 seed=7 | sort order_date | dedupe by invoice keep=last | show
    ```

    Two missing cells count as equal. Text is compared byte by byte: `ANNA` and `anna` differ.
    The same rule is used on new data.
    """
}
