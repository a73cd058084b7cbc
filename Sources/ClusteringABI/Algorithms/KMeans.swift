import Clustering
import Matrices

extension KMeans: NamedAlgorithm {
  static let name = "kmeans"

  /// Reads `k`, `start` and the settings of every k-means run.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    let k = try reader.neededCount("k")
    try self.init(k: k, &reader, polish: .swaps)
    start = try reader.start("start", k: k, columns: columns)
  }

  /// Reads `restarts`, `seed`, `max_iterations`, `tolerance` and `polish`.
  init(k: Int, _ reader: inout SettingsReader, polish: Polish) throws(RequestFailure) {
    self.init(k: k)
    restarts = max(1, try reader.count("restarts", or: restarts))
    seed = try reader.seed()
    maxIterations = max(1, try reader.count("max_iterations", or: maxIterations))
    tolerance = max(0, try reader.number("tolerance", or: tolerance))
    let usual: PolishName = polish == .none ? .none : polish == .transfers ? .transfers : .swaps
    self.polish = try reader.choice("polish", or: usual).polish
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    FittedModel(try fit(points, control: control))
  }
}

extension FittedModel {
  convenience init(_ model: KMeansModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("inertia", model.inertia)
    fields.set("iterations", model.iterations)
    fields.set("converged", model.hasConverged ? 1 : 0)
    fields.set("restart_inertias", model.restartInertias)
    fields.set("restart_agreement", model.restartAgreement)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.assign(rows, control: control))
    }
  }
}

/// The names of refinements.
private enum PolishName: String, CaseIterable {
  case none, transfers, swaps

  var polish: KMeans.Polish {
    switch self {
    case .none: .none
    case .transfers: .transfers
    case .swaps: .swaps
    }
  }
}
