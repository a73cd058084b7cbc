import Matrices

/// k-medoids: segments around actual rows (medoids), with a small sum of distances to them.
///
/// A medoid is a real customer, and any distance can be used, whereas k-means is limited to means and
/// squared distances. It is less sensitive to distant rows than k-means. The result is a function of
/// the rows with their weights as a set, the settings and the seed.
///
/// No matrix of distances is kept: memory grows with the rows, time with their square.
/// E. Schubert, P. Rousseeuw, "Fast and eager k-medoids clustering", Information Systems 101, 2021;
/// samples: L. Kaufman, P. Rousseeuw, "Finding Groups in Data", 1990, chapter 3.
///
/// ```swift
/// let model = try KMedoids(k: 4, dissimilarity: .manhattan).fit(points, control: RunControl(threads: 2))
/// model.medoidRows   // [4], the row of each medoid
/// model.labels       // one per row
/// ```
public struct KMedoids: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// The dissimilarity of two rows.
  public var dissimilarity: Dissimilarity
  /// The rows among which medoids are searched.
  public var search: Search
  /// The number of restarts, at least 1; the smallest total wins, ties to the earlier.
  public var restarts: Int
  /// The seed of the random numbers.
  public var seed: UInt64

  /// The rows among which medoids are searched.
  public enum Search: Equatable, Sendable {
    /// All rows, up to `mostExactRows` distinct rows; above, five samples of 1000 rows, or of 40 + 2 k.
    case automatic
    /// All rows.
    case all
    /// A number of samples with a number of rows each, drawn by weight; the medoids with the smallest
    /// total over all rows win. CLARA.
    case samples(count: Int, rows: Int)
  }

  /// The maximum number of distinct rows for which `automatic` searches among all rows.
  public static let mostExactRows = 10_000

  /// Settings for a fit; omitted settings take their defaults.
  public init(
    k: Int, dissimilarity: Dissimilarity = .euclidean, search: Search = .automatic,
    restarts: Int = 3, seed: UInt64 = 1
  ) {
    self.k = k
    self.dissimilarity = dissimilarity
    self.search = search
    self.restarts = max(1, restarts)
    self.seed = seed
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all restarts.
  /// - Throws: `ClusteringError` for rows, weights or `k` that cannot be used, and `.columnCount` for a
  ///   different number of Gower columns; `.cancelled`.
  /// - Complexity: O(*n² d*) per round, a few rounds; O(*n k d*) per sample.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> KMedoidsModel {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Finds the segments of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> KMedoidsModel {
    guard k >= 1 else { throw .fewerThanOneSegment(k: k) }
    guard k <= points.distinctRows else {
      throw .moreSegmentsThanDistinctRows(k: k, distinct: points.distinctRows)
    }
    let lanes = points.canonical.points
    let distances = try Distances(dissimilarity, lanes)
    do {
      var best: MedoidPartition?
      let share = 1 / Double(trials(lanes) * restarts)
      for trial in 0..<trials(lanes) {
        try control.checkCancellation()
        let sample = sample(trial, of: lanes)
        for restart in 0..<restarts {
          try control.checkCancellation()
          let part = control.part(
            from: Double(trial * restarts + restart) * share, share: share)
          let medoids = try MedoidSearch(points: sample, distances: distances, k: k)
            .run(seed: seed, words: [UInt64(trial), UInt64(restart)], control: part)
          let found = MedoidPartition(
            lanes, medoids: medoids.map { sample.point($0) }, distances: distances)
          if best.map({ found.total < $0.total }) ?? true { best = found }
        }
      }
      guard let best else { throw CancellationError() }
      return KMedoidsModel(best.numbered(lanes, distances), points, distances: distances)
    } catch {
      throw .cancelled
    }
  }

  /// The number of samples and the points per sample.
  private func sampling(_ lanes: LanePoints) -> (count: Int, points: Int) {
    switch search {
    case .all: return (1, lanes.count)
    case .automatic:
      if lanes.count <= Self.mostExactRows { return (1, lanes.count) }
      return (5, min(lanes.count, max(1000, 40 + 2 * k)))
    case .samples(let count, let rows):
      let points = min(lanes.count, max(rows, k))
      return (points == lanes.count ? 1 : max(1, count), points)
    }
  }

  private func trials(_ lanes: LanePoints) -> Int { sampling(lanes).count }

  /// The points among which medoids are searched.
  private func sample(_ trial: Int, of lanes: LanePoints) -> LanePoints {
    let size = sampling(lanes).points
    guard size < lanes.count else { return lanes }
    let random = CounterRandom(seed: seed, purpose: .medoids, words: [1, UInt64(trial)])
    // The smallest values of exponential / weight are a sample in proportion to weight, without replacement.
    let order = (0..<lanes.count).map {
      (random.exponential(UInt64($0)) / lanes.weights[$0], $0)
    }.sorted { $0 < $1 }
    let chosen = order.prefix(size).map { Int32($0.1) }.sorted()
    return LanePoints(lanes, order: chosen, weights: chosen.map { lanes.weights[Int($0)] })
  }
}

