import Clustering
import Matrices

extension FuzzyCMeans: NamedAlgorithm {
  static let name = "fuzzy"

  /// Reads `k`, `fuzziness`, `starts`, `seed`, `max_iterations` and `tolerance`.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    self.init(k: try reader.neededCount("k"))
    fuzziness = try reader.number("fuzziness", or: fuzziness)
    starts = max(1, try reader.count("starts", or: starts))
    seed = try reader.seed()
    maxIterations = max(1, try reader.count("max_iterations", or: maxIterations))
    tolerance = max(0, try reader.number("tolerance", or: tolerance))
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    FittedModel(try fit(points, control: control))
  }
}

extension FittedModel {
  convenience init(_ model: FuzzyModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("memberships", model.memberships)
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("objective", model.objective)
    fields.set("partition_coefficient", model.partitionCoefficient)
    fields.set("xie_beni", model.xieBeni)
    fields.set("iterations", model.iterations)
    fields.set("converged", model.hasConverged ? 1 : 0)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      let fields = Fields(try model.assign(rows, control: control))
      if let memberships = try model.rule.memberships(of: rows, control: control) {
        fields.set("memberships", memberships)
      }
      return fields
    }
  }
}
