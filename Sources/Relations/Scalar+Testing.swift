extension Scalar {
  /// The columns that are read outside `is_null` and `coalesce`, which have an answer for a missing
  /// cell.
  package var testedColumns: [String] {
    switch self {
    case .column(let name): [name]
    case .literal: []
    case .call(.isNull, _), .call(.coalesce, _): []
    case .call(_, let arguments): arguments.flatMap(\.testedColumns)
    case .cases(let cases, let otherwise):
      cases.flatMap { $0.condition.testedColumns + $0.value.testedColumns }
        + otherwise.testedColumns
    case .isIn(let value, _, _): value.testedColumns
    }
  }

  /// Whether a column that it tests is missing; `nil` if it tests none.
  package var missesTested: Scalar? {
    var names: [String] = []
    for name in testedColumns where !names.contains(name) { names.append(name) }
    let tests = names.map { Scalar.call(.isNull, [.column($0)]) }
    return tests.dropFirst().reduce(tests.first) { all, test in all.map { .call(.or, [$0, test]) } }
  }
}
