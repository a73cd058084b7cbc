import Matrices

/// A way to divide rows into segments that can be done again on other rows.
public enum SegmentMethod: Equatable, Sendable {
  /// By k-means; its starts are drawn anew for each fit.
  case kMeans(KMeans)
  /// By divisions in two, whose starts are drawn anew for each fit.
  case bisecting(BisectingKMeans)
  /// By k-means that sets rows aside; its starts are drawn anew for each fit.
  case trimmed(TrimmedKMeans)
  /// By k-means with bounds on the sizes; its starts are drawn anew for each fit.
  case sizeConstrained(SizeConstrainedKMeans)
  /// By the largest fuzzy membership; its starts are drawn anew for each fit.
  case fuzzy(FuzzyCMeans)
  /// By a Gaussian mixture; its starts are drawn anew for each fit.
  case mixture(GaussianMixture)
  /// Around medoids; their starts are drawn anew for each fit.
  case kMedoids(KMedoids)
  /// Around prototypes of quantities and categories; their starts are drawn anew for each fit.
  case prototypes(IndicatorPrototypes)
  /// By a hierarchy that is cut.
  case hierarchical(Hierarchical, Dendrogram.Cut)
  /// By regions that are dense at one radius.
  case dbscan(DBSCAN)
  /// By an order of the rows, read in one of two ways.
  case optics(OPTICS, OPTICS.Reading)
  /// By regions that stay dense for long.
  case hdbscan(HDBSCAN)

  /// The number of segments it is asked for; `nil` where that comes from the rows.
  public var k: Int? {
    switch self {
    case .kMeans(let settings): settings.k
    case .bisecting(let settings): settings.k
    case .trimmed(let settings): settings.k
    case .sizeConstrained(let settings): settings.k
    case .fuzzy(let settings): settings.k
    case .mixture(let settings): settings.k
    case .kMedoids(let settings): settings.k
    case .prototypes(let settings): settings.k
    case .hierarchical(_, .segments(let k)): k
    case .hierarchical(_, .height), .hierarchical(_, .largestGap), .dbscan, .optics, .hdbscan: nil
    }
  }

  /// The same method with another number of segments.
  ///
  /// A hierarchy is cut into so many. Methods of density find their own number and stay as they are.
  public func with(k: Int) -> SegmentMethod {
    switch self {
    case .kMeans(var settings):
      settings.k = k
      return .kMeans(settings)
    case .bisecting(var settings):
      settings.k = k
      return .bisecting(settings)
    case .trimmed(var settings):
      settings.k = k
      return .trimmed(settings)
    case .sizeConstrained(var settings):
      settings.k = k
      return .sizeConstrained(settings)
    case .fuzzy(var settings):
      settings.k = k
      return .fuzzy(settings)
    case .mixture(var settings):
      settings.k = k
      return .mixture(settings)
    case .kMedoids(var settings):
      settings.k = k
      return .kMedoids(settings)
    case .prototypes(var settings):
      settings.k = k
      return .prototypes(settings)
    case .hierarchical(let settings, _): return .hierarchical(settings, .segments(k))
    case .dbscan, .optics, .hdbscan: return self
    }
  }

  /// Segments of some rows, and how other rows would be assigned.
  enum Fitted: Sendable {
    case kMeans(KMeansModel)
    case bisecting(BisectedSegments)
    case trimmed(TrimmedModel)
    case sizeConstrained(SizeConstrainedModel)
    case fuzzy(FuzzyModel)
    case mixture(MixtureModel)
    case kMedoids(KMedoidsModel)
    case prototypes(IndicatorPrototypesModel)
    case hierarchical(DendrogramSegments)
    case dbscan(DBSCANModel)
    case optics(DensityLabels)
    case hdbscan(HDBSCANModel)

    /// The segment of each row of the fit, below 0 for noise.
    var labels: [Int] {
      switch self {
      case .kMeans(let model): model.labels
      case .bisecting(let segments): segments.labels
      case .trimmed(let model): model.labels
      case .sizeConstrained(let model): model.labels
      case .fuzzy(let model): model.labels
      case .mixture(let model): model.labels
      case .kMedoids(let model): model.labels
      case .prototypes(let model): model.labels
      case .hierarchical(let segments): segments.labels
      case .dbscan(let model): model.labels
      case .optics(let segments): segments.labels
      case .hdbscan(let model): model.labels
      }
    }

    /// How new rows are assigned.
    private func rule(control: RunControl) throws(ClusteringError) -> SegmentRule {
      switch self {
      case .kMeans(let model): model.rule
      case .bisecting(let segments): segments.rule
      case .trimmed(let model): model.rule
      case .sizeConstrained(let model): model.rule
      case .fuzzy(let model): model.rule
      case .mixture(let model): model.rule
      case .kMedoids(let model): model.rule
      case .prototypes(let model): model.rule
      case .hierarchical(let segments): try segments.rule(control: control)
      case .dbscan(let model): model.rule
      case .optics(let segments): try segments.rule(control: control)
      case .hdbscan(let model): model.rule
      }
    }

    /// The segment of points; those of the fit get the labels they have.
    func labels(
      of points: LanePoints, control: RunControl
    ) throws(ClusteringError) -> [Int] {
      let rows = Matrix(
        rows: points.count, columns: points.columns,
        values: (0..<points.count).flatMap { points.point($0) })
      return try labels(of: rows, control: control)
    }

    /// The segment of rows.
    func labels(of rows: Matrix, control: RunControl) throws(ClusteringError) -> [Int] {
      try rule(control: control).assign(rows, control: control).labels
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
    case .bisecting(var settings):
      settings.halving.seed = seed
      return .bisecting(try settings.fit(points, control: control).segments(settings.k))
    case .trimmed(var settings):
      settings.seed = seed
      return .trimmed(try settings.fit(points, control: control))
    case .sizeConstrained(var settings):
      settings.seed = seed
      return .sizeConstrained(try settings.fit(points, control: control))
    case .fuzzy(var settings):
      settings.seed = seed
      return .fuzzy(try settings.fit(points, control: control))
    case .mixture(var settings):
      settings.seed = seed
      if case .kMeans = settings.start {} else { settings.start = .kMeans(starts: 1) }
      return .mixture(try settings.fit(points, control: control))
    case .kMedoids(var settings):
      settings.seed = seed
      return .kMedoids(try settings.fit(points, control: control))
    case .prototypes(var settings):
      settings.seed = seed
      return .prototypes(try settings.fit(points, control: control))
    case .hierarchical(let settings, let cut):
      let tree = try settings.fit(points, control: control)
      return .hierarchical(try tree.cut(cut, control: control))
    case .dbscan(let settings): return .dbscan(try settings.fit(points, control: control))
    case .optics(let settings, let reading):
      return .optics(try settings.fit(points, control: control).segments(by: reading))
    case .hdbscan(let settings): return .hdbscan(try settings.fit(points, control: control))
    }
  }
}
