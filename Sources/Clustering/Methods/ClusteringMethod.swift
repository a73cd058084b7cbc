import Matrices

/// A way to cluster rows that can be repeated on other rows.
///
/// The settings of each algorithm conform. Everything that fits again, such as `SegmentStability`,
/// `GapStatistic` or `PredictionStrength`, takes any method.
///
/// ```swift
/// let method: any ClusteringMethod = KMeans(k: 4)
/// let segments = try method.lightened.redrawn(seed: 7).refit(points, control: control)
/// try segments.assign(newPoints, control: control)   // a label per row
/// ```
public protocol ClusteringMethod: Equatable, Sendable {
  /// The requested number of segments; `nil` if it follows from the rows.
  var segmentCount: Int? { get }

  /// The same method with a different number of segments; unchanged if the number follows from the rows.
  func with(k: Int) -> Self

  /// The same method with random starts drawn from a seed. Given starts are replaced too, because other
  /// rows have other segments. The default, for a method without random numbers, is the method itself.
  func redrawn(seed: UInt64) -> Self

  /// The same method with fewer starts, for repeated clustering. The default, for a method without
  /// random numbers, is the method itself.
  var lightened: Self { get }

  /// The same method for rows with categories in these columns. The default, for a method that does not
  /// support categories, is the method itself.
  func knowing(_ columns: CategoryColumns) -> Self

  /// Clusters rows by this method, with its own seed.
  ///
  /// - Parameters:
  ///   - points: The rows, prepared.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: A label per row, and how other rows are assigned.
  /// - Throws: What the algorithm throws; `.cancelled`.
  /// - Complexity: That of one fit.
  func refit(_ points: PreparedPoints, control: RunControl) throws(ClusteringError)
    -> FittedSegments

  /// The sum of squared distances to the segments' means for several numbers of segments, with
  /// starts drawn from a seed; noise is left out.
  ///
  /// By default each number of segments is fitted separately.
  /// - Throws: As `refit`.
  func sumsOfSquares(
    _ ks: [Int], _ points: PreparedPoints, seed: UInt64, control: RunControl
  ) throws(ClusteringError) -> [Double]
}

extension ClusteringMethod {
  /// The method itself: it uses no random numbers.
  public func redrawn(seed: UInt64) -> Self { self }
  /// The method itself: it uses no random numbers.
  public var lightened: Self { self }
  /// The method itself: it does not support categories.
  public func knowing(_ columns: CategoryColumns) -> Self { self }

  /// Fits each number of segments separately.
  public func sumsOfSquares(
    _ ks: [Int], _ points: PreparedPoints, seed: UInt64, control: RunControl
  ) throws(ClusteringError) -> [Double] {
    var sums: [Double] = []
    for k in ks {
      let labels = try with(k: k).fit(points, seed: seed, control: control).labels
      sums.append(
        try LabelledPoints(points, labels: labels, control: control).withinSumOfSquares)
    }
    return sums
  }

  /// Clusters rows with starts drawn from a seed.
  func fit(
    _ points: PreparedPoints, seed: UInt64, control: RunControl
  ) throws(ClusteringError) -> FittedSegments {
    try redrawn(seed: seed).refit(points, control: control)
  }

  /// Whether another method is of the same type and equal.
  public func isEqual(to other: any ClusteringMethod) -> Bool { (other as? Self) == self }
}

/// A method that finds a given number of segments from random starts.
public protocol SeededMethod: ClusteringMethod {
  /// The number of segments.
  var k: Int { get set }
  /// The seed of the random numbers.
  var seed: UInt64 { get set }
}

extension SeededMethod {
  /// The number of segments.
  public var segmentCount: Int? { k }

  /// The same method for another number of segments.
  public func with(k: Int) -> Self {
    var method = self
    method.k = k
    return method
  }

  /// The same method with other random starts.
  public func redrawn(seed: UInt64) -> Self {
    var method = self
    method.seed = seed
    return method
  }
}

/// Which columns encode categories: quantities come first, then a block of columns for each category,
/// in which the column of the row's value holds `indicator` and the others 0.
public struct CategoryColumns: Equatable, Sendable {
  /// The number of columns that are quantities.
  public let quantities: Int
  /// The number of columns of each category.
  public let blocks: [Int]
  /// The value in the column of the row's category, above 0.
  public let indicator: Double

  /// Quantities, followed by blocks.
  public init(quantities: Int, blocks: [Int], indicator: Double) {
    self.quantities = quantities
    self.blocks = blocks
    self.indicator = indicator
  }
}

/// Segments of some rows, and how other rows are assigned to them.
public struct FittedSegments: Sendable {
  /// The segment of each row of the fit, below 0 for noise.
  public let labels: [Int]
  private let makeRule: @Sendable (RunControl) throws(ClusteringError) -> any AssignmentRule

  /// Segments with a rule that exists already.
  public init(labels: [Int], rule: any AssignmentRule) {
    self.labels = labels
    makeRule = { (_: RunControl) throws(ClusteringError) in rule }
  }

  /// Segments with a rule that is expensive to make: it is made when rows are first assigned.
  public init(
    labels: [Int],
    rule: @escaping @Sendable (RunControl) throws(ClusteringError) -> any AssignmentRule
  ) {
    self.labels = labels
    makeRule = rule
  }

  /// The segment of each of some rows, shape `[m × d]` in the units of the fit; rows of the fit get
  /// their own labels.
  ///
  /// - Throws: `.columnCount`, `.notFinite`, `.tooLarge`; `.cancelled`.
  public func assign(_ rows: Matrix, control: RunControl) throws(ClusteringError) -> [Int] {
    try makeRule(control).assign(rows, control: control).labels
  }

  /// The segment of each point.
  func assign(_ points: LanePoints, control: RunControl) throws(ClusteringError) -> [Int] {
    let rows = Matrix(
      rows: points.count, columns: points.columns,
      values: (0..<points.count).flatMap { points.point($0) })
    return try assign(rows, control: control)
  }
}
