import Matrices

/// k-prototypes for rows whose categories are encoded as indicators, one column per possible category.
///
/// A row has its quantities first, then a block for every categorical column, in which the column of
/// its category is `indicator` and the others are 0. The squared distance of two rows with different
/// categories is then 2 · `indicator`², the γ of k-prototypes. So Euclidean distances between such
/// rows, and all measures based on them, are those of the mixed data; a prototype is an ordinary point,
/// and rows go to the nearest one.
public struct IndicatorPrototypes: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// The number of columns of each category, at the end of a row; earlier columns are quantities.
  public let blocks: [Int]
  /// The value in the column of a row's category, above 0.
  public let indicator: Double
  /// The number of restarts, at least 1; the smallest cost wins, ties to the earlier.
  public var restarts: Int
  /// The maximum number of iterations in one restart.
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

  /// The cost of a differing category.
  public var gamma: Double { 2 * indicator * indicator }

  /// The indicator value at which a differing category costs `gamma`.
  public static func indicator(gamma: Double) -> Double { (gamma / 2).squareRoot() }

  /// The cost of a differing category by Huang's rule.
  ///
  /// Half the mean standard deviation of the quantities, dividing by *n* (Z. Huang, 1998); 1 if there
  /// are none or none of them varies.
  public static func gamma(of quantities: Matrix) -> Double {
    HuangsRule.gamma(
      columns: Array(0..<quantities.columns), rows: quantities.rows, weight: { _ in 1 },
      value: { quantities[$0, $1] })
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, the quantities and the columns of all blocks. A block that is not a
  ///     valid indicator counts as its largest column, ties to the first.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all restarts; its rows are in the segment of the nearest prototype.
  /// - Throws: `.columnCount` for fewer columns than the blocks have, and as `KPrototypes.fit`.
  /// - Complexity: O(*restarts · iterations · n k c*), with *c* the number of columns before categories
  ///   were encoded as blocks.
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

  /// The prototypes as points in the space of the rows, in the order of their segments.
  private func model(
    _ found: KPrototypesModel, _ lanes: LanePoints, _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> IndicatorPrototypesModel {
    let quiet = control.quiet(threads: control.threads)
    let rows = Matrix(
      rows: lanes.count, columns: lanes.columns,
      values: (0..<lanes.count).flatMap { lanes.point($0) })
    var prototypes = indicators(of: found.prototypes)
    var nearest = try CentroidAssignment(centroids: prototypes).assign(rows, control: quiet)
    // For a row at equal distance from two prototypes, rounding may decide differently than in the fit.
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

  /// The inverse: indicators from category numbers.
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

/// The result of k-prototypes for rows with indicators.
public struct IndicatorPrototypesModel: Equatable, Sendable {
  /// Means of quantities and indicators of the most frequent categories, shape `[k × d]`, the prototype
  /// of the largest segment first.
  public let prototypes: Matrix
  /// The segment of each row: the nearest prototype, ties to the lower number.
  public let labels: [Int]
  /// The weighted sum of the squared distances to the prototypes.
  public let cost: Double

  /// How new rows are assigned; the rows of the fit get their labels.
  ///
  /// A category that is not in the fit is 0 in all columns of its block, at the same distance from
  /// every prototype: the other columns decide.
  public var rule: NearestCentroid { NearestCentroid(centroids: prototypes) }

  /// The number of rows of each segment.
  public var sizes: [Int] {
    labels.reduce(into: [Int](repeating: 0, count: prototypes.rows)) { $0[$1] += 1 }
  }
}
