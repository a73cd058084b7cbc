import Matrices

/// A linear scaling of columns: subtract `center`, divide by `spread`.
///
/// A column whose values are all equal has spread 0, is scaled to 0 and is listed in `constantColumns`.
public struct ScalingNumbers: Equatable, Sendable {
  /// The value subtracted from each column, shape `[d]`, in the units of the columns.
  public let center: [Double]
  /// The divisor of each column, shape `[d]`, in the units of the columns; 0 for a constant one.
  public let spread: [Double]

  /// Scaling by fitted numbers, shapes `[d]`.
  public init(center: [Double], spread: [Double]) {
    precondition(center.count == spread.count, "one center and one spread per column")
    self.center = center
    self.spread = spread
  }

  /// The columns with spread 0, ascending.
  public var constantColumns: [Int] { spread.indices.filter { spread[$0] == 0 } }

  /// The scaled rows; constant columns become 0.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, in the units of the fit.
  ///   - control: Cancellation.
  /// - Returns: Shape `[m × d]`, without units.
  /// - Throws: `.columnCount` for a different number of columns; `.cancelled`.
  public func apply(
    _ points: consuming Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Matrix {
    try map(points, control: control) { value, j in
      spread[j] == 0 ? 0 : (value - center[j]) / spread[j]
    }
  }

  /// The rows in their original units; constant columns become their center.
  ///
  /// - Parameter points: Shape `[m × d]`, scaled.
  /// - Returns: Shape `[m × d]`, in the units of the fit.
  /// - Throws: `.columnCount` for a different number of columns.
  public func invert(_ points: Matrix) throws(ClusteringError) -> Matrix {
    try map(points, control: RunControl(threads: 1)) { value, j in value * spread[j] + center[j] }
  }

  private func map(
    _ points: consuming Matrix, control: RunControl, _ scaled: (Double, Int) -> Double
  ) throws(ClusteringError) -> Matrix {
    let d = center.count
    guard points.columns == d else { throw .columnCount(found: points.columns, expected: d) }
    // In place if the rows are uniquely referenced.
    do {
      try points.mapValues(control: control, scaled)
    } catch {
      throw .cancelled
    }
    return points
  }
}

/// How columns are scaled.
///
/// ```swift
/// let numbers = try Scaling.robust.fit(rows, control: RunControl(threads: 2))
/// let scaled = try numbers.apply(rows)
/// try numbers.apply(newRows)   // with the center and spread of the fit
/// ```
public enum Scaling: String, Equatable, Sendable, CaseIterable {
  /// Mean 0 and population standard deviation 1.
  case zscore
  /// 0 at the smallest value and 1 at the largest.
  case minmax
  /// Median 0 and interquartile range 1, quartiles by linear interpolation (R's type 7).
  ///
  /// If the quartiles are equal but not all values, the range from the 5 % to the 95 % quantile is used
  /// instead, or the range of all values if that is also 0.
  case robust
  /// Largest absolute value 1, zero stays zero.
  case maxabs

  /// Fits the numbers to rows.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, at least one row.
  ///   - control: Threads and cancellation.
  /// - Returns: One center and one spread per column, the same bits for any order of the rows.
  /// - Throws: `.noRows`, `.noColumns`, `.notFinite` or `.tooLarge` with row and column;
  ///   `.cancelled`.
  /// - Complexity: O(*n d* log *n*): each column is sorted, which makes sums independent of the order
  ///   of the rows.
  public func fit(
    _ points: Matrix, control: RunControl
  ) throws(ClusteringError) -> ScalingNumbers {
    guard points.columns > 0 else { throw .noColumns }
    guard points.rows > 0 else { throw .noRows }
    try CanonicalPoints.check(points, control: control)
    let numbers = AlignedArray(repeating: 0.0, count: 2 * points.columns)
    do {
      try Parallel.forEach(points.columns, control: control) { j, _ in
        let column = SortedColumn(points.column(j))
        // Sorting a long column takes as long as summing it.
        if control.cancellation.isCancelled { return }
        let (center, spread) = fit(column)
        unsafe numbers.base[2 * j] = center
        unsafe numbers.base[2 * j + 1] = spread
      }
      try control.checkCancellation()
    } catch {
      throw .cancelled
    }
    let columns = 0..<points.columns
    return ScalingNumbers(
      center: columns.map { numbers[2 * $0] }, spread: columns.map { numbers[2 * $0 + 1] })
  }

  /// The range that `robust` divides a column by.
  public enum RobustRange: Equatable, Sendable {
    /// From the 25 % to the 75 % quantile.
    case quartiles
    /// From the 5 % to the 95 % quantile.
    case ninetyPercent
    /// From the smallest to the largest value.
    case all
  }

  /// The range that the robust scaling divides a column by: the first that is not 0.
  ///
  /// - Parameter column: At least one value, all finite.
  /// - Returns: The range of all values if all are equal.
  public static func robustRange(of column: [Double]) -> RobustRange {
    SortedColumn(column).robustRange.range
  }

  private func fit(_ column: SortedColumn) -> (center: Double, spread: Double) {
    switch self {
    case .zscore: (column.mean, column.deviation)
    case .minmax: (column.least, column.largest - column.least)
    case .robust: (column.quantile(0.5), column.robustRange.width)
    case .maxabs: (0, max(-column.least, column.largest))
    }
  }
}

/// The values of a column in ascending order, so that sums over them do not depend on the order of rows.
struct SortedColumn: Sendable {
  private let values: [Double]

  /// Takes at least one value, all finite.
  init(_ values: consuming [Double]) {
    // Adding 0 turns −0 into 0: the two are equal, so a sort may leave them in either order.
    for i in values.indices { values[i] += 0 }
    values.sort()
    self.values = values
  }

  var least: Double { values[0] }
  var largest: Double { values[values.count - 1] }

  var mean: Double {
    guard least < largest else { return least }
    // Relative to the middle value, so that a column far from 0 keeps its digits.
    let middle = values[values.count / 2]
    return middle
      + BlockSum.sum(count: values.count) { values[$0] - middle } / Double(values.count)
  }

  /// The population standard deviation; exactly 0 for a constant column.
  var deviation: Double {
    guard least < largest else { return 0 }
    let mean = mean
    let squares = BlockSum.sum(count: values.count) { (values[$0] - mean) * (values[$0] - mean) }
    return (squares / Double(values.count)).squareRoot()
  }

  /// The narrowest of three ranges that is not 0; the range of all values if all are 0.
  var robustRange: (range: Scaling.RobustRange, width: Double) {
    let quartiles = quantile(0.75) - quantile(0.25)
    if quartiles > 0 { return (.quartiles, quartiles) }
    let wider = quantile(0.95) - quantile(0.05)
    return wider > 0 ? (.ninetyPercent, wider) : (.all, largest - least)
  }

  /// The quantile by linear interpolation between order statistics, R's type 7.
  func quantile(_ share: Double) -> Double {
    let place = Double(values.count - 1) * share
    let low = Int(place)
    let high = min(low + 1, values.count - 1)
    return values[low] + (place - Double(low)) * (values[high] - values[low])
  }
}
