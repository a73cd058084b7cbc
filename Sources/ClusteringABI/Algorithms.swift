import Clustering
import Matrices

/// An algorithm that callers select by name; its settings are read from the caller's.
protocol NamedAlgorithm: Sendable {
  /// Its name in the interface, which never changes.
  static var name: String { get }

  /// Reads the settings; omitted ones take the library's defaults.
  ///
  /// - Parameters:
  ///   - reader: The caller's settings. A name that no algorithm reads is rejected later.
  ///   - columns: The number of columns of the rows.
  /// - Throws: `RequestFailure` for a setting that is missing or cannot be used.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure)

  /// Fits, and returns the results by name.
  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel
}

/// The algorithms, by name.
enum Algorithms {
  static let all: [any NamedAlgorithm.Type] = [
    KMeans.self, BisectingKMeans.self, TrimmedKMeans.self, FuzzyCMeans.self, KMedians.self,
    KMedoids.self, KPrototypes.self, CutHierarchy.self, DBSCAN.self, OPTICSSegments.self,
    HDBSCAN.self,
    GaussianMixture.self,
  ]

  /// The algorithm with a name.
  static func named(_ name: String) throws(RequestFailure) -> any NamedAlgorithm.Type {
    guard let algorithm = all.first(where: { $0.name == name }) else {
      throw .unknown(what: "algorithm", name: name, known: all.map { $0.name })
    }
    return algorithm
  }

  /// Fits with the given settings; a setting that the algorithm does not have is rejected.
  static func fit(
    _ algorithm: any NamedAlgorithm.Type, to points: PreparedPoints, columns: Int,
    settings: Settings?, control: RunControl
  ) throws(RequestFailure) -> FittedModel {
    var reader = SettingsReader(settings)
    let chosen = try algorithm.init(&reader, columns: columns)
    try reader.finish()
    return try engine { () throws(ClusteringError) in
      try chosen.model(points, control: control)
    }
  }
}

extension SettingsReader {
  /// Starting centres, `k` rows in row-major order.
  mutating func start(
    _ name: String, k: Int, columns: Int
  ) throws(RequestFailure) -> Matrix? {
    guard let values = try numbers(name) else { return nil }
    guard columns > 0, values.count == k * columns else {
      throw .outOfRange(setting: name, expected: "\(k) x \(columns) numbers, row after row")
    }
    return Matrix(rows: k, columns: columns, values: values)
  }
}
