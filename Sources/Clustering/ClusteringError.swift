/// Why a clustering, or a measure of one, cannot be computed.
///
/// Rows and columns are counted from 0, as in the matrix that was passed in.
public enum ClusteringError: Error, Equatable, Sendable {
  /// The caller cancelled the work through `RunControl.cancellation`.
  case cancelled
  /// There are no rows, or none with a weight above 0.
  case noRows
  /// The matrix has no columns.
  case noColumns
  /// A value is NaN or infinite.
  case notFinite(row: Int, column: Int)
  /// A value is so large that the square of a distance would overflow: beyond ±10¹⁵⁰.
  case tooLarge(row: Int, column: Int, value: Double)
  /// A weight is negative, NaN or infinite.
  case weightOutOfRange(row: Int)
  /// There must be one weight per row.
  case weightCount(weights: Int, rows: Int)
  /// The number of segments must be at least 1.
  case fewerThanOneSegment(k: Int)
  /// There are fewer distinct rows than requested segments.
  case moreSegmentsThanDistinctRows(k: Int, distinct: Int)
  /// Starting centres must be `k` rows with as many columns as the points.
  case startShape(rows: Int, columns: Int, k: Int, expectedColumns: Int)
  /// A starting centre is NaN, infinite or beyond ±10¹⁵⁰.
  case startNotFinite(row: Int, column: Int)
  /// The rows to assign and the model have different numbers of columns.
  case columnCount(found: Int, expected: Int)
  /// There must be one label per row.
  case labelCount(labels: Int, rows: Int)
  /// The index is defined for 2 to n − 1 segments among the n rows that are not noise.
  case segmentsOutOfRange(segments: Int, rows: Int)
  /// The work needs more memory than its limit, both in bytes.
  case needsMemory(bytes: Int, limit: Int)
  /// The points have more columns than a search tree supports.
  case tooManyColumns(columns: Int, limit: Int)
  /// A radius or a height must be a number of at least 0.
  case radiusOutOfRange(Double)
  /// The minimum weight of a neighbourhood or a segment must be a number above 0.
  case minimumOutOfRange(Double)
  /// In every start of a mixture, components shrank to points or flat sheets, and nothing was added
  /// to their variances to prevent it.
  case collapsedComponents
  /// The method compares all pairs of distinct rows, and there are too many of them.
  case tooManyDistinctRows(distinct: Int, most: Int)
  /// A share of the rows must be in 0..<1.
  case shareOutOfRange(Double)
  /// Segments within these minimum and maximum weights cannot hold the weight of all rows.
  case sizesOutOfReach(k: Int, least: Double, most: Double, total: Double)
  /// The fuzziness of memberships must be a number above 1.
  case fuzzinessOutOfRange(Double)
}
