import Matrices

extension FuzzyCMeans: SeededMethod {
  /// One start is enough.
  public var lightened: FuzzyCMeans {
    var method = self
    method.starts = 1
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
