import Matrices

/// HDBSCAN: the most persistent segments as the radius of DBSCAN shrinks, each at its own density.
///
/// The core distance of a row is the radius that contains `minimumNeighbourWeight`, *including the row
/// itself*, as in scikit-learn; the package hdbscan does not count the row itself, so its `min_samples`
/// is one lower for the same result. Two rows reach each other at the maximum of their distance and
/// both core distances. The minimum spanning tree of that measure is cut from its longest edge down. A
/// branch of at least `minimumSegmentWeight` is a segment; smaller pieces leave it. λ is the inverse of
/// a distance; the stability of a segment is the sum over its rows of the λ at which they leave minus
/// the λ at which the segment appears.
///
/// All edges of the same length are cut at once, so the result does not depend on which of several
/// minimum spanning trees was found. Other programs cut them one by one, in an arbitrary order: on data
/// with many equal distances their segments can differ from these and from each other.
///
/// R. Campello, D. Moulavi, J. Sander, "Density-based clustering based on hierarchical density
/// estimates", PAKDD 2013; L. McInnes, J. Healy, "Accelerated hierarchical density based
/// clustering", ICDM Workshops 2017.
///
/// ```swift
/// let model = try HDBSCAN(minimumSegmentWeight: 20).fit(points, control: RunControl(threads: 2))
/// model.labels      // one per row, −1 for noise
/// model.strengths   // one per row, 0...1
/// ```
public struct HDBSCAN: Equatable, Sendable {
  /// The minimum weight of a segment.
  public var minimumSegmentWeight: Double
  /// The weight within a row's core distance, including the row itself.
  public var minimumNeighbourWeight: Double
  /// Which segments of the hierarchy are selected.
  public var selection: Selection

  /// Which of several nested segments are selected.
  public enum Selection: String, CaseIterable, Equatable, Sendable {
    /// Excess of mass: segments whose stability is at least the total stability selected below them.
    case excessOfMass
    /// The smallest segments: more of them, and more homogeneous.
    case leaves
  }

  /// A clustering; the neighbour weight is the segment weight by default.
  public init(
    minimumSegmentWeight: Double = 5, minimumNeighbourWeight: Double? = nil,
    selection: Selection = .excessOfMass
  ) {
    self.minimumSegmentWeight = minimumSegmentWeight
    self.minimumNeighbourWeight = minimumNeighbourWeight ?? minimumSegmentWeight
    self.selection = selection
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels with strengths, and the rule for new rows.
  /// - Throws: `.minimumOutOfRange` for a minimum segment weight of 1 or less, and for a neighbour
  ///   weight that is not above 0 or above the weight of all rows; `ClusteringError` for rows or
  ///   weights that cannot be used; `.cancelled`.
  /// - Complexity: About O(*n* log² *n*) in few columns, O(*n² d*) and more in many; linear memory.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> HDBSCANModel {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Finds the segments of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> HDBSCANModel {
    guard minimumSegmentWeight > 1, minimumSegmentWeight < .infinity else {
      throw .minimumOutOfRange(minimumSegmentWeight)
    }
    guard minimumNeighbourWeight > 0,
      minimumNeighbourWeight <= points.totalWeight * (1 + 1e-12)
    else { throw .minimumOutOfRange(minimumNeighbourWeight) }
    let leaves = points.canonical.points
    let tree = try KDTree(leaves, control: control.quiet(threads: control.threads))
    do {
      let core = try tree.coreDistances(
        weight: minimumNeighbourWeight, control: control.part(from: 0.05, share: 0.3))
      let spanning = try SpanningTree(
        tree, core: core, control: control.part(from: 0.35, share: 0.5))
      let condensed = try CondensedTree(
        spanning.edges, weights: leaves.weights, count: leaves.count,
        minimumWeight: minimumSegmentWeight, control: control)
      let chosen = condensed.choose(selection)
      let model = try HDBSCANModel(
        settings: self, points: points, tree: tree, core: core, condensed: condensed,
        chosen: chosen, control: control.quiet(threads: control.threads))
      control.progress?(1)
      return model
    } catch let error as ClusteringError {
      throw error
    } catch {
      throw .cancelled
    }
  }
}
