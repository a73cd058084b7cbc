import Clustering
import Matrices

extension OPTICSSegments: NamedAlgorithm {
  static let name = "optics"

  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    self.init(try OPTICS(&reader), try OPTICS.Reading(&reader))
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    let order = try walk.fit(points, control: control)
    let segments = try order.segments(by: reading)
    return FittedModel(order, segments, try segments.rule(control: control))
  }
}

extension OPTICS {
  /// Reads `minimum_weight` and `maximum_radius`.
  fileprivate init(_ reader: inout SettingsReader) throws(RequestFailure) {
    self.init()
    minimumWeight = try reader.number("minimum_weight", or: minimumWeight)
    maximumRadius = try reader.number("maximum_radius", or: maximumRadius)
  }
}

extension OPTICS.Reading {
  /// Reads `radius`, at which the order is cut, or `xi`, the steepness of the sides of a valley.
  fileprivate init(_ reader: inout SettingsReader) throws(RequestFailure) {
    let xi = try reader.number("xi")
    if let radius = try reader.number("radius") {
      guard xi == nil else {
        throw .outOfRange(setting: "xi", expected: "omitted if radius is given")
      }
      self = .radius(radius)
    } else {
      self = .valleys(xi: xi ?? 0.05)
    }
  }
}

extension FittedModel {
  convenience init(_ order: OPTICSOrder, _ segments: DensityLabels, _ rule: any AssignmentRule) {
    let fields = Fields()
    fields.set("labels", segments.labels)
    fields.set("centroids", segments.centroids)
    fields.set("sizes", segments.sizes)
    fields.set("weights", segments.weights)
    fields.set("order", order.rows)
    fields.set("reachability", order.reachability)
    fields.set("core_distances", order.coreDistances)
    fields.set("predecessors", order.predecessors)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try rule.assign(rows, control: control))
    }
  }
}
