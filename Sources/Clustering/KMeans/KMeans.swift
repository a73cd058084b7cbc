import Matrices

/// k-means: partitions rows into `k` segments with a small inertia, the sum of squared distances to the
/// segments' means.
///
/// Greedy k-means++ starts, Lloyd's iteration, Hartigan-Wong transfers at the end, the best of several
/// restarts. The result is a function of the rows with their weights as a set, the settings and the
/// seed: the order of the rows, the number of threads and the processor do not change a bit of it.
/// Weight *n* equals *n* copies of a row, weight 0 its absence.
///
/// ```swift
/// let model = try KMeans(k: 4).fit(points, control: RunControl(threads: 2))
/// model.centroids   // [4 × d]
/// model.labels      // one per row
/// ```
public struct KMeans: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// The number of restarts, at least 1; the smallest inertia wins, ties to the earlier.
  public var restarts: Int
  /// The seed of the random starting centres.
  public var seed: UInt64
  /// The maximum number of iterations in one restart.
  public var maxIterations: Int
  /// Stop when the sum of squared movements of the centroids is at most this times the mean variance of
  /// the columns.
  ///
  /// scikit-learn's rule and default. 0 continues until no row changes its segment.
  public var tolerance: Double
  /// Starting centres, shape `[k × d]`, instead of random ones.
  ///
  /// Then there is one restart. With `startIsKept`, segments keep the order of their starts and there
  /// is no refinement: plain Lloyd, step by step as scikit-learn does from the same centres.
  public var start: Matrix?
  /// Whether segments keep the order of a given start; `false` uses it as a warm start.
  ///
  /// From a warm start, such as the centroids of an earlier model, the search continues as from random
  /// starts: the partition is refined and segments are numbered by weight.
  public var startIsKept: Bool
  /// How the partition found by Lloyd's iteration is refined.
  public var polish: Polish

  /// How the best partition found by Lloyd's iteration is refined.
  public enum Polish: Equatable, Sendable {
    /// It is not refined.
    case none
    /// Single points move if that lowers the inertia, then Lloyd again.
    case transfers
    /// Transfers, then whole centroids move if that lowers the inertia, provided the rows are few
    /// enough for the search to take a fraction of a second.
    case swaps
  }

  /// Settings for a fit; omitted settings take their defaults.
  public init(
    k: Int, restarts: Int = 10, seed: UInt64 = 1, maxIterations: Int = 300,
    tolerance: Double = 1e-4, start: Matrix? = nil, startIsKept: Bool = true,
    polish: Polish = .swaps
  ) {
    self.k = k
    self.restarts = max(1, restarts)
    self.seed = seed
    self.maxIterations = max(1, maxIterations)
    self.tolerance = max(0, tolerance)
    self.start = start
    self.startIsKept = startIsKept
    self.polish = polish
  }

  /// Whether the segments are those of the starts, in their order.
  var followsStart: Bool { start != nil && startIsKept }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale: a column of large numbers dominates the result.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. A row of weight 0 has no influence
  ///     and is assigned to the nearest segment.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all restarts.
  /// - Throws: `ClusteringError` for rows, weights, `k` or starting centres that cannot be used;
  ///   `.cancelled`.
  /// - Complexity: O(*restarts · iterations · n k d*); about 8 (*d* + 3) bytes per row.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> KMeansModel {
    let prepared = try PreparedPoints(points, weights: weights, control: control)
    return try fit(prepared, control: control)
  }

  /// Finds the segments of prepared rows, which saves time if several models are fitted to the same
  /// rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> KMeansModel {
    let result = try KMeansFit(settings: self, candidates: [k], points: points)
      .run(control: control, finished: nil)
    guard let model = result.models.first else { throw .cancelled }
    return model
  }
}
