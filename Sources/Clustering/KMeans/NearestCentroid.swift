import Matrices

/// Assigns a row to the segment with the nearest mean, ties to the lower number.
public struct NearestCentroid: AssignmentRule {
  /// Shape `[k × d]`.
  public let centroids: Matrix

  /// Takes at least one mean.
  public init(centroids: Matrix) { self.centroids = centroids }

  /// The number of columns that rows must have.
  public var columns: Int { centroids.columns }
  /// The number of points it stores.
  public var pointCount: Int { centroids.rows }

  /// Assigns checked rows to segments, as `AssignmentRule.assign` describes.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    SegmentAssignment(
      try CentroidAssignment(centroids: centroids).assign(rows, control: control))
  }
}

extension NearestCentroid {
  /// The name of this kind of rule in stored form.
  public static let kind = "nearest_centroid"

  /// The stored form.
  public var fields: RuleFields { ["centroids": .matrix(centroids)] }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    self.init(centroids: try reader.matrix("centroids"))
  }
}
