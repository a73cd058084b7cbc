import Matrices

extension DBSCAN: ClusteringMethod {
  /// The number of segments follows from the rows.
  public var segmentCount: Int? { nil }

  /// The method itself: the number of segments follows from the rows.
  public func with(k: Int) -> DBSCAN { self }

  /// Clusters rows and returns a rule for new rows.
  public func refit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedSegments {
    let model = try fit(points, control: control)
    return FittedSegments(labels: model.labels, rule: model.rule)
  }
}
