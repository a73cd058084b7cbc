import Clustering
import Matrices

extension GaussianMixture: NamedAlgorithm {
  static let name = "mixture"

  /// Reads `k`, `family`, `starts` or `means`, `seed`, `max_iterations`, `tolerance`,
  /// `noise_share`, and `regularization`, in the squared unit of the columns, or
  /// `relative_regularization`, in their mean variance.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    let k = try reader.neededCount("k")
    self.init(k: k)
    family = try reader.choice("family", or: family)
    start = .kMeans(starts: try reader.count("starts", or: 4))
    if let means = try reader.start("means", k: k, columns: columns) { start = .means(means) }
    seed = try reader.seed()
    maxIterations = max(1, try reader.count("max_iterations", or: maxIterations))
    tolerance = max(0, try reader.number("tolerance", or: tolerance))
    noiseShare = min(max(0, try reader.number("noise_share", or: 0)), 0.999)
    if let share = try reader.number("relative_regularization") {
      regularization = .relative(share)
    }
    if let variance = try reader.number("regularization") { regularization = .absolute(variance) }
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    FittedModel(try fit(points, control: control))
  }
}

extension FittedModel {
  convenience init(_ model: MixtureModel) {
    let fields = Fields()
    let d = model.means.columns
    fields.set("labels", model.labels)
    fields.set("posteriors", model.posteriors)
    fields.set("shares", model.shares)
    fields.set("noise_share", model.noiseShare)
    fields.set("means", model.means)
    fields.set(
      "covariances", rows: model.k, columns: d * d, model.covariances.flatMap(\.values))
    fields.set("log_likelihood", model.logLikelihood)
    fields.set("total_weight", model.totalWeight)
    fields.set("bic", model.bic)
    fields.set("aic", model.aic)
    fields.set("icl", model.icl)
    fields.set("parameters", model.parameters)
    fields.set("iterations", model.iterations)
    fields.set("converged", model.hasConverged ? 1 : 0)
    fields.set("degenerate", model.degenerateComponents)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      let found = try model.assign(rows, control: control)
      let fields = Fields()
      fields.set("labels", found.labels)
      fields.set("posteriors", found.posteriors)
      fields.set("log_densities", found.logDensities)
      fields.set("responsibilities", found.responsibilities)
      return fields
    }
  }
}
