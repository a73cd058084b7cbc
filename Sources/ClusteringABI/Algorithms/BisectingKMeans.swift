import Clustering
import Matrices

extension BisectingKMeans: NamedAlgorithm {
  static let name = "bisecting"

  /// Reads `k` and the settings of every k-means run.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    let k = try reader.neededCount("k")
    self.init(k: k, halving: try KMeans(k: 2, &reader, polish: .swaps))
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    FittedModel(try fit(points, control: control).segments(k))
  }
}

extension FittedModel {
  convenience init(_ segments: BisectedSegments) {
    let fields = Fields()
    fields.set("labels", segments.labels)
    fields.set("centroids", segments.centroids)
    fields.set("sizes", segments.sizes)
    fields.set("weights", segments.weights)
    fields.set("inertia", segments.inertia)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try segments.assign(rows, control: control))
    }
  }
}
