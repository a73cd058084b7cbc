import Matrices

/// Fitted centroids that assign new rows.
///
/// The rows of the fit are not needed to assign new rows.
public struct CentroidAssignment: Equatable, Sendable {
  /// Shape `[k × d]`, in the scaled units of the fit.
  public let centroids: Matrix

  /// Takes at least one centroid.
  public init(centroids: Matrix) { self.centroids = centroids }

  /// Assigns each row to the segment with the nearest centroid, ties to the lower number.
  ///
  /// With the centroids of a `KMeansModel`, the rows of its fit get exactly their labels in the model:
  /// the arithmetic is that of the fit.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: One label and two distances per row.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Assignment {
    guard points.columns == centroids.columns else {
      throw .columnCount(found: points.columns, expected: centroids.columns)
    }
    try CanonicalPoints.check(points, control: control)
    guard points.rows > 0 else {
      return Assignment(labels: [], distances: [], secondDistances: [])
    }
    do {
      let lanes = try LanePoints(points, control: control)
      let nearest = try Nearest(
        lanes, centroids: centroids.values, k: centroids.rows, control: control)
      let rows = 0..<points.rows
      return Assignment(
        labels: rows.map { Int(nearest.labels[$0]) },
        distances: rows.map { nearest.squaredDistances[$0].squareRoot() },
        secondDistances: rows.map { nearest.squaredSecondDistances[$0].squareRoot() })
    } catch {
      throw .cancelled
    }
  }
}
