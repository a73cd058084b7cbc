import Matrices

/// HDBSCAN: the segments that last longest while the radius of DBSCAN shrinks, each at a density of
/// its own.
///
/// The core distance of a row is how far it must look to see `minimumNeighbourWeight`, *itself
/// included*, as scikit-learn counts; the package hdbscan counts without the row itself, so that its
/// `min_samples` is one lower for the same result. Two rows reach each other at the largest of their
/// distance and both core distances. The shortest spanning tree of that measure is cut from its
/// longest edge down. A branch of at least `minimumSegmentWeight` is a segment; what falls off in
/// smaller pieces leaves it. λ is the inverse of a distance; the stability of a segment is the sum
/// over its rows of the λ at which they leave less the λ at which the segment came about.
///
/// All edges of one length are cut at once, so that the result does not depend on which of several
/// shortest trees was found. Other programs cut them one by one, in an order of their own: on data
/// with many equal distances their segments can differ from these, and from each other's.
///
/// R. Campello, D. Moulavi, J. Sander, "Density-based clustering based on hierarchical density
/// estimates", PAKDD 2013; L. McInnes, J. Healy, "Accelerated hierarchical density based
/// clustering", ICDM Workshops 2017.
public struct HDBSCAN: Equatable, Sendable {
  /// The least weight of a segment.
  public var minimumSegmentWeight: Double
  /// The weight a row must see to know its density, itself included.
  public var minimumNeighbourWeight: Double
  /// Which segments of the hierarchy are taken.
  public var selection: Selection

  /// Which of the segments that contain each other are taken.
  public enum Selection: String, CaseIterable, Equatable, Sendable {
    /// Those whose stability is at least the sum of what could be taken below: excess of mass.
    case excessOfMass
    /// The smallest ones: more, and more even.
    case leaves
  }

  /// A clustering; where no neighbour weight is given, it is the segment weight.
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
  /// - Returns: Labels with strengths, and what new rows are assigned by.
  /// - Throws: `.minimumOutOfRange` for a least segment weight of 1 or less, and for a neighbour
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
