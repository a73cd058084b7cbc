import Clustering
import Matrices

/// The algorithms that can be asked for by name.
enum Algorithm: String, CaseIterable {
  case kMeans = "kmeans"
  case bisecting
  case trimmed
  case fuzzy
  case kMedoids = "kmedoids"
  case kPrototypes = "kprototypes"
  case hierarchical
  case dbscan
  case optics
  case hdbscan
  case mixture

  init(name: String) throws(RequestFailure) {
    guard let algorithm = Algorithm(rawValue: name) else {
      throw .unknown(what: "algorithm", name: name, known: Self.allCases.map(\.rawValue))
    }
    self = algorithm
  }

  /// Fits with the settings that were given; the others are the library's.
  func fit(
    _ points: PreparedPoints, columns: Int, settings: Settings?, control: RunControl
  ) throws(RequestFailure) -> FittedModel {
    var reader = SettingsReader(settings)
    let fit: () throws(ClusteringError) -> FittedModel
    switch self {
    case .kMeans:
      let kMeans = try KMeans(&reader, columns: columns)
      fit = { () throws(ClusteringError) in FittedModel(try kMeans.fit(points, control: control)) }
    case .bisecting:
      let bisecting = try BisectingKMeans(&reader)
      fit = { () throws(ClusteringError) in
        FittedModel(try bisecting.fit(points, control: control).segments(bisecting.k))
      }
    case .trimmed:
      let trimmed = try TrimmedKMeans(&reader)
      fit = { () throws(ClusteringError) in FittedModel(try trimmed.fit(points, control: control)) }
    case .fuzzy:
      let fuzzy = try FuzzyCMeans(&reader)
      fit = { () throws(ClusteringError) in FittedModel(try fuzzy.fit(points, control: control)) }
    case .kPrototypes:
      let kPrototypes = try KPrototypes(&reader, columns: columns)
      fit = { () throws(ClusteringError) in
        FittedModel(try kPrototypes.fit(points, control: control))
      }
    case .kMedoids:
      let kMedoids = try KMedoids(&reader)
      fit = { () throws(ClusteringError) in
        FittedModel(try kMedoids.fit(points, control: control))
      }
    case .hierarchical:
      let (hierarchical, cut) = try (Hierarchical(&reader), Dendrogram.Cut(&reader))
      fit = { () throws(ClusteringError) in
        let tree = try hierarchical.fit(points, control: control)
        return FittedModel(tree, try tree.cut(cut, control: control))
      }
    case .dbscan:
      let dbscan = try DBSCAN(&reader)
      fit = { () throws(ClusteringError) in FittedModel(try dbscan.fit(points, control: control)) }
    case .optics:
      let (optics, reading) = try (OPTICS(&reader), OPTICS.Reading(&reader))
      fit = { () throws(ClusteringError) in
        let order = try optics.fit(points, control: control)
        let segments = try order.segments(by: reading)
        return FittedModel(order, segments, try segments.rule(control: control))
      }
    case .hdbscan:
      let hdbscan = try HDBSCAN(&reader)
      fit = { () throws(ClusteringError) in FittedModel(try hdbscan.fit(points, control: control)) }
    case .mixture:
      let mixture = try GaussianMixture(&reader, columns: columns)
      fit = { () throws(ClusteringError) in FittedModel(try mixture.fit(points, control: control)) }
    }
    try reader.finish()
    return try engine(fit)
  }
}

/// A model with its results, and how it takes in new rows.
///
/// A class, because the caller holds a handle to it.
final class FittedModel {
  let fields: Fields
  let assign: (Matrix, RunControl) throws(ClusteringError) -> Fields

  init(
    _ fields: Fields, assign: @escaping (Matrix, RunControl) throws(ClusteringError) -> Fields
  ) {
    self.fields = fields
    self.assign = assign
  }
}

extension Fields {
  /// Labels with the distances that decided.
  convenience init(_ assignment: Assignment) {
    self.init()
    set("labels", assignment.labels)
    set("distances", assignment.distances)
    set("second_distances", assignment.secondDistances)
  }

  /// Labels with the distances that decided, and how clear each decision is.
  convenience init(_ assignment: SegmentAssignment) {
    self.init()
    set("labels", assignment.labels)
    set("distances", assignment.distances)
    set("confidences", assignment.confidences)
  }

  /// Labels with the distances that decided.
  convenience init(_ assignment: DensityAssignment) {
    self.init()
    set("labels", assignment.labels)
    set("distances", assignment.distances)
  }
}
