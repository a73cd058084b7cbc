import Matrices

extension TrimmedKMeans: SeededMethod {
  /// Three starts are enough.
  public var lightened: TrimmedKMeans {
    var method = self
    method.starts = min(3, starts)
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
