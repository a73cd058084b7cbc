import Matrices

/// A hierarchy and its cut.
public struct CutHierarchy: ClusteringMethod {
  /// How the dendrogram is built.
  public var hierarchical: Hierarchical
  /// Where it is cut.
  public var cut: Dendrogram.Cut

  /// Segments of a dendrogram.
  public init(_ hierarchical: Hierarchical, _ cut: Dendrogram.Cut) {
    self.hierarchical = hierarchical
    self.cut = cut
  }

  /// `nil` for a cut by height or at the largest gap.
  public var segmentCount: Int? {
    switch cut {
    case .segments(let k): k
    case .height, .largestGap: nil
    }
  }

  /// The same hierarchy, cut into `k` segments.
  public func with(k: Int) -> CutHierarchy { CutHierarchy(hierarchical, .segments(k)) }

  /// Clusters rows and returns a rule for new rows.
  public func refit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedSegments {
    let found = try hierarchical.fit(points, control: control).cut(cut, control: control)
    return FittedSegments(labels: found.labels) { control throws(ClusteringError) in
      try found.rule(control: control)
    }
  }
}
