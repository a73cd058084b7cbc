import Matrices

/// Segments of other rows by a method as it stands, and how further rows would be assigned.
///
/// Replicates draw new starts for each fit; here the seed and the starts are those of the method, so
/// that the result is what its first fit would have been on these rows.
public struct RefittedSegments: Sendable {
  private let fitted: SegmentMethod.Fitted

  /// The segment of each row of the fit, below 0 for noise.
  public var labels: [Int] { fitted.labels }

  /// Divides rows.
  ///
  /// - Parameters:
  ///   - points: The rows, prepared.
  ///   - method: How, with its own seed.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: What the method throws; `.cancelled`.
  /// - Complexity: That of one fit.
  public init(
    _ points: PreparedPoints, by method: SegmentMethod, control: RunControl
  ) throws(ClusteringError) {
    fitted = try method.refit(points, control: control)
  }

  /// The segment that each of some rows gets, shape `[m × d]` in the units of the fit.
  ///
  /// - Throws: `.columnCount`, `.notFinite`, `.tooLarge`; `.cancelled`.
  public func assign(_ rows: Matrix, control: RunControl) throws(ClusteringError) -> [Int] {
    try fitted.labels(of: rows, control: control)
  }
}

extension SegmentMethod {
  /// Divides rows with the seed and the starts that the method has.
  fileprivate func refit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> Fitted {
    switch self {
    case .kMeans(let settings): return .kMeans(try settings.fit(points, control: control))
    case .bisecting(let settings):
      return .bisecting(try settings.fit(points, control: control).segments(settings.k))
    case .trimmed(let settings): return .trimmed(try settings.fit(points, control: control))
    case .sizeConstrained(let settings):
      return .sizeConstrained(try settings.fit(points, control: control))
    case .fuzzy(let settings): return .fuzzy(try settings.fit(points, control: control))
    case .mixture(let settings): return .mixture(try settings.fit(points, control: control))
    case .kMedoids(let settings): return .kMedoids(try settings.fit(points, control: control))
    case .prototypes(let settings): return .prototypes(try settings.fit(points, control: control))
    // What draws no starts is fitted in one way only.
    case .hierarchical, .dbscan, .optics, .hdbscan:
      return try fit(points, seed: 0, control: control)
    }
  }
}
