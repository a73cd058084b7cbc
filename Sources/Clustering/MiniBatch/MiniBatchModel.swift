import Matrices

/// The result of k-means of rows that were read in blocks.
public struct MiniBatchModel: Equatable, Sendable {
  /// The centroids, shape `[k × d]`.
  ///
  /// Segments are ordered by weight, largest first, then by centroid, column by column.
  public let centroids: Matrix
  /// How many rows each segment has; rows of weight 0 are not counted.
  public let sizes: [Int]
  /// The weight of each segment.
  public let weights: [Double]
  /// The weighted sum of squared distances of all rows to the nearest centroid.
  public let inertia: Double
  /// The number of rows read, including those of weight 0.
  public let rows: Int

  /// The number of segments.
  public var k: Int { centroids.rows }
  /// How rows of the fit and new rows are assigned: by the nearest centroid.
  public var rule: NearestCentroid { NearestCentroid(centroids: centroids) }

  /// Assigns each row to the segment with the nearest centroid, ties to the lower number.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were: a block of them, or new rows.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: One label and two distances per row.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Assignment {
    try CentroidAssignment(centroids: centroids).assign(points, control: control)
  }

  /// The labels of rows that are read in blocks, as `assign` computes them.
  ///
  /// Apart from the labels, only one block is held at a time.
  ///
  /// - Parameters:
  ///   - source: The rows, scaled as those of the fit were; their weights do not matter.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: One label per row, in the order of the rows.
  /// - Throws: `ClusteringError` as `assign`, and what the source throws.
  public func labels(of source: some RowBlocks, control: RunControl) throws -> [Int] {
    var labels: [Int] = []
    labels.reserveCapacity(rows)
    let quiet = control.quiet(threads: control.threads)
    try source.forEachBlock { block, _ in
      labels += try assign(block, control: quiet).labels
      control.progress?(Double(labels.count) / Double(max(rows, labels.count)))
    }
    return labels
  }
}
