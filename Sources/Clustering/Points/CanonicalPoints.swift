import Matrices

/// Rows as a clustering sees them: a set of distinct points, each with a weight.
///
/// Equal rows are one point with their total weight, rows of weight 0 are left out, and the order of
/// the points depends only on their coordinates. So neither the order of the rows, nor copies instead
/// of weights, nor rows of weight 0 affect a result.
struct CanonicalPoints: Sendable {
  /// The distinct points with their weights, in canonical order.
  let points: LanePoints
  /// The point of each row, or −1 for a row of weight 0.
  let pointOfRow: [Int32]
  /// The number of rows with weight of each point.
  let rowCounts: [Int32]
  /// The weight of each block of points.
  let blockWeights: [Double]
  /// The sum of all weights.
  let totalWeight: Double
  /// The weighted mean over columns of the population variance, the unit of `tolerance`.
  let meanVariance: Double

  /// The largest coordinate whose distances can be squared and summed without overflow.
  static let largest = 1e150

  /// Finds the distinct points of a matrix.
  ///
  /// - Throws: `ClusteringError` for a matrix without rows or columns, values that are not finite,
  ///   invalid weights; `.cancelled`.
  /// - Complexity: O(*n d*) and about 40 bytes per row in addition to the points.
  init(
    _ matrix: Matrix, weights: [Double]?, control: RunControl
  ) throws(ClusteringError) {
    self = try matrix.lend { (rows) throws(ClusteringError) in
      try CanonicalPoints(rows, weights: weights, control: control)
    }
  }

  /// Finds the distinct points of borrowed rows, as for a matrix.
  init(
    _ matrix: BorrowedRows, weights: [Double]?, control: RunControl
  ) throws(ClusteringError) {
    guard matrix.columns > 0 else { throw .noColumns }
    guard matrix.rows > 0 else { throw .noRows }
    try Self.check(matrix, control: control)
    if let weights { try Self.check(weights, rows: matrix.rows) }
    do {
      let order = try CanonicalOrder(matrix, weights: weights, control: control)
      guard !order.representatives.isEmpty else { throw ClusteringError.noRows }
      points = try LanePoints(
        matrix, order: order.representatives, weights: order.weights, control: control)
      pointOfRow = order.pointOfRow
      rowCounts = order.rowCounts
    } catch let error as ClusteringError {
      throw error
    } catch {
      throw .cancelled
    }
    let points = points
    let masses = points.weights
    blockWeights = (0..<points.blocks).map { block in
      BlockSum.range(of: block, count: points.count).reduce(0) { unsafe $0 + masses.base[$1] }
    }
    do {
      let segment = try OneSegment(points, control: control)
      totalWeight = segment.weight
      meanVariance = segment.sumOfSquares / segment.weight / Double(points.columns)
    } catch {
      throw .cancelled
    }
  }

  /// Throws for the first value, row by row, that is not finite or too large to square.
  static func check(_ matrix: Matrix, control: RunControl) throws(ClusteringError) {
    try matrix.lend { (rows) throws(ClusteringError) in try check(rows, control: control) }
  }

  private static func check(
    _ matrix: BorrowedRows, control: RunControl
  ) throws(ClusteringError) {
    let blocks = BlockSum.blocks(for: matrix.rows)
    let found = AlignedArray<Int>(repeating: -1, count: blocks)
    do {
      try Parallel.forEach(blocks, control: control.quiet(threads: control.threads)) { block, _ in
        let rows = BlockSum.range(of: block, count: matrix.rows)
        if let place = unusable(matrix, in: rows) { unsafe found.base[block] = place }
      }
    } catch {
      throw .cancelled
    }
    for block in 0..<blocks where found[block] >= 0 {
      throw error(at: found[block], of: matrix)
    }
  }

  /// The first place of some rows, counted row by row, whose value is not finite or too large.
  private static func unusable(_ matrix: BorrowedRows, in rows: Range<Int>) -> Int? {
    for row in rows {
      for column in 0..<matrix.columns where !(matrix[row, column].magnitude <= largest) {
        return row * matrix.columns + column
      }
    }
    return nil
  }

  private static func error(at place: Int, of matrix: BorrowedRows) -> ClusteringError {
    let (row, column) = place.quotientAndRemainder(dividingBy: matrix.columns)
    let value = matrix[row, column]
    return value.isFinite
      ? .tooLarge(row: row, column: column, value: value) : .notFinite(row: row, column: column)
  }

  static func check(_ weights: [Double], rows: Int) throws(ClusteringError) {
    guard weights.count == rows else { throw .weightCount(weights: weights.count, rows: rows) }
    for (row, weight) in weights.enumerated() where !(weight >= 0 && weight <= largest) {
      throw .weightOutOfRange(row: row)
    }
  }
}
