import Matrices

/// Rows that come in blocks, as often as they are asked for: a file that is larger than the memory.
public protocol RowBlocks: Sendable {
  /// The number of columns of every block.
  var columns: Int { get }

  /// Hands over every block in turn: the same rows each time, in blocks and an order of any kind.
  ///
  /// - Parameter body: Given the rows of a block, shape `[b × d]`, and a weight for each of them, or
  ///   `nil` for 1 each. What it throws is to be passed on.
  /// - Throws: What `body` throws, and what goes wrong where the rows come from.
  func forEachBlock(_ body: (_ rows: Matrix, _ weights: [Double]?) throws -> Void) throws
}

/// The rows of a matrix, in blocks.
public struct MatrixBlocks: RowBlocks {
  /// Shape `[n × d]`.
  public let points: Matrix
  /// Shape `[n]`, or `nil` for 1 each.
  public let weights: [Double]?
  /// How many rows a block has, at least 1.
  public let rowsPerBlock: Int

  /// Blocks of so many rows.
  public init(_ points: Matrix, weights: [Double]? = nil, rowsPerBlock: Int = 65_536) {
    self.points = points
    self.weights = weights
    self.rowsPerBlock = max(1, rowsPerBlock)
  }

  /// The number of columns, *d*.
  public var columns: Int { points.columns }

  /// Hands over the rows in their order.
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
