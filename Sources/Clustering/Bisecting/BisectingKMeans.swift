import Matrices

/// Bisecting k-means: splits all rows in two, then the segment with the largest inertia, and so on
/// until there are `k` segments.
///
/// The result is nested: merging two of the *k* segments gives the *k* − 1 segments, so one fit gives
/// every number up to `k`. For large `k` it is much faster than k-means; the inertia is somewhat
/// higher, and `BisectingModel.polished` uses the segments as the start of k-means. M. Steinbach, G.
/// Karypis, V. Kumar, "A comparison of document clustering techniques", KDD Workshop on Text Mining,
/// 2000; the choice by inertia is scikit-learn's `biggest_inertia`.
///
/// The result is a function of the rows with their weights as a set, the settings and the seed.
///
/// ```swift
/// let model = try BisectingKMeans(k: 8).fit(points, control: RunControl(threads: 2))
/// model.segments(5).labels   // five segments of the same tree
/// ```
public struct BisectingKMeans: Equatable, Sendable {
  /// The largest number of segments, *k*.
  public var k: Int
  /// How each segment is split in two; its own `k` and `start` are ignored.
  public var halving: KMeans

  /// Settings for a fit; omitted settings take the defaults of `KMeans`.
  public init(k: Int, restarts: Int = 10, seed: UInt64 = 1, polish: KMeans.Polish = .swaps) {
    self.init(
      k: k, halving: KMeans(k: 2, restarts: restarts, seed: seed, polish: polish))
  }

  /// Settings for a fit, with those of the splits.
  public init(k: Int, halving: KMeans) {
    self.k = k
    self.halving = halving
  }

  /// Finds the tree.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The tree with its segments for 1...`k`; fewer if squared distances between different
  ///   rows underflow to 0.
  /// - Throws: `ClusteringError` for rows, weights or `k` that cannot be used; `.cancelled`.
  /// - Complexity: O(*restarts · iterations · n d* log *k*) if halves are even, with *k* instead of log
  ///   *k* in the worst case.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> BisectingModel {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Finds the tree of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> BisectingModel {
    try points.checkSegments(k)
    var settings = halving
    settings.k = 2
    settings.start = nil
    let quiet = control.quiet(threads: control.threads)
    var nodes: [BisectingModel.Node] = []
    var splits: [BisectingModel.Split] = []
    do {
      let all = Array(0..<Int32(points.distinctRows))
      nodes.append(
        BisectingModel.Node(all, try OneSegment(points.canonical.points, control: quiet)))
      while splits.count < k - 1, let place = Self.largest(nodes) {
        let members = nodes[place].points
        let part = try PreparedPoints(points, taking: members, control: quiet)
        let halves = try settings.fit(part, control: quiet)
        let parts = (0..<2).map { half in
          members.indices.filter { halves.labels[$0] == half }.map { members[$0] }
        }
        // Points so close that their squared distances underflow to 0.
        guard parts.allSatisfy({ !$0.isEmpty }) else {
          nodes[place].isDivisible = false
          continue
        }
        let inertia = nodes[place].inertia
        nodes[place].isDivisible = false
        for taken in parts {
          let own = try PreparedPoints(points, taking: taken, control: quiet)
          nodes.append(
            BisectingModel.Node(taken, try OneSegment(own.canonical.points, control: quiet)))
        }
        splits.append(
          BisectingModel.Split(
            fork: CentroidTree.Fork(node: place, centroids: halves.centroids), inertia: inertia,
            inertiaAfter: nodes[nodes.count - 2].inertia + nodes[nodes.count - 1].inertia))
        control.progress?(Double(splits.count) / Double(max(1, k - 1)))
      }
    } catch {
      throw .cancelled
    }
    return try BisectingModel(
      k: splits.count + 1, splits: splits, nodes: nodes, points: points, control: quiet)
  }

  /// The node with the largest inertia that can still be split, ties to the lower.
  private static func largest(_ nodes: [BisectingModel.Node]) -> Int? {
    var best: Int?
    for (place, node) in nodes.enumerated() where node.isDivisible {
      if best.map({ node.inertia > nodes[$0].inertia }) ?? true { best = place }
    }
    return best
  }
}
