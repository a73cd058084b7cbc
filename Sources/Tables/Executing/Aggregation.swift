import Relations

/// The rows of a table summed up group by group.
struct Aggregation {
  let evaluator: Evaluator
  let workers: WorkerPool

  init(_ table: Table, workers: WorkerPool) {
    evaluator = Evaluator(table, workers: workers)
    self.workers = workers
  }

  func run(
    keys: [String], _ aggregates: [NamedAggregate]
  ) throws(ExecutionError) -> Table {
    let table = evaluator.table
    let grouping =
      (keys.isEmpty
      ? Grouping.single(rows: table.rowCount)
      : try PackedKeys.packed(keys, of: table, order: .byValue, workers: workers).grouped(.byValue))
      .counting()
    let shared = SharedOrders(aggregates.map(\.aggregate))
    let parts = try workers.parts(shared.parts.count) { part throws(ExecutionError) in
      switch shared.parts[part] {
      case .alone(let place):
        [(place, try column(aggregates[place].aggregate, grouping))]
      case .quantiles(let scalar, let places, let probabilities):
        Array(zip(places, try quantiles(of: scalar, probabilities, grouping)))
      }
    }
    let results = parts.flatMap { $0 }.sorted { $0.0 < $1.0 }.map(\.1)
    let examples = table.selecting(grouping.firstRows)
    let leading = keys.map { examples.cells(of: $0).withoutMinusZero }
    return Table(
      fields: zip(keys, leading).map { Field($0, $1.type) }
        + zip(aggregates, results).map { Field($0.name, $1.type) },
      columns: leading + results, storedRows: grouping.count)
  }

  private func column(
    _ aggregate: Aggregate, _ grouping: Grouping
  ) throws(ExecutionError) -> Column {
    switch aggregate {
    case .rows:
      return .integer(Cells(grouping.sizes.map { Int64($0) }))
    case .count(let scalar):
      guard let cells = try evaluator.value(scalar) else { return zeros(grouping) }
      return .integer(Cells(grouping.presentCounts(cells.validity).map { Int64($0) }))
    case .missing(let scalar):
      let sizes = grouping.sizes
      guard let cells = try evaluator.value(scalar) else {
        return .integer(Cells(sizes.map { Int64($0) }))
      }
      let present = grouping.presentCounts(cells.validity)
      return .integer(Cells(zip(sizes, present).map { Int64($0 - $1) }))
    case .distinct(let scalar):
      guard let cells = try evaluator.value(scalar) else { return zeros(grouping) }
      return .integer(Cells(OrderedAggregates.distinct(cells, grouping)))
    case .sum(let scalar):
      guard let cells = try evaluator.value(scalar) else { return missing(.number, grouping) }
      let isExact = if case .number = cells { false } else { true }
      return ExactSums(Numerals(cells), by: grouping)
        .column(isWhole: cells.type == .integer, isExact: isExact)
    case .mean(let scalar):
      guard let cells = try evaluator.value(scalar) else { return missing(.number, grouping) }
      return .optionalNumbers(ExactSums(Numerals(cells), by: grouping).means)
    case .deviation(let scalar, let denominator):
      guard let cells = try evaluator.value(scalar) else { return missing(.number, grouping) }
      return .optionalNumbers(Deviation.of(Numerals(cells), grouping, denominator))
    case .quantile(let scalar, let probability):
      return try quantiles(of: scalar, [probability], grouping)[0]
    case .min(let scalar):
      guard let cells = try evaluator.value(scalar) else { return missing(.text, grouping) }
      return OrderedAggregates.least(cells, grouping)
    case .max(let scalar):
      guard let cells = try evaluator.value(scalar) else { return missing(.text, grouping) }
      return OrderedAggregates.greatest(cells, grouping)
    case .mode(let scalar):
      guard let cells = try evaluator.value(scalar) else { return missing(.text, grouping) }
      return try OrderedAggregates.mode(cells, grouping, workers: workers)
    case .first(let scalar, let by):
      guard let cells = try evaluator.value(scalar), let order = try evaluator.value(by) else {
        return missing(.text, grouping)
      }
      return OrderedAggregates.value(of: cells, where: .least, order, grouping)
    case .last(let scalar, let by):
      guard let cells = try evaluator.value(scalar), let order = try evaluator.value(by) else {
        return missing(.text, grouping)
      }
      return OrderedAggregates.value(of: cells, where: .greatest, order, grouping)
    case .share(let condition):
      let (holding, present) = try holds(condition, grouping)
      return .optionalNumbers(
        zip(holding, present).map { $1 == 0 ? nil : Double($0) / Double($1) })
    case .any(let condition):
      let (holding, present) = try holds(condition, grouping)
      return booleans(holding.map { $0 > 0 }, present)
    case .all(let condition):
      let (holding, present) = try holds(condition, grouping)
      return booleans(zip(holding, present).map { $0 == $1 }, present)
    }
  }

