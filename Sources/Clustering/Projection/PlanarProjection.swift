import Matrices

/// Rows as points of a plane, for a plot.
///
/// The plane is spanned by the two largest principal components. `shownShare` states how much it shows,
/// because segments that are separated in another direction overlap in the plot.
public struct PlanarProjection: Equatable, Sendable {
  /// The coordinate of each row along the first component.
  public let x: [Double]
  /// The coordinate along the second; 0 for rows of one column.
  public let y: [Double]
  /// The share of the variance that the plane shows, 0...1.
  public let shownShare: Double
  /// The loading of each column on both axes: how it moves a row to the right and up.
  public let loadings: [Loading]

  /// The contribution of a column to the axes.
  public struct Loading: Equatable, Sendable {
    /// On the first axis.
    public let x: Double
    /// On the second axis.
    public let y: Double
  }

  /// Projects rows.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite.
  ///   - weights: Shape `[n]`, or `nil` for 1 each.
  ///   - control: Threads and cancellation.
  /// - Throws: `ClusteringError` for rows or weights that cannot be used; `.cancelled`.
  /// - Complexity: As `PrincipalComponents` of two components.
  public init(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) {
    let prepared = try PreparedPoints(points, weights: weights, control: control)
    let plane = try PrincipalComponents(prepared, count: 2, control: control)
    let scores = try plane.scores(points, control: control)
    let isFlat = plane.components.rows < 2
    x = scores.column(0)
    y = isFlat ? Array(repeating: 0, count: points.rows) : scores.column(1)
    shownShare = min(1, plane.explainedShare.reduce(0, +))
    loadings = (0..<points.columns).map {
      Loading(x: plane.components[0, $0], y: isFlat ? 0 : plane.components[1, $0])
    }
  }
}
