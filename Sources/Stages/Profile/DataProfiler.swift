import Documents
import Planning
import Relations
import Tables

/// Computes the profile of a table by relations, so that it does not depend on the order of rows.
struct DataProfiler {
  let table: TableType
  let rows: Rows
  let context: RunContext
  /// The maximum number of numeric columns for correlations.
  static let correlated = 10
  private static let topValues = 3

  func profile() throws(StageFailure) -> DataProfile {
    let count = rows.count
    let distinct = try context.numbers(
      [.rows], of: .distinct(.scan(stageInput), keys: [], keep: .first), in: rows)[0].counted
    var columns: [DataProfile.Column] = []
    for column in table.columns { columns.append(try profile(of: column)) }
    let found = DataProfile(
      name: table.name, rows: count, duplicates: count - distinct, columns: columns,
      pairs: try pairs(columns), alerts: [])
    let alerts = DataAlerts(profile: found, table: table).ranked
    return DataProfile(
      name: found.name, rows: count, duplicates: found.duplicates, columns: columns,
      pairs: found.pairs, alerts: alerts)
  }

  private func profile(of column: ColumnType) throws(StageFailure) -> DataProfile.Column {
    let cell = Scalar.column(column.name)
    let isHidden = column.personal != nil
    let isNumber = column.type.isNumeric && !isHidden
    var wanted: [Aggregate] = [.count(cell), .missing(cell), .distinct(cell)]
    if isNumber {
      wanted += [.mean(cell), .deviation(cell, .sample), .min(cell)]
      wanted += DataProfile.probabilities.map { .quantile(cell, $0) } + [.max(cell)]
    }
    let numbers = try context.numbers(wanted, in: rows)
    let count = numbers[0].counted
    let mean = isNumber ? numbers[3].doubleValue : nil
    let deviation = isNumber ? numbers[4].doubleValue : nil
    let quantiles =
      isHidden || count == 0 ? [] : isNumber ? Array(numbers[5...]) : try days(of: column)
    let isLogarithmic = hasLongTail(quantiles) && isNumber
    return DataProfile.Column(
      name: column.name, type: column.type.name, isPersonal: isHidden, count: count,
      missing: numbers[1].counted, distinct: numbers[2].counted, quantiles: quantiles, mean: mean,
      deviation: deviation,
      skewness: try skewness(of: cell, count: count, mean: mean, deviation: deviation),
      histogram: isHidden
        ? [] : try histogram(of: column, isLogarithmic ? .logarithmic : .linear),
      isLogarithmic: isLogarithmic, top: isHidden ? [] : try top(of: column))
  }

  /// Whether the maximum is so far out that bins of equal width would show a single bar.
  private func hasLongTail(_ quantiles: [Literal]) -> Bool {
    guard quantiles.count == 7, let low = quantiles[0].doubleValue, low > 0,
      let high = quantiles[6].doubleValue, let usual = quantiles[5].doubleValue
    else { return false }
    return high > 5 * usual
  }

  /// G1, the sample skewness of pandas, SAS and Excel: n Σ z³ / ((n − 1)(n − 2)).
  private func skewness(
    of cell: Scalar, count: Int, mean: Double?, deviation: Double?
  ) throws(StageFailure) -> Double? {
    guard let mean, let deviation, deviation > 0, count > 2 else { return nil }
    let distance = Scalar.call(.subtract, [cell, .literal(.number(mean))])
    let z = Scalar.call(.divide, [distance, .literal(.number(deviation))])
    let cube = Scalar.call(.multiply, [.call(.multiply, [z, z]), z])
    guard let sum = try context.numbers([.sum(cube)], in: rows)[0].doubleValue else { return nil }
    let n = Double(count)
    return n * sum / ((n - 1) * (n - 2))
  }

  /// Quantiles of dates and timestamps are values in the data: the earlier one of two.
  private func days(of column: ColumnType) throws(StageFailure) -> [Literal] {
    guard column.type.isTemporal else { return [] }
    let cell = Scalar.column(column.name)
    let sorted = try context.run(
      .sort(
        .project(
          .filter(.scan(stageInput), .call(.not, [.call(.isNull, [cell])])),
          [NamedScalar(column.name, cell)]), [SortKey(cell)]), over: rows)
    let last = sorted.rowCount - 1
    guard last >= 0 else { return [] }
    let places = [0] + DataProfile.probabilities.map { Int(Double(last) * $0) } + [last]
    return places.map { sorted[$0, 0] }
  }

