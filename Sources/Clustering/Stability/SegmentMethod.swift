import Matrices

/// A way to divide rows into segments that can be done again on other rows.
public enum SegmentMethod: Equatable, Sendable {
  /// By k-means; its starts are drawn anew for each fit.
  case kMeans(KMeans)
  /// By a Gaussian mixture; its starts are drawn anew for each fit.
  case mixture(GaussianMixture)

  /// The number of segments.
  public var k: Int {
    switch self {
    case .kMeans(let settings): settings.k
    case .mixture(let settings): settings.k
    }
  }

  /// The same method with another number of segments.
  public func with(k: Int) -> SegmentMethod {
    switch self {
    case .kMeans(var settings):
      settings.k = k
      return .kMeans(settings)
    case .mixture(var settings):
      settings.k = k
      return .mixture(settings)
    }
  }

  /// Segments of some rows, and how other rows would be assigned.
  enum Fitted: Sendable {
    case kMeans(KMeansModel)
    case mixture(MixtureModel)

    /// The segment of each row of the fit.
    var labels: [Int] {
      switch self {
      case .kMeans(let model): model.labels
      case .mixture(let model): model.labels
      }
    }

    /// The segment of points; those of the fit get the labels they have.
    func labels(
      of points: LanePoints, control: RunControl
    ) throws(ClusteringError) -> [Int] {
      do {
        switch self {
        case .kMeans(let model):
          let nearest = try Nearest(
            points, centroids: model.centroids.values, k: model.k, control: control)
          return (0..<points.count).map { Int(nearest.labels[$0]) }
        case .mixture(let model):
          let found = try model.density.responsibilities(of: points, control: control)
          return (0..<points.count).map { found.best(at: $0).label }
        }
      } catch {
        throw .cancelled
      }
    }
  }

  /// Divides rows, with starts from a seed.
  func fit(
    _ points: PreparedPoints, seed: UInt64, control: RunControl
  ) throws(ClusteringError) -> Fitted {
    switch self {
    case .kMeans(var settings):
      settings.seed = seed
      settings.start = nil
      return .kMeans(try settings.fit(points, control: control))
    case .mixture(var settings):
      settings.seed = seed
      if case .kMeans = settings.start {} else { settings.start = .kMeans(starts: 1) }
      return .mixture(try settings.fit(points, control: control))
    }
  }
}
