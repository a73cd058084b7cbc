import Matrices

/// The result of k-means.
public struct KMeansModel: Equatable, Sendable {
  /// The means of the segments, shape `[k × d]`.
  ///
  /// With random starts, segments are ordered by weight, largest first, then by centroid, column by
  /// column. With given starts, in the order of the starts.
  public let centroids: Matrix
  /// The segment of each row: the nearest centroid, ties to the lower number.
  public let labels: [Int]
  /// How many rows each segment has; rows of weight 0 are not counted.
  public let sizes: [Int]
  /// The weight of each segment; equal to `sizes` for rows without weights.
  public let weights: [Double]
  /// The weighted sum of squared distances of the rows to their centroids.
  public let inertia: Double
  /// The number of iterations of the winning restart.
  ///
  /// scikit-learn's `n_iter_` counts one more when it stops because the labels repeat.
  public let iterations: Int
  /// Whether the winning restart converged before `maxIterations`.
  public let hasConverged: Bool
  /// The restart that won, from 0.
  public let restart: Int
  /// The inertia of each restart before refinement, in order.
  public let restartInertias: [Double]
  /// The mean over restarts of the adjusted Rand index between the restart's partition, before
  /// refinement, and these segments.
  ///
  /// Near 1, the starting centres barely matter. 1 for a single restart that refinement did not change.
  /// It costs nothing; `SeedStability` measures the same for whole fits.
  public let restartAgreement: Double
  /// The seed that the starting centres were drawn with.
  public let seed: UInt64
  /// The starting centres of the winning restart, shape `[k × d]`, in the order in which they were drawn.
  public let start: Matrix

  /// The number of segments.
  public var k: Int { centroids.rows }
}

extension KMeansModel {
  /// How new rows are assigned: by the nearest centroid.
  public var rule: NearestCentroid { NearestCentroid(centroids: centroids) }

  /// Assigns each row to the segment with the nearest centroid.
  ///
  /// The rows of the fit get exactly their labels in the model.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: One label and two distances per row.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Assignment {
    try CentroidAssignment(centroids: centroids).assign(points, control: control)
  }
}