  /// Several quantiles of one and the same expression: its cells are put in order once.
  private func quantiles(
    of scalar: Scalar, _ probabilities: [Double], _ grouping: Grouping
  ) throws(ExecutionError) -> [Column] {
    guard let cells = try evaluator.value(scalar) else {
      return probabilities.map { _ in missing(.number, grouping) }
    }
    return try OrderedAggregates.quantiles(cells, probabilities, grouping, workers: workers).map {
      .optionalNumbers($0)
    }
  }

  /// How many rows of each group fulfil a condition, and in how many it is not missing.
  private func holds(
    _ condition: Scalar, _ grouping: Grouping
  ) throws(ExecutionError) -> (holding: [Int], present: [Int]) {
    let none = [Int](repeating: 0, count: grouping.count)
    guard let cells = try evaluator.value(condition)?.booleanCells else { return (none, none) }
    var holding = none
    let ids = grouping.ids
    for row in ids.indices where cells.values[row] && !cells.isMissing(row) {
      holding[Int(ids[row])] += 1
    }
    return (holding, grouping.presentCounts(cells.validity))
  }

  private func booleans(_ values: [Bool], _ present: [Int]) -> Column {
    let missing = present.indices.filter { present[$0] == 0 }
    return .boolean(
      Cells(values, validity: presence(nil, without: missing, count: values.count)))
  }

  private func zeros(_ grouping: Grouping) -> Column {
    .integer(Cells([Int64](repeating: 0, count: grouping.count)))
  }

  private func missing(_ type: ScalarType, _ grouping: Grouping) -> Column {
    .missing(type, count: grouping.count)
  }
}

/// Aggregates in parts that can be computed side by side: quantiles of one expression are one part,
/// since putting the cells in order is nearly all of their work.
private struct SharedOrders: Sendable {
  enum Part: Sendable {
    /// The place of an aggregate among all.
    case alone(Int)
    case quantiles(of: Scalar, places: [Int], probabilities: [Double])
  }

  let parts: [Part]

  init(_ aggregates: [Aggregate]) {
    var parts: [Part] = []
    for (place, aggregate) in aggregates.enumerated() {
      guard case .quantile(let scalar, let probability) = aggregate else {
        parts.append(.alone(place))
        continue
      }
      let known = parts.firstIndex {
        if case .quantiles(let other, _, _) = $0 { other == scalar } else { false }
      }
      if let known, case .quantiles(_, let places, let probabilities) = parts[known] {
        parts[known] = .quantiles(
          of: scalar, places: places + [place], probabilities: probabilities + [probability])
      } else {
        parts.append(.quantiles(of: scalar, places: [place], probabilities: [probability]))
      }
    }
    self.parts = parts
  }
}

/// Standard deviations without a trace of the order of rows.
enum Deviation {
  /// Two passes with exact sums: the mean, rounded once, then the differences from it and their
  /// squares, each rounded once and added exactly; the sum of the differences, which is only as far
  /// from 0 as the mean was rounded, corrects for that.
  static func of(
    _ numerals: Numerals, _ grouping: Grouping, _ denominator: Aggregate.Denominator
  ) -> [Double?] {
    let means = ExactSums(numerals, by: grouping).means
    let values = numerals.doubles
    var differences = values
    for row in values.indices {
      differences[row] = values[row] - (means[Int(grouping.ids[row])] ?? 0)
    }
    let squares = differences.map { $0 * $0 }
    func sums(_ values: [Double]) -> ExactSums {
      ExactSums(Numerals(.number(Cells(values, validity: numerals.validity))), by: grouping)
    }
    // What cannot be squared is beyond measure: a missing deviation.
    if zip(squares.indices, squares).contains(where: { row, square in
      !square.isFinite && (numerals.validity.map { $0[row] } ?? true)
    }) {
      return scaled(numerals, grouping, denominator)
    }
    let square = sums(squares)
    let correction = sums(differences).quotients(by: square.counts.map { min($0, 1) })
    let squared = square.quotients(by: square.counts.map { min($0, 1) })
    return square.counts.indices.map { group in
      let count = square.counts[group]
      let divisor = denominator == .population ? count : count - 1
      guard divisor > 0, let sum = squared[group], let rest = correction[group] else { return nil }
      return (max(0, sum - rest * rest / Double(count)) / Double(divisor)).squareRoot()
    }
  }

  /// The same for cells so large that their squares are no numbers: of cells 2^-600 the size.
  private static func scaled(
    _ numerals: Numerals, _ grouping: Grouping, _ denominator: Aggregate.Denominator
  ) -> [Double?] {
    let unit = Double(sign: .plus, exponent: -600, significand: 1)
    let small = Column.number(
      Cells(numerals.doubles.map { $0 * unit }, validity: numerals.validity))
    return of(Numerals(small), grouping, denominator).map { $0.map { $0 / unit } }
  }
}

extension Column {
  /// Numbers of which those that are absent or not finite are missing.
  static func optionalNumbers(_ values: [Double?]) -> Column {
    finiteNumbers(values.map { $0 ?? .nan }, validity: nil)
  }

  /// The same numbers with 0 for −0, which is equal to it.
  var withoutMinusZero: Column {
    guard case .number(let cells) = self else { return self }
    return .number(Cells(cells.values.map { $0 == 0 ? 0 : $0 }, validity: cells.validity))
  }
}
