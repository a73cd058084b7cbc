import Diagnostics
import Planning
import Relations
import Syntax

package struct Take: RelationStage {
  let count: Int
  package let output: ValueType

  package static let signature = StageSignature(
    "take", "Keeps the first rows.", group: .shape, inputs: [.table, .features, .sweep],
    positional: Parameter("count", .integer(0 ... .max), "The number of rows.", isRequired: true),
    gives: "the same kind, with fewer rows", aliases: ["head", "limit", "top", "slice"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let item = checker.onlyItem(), checker.constant(item.value, for: "`take`") != nil,
      let count = checker.integer(item.value, of: "count")
    else { return nil }
    self.count = count
    output = input.ofOtherRows
  }

  package func relation(over input: Relation) -> Relation { .limit(input, count) }
}

extension Take {
  package static let manual = """
    Takes the first rows in their order; for a file, that of its lines. Sort first if that order has no
    meaning, so that another export gives the same rows.

    ```seg
    table [{name: "A", amount: 5}, {name: "B", amount: 9}, {name: "C", amount: 7}]
      | sort -amount | take 2
    ```

    If there are fewer rows, all of them are returned.

    ```seg
    table [{a: 1}] | take -1
    # error: E0309
    ```
    """
}
