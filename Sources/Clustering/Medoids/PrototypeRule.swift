import Matrices

/// Prototypes of quantities and categories: the one a row costs least with gives its segment.
public struct PrototypeRule: AssignmentRule {
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

  /// Gives rows that were checked a segment, as `AssignmentRule.assign` describes.
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
  /// The name under which such rules are stored.
  public static let kind = "cheapest_prototype"

  /// The number of columns of the rows it takes.
  public var columns: Int { prototypes.columns }
  /// How many points it keeps.
  public var pointCount: Int { prototypes.rows }

  /// What is stored.
  public var fields: RuleFields {
    [
      "prototypes": .matrix(prototypes), "nominal": .flags(isNominal), "gamma": .number(gamma),
    ]
  }

  /// Reads what is stored.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let prototypes = try reader.matrix("prototypes")
    let isNominal = try reader.flags("nominal")
    try reader.require(isNominal.count == prototypes.columns, "nominal")
    self.init(prototypes: prototypes, isNominal: isNominal, gamma: try reader.number("gamma"))
  }
}
