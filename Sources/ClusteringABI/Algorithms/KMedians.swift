import Clustering
import Matrices

extension KMedians: NamedAlgorithm {
  static let name = "kmedians"

  /// Reads `k`, `restarts`, `seed` and `max_iterations`.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    self.init(k: try reader.neededCount("k"))
    restarts = max(1, try reader.count("restarts", or: restarts))
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
  convenience init(_ model: KMediansModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("medians", model.medians)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("total_distance", model.totalDistance)
    fields.set("iterations", model.iterations)
    fields.set("converged", model.hasConverged ? 1 : 0)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.rule.assign(rows, control: control))
    }
  }
}
