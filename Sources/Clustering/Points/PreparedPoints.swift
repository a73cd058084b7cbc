import Matrices

/// Rows prepared for any number of fits: checked, with equal rows merged, in the layout of the kernels.
///
/// ```swift
/// let points = try PreparedPoints(rows, weights: weights, control: control)
/// let models = try (2...8).map { try KMeans(k: $0).fit(points, control: control) }
/// ```
public struct PreparedPoints: Sendable {
  /// The number of rows.
  public let rows: Int
  let canonical: CanonicalPoints
  /// The weight of each row, or `nil` for 1 each.
  let weights: [Double]?
  /// The rows of weight 0, which get labels at the end.
  let rowsWithoutWeight: [Int32]
  let coordinatesWithoutWeight: LanePoints?

  /// Prepares rows.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, every value finite and within ±10¹⁵⁰.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each.
  ///   - control: Threads and cancellation.
  /// - Throws: `ClusteringError`, with row and column, for invalid values; `.cancelled`.
  public init(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) {
    self = try points.lend { (rows) throws(ClusteringError) in
      try PreparedPoints(rows, weights: weights, control: control)
    }
  }

  /// Prepares rows that are borrowed for the duration of the call, as for a matrix.
  package init(
    _ points: BorrowedRows, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) {
    rows = points.rows
    self.weights = weights
    let canonical = try CanonicalPoints(points, weights: weights, control: control)
    let without = (0..<Int32(points.rows)).filter { canonical.pointOfRow[Int($0)] < 0 }
    self.canonical = canonical
    rowsWithoutWeight = without
    do {
      coordinatesWithoutWeight =
        try without.isEmpty ? nil : LanePoints(points, order: without, control: control)
    } catch {
      throw .cancelled
    }
  }

  /// The number of distinct rows with weight.
  public var distinctRows: Int { canonical.points.count }

  /// The sum of the weights.
  public var totalWeight: Double { canonical.totalWeight }
}
