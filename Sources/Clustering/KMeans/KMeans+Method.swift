import Matrices

extension KMeans: SeededMethod {
  /// The same method with other random starts.
  public func redrawn(seed: UInt64) -> KMeans {
    var method = self
    method.seed = seed
    method.start = nil
    return method
  }

  /// Three starts with transfers are enough.
  public var lightened: KMeans {
    var method = self
    method.restarts = min(3, restarts)
    if polish == .swaps { method.polish = .transfers }
    method.start = nil
    return method
  }

  /// Clusters rows and returns a rule for new rows.
  public func refit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedSegments {
    let model = try fit(points, control: control)
    return FittedSegments(labels: model.labels, rule: model.rule)
  }

  /// The restarts of all numbers of segments share the threads.
  public func sumsOfSquares(
    _ ks: [Int], _ points: PreparedPoints, seed: UInt64, control: RunControl
  ) throws(ClusteringError) -> [Double] {
    var drawn = self
    drawn.start = nil
    return try KMeansFit(settings: drawn, candidates: ks, points: points)
      .inertias(control: control)
  }
}
