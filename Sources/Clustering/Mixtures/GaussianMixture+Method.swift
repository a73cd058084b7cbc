import Matrices

extension GaussianMixture: SeededMethod {
  /// The same method with other random starts.
  public func redrawn(seed: UInt64) -> GaussianMixture {
    var method = self
    method.seed = seed
    if case .kMeans = start {} else { method.start = .kMeans(starts: 1) }
    return method
  }

  /// One start from k-means is enough.
  public var lightened: GaussianMixture {
    var method = self
    method.start = .kMeans(starts: 1)
    return method
  }

  /// Clusters rows and returns a rule for new rows.
  public func refit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedSegments {
    let model = try fit(points, control: control)
    return FittedSegments(labels: model.labels, rule: model.rule)
  }
}
