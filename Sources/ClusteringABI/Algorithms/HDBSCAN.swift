import Clustering
import Matrices

extension HDBSCAN: NamedAlgorithm {
  static let name = "hdbscan"

  /// Reads `minimum_segment_weight`, `minimum_neighbour_weight` and `selection`.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    self.init(
      minimumSegmentWeight: try reader.number("minimum_segment_weight", or: 5),
      minimumNeighbourWeight: try reader.number("minimum_neighbour_weight"))
    switch try reader.choice("selection", or: SelectionName.excessOfMass) {
    case .excessOfMass: selection = .excessOfMass
    case .leaves: selection = .leaves
    }
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    FittedModel(try fit(points, control: control))
  }
}

extension FittedModel {
  convenience init(_ model: HDBSCANModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("strengths", model.strengths)
    fields.set("stabilities", model.stabilities)
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("noise_weight", model.noiseWeight)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      let found = try model.assign(rows, control: control)
      let fields = Fields(found.assignment)
      fields.set("strengths", found.strengths)
      return fields
    }
  }
}

/// The names of selections.
private enum SelectionName: String, CaseIterable {
  case excessOfMass = "excess_of_mass"
  case leaves
}
