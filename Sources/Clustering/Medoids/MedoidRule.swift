import Matrices

/// Medoids with a dissimilarity: a row gets the segment of the nearest medoid, ties to the lower number.
public struct MedoidRule: AssignmentRule {
  /// Shape `[k × d]`.
  public let medoids: Matrix
  /// The dissimilarity of two rows, with the ranges of the fit.
  public let measure: Measure

  /// A dissimilarity with the ranges of a fit.
  public enum Measure: Equatable, Sendable {
    /// The Euclidean distance.
    case euclidean
    /// The sum over columns of the difference times the column's scale, or of the scale alone for
    /// nominal columns that differ: Manhattan with scales of 1, Gower with scales of share / range.
    case columnSums(scales: [Double], isNominal: [Bool])
  }

  /// Medoids with their measure.
  public init(medoids: Matrix, measure: Measure) {
    self.medoids = medoids
    self.measure = measure
  }

  /// Assigns checked rows to segments, as `AssignmentRule.assign` describes.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let lanes = try LanePoints(rows, control: control)
    let found = MedoidPartition(
      lanes, medoids: (0..<medoids.rows).map { Array(medoids.row($0)) },
      distances: Distances(measure))
    return SegmentAssignment(
      Assignment(
        labels: found.labels.map { Int($0) }, distances: found.nearest,
        secondDistances: found.second))
  }
}

extension MedoidRule {
  /// The name of this kind of rule in stored form.
  public static let kind = "nearest_medoid"

  /// The number of columns that rows must have.
  public var columns: Int { medoids.columns }
  /// The number of points it stores.
  public var pointCount: Int { medoids.rows }

  /// The stored form.
  public var fields: RuleFields {
    switch measure {
    case .euclidean: ["medoids": .matrix(medoids), "measure": .text("euclidean")]
    case .columnSums(let scales, let isNominal):
      [
        "medoids": .matrix(medoids), "measure": .text("column_sums"),
        "scales": .numbers(scales), "nominal": .flags(isNominal),
      ]
    }
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let medoids = try reader.matrix("medoids")
    switch try reader.text("measure") {
    case "euclidean": self.init(medoids: medoids, measure: .euclidean)
    case "column_sums":
      let (scales, isNominal) = (try reader.numbers("scales"), try reader.flags("nominal"))
      try reader.require(scales.count == medoids.columns, "scales")
      try reader.require(isNominal.count == medoids.columns, "nominal")
      self.init(medoids: medoids, measure: .columnSums(scales: scales, isNominal: isNominal))
    default: throw reader.misfit("measure")
    }
  }
}
