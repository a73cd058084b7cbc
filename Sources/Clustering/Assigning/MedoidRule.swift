import Matrices

/// Medoids, and how unlike them a row is: the nearest gives its segment, ties to the lower number.
public struct MedoidRule: Equatable, Sendable {
  /// Shape `[k × d]`.
  public let medoids: Matrix
  /// How unlike two rows are, with the ranges of the fit.
  public let measure: Measure

  /// A dissimilarity that knows what it needs to know of the rows of a fit.
  public enum Measure: Equatable, Sendable {
    /// The straight line.
    case euclidean
    /// The sum over columns of the difference times the column's scale, or of the scale alone for
    /// nominal columns that differ: Manhattan with scales of 1, Gower with shares over ranges.
    case columnSums(scales: [Double], isNominal: [Bool])
  }

  /// Medoids with their measure.
  public init(medoids: Matrix, measure: Measure) {
    self.medoids = medoids
    self.measure = measure
  }

  func assign(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
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

/// Prototypes of quantities and categories: the one a row costs least with gives its segment.
public struct PrototypeRule: Equatable, Sendable {
  /// Shape `[k × d]`.
  public let prototypes: Matrix
  /// Whether each column holds a number per category.
  public let isNominal: [Bool]
  /// What a category that differs costs.
  public let gamma: Double

  /// Prototypes with what a category costs.
  public init(prototypes: Matrix, isNominal: [Bool], gamma: Double) {
    precondition(
      prototypes.columns == isNominal.count, "of every column it is known whether it is nominal")
    self.prototypes = prototypes
    self.isNominal = isNominal
    self.gamma = gamma
  }

  func assign(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let lanes = try LanePoints(rows, control: control)
    let found = try PrototypePass(lanes: lanes, isNominal: isNominal, gamma: gamma)
      .assign(prototypes.values, control: control)
    return SegmentAssignment(
      Assignment(
        labels: found.labels.map { Int($0) }, distances: found.costs.map { $0.squareRoot() },
        secondDistances: found.secondCosts.map { $0.squareRoot() }))
  }
}
