import Clustering
import Matrices

extension KPrototypes: NamedAlgorithm {
  static let name = "kprototypes"

  /// Reads `k`, `categorical`, the columns that hold a number per category, `gamma`, `restarts`, `seed`
  /// and `max_iterations`.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    let k = try reader.neededCount("k")
    var isNominal = [Bool](repeating: false, count: columns)
    for column in try reader.integers("categorical") ?? [] {
      guard isNominal.indices.contains(column) else {
        throw .outOfRange(setting: "categorical", expected: "numbers of columns, from 0")
      }
      isNominal[column] = true
    }
    self.init(k: k, isNominal: isNominal, gamma: try reader.number("gamma"))
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
  convenience init(_ model: KPrototypesModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("prototypes", model.prototypes)
    fields.set("gamma", model.gamma)
    fields.set("cost", model.cost)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.rule.assign(rows, control: control))
    }
  }
}
