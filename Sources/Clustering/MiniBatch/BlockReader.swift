import Matrices

/// Passes over all blocks.
struct BlockReader<Source: RowBlocks> {
  let source: Source
  let control: RunControl

  /// How many rows are read between two checks for cancellation.
  private static var rowsPerLook: Int { 4096 }

  /// The result of the first pass.
  struct Survey {
    /// The number of rows, including those of weight 0.
    let rows: Int
    /// The range of hashes of the first part.
    let slice: Range<UInt64>
    /// The distinct rows of the first part.
    let points: PreparedPoints

    /// Whether the first part has all rows.
    var isComplete: Bool { slice == RowSample.allLots }
  }

  /// Checks all rows, and samples as many by hash as fit in memory.
  ///
  /// The range of hashes is halved until its distinct rows fit.
  func survey(
    seed: UInt64, rowsInMemory: Int
  ) throws -> Survey {
    var sample = RowSample(seed: seed, columns: source.columns, slice: RowSample.allLots)
    var rows = 0
    try source.forEachBlock { block, weights in
      try check(block, weights, before: rows)
      for row in 0..<block.rows {
        if row % Self.rowsPerLook == 0 { try control.checkCancellation() }
        let weight = weights?[row] ?? 1
        guard weight > 0 else { continue }
        sample.take(block.row(row), weight: weight)
        while sample.count > rowsInMemory { sample.halve() }
      }
      rows += block.rows
    }
    guard sample.count > 0, let all = sample.batches(of: .max).first else {
      throw ClusteringError.noRows
    }
    let points = try PreparedPoints(all.rows, weights: all.weights, control: control)
    return Survey(rows: rows, slice: sample.slice, points: points)
  }

  /// The rows of one part.
  func sample(seed: UInt64, slice: Range<UInt64>) throws -> RowSample {
    var sample = RowSample(seed: seed, columns: source.columns, slice: slice)
    try source.forEachBlock { block, weights in
      for row in 0..<block.rows {
        if row % Self.rowsPerLook == 0 { try control.checkCancellation() }
        let weight = weights?[row] ?? 1
        if weight > 0 { sample.take(block.row(row), weight: weight) }
      }
    }
    return sample
  }

  /// All rows summed by their nearest centroid, ties to the lower, in exact sums.
  func totals(_ centroids: [Double], k: Int) throws -> SegmentTotals {
    var totals = SegmentTotals(k: k, columns: source.columns)
    try source.forEachBlock { block, weights in
      guard block.rows > 0 else { return }
      let lanes = try LanePoints(block, control: control)
      let nearest = try Nearest(lanes, centroids: centroids, k: k, control: control)
      for row in 0..<block.rows {
        if row % Self.rowsPerLook == 0 { try control.checkCancellation() }
        let weight = weights?[row] ?? 1
        guard weight > 0 else { continue }
        totals.add(
          block.row(row), weight: weight, to: Int(nearest.labels[row]),
          square: nearest.squaredDistances[row])
      }
    }
    return totals
  }

  /// The model of centroids, numbered.
  ///
  /// Ties between segments go to the lower number, so a new numbering can move rows: it is repeated
  /// until it is stable, at most a few times.
  func model(_ start: [Double], k: Int, rows: Int) throws -> MiniBatchModel {
    let d = source.columns
    var centroids = start
    var totals = try totals(centroids, k: k)
    for _ in 0..<8 {
      let order = CanonicalNumbers.order(weights: totals.masses, centroids: centroids)
      if order == Array(0..<k) { break }
      centroids = order.flatMap { centroids[$0 * d..<($0 + 1) * d] }
      totals = try self.totals(centroids, k: k)
    }
    return MiniBatchModel(
      centroids: Matrix(rows: k, columns: d, values: centroids), sizes: totals.sizes,
      weights: totals.masses, inertia: totals.inertia, rows: rows)
  }

  private func check(_ block: Matrix, _ weights: [Double]?, before: Int) throws {
    guard block.columns == source.columns else {
      throw ClusteringError.columnCount(found: block.columns, expected: source.columns)
    }
    do throws(ClusteringError) {
      try CanonicalPoints.check(block, control: control)
      if let weights { try CanonicalPoints.check(weights, rows: block.rows) }
    } catch .notFinite(let row, let column) {
      throw ClusteringError.notFinite(row: before + row, column: column)
    } catch .tooLarge(let row, let column, let value) {
      throw ClusteringError.tooLarge(row: before + row, column: column, value: value)
    } catch .weightOutOfRange(let row) {
      throw ClusteringError.weightOutOfRange(row: before + row)
    }
  }
}

/// Rows summed by segment, independently of their order.
struct SegmentTotals {
  private let columns: Int
  private var sums: [ExactSum]
  private var weights: [ExactSum]
  private var squares = ExactSum()
  /// The number of rows of each segment.
  private(set) var sizes: [Int]

  init(k: Int, columns: Int) {
    self.columns = columns
    sums = [ExactSum](repeating: ExactSum(), count: k * columns)
    weights = [ExactSum](repeating: ExactSum(), count: k)
    sizes = [Int](repeating: 0, count: k)
  }

  mutating func add(_ row: ArraySlice<Double>, weight: Double, to segment: Int, square: Double) {
    for (j, value) in row.enumerated() { sums[segment * columns + j].add(weight * value) }
    weights[segment].add(weight)
    squares.add(weight * square)
    sizes[segment] += 1
  }

  /// The weight of each segment.
  var masses: [Double] { weights.map(\.value) }

  /// The weighted sum of squared distances.
  var inertia: Double { squares.value }

  /// The mean of each segment; an empty segment keeps its previous centroid.
  func means(keeping before: [Double]) -> [Double] {
    var means = before
    for (c, mass) in masses.enumerated() where mass > 0 {
      for j in 0..<columns { means[c * columns + j] = sums[c * columns + j].value / mass }
    }
    return means
  }
}
