import Matrices

/// Agglomerative clustering: every distinct row starts as a segment, and the two nearest segments are
/// merged until one is left.
///
/// The dendrogram is a function of the rows with their weights as a set. Equal rows are one leaf: with
/// every linkage they would be merged first, at height 0.
///
/// Ward needs no matrix of distances: rounds of mutually nearest segments, found in a search tree over
/// the segments' means, give the same merges as a chain of nearest neighbours, since Ward is reducible.
/// Complete, average and weighted do the same with distances that are computed from the members of
/// segments, until few segments are left; from then on, or from the start with few rows, a chain of
/// nearest neighbours uses a matrix of distances. Single linkage is the minimum spanning tree. Centroid
/// and median linkage keep a nearest neighbour per segment. So memory is linear in the rows, and a fit
/// that needs more than `memoryLimit` is rejected.
///
/// Equal distances: of several nearest pairs, rounds of mutually nearest segments merge the pair whose
/// later segment was formed first, then the pair whose earlier segment was; the chain prefers the
/// segment it came from, otherwise the lowest. Both process rows in an order that depends only on their
/// coordinates, so the same rows give the same merges; heights without ties do not depend on this
/// choice.
///
/// D. Müllner, "Modern hierarchical, agglomerative clustering algorithms", arXiv 1109.2378, 2011.
///
/// ```swift
/// let tree = try Hierarchical(.ward).fit(points, control: RunControl(threads: 2))
/// let segments = try tree.cut(.segments(4), control: RunControl(threads: 2))
/// segments.labels   // one per row
/// ```
public struct Hierarchical: Equatable, Sendable {
  /// The distance between two segments.
  public var linkage: Linkage
  /// The maximum number of bytes that a fit may use in addition to the rows; it does not change results.
  public var memoryLimit: Int

  /// Four gibibytes: millions of distinct rows.
  public static let defaultMemoryLimit = 4 << 30

  /// The maximum number of distinct rows for which a matrix of all distances is filled.
  static let mostMatrixRows = 4096

  /// A clustering by a linkage.
  public init(_ linkage: Linkage = .ward, memoryLimit: Int = Hierarchical.defaultMemoryLimit) {
    self.linkage = linkage
    self.memoryLimit = memoryLimit
  }

  /// The approximate number of bytes that a fit needs in addition to the rows.
  public func memoryNeeded(distinctRows m: Int, columns d: Int) -> Int {
    switch linkage {
    case .complete, .average, .weighted:
      return m <= Self.mostMatrixRows
        ? NeighbourChain.bytes(leaves: m) + 64 * m : MemberRounds.bytes(leaves: m, columns: d)
    case .single: return m * (16 * d + 120)
    case .ward: return m * (32 * d + 120)
    case .centroid, .median: return m * (16 * d + 80)
    }
  }

  /// Builds the dendrogram.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: All merges.
  /// - Throws: `ClusteringError` for rows or weights that cannot be used; `.needsMemory` if a fit would
  ///   exceed the limit; `.tooManyColumns` above 1024 columns if a search tree is needed; `.cancelled`.
  /// - Complexity: With *m* distinct rows: Ward and single about O(*m* log² *m* · *d*) in few
  ///   columns; the others O(*m²* *d*).
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> Dendrogram {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Builds the dendrogram of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> Dendrogram {
    let leaves = points.canonical.points
    let needed = memoryNeeded(distinctRows: leaves.count, columns: leaves.columns)
    guard needed <= memoryLimit else { throw .needsMemory(bytes: needed, limit: memoryLimit) }
    let joins: [Join]
    do {
      joins = try self.joins(of: leaves, control: control)
    } catch let error as ClusteringError {
      throw error
    } catch {
      throw .cancelled
    }
    let merges = MergeOrder(joins, leaves: leaves, isMonotone: linkage.isMonotone).merges
    control.progress?(1)
    return Dendrogram(linkage: linkage, merges: merges, points: points)
  }

  /// Whether neighbours are found in a search tree, which supports a limited number of columns.
  private func needsTree(for leaves: LanePoints) -> Bool {
    switch linkage {
    case .single, .ward: true
    case .complete, .average, .weighted: leaves.count > Self.mostMatrixRows
    case .centroid, .median: false
    }
  }

  private func joins(of leaves: LanePoints, control: RunControl) throws -> [Join] {
    guard !needsTree(for: leaves) || leaves.columns <= KDTree.mostColumns else {
      throw ClusteringError.tooManyColumns(columns: leaves.columns, limit: KDTree.mostColumns)
    }
    switch linkage {
    case .single:
      let tree = try KDTree(leaves, control: control)
      return try SpanningTree(tree, core: nil, control: control).edges
        .map { Join(a: $0.low, b: $0.high, height: $0.square.squareRoot()) }
    case .ward:
      return try WardRounds(leaves, control: control).joins()
    case .complete, .average, .weighted:
      guard leaves.count <= Self.mostMatrixRows else {
        var rounds = MemberRounds(leaves, linkage: linkage, control: control)
        return try rounds.run()
      }
      var chain = try NeighbourChain(leaves, linkage: linkage, control: control)
      return try chain.joins()
    case .centroid, .median:
      return try CenterMerging(leaves, linkage: linkage, control: control).joins()
    }
  }
}

/// A merge as it was found: a leaf of each side and their distance.
struct Join: Equatable, Sendable {
  let a: Int32
  let b: Int32
  let height: Double
}
