import Matrices

/// k-prototypes for rows whose categories are written as indicators, one column per category that
/// there may be.
///
/// A row has its quantities first, and then for every categorical column a block in which the column
/// of its category is `indicator` and the others are 0. Two rows of different categories are then
/// 2 · `indicator`² apart in the square: what k-prototypes calls γ. Straight lines between such rows,
/// and all measures that are made of them, are those of the mixed data; and a prototype is a point
/// like any other, so that rows go to the nearest one.
public struct IndicatorPrototypes: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// How many columns each category has, at the end of a row; those before are quantities.
  public let blocks: [Int]
  /// What the column of a row's own category holds, above 0.
  public let indicator: Double
  /// How many times to begin anew, at least 1; the least cost wins, ties to the earlier.
  public var restarts: Int
  /// How often prototypes are moved at most, in one restart.
  public var maxIterations: Int
  /// The seed of the random numbers.
  public var seed: UInt64

  /// Settings for a fit; omitted settings take their defaults.
  public init(
    k: Int, blocks: [Int], indicator: Double, restarts: Int = 5, maxIterations: Int = 100,
    seed: UInt64 = 1
  ) {
    precondition(indicator > 0 && blocks.allSatisfy { $0 > 0 }, "indicators that can be told apart")
    self.k = k
    self.blocks = blocks
    self.indicator = indicator
    self.restarts = max(1, restarts)
    self.maxIterations = max(1, maxIterations)
    self.seed = seed
  }

  /// What a category that differs costs.
  public var gamma: Double { 2 * indicator * indicator }

  /// What an indicator holds, so that a category that differs costs `gamma`.
  public static func indicator(gamma: Double) -> Double { (gamma / 2).squareRoot() }

  /// What a category that differs costs by Huang's rule.
  ///
  /// Half the mean standard deviation of the quantities, dividing by *n* (Z. Huang, 1998); 1 where there
  /// are none, or where none of them varies.
  public static func gamma(of quantities: Matrix) -> Double {
    HuangsRule.gamma(
      columns: Array(0..<quantities.columns), rows: quantities.rows, weight: { _ in 1 },
      value: { quantities[$0, $1] })
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, the quantities and the columns of all blocks. A block that is not an
  ///     indicator counts as its largest column, ties to the first.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all restarts; its rows have the segment whose prototype is nearest.
  /// - Throws: `.columnCount` for fewer columns than the blocks have, and as `KPrototypes.fit`.
  /// - Complexity: O(*restarts · iterations · n k c*), *c* the columns before categories became blocks.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> IndicatorPrototypesModel {
    let lanes = points.canonical.points
    let quantities = lanes.columns - blocks.reduce(0, +)
    guard quantities >= 0 else {
      throw .columnCount(found: lanes.columns, expected: blocks.reduce(0, +))
    }
    let isNominal =
      [Bool](repeating: false, count: quantities) + [Bool](repeating: true, count: blocks.count)
    let found = try KPrototypes(
      k: k, isNominal: isNominal, gamma: gamma, restarts: restarts, maxIterations: maxIterations,
      seed: seed
    ).fit(
      categories(of: lanes), weights: (0..<lanes.count).map { lanes.weights[$0] },
      control: control)
    return try model(found, lanes, points, control: control)
  }

  /// The prototypes as points among the rows, in order of the segments that they get.
  private func model(
    _ found: KPrototypesModel, _ lanes: LanePoints, _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> IndicatorPrototypesModel {
    let quiet = control.quiet(threads: control.threads)
    let rows = Matrix(
      rows: lanes.count, columns: lanes.columns,
      values: (0..<lanes.count).flatMap { lanes.point($0) })
    var prototypes = indicators(of: found.prototypes)
    var nearest = try CentroidAssignment(centroids: prototypes).assign(rows, control: quiet)
    // Where a row is as far from two prototypes, rounding may decide otherwise than the fit did.
    var masses = [Double](repeating: 0, count: k)
    for p in 0..<lanes.count { masses[nearest.labels[p]] += lanes.weights[p] }
    let order = (0..<k).sorted { (masses[$1], $0) < (masses[$0], $1) }
    if order != Array(0..<k) {
      prototypes = Matrix(
        rows: k, columns: prototypes.columns, values: order.flatMap { Array(prototypes.row($0)) })
      nearest = try CentroidAssignment(centroids: prototypes).assign(rows, control: quiet)
    }
    var labels = points.canonical.pointOfRow.map { $0 < 0 ? 0 : nearest.labels[Int($0)] }
    if let others = points.coordinatesWithoutWeight {
      let without = try CentroidAssignment(centroids: prototypes).assign(
        Matrix(
          rows: others.count, columns: others.columns,
          values: (0..<others.count).flatMap { others.point($0) }), control: quiet)
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        labels[Int(row)] = without.labels[place]
      }
    }
    return IndicatorPrototypesModel(prototypes: prototypes, labels: labels, cost: found.cost)
  }

  /// Rows with a number for each category, 0 for the first column of its block.
  private func categories(of lanes: LanePoints) -> Matrix {
    var values: [Double] = []
    let quantities = lanes.columns - blocks.reduce(0, +)
    values.reserveCapacity(lanes.count * (quantities + blocks.count))
    for p in 0..<lanes.count {
      let row = lanes.point(p)
      values += row[..<quantities]
      var first = quantities
      for width in blocks {
        var own = 0
        for place in 1..<max(1, width) where row[first + place] > row[first + own] { own = place }
        values.append(Double(own))
        first += width
      }
    }
    return Matrix(rows: lanes.count, columns: quantities + blocks.count, values: values)
  }

  /// The other way round.
  private func indicators(of prototypes: Matrix) -> Matrix {
    let quantities = prototypes.columns - blocks.count
    var values: [Double] = []
    for c in 0..<prototypes.rows {
      let row = Array(prototypes.row(c))
      values += row[..<quantities]
      for (place, width) in blocks.enumerated() {
        var block = [Double](repeating: 0, count: width)
        block[Int(row[quantities + place])] = indicator
        values += block
      }
    }
    return Matrix(
      rows: prototypes.rows, columns: quantities + blocks.reduce(0, +), values: values)
  }
}

/// What k-prototypes found among rows with indicators.
public struct IndicatorPrototypesModel: Equatable, Sendable {
  /// Means of quantities and indicators of the most frequent categories, shape `[k × d]`, the prototype
  /// of the largest segment first.
  public let prototypes: Matrix
  /// The segment of each row: the nearest prototype, ties to the lower number.
  public let labels: [Int]
  /// The weighted sum of the squared distances to the prototypes.
  public let cost: Double

  /// How new rows are assigned; those of the fit get their labels.
  ///
  /// A category that no row of the fit had is 0 in all columns of its block, and as far from every
  /// prototype: the other columns decide.
  public var rule: NearestCentroid { NearestCentroid(centroids: prototypes) }

  /// How many rows each segment has.
  public var sizes: [Int] {
    labels.reduce(into: [Int](repeating: 0, count: prototypes.rows)) { $0[$1] += 1 }
  }
}
