import Matrices

extension KMedoids: SeededMethod {
  /// One start is enough.
  public var lightened: KMedoids {
    var method = self
    method.restarts = 1
    return method
  }

  /// The same method for other categories.
  public func knowing(_ columns: CategoryColumns) -> KMedoids {
    guard case .gower = dissimilarity else { return self }
    var method = self
    method.dissimilarity = .gower(columns)
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
