import Matrices

/// OPTICS together with how segments are extracted from its order.
public struct OPTICSSegments: ClusteringMethod {
  /// The walk through the rows.
  public var walk: OPTICS
  /// How segments are extracted from the order.
  public var reading: OPTICS.Reading

  /// Segments of an order.
  public init(_ walk: OPTICS, _ reading: OPTICS.Reading) {
    self.walk = walk
    self.reading = reading
  }

  /// The number of segments follows from the rows.
  public var segmentCount: Int? { nil }

  /// The method itself: the number of segments follows from the rows.
  public func with(k: Int) -> OPTICSSegments { self }

  /// Clusters rows and returns a rule for new rows.
  public func refit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedSegments {
    let found = try walk.fit(points, control: control).segments(by: reading)
    return FittedSegments(labels: found.labels) { control throws(ClusteringError) in
      try found.rule(control: control)
    }
  }
}
