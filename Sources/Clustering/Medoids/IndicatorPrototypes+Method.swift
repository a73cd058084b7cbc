import Matrices

extension IndicatorPrototypes: SeededMethod {
  /// One start is enough.
  public var lightened: IndicatorPrototypes {
    var method = self
    method.restarts = 1
    return method
  }

  /// The same method for other categories.
  public func knowing(_ columns: CategoryColumns) -> IndicatorPrototypes {
    IndicatorPrototypes(
      k: k, blocks: columns.blocks, indicator: columns.indicator, restarts: restarts,
      maxIterations: maxIterations, seed: seed)
  }

  /// Clusters rows and returns a rule for new rows.
  public func refit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedSegments {
    let model = try fit(points, control: control)
    return FittedSegments(labels: model.labels, rule: model.rule)
  }
}