  private func histogram(
    of column: ColumnType, _ scale: HistogramBins.Scale
  ) throws(StageFailure) -> [Double] {
    guard column.type.isNumeric || column.type.isTemporal else { return [] }
    let cells = try context.run(
      .project(.scan(stageInput), [NamedScalar(column.name, .column(column.name))]), over: rows)
    let numbers = cells.numbers(of: column.name)
    let missing = Set(numbers.missing)
    let values = numbers.values.enumerated().filter { !missing.contains($0.offset) }.map(\.element)
    return values.isEmpty ? [] : HistogramBins(values, scale: scale).heights
  }

  /// The most frequent values, smaller values first among ties; none if every value is unique.
  private func top(of column: ColumnType) throws(StageFailure) -> [(value: String, count: Int)] {
    guard column.type.scalar == .text || column.type == .boolean else { return [] }
    let cell = Scalar.column(column.name)
    let groups = try context.run(
      .limit(
        .sort(
          .aggregate(
            .filter(.scan(stageInput), .call(.not, [.call(.isNull, [cell])])), keys: [column.name],
            [NamedAggregate("(rows)", .rows)]),
          [SortKey(.column("(rows)"), descending: true), SortKey(cell)]),
        DataProfiler.topValues), over: rows)
    let found = (0..<groups.rowCount).map { row in
      (value: groups[row, 0].plainText, count: Int(groups[row, 1].doubleValue ?? 0))
    }
    return (found.first?.count ?? 0) > 1 || column.type == .boolean ? found : []
  }

  /// Pearson's correlations of numeric columns, each over the rows that have both.
  private func pairs(_ columns: [DataProfile.Column]) throws(StageFailure) -> [DataProfile.Pair] {
    let ids = [Role.id, .order].compactMap { role -> String? in
      if case .column(let name) = RoleFinding.find(role, in: table) { name } else { nil }
    }
    let numeric = columns.filter {
      $0.mean != nil && ($0.deviation ?? 0) > 0 && !ids.contains($0.name)
    }.prefix(DataProfiler.correlated)
    var pairs: [DataProfile.Pair] = []
    for (index, first) in numeric.enumerated() {
      for second in numeric.dropFirst(index + 1) {
        let moments = PairMoments(
          first.name, centre: first.mean ?? 0, second.name, centre: second.mean ?? 0)
        let numbers = try context.numbers(moments.aggregates, in: rows)
        pairs.append(
          DataProfile.Pair(
            first: first.name, second: second.name, correlation: moments.correlation(numbers)))
      }
    }
    return pairs
  }
}

/// The sums for Pearson's correlation of two columns, over the rows that have both.
///
/// The columns are centred before they are multiplied, so that large means do not cost precision.
struct PairMoments {
  private let x: Scalar
  private let y: Scalar

  init(_ first: String, centre: Double, _ second: String, centre other: Double) {
    func centred(_ name: String, _ mean: Double, with partner: String) -> Scalar {
      .cases(
        [.init(.call(.isNull, [.column(partner)]), .literal(.null))],
        otherwise: .call(.subtract, [.column(name), .literal(.number(mean))]))
    }
    x = centred(first, centre, with: second)
    y = centred(second, other, with: first)
  }

  /// n, Σx, Σy, Σx², Σy², Σxy.
  var aggregates: [Aggregate] {
    [
      .count(x), .sum(x), .sum(y), .sum(.call(.multiply, [x, x])),
      .sum(.call(.multiply, [y, y])), .sum(.call(.multiply, [x, y])),
    ]
  }

  /// - Returns: r in −1...1; `nil` for fewer than two rows or a constant column.
  func correlation(_ numbers: [Literal]) -> Double? {
    let values = numbers.map { $0.doubleValue ?? 0 }
    let n = values[0]
    guard n >= 2 else { return nil }
    let xx = values[3] - values[1] * values[1] / n
    let yy = values[4] - values[2] * values[2] / n
    let xy = values[5] - values[1] * values[2] / n
    guard xx > 0, yy > 0 else { return nil }
    return min(1, max(-1, xy / (xx * yy).squareRoot()))
  }
}