/// The result of k-medoids.
public struct KMedoidsModel: Equatable, Sendable {
  /// The medoids, shape `[k × d]`, ordered by weight, largest segment first, then column by column.
  public let medoids: Matrix
  /// For each medoid, the first row equal to it.
  public let medoidRows: [Int]
  /// The segment of each row: the nearest medoid, ties to the lower number.
  public let labels: [Int]
  /// How many rows each segment has; rows of weight 0 are not counted.
  public let sizes: [Int]
  /// The weighted sum of the rows' distances to their medoids.
  public let totalDistance: Double

  let distances: Distances

  /// The number of segments.
  public var k: Int { medoids.rows }

  fileprivate init(
    _ partition: MedoidPartition, _ points: PreparedPoints, distances: Distances
  ) {
    let canonical = points.canonical
    let k = partition.medoids.count
    medoids = Matrix(
      rows: k, columns: canonical.points.columns, values: partition.medoids.flatMap { $0 })
    var labels = canonical.pointOfRow.map { $0 < 0 ? 0 : Int(partition.labels[Int($0)]) }
    if let others = points.coordinatesWithoutWeight {
      let found = MedoidPartition(others, medoids: partition.medoids, distances: distances)
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        labels[Int(row)] = Int(found.labels[place])
      }
    }
    var sizes = [Int](repeating: 0, count: k)
    var rows = [Int](repeating: -1, count: k)
    let pointOfMedoid = partition.medoids.map { medoid in
      (0..<canonical.points.count).first { canonical.points.point($0) == medoid } ?? -1
    }
    for (row, point) in canonical.pointOfRow.enumerated() where point >= 0 {
      sizes[labels[row]] += 1
      if let place = pointOfMedoid.firstIndex(of: Int(point)), rows[place] < 0 {
        rows[place] = row
      }
    }
    self.labels = labels
    self.sizes = sizes
    medoidRows = rows
    totalDistance = partition.total
    self.distances = distances
  }

  /// How new rows are assigned: by the nearest medoid.
  public var rule: MedoidRule {
    MedoidRule(medoids: medoids, measure: distances.measure)
  }

  /// Assigns each row to the segment with the nearest medoid.
  ///
  /// The rows of the fit get their labels in the model.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`. Gower's ranges stay those of the fit.
  ///   - control: Threads and cancellation.
  /// - Returns: One label and two distances per row.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Assignment {
    guard points.columns == medoids.columns else {
      throw .columnCount(found: points.columns, expected: medoids.columns)
    }
    try CanonicalPoints.check(points, control: control)
    guard points.rows > 0 else {
      return Assignment(labels: [], distances: [], secondDistances: [])
    }
    do {
      let lanes = try LanePoints(points, control: control)
      let found = MedoidPartition(
        lanes, medoids: (0..<k).map { Array(medoids.row($0)) }, distances: distances)
      return Assignment(
        labels: found.labels.map { Int($0) }, distances: found.nearest,
        secondDistances: found.second)
    } catch {
      throw .cancelled
    }
  }
}
