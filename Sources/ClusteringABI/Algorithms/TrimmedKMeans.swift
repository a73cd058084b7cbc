import Clustering
import Matrices

extension TrimmedKMeans: NamedAlgorithm {
  static let name = "trimmed"

  /// Reads `k`, `share`, `starts`, `seed` and `max_iterations`.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    self.init(k: try reader.neededCount("k"))
    share = try reader.number("share", or: share)
    starts = max(1, try reader.count("starts", or: starts))
    seed = try reader.seed()
    maxIterations = max(1, try reader.count("max_iterations", or: maxIterations))
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    FittedModel(try fit(points, control: control))
  }
}

extension FittedModel {
  convenience init(_ model: TrimmedModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("noise_weight", model.noiseWeight)
    fields.set("radius", model.radius)
    fields.set("inertia", model.inertia)
    fields.set("iterations", model.iterations)
    fields.set("converged", model.hasConverged ? 1 : 0)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.assign(rows, control: control))
    }
  }
}
