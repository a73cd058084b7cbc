import Relations

/// Expressions computed for the selected rows of a table, column by column.
///
/// The cells of a result stand one after another, one per row. `nil` is the literal `null`: as many
/// missing cells without a type.
struct Evaluator: Sendable {
  let table: Table
  let workers: WorkerPool

  init(_ table: Table, workers: WorkerPool) {
    self.table = table
    self.workers = workers
  }

  /// The number of rows.
  var count: Int { table.rowCount }

  /// The same for some of the rows.
  func selecting(_ rows: [Int32]) -> Evaluator {
    Evaluator(table.selecting(rows), workers: workers)
  }

  func value(_ scalar: Scalar) throws(ExecutionError) -> Column? {
    try workers.checkCancellation()
    switch scalar {
    case .column(let name): return table.cells(of: name)
    case .literal(let literal): return .repeating(literal, count: count)
    case .cases(let cases, let otherwise): return try branches(cases, otherwise)
    case .isIn(let value, let literals, let negated):
      guard let cells = try self.value(value) else { return falsehood }
      return .boolean(Cells(Membership.test(cells, literals, negated: negated)))
    case .call(let function, let arguments): return try call(function, arguments)
    }
  }

  /// A column that is false in every row.
  private var falsehood: Column { .boolean(Cells([Bool](repeating: false, count: count))) }

  /// In which rows a column has no cell.
  private func missing(_ name: String) -> [Bool] {
    guard let column = table.column(name) else {
      preconditionFailure("a checked plan names only columns that exist: \(name)")
    }
    guard let validity = column.validity else { return [Bool](repeating: false, count: count) }
    guard let selection = table.selection else { return (0..<count).map { !validity[$0] } }
    return selection.map { !validity[Int($0)] }
  }

  private func call(
    _ function: ScalarFunction, _ arguments: [Scalar]
  ) throws(ExecutionError) -> Column? {
    switch function {
    case .and, .or, .not:
      return .boolean(Cells(try truth(.call(function, arguments))))
    case .coalesce: return try coalesce(arguments)
    case .isNull:
      if case .column(let name) = arguments[0] { return .boolean(Cells(missing(name))) }
      guard let cells = try value(arguments[0]) else {
        return .boolean(Cells([Bool](repeating: true, count: count)))
      }
      guard let validity = cells.validity else { return falsehood }
      return .boolean(Cells((0..<count).map { !validity[$0] }))
    case .least, .greatest:
      var given: [Column] = []
      for argument in arguments {
        if let cells = try value(argument) { given.append(cells) }
      }
      return Comparison.extreme(given, takesGreatest: function == .greatest)
    case .parseDate, .parseTimestamp:
      guard let cells = try value(arguments[0]) else { return try callOfNull(function, arguments) }
      return DateFunctions.parse(
        cells, by: arguments.dropFirst(), isTimestamp: function == .parseTimestamp)
    default: break
    }
    var given: [Column] = []
    for argument in arguments {
      guard let cells = try value(argument) else {
        return try callOfNull(function, arguments)
      }
      given.append(cells)
    }
    switch function {
    case .add, .subtract, .multiply, .divide, .remainder, .power:
      return Arithmetic.binary(function, given[0], given[1])
    case .negate, .abs, .sign, .sqrt, .exp, .ln, .log1p, .log10:
      return Arithmetic.unary(function, given[0])
    case .round where given.count == 2:
      return RoundingEvaluation.places(given[0], given[1])
    case .round, .floor, .ceil:
      return RoundingEvaluation.whole(function, given[0])
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return .boolean(Cells(Comparison.test(function, given[0], given[1])))
    case .lower, .upper, .trim, .length, .concat, .replace, .substring, .startsWith, .endsWith,
      .contains, .matches:
      return TextFunctions.call(function, given, count: count)
    case .year, .quarter, .month, .week, .weekday, .day, .hour, .toDate, .daysBetween,
      .monthsBetween, .yearsBetween, .addDuration, .subtractDuration, .toTimestamp:
      return DateFunctions.call(function, given)
    case .toText, .toNumber, .toInteger:
      return Conversion.call(function, given[0])
    case .least, .greatest, .and, .or, .not, .isNull, .coalesce, .parseDate, .parseTimestamp:
      preconditionFailure("\(function.rawValue) has been taken care of")
    }
  }

