import Kernels
import Matrices

/// Centroids to which a row belongs more or less: the largest membership gives its segment.
public struct FuzzyRule: Equatable, Sendable {
  /// Shape `[k × d]`.
  public let centroids: Matrix
  /// The exponent *m* of the memberships, above 1.
  public let fuzziness: Double

  /// Centroids with the exponent of the memberships.
  public init(centroids: Matrix, fuzziness: Double) {
    precondition(fuzziness > 1, "memberships of an exponent of 1 are not fuzzy")
    self.centroids = centroids
    self.fuzziness = fuzziness
  }

  /// How much rows belong to each segment.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Shape `[m × k]`; the memberships of a row sum to 1.
  /// - Throws: `ClusteringError` for another number of columns or values that are not finite;
  ///   `.cancelled`.
  /// - Complexity: O(*m k d*).
  public func memberships(
    of rows: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Matrix {
    guard rows.columns == centroids.columns else {
      throw .columnCount(found: rows.columns, expected: centroids.columns)
    }
    try CanonicalPoints.check(rows, control: control)
    let k = centroids.rows
    guard rows.rows > 0 else { return Matrix(rows: 0, columns: k, values: []) }
    do {
      let lanes = try LanePoints(rows, control: control.quiet(threads: control.threads))
      let found = try FuzzyPass(lanes, k: k, fuzziness: fuzziness, control: control)
        .memberships(centroids.values)
      return FuzzyPass.matrix(found, k: k, points: 0..<Int32(rows.rows))
    } catch {
      throw .cancelled
    }
  }

  /// The nearest centroid, the distance to it, and the membership there.
  func assign(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let nearest = try CentroidAssignment(centroids: centroids).assign(
      rows, control: control.quiet(threads: control.threads))
    let memberships = try memberships(of: rows, control: control)
    return SegmentAssignment(
      labels: nearest.labels, distances: nearest.distances,
      confidences: nearest.labels.enumerated().map { memberships[$0, $1] })
  }
}
