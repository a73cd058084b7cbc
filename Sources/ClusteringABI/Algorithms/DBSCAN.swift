import Clustering
import Matrices

extension DBSCAN: NamedAlgorithm {
  static let name = "dbscan"

  /// Reads `radius` and `minimum_weight`.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    guard let radius = try reader.number("radius") else { throw .missing(setting: "radius") }
    self.init(radius: radius)
    minimumWeight = try reader.number("minimum_weight", or: minimumWeight)
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    FittedModel(try fit(points, control: control))
  }
}

extension FittedModel {
  convenience init(_ model: DBSCANModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("core", model.isCore.map { $0 ? 1 : 0 })
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("noise_weight", model.noiseWeight)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.assign(rows, control: control))
    }
  }
}
