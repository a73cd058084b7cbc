import Clustering
import Matrices

extension KMedoids: NamedAlgorithm {
  static let name = "kmedoids"

  /// Reads `k`, `dissimilarity`, `restarts`, `seed` and, for a search on samples, `samples` and
  /// `sample_rows`.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    self.init(k: try reader.neededCount("k"))
    dissimilarity = try reader.choice("dissimilarity", or: DissimilarityName.euclidean)
      .dissimilarity
    restarts = max(1, try reader.count("restarts", or: restarts))
    seed = try reader.seed()
    let rows = try reader.count("sample_rows")
    let samples = try reader.count("samples", or: 5)
    if let rows { search = .samples(count: samples, rows: rows) }
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    FittedModel(try fit(points, control: control))
  }
}

extension FittedModel {
  convenience init(_ model: KMedoidsModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("medoids", model.medoids)
    fields.set("medoid_rows", model.medoidRows)
    fields.set("sizes", model.sizes)
    fields.set("total_distance", model.totalDistance)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.assign(rows, control: control))
    }
  }
}

/// The names of dissimilarities.
private enum DissimilarityName: String, CaseIterable {
  case euclidean, manhattan

  var dissimilarity: Dissimilarity {
    switch self {
    case .euclidean: .euclidean
    case .manhattan: .manhattan
    }
  }
}
