import Matrices

/// Prototypes of quantities and categories: a row gets the segment of the prototype with the lowest cost.
public struct PrototypeRule: AssignmentRule {
  /// Shape `[k × d]`.
  public let prototypes: Matrix
  /// Whether each column holds a number per category.
  public let isNominal: [Bool]
  /// The cost of a differing category.
  public let gamma: Double

  /// Prototypes with the cost of a differing category.
  public init(prototypes: Matrix, isNominal: [Bool], gamma: Double) {
    precondition(
      prototypes.columns == isNominal.count, "of every column it is known whether it is nominal")
    self.prototypes = prototypes
    self.isNominal = isNominal
    self.gamma = gamma
  }

  /// Assigns checked rows to segments, as `AssignmentRule.assign` describes.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let lanes = try LanePoints(rows, control: control)
    let found = try PrototypePass(lanes: lanes, isNominal: isNominal, gamma: gamma)
      .assign(prototypes.values, control: control)
    return SegmentAssignment(
      Assignment(
        labels: found.labels.map { Int($0) }, distances: found.costs.map { $0.squareRoot() },
        secondDistances: found.secondCosts.map { $0.squareRoot() }))
  }
}

extension PrototypeRule {
  /// The name of this kind of rule in stored form.
  public static let kind = "cheapest_prototype"

  /// The number of columns that rows must have.
  public var columns: Int { prototypes.columns }
  /// The number of points it stores.
  public var pointCount: Int { prototypes.rows }

  /// The stored form.
  public var fields: RuleFields {
    [
      "prototypes": .matrix(prototypes), "nominal": .flags(isNominal), "gamma": .number(gamma),
    ]
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let prototypes = try reader.matrix("prototypes")
    let isNominal = try reader.flags("nominal")
    try reader.require(isNominal.count == prototypes.columns, "nominal")
    self.init(prototypes: prototypes, isNominal: isNominal, gamma: try reader.number("gamma"))
  }
}
