import Matrices

/// k-prototypes: k-means for rows of quantities and categories.
///
/// A prototype has the mean of every quantity and the most frequent value of every category, ties to
/// the smaller number. The cost of a row is its squared distance in the quantities plus γ for every
/// differing category. Z. Huang, "Extensions to the k-means algorithm for clustering large data sets
/// with categorical values", Data Mining and Knowledge Discovery 2, 1998.
///
/// The result is a function of the rows with their weights as a set, the settings and the seed.
///
/// ```swift
/// // Column 2 holds a number per category.
/// let model = try KPrototypes(k: 4, isNominal: [false, false, true])
///   .fit(points, control: RunControl(threads: 2))
/// model.prototypes   // [4 × 3]
/// ```
public struct KPrototypes: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// Whether each column holds a number per category.
  public var isNominal: [Bool]
  /// The cost γ of a differing category; `nil` for half the mean standard deviation of the quantities,
  /// as Huang recommends, or 1 if none varies.
  public var gamma: Double?
  /// The number of restarts, at least 1; the smallest cost wins, ties to the earlier.
  public var restarts: Int
  /// The maximum number of iterations in one restart.
  public var maxIterations: Int
  /// The seed of the random numbers.
  public var seed: UInt64

  /// Settings for a fit; omitted settings take their defaults.
  public init(
    k: Int, isNominal: [Bool], gamma: Double? = nil, restarts: Int = 5, maxIterations: Int = 100,
    seed: UInt64 = 1
  ) {
    self.k = k
    self.isNominal = isNominal
    self.gamma = gamma
    self.restarts = max(1, restarts)
    self.maxIterations = max(1, maxIterations)
    self.seed = seed
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, quantities on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all restarts.
  /// - Throws: `ClusteringError` for rows, weights or `k` that cannot be used; `.columnCount` if
  ///   `isNominal` does not have an entry per column; `.cancelled`.
  /// - Complexity: O(*restarts · iterations · n k d*).
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> KPrototypesModel {
    guard isNominal.count == points.columns else {
      throw .columnCount(found: isNominal.count, expected: points.columns)
    }
    return try fit(
      PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Finds the segments of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ prepared: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> KPrototypesModel {
    guard isNominal.count == prepared.canonical.points.columns else {
      throw .columnCount(
        found: isNominal.count, expected: prepared.canonical.points.columns)
    }
    guard k >= 1 else { throw .fewerThanOneSegment(k: k) }
    guard k <= prepared.distinctRows else {
      throw .moreSegmentsThanDistinctRows(k: k, distinct: prepared.distinctRows)
    }
    let lanes = prepared.canonical.points
    let pass = PrototypePass(lanes: lanes, isNominal: isNominal, gamma: costOfMismatch(lanes))
    do {
      var best: (prototypes: [Double], found: PrototypePass.Found)?
      for restart in 0..<restarts {
        var prototypes = try start(pass, restart: restart, control: control)
        var found = try pass.assign(prototypes, control: control)
        for _ in 0..<maxIterations {
          let next = pass.prototypes(of: found, before: prototypes)
          if next == prototypes { break }
          prototypes = next
          found = try pass.assign(prototypes, control: control)
        }
        if best.map({ found.cost < $0.found.cost }) ?? true { best = (prototypes, found) }
        control.progress?(Double(restart + 1) / Double(restarts))
      }
      guard var (prototypes, found) = best else { throw CancellationError() }
      prototypes = numbered(prototypes, found, columns: lanes.columns)
      found = try pass.assign(prototypes, control: control)
      let labels = prepared.canonical.pointOfRow.map { $0 < 0 ? 0 : Int(found.labels[Int($0)]) }
      return try KPrototypesModel(
        prototypes: Matrix(rows: k, columns: lanes.columns, values: prototypes), labels: labels,
        cost: found.cost, gamma: pass.gamma, isNominal: isNominal
      )
      .labelling(prepared)
    } catch {
      throw .cancelled
    }
  }

  private func costOfMismatch(_ lanes: LanePoints) -> Double {
    gamma.map { max(0, $0) }
      ?? HuangsRule.gamma(
        columns: isNominal.indices.filter { !isNominal[$0] }, rows: lanes.count,
        weight: { lanes.weights[$0] }, value: { lanes[$0, $1] })
  }

  /// Points drawn by weight, then in proportion to their cost with the prototypes so far.
  private func start(
    _ pass: PrototypePass, restart: Int, control: RunControl
  ) throws(CancellationError) -> [Double] {
    let lanes = pass.lanes
    let random = CounterRandom(
      seed: seed, purpose: .medoids, words: [3, UInt64(k), UInt64(restart)])
    var costs = [Double](repeating: 1, count: lanes.count)
    var chosen: [Int] = []
    var prototypes: [Double] = []
    for draw in 0..<k {
      let total = BlockSum.sum(count: lanes.count) { lanes.weights[$0] * costs[$0] }
      var target = random.unit(UInt64(draw)) * total
      var next = (0..<lanes.count).first { !chosen.contains($0) } ?? 0
      for p in 0..<lanes.count where costs[p] > 0 && !chosen.contains(p) {
        next = p
        target -= lanes.weights[p] * costs[p]
        if target < 0 { break }
      }
      chosen.append(next)
      prototypes += lanes.point(next)
      costs = try pass.assign(prototypes, control: control).costs
    }
    return prototypes
  }

  /// Prototypes ordered by the weight of their segments, then column by column.
  private func numbered(
    _ prototypes: [Double], _ found: PrototypePass.Found, columns d: Int
  ) -> [Double] {
    let rows = (0..<k).map { Array(prototypes[$0 * d..<($0 + 1) * d]) }
    let order = (0..<k).sorted { a, b in
      if found.masses[a] != found.masses[b] { return found.masses[a] > found.masses[b] }
      for (x, y) in zip(rows[a], rows[b]) where x != y { return x < y }
      return a < b
    }
    return order.flatMap { rows[$0] }
  }
}

/// The result of k-prototypes.
public struct KPrototypesModel: Equatable, Sendable {
  /// Means of quantities and most frequent categories, shape `[k × d]`, the prototype of the largest
  /// segment first.
  public let prototypes: Matrix
  /// The segment of each row: the prototype with the lowest cost, ties to the lower number.
  public private(set) var labels: [Int]
  /// The weighted sum of the rows' costs.
  public let cost: Double
  /// The cost of a differing category.
  public let gamma: Double
  /// Whether each column holds a number per category.
  public let isNominal: [Bool]

  /// How new rows are assigned: by the prototype with the lowest cost.
  public var rule: PrototypeRule {
    PrototypeRule(prototypes: prototypes, isNominal: isNominal, gamma: gamma)
  }

  /// Assigns each row to the prototype with the lowest cost.
  ///
  /// The rows of the fit get their labels in the model.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads and cancellation.
  /// - Returns: One label per row.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> [Int] {
    guard points.columns == prototypes.columns else {
      throw .columnCount(found: points.columns, expected: prototypes.columns)
    }
    try CanonicalPoints.check(points, control: control)
    guard points.rows > 0 else { return [] }
    do {
      let lanes = try LanePoints(points, control: control)
      return try labels(of: lanes, control: control)
    } catch {
      throw .cancelled
    }
  }

  private func labels(
    of lanes: LanePoints, control: RunControl
  ) throws(CancellationError) -> [Int] {
    let pass = PrototypePass(lanes: lanes, isNominal: isNominal, gamma: gamma)
    return try pass.assign(prototypes.values, control: control).labels.map { Int($0) }
  }

  /// The same model, with labels for rows of weight 0.
  fileprivate func labelling(_ points: PreparedPoints) throws(CancellationError) -> Self {
    guard let others = points.coordinatesWithoutWeight else { return self }
    var labelled = self
    let found = try labels(of: others, control: RunControl(threads: 1))
    for (place, row) in points.rowsWithoutWeight.enumerated() {
      labelled.labels[Int(row)] = found[place]
    }
    return labelled
  }
}
