import Kernels
import Matrices

/// Centroids with fuzzy memberships: a row gets the segment with the largest membership.
public struct FuzzyRule: AssignmentRule {
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

  /// The memberships of each row, which sum to 1, shape `[m × k]`.
  ///
  /// - Complexity: O(*m k d*).
  public func membershipsChecked(of rows: Matrix, control: RunControl) throws -> Matrix? {
    try degrees(of: rows, control: control)
  }

  private func degrees(of rows: Matrix, control: RunControl) throws -> Matrix {
    let k = centroids.rows
    guard rows.rows > 0 else { return Matrix(rows: 0, columns: k, values: []) }
    let lanes = try LanePoints(rows, control: control.quiet(threads: control.threads))
    let found = try FuzzyPass(lanes, k: k, fuzziness: fuzziness, control: control)
      .memberships(centroids.values)
    return FuzzyPass.matrix(found, k: k, points: 0..<Int32(rows.rows))
  }

  /// The nearest centroid, the distance to it, and the membership there.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let nearest = try CentroidAssignment(centroids: centroids).assign(
      rows, control: control.quiet(threads: control.threads))
    let memberships = try degrees(of: rows, control: control)
    return SegmentAssignment(
      labels: nearest.labels, distances: nearest.distances,
      confidences: nearest.labels.enumerated().map { memberships[$0, $1] })
  }
}

extension FuzzyRule {
  /// The name of this kind of rule in stored form.
  public static let kind = "fuzzy_centroid"

  /// The number of columns that rows must have.
  public var columns: Int { centroids.columns }
  /// The number of points it stores.
  public var pointCount: Int { centroids.rows }

  /// The stored form.
  public var fields: RuleFields {
    ["centroids": .matrix(centroids), "fuzziness": .number(fuzziness)]
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let fuzziness = try reader.number("fuzziness")
    try reader.require(fuzziness > 1, "fuzziness")
    self.init(centroids: try reader.matrix("centroids"), fuzziness: fuzziness)
  }
}
