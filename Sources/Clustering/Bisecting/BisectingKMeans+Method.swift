import Matrices

extension BisectingKMeans: ClusteringMethod {
  /// The number of segments.
  public var segmentCount: Int? { k }

  /// The same method for another number of segments.
  public func with(k: Int) -> BisectingKMeans { BisectingKMeans(k: k, halving: halving) }

  /// The same method with other random starts.
  public func redrawn(seed: UInt64) -> BisectingKMeans {
    var method = self
    method.halving.seed = seed
    return method
  }

  /// Clusters rows and returns a rule for new rows.
  public func refit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedSegments {
    let segments = try fit(points, control: control).segments(k)
    return FittedSegments(labels: segments.labels, rule: segments.rule)
  }
}
