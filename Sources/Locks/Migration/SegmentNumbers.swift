import Diagnostics
import Syntax

/// The numbers of segments that a decision names: `keep segment == 2`, `case {segment in [1, 3] => …}`.
struct SegmentNumbers {
  /// Ascending, each once.
  let numbers: [Int]

  /// Reads a stage as one line of code; a stage that does not ask for the segment names none.
  init(in code: String) {
    // Most stages say nothing of segments, and need no parser to say so.
    guard code.contains("segment") else {
      numbers = []
      return
    }
    var found: Set<Int> = []
    let text = SourceText(name: "step", text: "it | \(code)")
    for statement in Parser.parse(text, number: 0).script.statements {
      guard case .pipeline(let pipeline) = statement.kind else { continue }
      for call in pipeline.calls {
        _ = call.rewritten { expression in
          found.formUnion(expression.comparedSegments)
          return nil
        }
      }
    }
    numbers = found.sorted()
  }
}

extension Expression {
  /// Whole numbers that the column `segment` is compared with here, at the top of the expression.
  fileprivate var comparedSegments: [Int] {
    guard case .binary(let sign, let left, let right, _) = self else { return [] }
    switch sign {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn, .isNotIn:
      if left.isSegment { return right.wholeNumbers }
      return right.isSegment ? left.wholeNumbers : []
    case .or, .and, .matches, .coalesce, .add, .subtract, .multiply, .divide: return []
    }
  }

  private var isSegment: Bool {
    if case .name(let name) = self { name.text == "segment" } else { false }
  }

  private var wholeNumbers: [Int] {
    switch self {
    case .number(let literal): Int(literal.digits).map { [$0] } ?? []
    case .list(let items, _): items.flatMap(\.wholeNumbers)
    case .parenthesized(let inner, _): inner.wholeNumbers
    case .range(let low, let high, let upperIncluded, _):
      if let first = low.wholeNumbers.first, let last = high.wholeNumbers.first, first <= last,
        last - first < 1_000
      {
        Array(first...(upperIncluded ? last : max(first, last - 1)))
      } else {
        []
      }
    case .string, .text, .date, .boolean, .null, .name, .optionalName, .call, .unary, .binary,
      .test, .block, .cases, .conditional, .pipeline, .missing:
      []
    }
  }
}
