import Matrices

/// Rows that can be read in blocks, repeatedly, such as those of a file larger than memory.
public protocol RowBlocks: Sendable {
  /// The number of columns of every block.
  var columns: Int { get }

  /// Calls `body` with every block in turn: the same rows in every pass, in any blocks and any order.
  ///
  /// - Parameter body: Called with the rows of a block, shape `[b × d]`, and a weight for each of them,
  ///   or `nil` for 1 each. Its errors must be rethrown.
  /// - Throws: What `body` throws, and errors of the source.
  func forEachBlock(_ body: (_ rows: Matrix, _ weights: [Double]?) throws -> Void) throws
}

/// The rows of a matrix, in blocks.
public struct MatrixBlocks: RowBlocks {
  /// Shape `[n × d]`.
  public let points: Matrix
  /// Shape `[n]`, or `nil` for 1 each.
  public let weights: [Double]?
  /// The number of rows per block, at least 1.
  public let rowsPerBlock: Int

  /// Blocks of a given number of rows.
  public init(_ points: Matrix, weights: [Double]? = nil, rowsPerBlock: Int = 65_536) {
    self.points = points
    self.weights = weights
    self.rowsPerBlock = max(1, rowsPerBlock)
  }

  /// The number of columns, *d*.
  public var columns: Int { points.columns }

  /// Calls `body` with the rows in their order.
  ///
  /// - Throws: What `body` throws; `.weightCount` unless there is a weight for each row.
  public func forEachBlock(_ body: (Matrix, [Double]?) throws -> Void) throws {
    if let weights, weights.count != points.rows {
      throw ClusteringError.weightCount(weights: weights.count, rows: points.rows)
    }
    for first in stride(from: 0, to: points.rows, by: rowsPerBlock) {
      let rows = first..<min(points.rows, first + rowsPerBlock)
      let d = points.columns
      try body(
        Matrix(
          rows: rows.count, columns: d,
          values: Array(points.values[rows.lowerBound * d..<rows.upperBound * d])),
        weights.map { Array($0[rows]) })
    }
  }
}
