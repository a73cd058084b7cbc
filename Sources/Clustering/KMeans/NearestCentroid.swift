import Matrices

/// Means: the nearest gives a row its segment, ties to the lower number.
public struct NearestCentroid: AssignmentRule {
  /// Shape `[k × d]`.
  public let centroids: Matrix

  /// Takes at least one mean.
  public init(centroids: Matrix) { self.centroids = centroids }

  /// The number of columns of the rows it takes.
  public var columns: Int { centroids.columns }
  /// How many points it keeps.
  public var pointCount: Int { centroids.rows }

  /// Gives rows that were checked a segment, as `AssignmentRule.assign` describes.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    SegmentAssignment(
      try CentroidAssignment(centroids: centroids).assign(rows, control: control))
  }
}

extension NearestCentroid {
  /// The name under which such rules are stored.
  public static let kind = "nearest_centroid"

  /// What is stored.
  public var fields: RuleFields { ["centroids": .matrix(centroids)] }

  /// Reads what is stored.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    self.init(centroids: try reader.matrix("centroids"))
  }
}