  /// A function of `null` is missing everywhere, and a test of it false.
  private func callOfNull(
    _ function: ScalarFunction, _ arguments: [Scalar]
  ) throws(ExecutionError) -> Column? {
    var types: [ScalarType?] = []
    for argument in arguments { types.append(try value(argument)?.type) }
    switch function.resultType(for: types) {
    case .boolean: return falsehood
    case .some(let type): return .missing(type, count: count)
    case nil: return nil
    }
  }

  // MARK: Conditions

  /// In which rows a condition holds; a missing boolean does not hold.
  ///
  /// The right side of `and` and `or` is computed only where the left side leaves it open.
  func truth(_ condition: Scalar) throws(ExecutionError) -> [Bool] {
    switch condition {
    case .call(.not, let arguments):
      return try truth(arguments[0]).map { !$0 }
    case .call(.and, let arguments):
      return try connected(arguments, open: true)
    case .call(.or, let arguments):
      return try connected(arguments, open: false)
    case .column, .literal, .call, .cases, .isIn:
      guard let cells = try value(condition)?.booleanCells else {
        return [Bool](repeating: false, count: count)
      }
      guard let validity = cells.validity else { return cells.values }
      return cells.values.indices.map { cells.values[$0] && validity[$0] }
    }
  }

  private func connected(
    _ arguments: [Scalar], open: Bool
  ) throws(ExecutionError) -> [Bool] {
    var result = try truth(arguments[0])
    let rows = result.indices.filter { result[$0] == open }.map { Int32(truncatingIfNeeded: $0) }
    if rows.count == count { return try truth(arguments[1]) }
    let decided = try selecting(rows).truth(arguments[1])
    for (row, holds) in zip(rows, decided) { result[Int(row)] = holds }
    return result
  }

  /// The rows (from 0) in which a condition holds, ascending.
  func rows(where condition: Scalar) throws(ExecutionError) -> [Int32] {
    if case .call(.and, let arguments) = condition {
      let left = try rows(where: arguments[0])
      return try selecting(left).rows(where: arguments[1]).map { left[Int($0)] }
    }
    let holds = try truth(condition)
    var rows: [Int32] = []
    rows.reserveCapacity(holds.count)
    for row in holds.indices where holds[row] { rows.append(Int32(truncatingIfNeeded: row)) }
    return rows
  }

  // MARK: Choices

  /// Each branch is computed only for the rows that come to it.
  private func branches(
    _ cases: [Scalar.Case], _ otherwise: Scalar
  ) throws(ExecutionError) -> Column? {
    var remaining = (0..<count).map { Int32(truncatingIfNeeded: $0) }
    var parts: [(rows: [Int32], cells: Column?)] = []
    for branch in cases {
      let evaluator = selecting(remaining)
      let holds = try evaluator.truth(branch.condition)
      let taken = remaining.indices.filter { holds[$0] }.map { remaining[$0] }
      remaining = remaining.indices.filter { !holds[$0] }.map { remaining[$0] }
      parts.append((taken, try selecting(taken).value(branch.value)))
    }
    parts.append((remaining, try selecting(remaining).value(otherwise)))
    return assembled(parts)
  }

  private func coalesce(_ arguments: [Scalar]) throws(ExecutionError) -> Column? {
    var remaining = (0..<count).map { Int32(truncatingIfNeeded: $0) }
    var parts: [(rows: [Int32], cells: Column?)] = []
    for argument in arguments {
      guard let cells = try selecting(remaining).value(argument) else { continue }
      let present = remaining.indices.filter { !cells.isMissing($0) }
      parts.append(
        (
          present.map { remaining[$0] },
          cells.gathered(present.map { Int32(truncatingIfNeeded: $0) })
        ))
      remaining = remaining.indices.filter { cells.isMissing($0) }.map { remaining[$0] }
    }
    return assembled(parts)
  }

  /// One column of cells that belong to these rows; a row that no part has is missing.
  private func assembled(_ parts: [(rows: [Int32], cells: Column?)]) -> Column? {
    let typed = parts.compactMap(\.cells)
    if typed.isEmpty { return nil }
    var sources = [Int32](repeating: -1, count: count)
    var next: Int32 = 0
    for part in parts where part.cells != nil {
      for row in part.rows {
        sources[Int(row)] = next
        next += 1
      }
    }
    return Column.concatenated(typed).gatheredOrMissing(sources)
  }
}
