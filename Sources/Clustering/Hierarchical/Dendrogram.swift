import Matrices

/// All merges of an agglomerative clustering, from distinct rows to one segment.
///
/// Leaves are the distinct rows, numbered from 0 in an order that depends only on their coordinates;
/// the merge at place i makes node `leafCount + i`, as in scipy's linkage matrix.
public struct Dendrogram: Equatable, Sendable {
  /// The linkage of the merges.
  public let linkage: Linkage
  /// The merges, one fewer than leaves.
  ///
  /// Ordered by height, equal heights in the order in which they were found, parts before the whole;
  /// for centroid and median linkage in the order in which they were made, in which heights can fall.
  public let merges: [Merge]
  /// The leaf of each row, or −1 for a row of weight 0.
  public let leafOfRow: [Int]
  /// The weight of each leaf.
  public let leafWeights: [Double]
  /// The number of rows with weight in each leaf.
  public let leafRows: [Int]

  let points: PreparedPoints

  /// A merge of two nodes.
  public struct Merge: Equatable, Sendable {
    /// The node with the lower number.
    public let left: Int
    /// The other node.
    public let right: Int
    /// The distance between them, in the unit of the points; see `Linkage`.
    public let height: Double
    /// The weight of all rows below.
    public let weight: Double
  }

  init(linkage: Linkage, merges: [Merge], points: PreparedPoints) {
    self.linkage = linkage
    self.merges = merges
    self.points = points
    leafOfRow = points.canonical.pointOfRow.map { Int($0) }
    leafWeights = (0..<points.distinctRows).map { points.canonical.points.weights[$0] }
    leafRows = points.canonical.rowCounts.map { Int($0) }
  }

  /// The number of leaves.
  public var leafCount: Int { leafWeights.count }

  /// Dendrograms are equal if they have the same merges of the same rows.
  public static func == (a: Dendrogram, b: Dendrogram) -> Bool {
    a.linkage == b.linkage && a.merges == b.merges && a.leafOfRow == b.leafOfRow
      && a.leafWeights == b.leafWeights
  }

  /// The merges of all rows with weight, with each row as a separate leaf, as in scipy's linkage matrix.
  ///
  /// Equal rows are merged first, at height 0, each next row with all previous ones. Rows keep their
  /// numbers as leaves, `0..<n`; rows of weight 0 are left out. Weights are numbers of rows.
  ///
  /// - Complexity: O(*n*).
  public func mergesOfRows() -> [Merge] {
    let n = leafOfRow.count
    var nodes = [Int](repeating: -1, count: leafCount)
    var sizes = nodes
    var result: [Merge] = []
    for (row, leaf) in leafOfRow.enumerated() where leaf >= 0 {
      if nodes[leaf] < 0 {
        (nodes[leaf], sizes[leaf]) = (row, 1)
        continue
      }
      sizes[leaf] += 1
      result.append(
        Merge(
          left: min(row, nodes[leaf]), right: max(row, nodes[leaf]), height: 0,
          weight: Double(sizes[leaf])))
      nodes[leaf] = n + result.count - 1
    }
    for merge in merges {
      let (a, b) = (nodes[merge.left], nodes[merge.right])
      sizes.append(sizes[merge.left] + sizes[merge.right])
      result.append(
        Merge(
          left: min(a, b), right: max(a, b), height: merge.height,
          weight: Double(sizes[sizes.count - 1])))
      nodes.append(n + result.count - 1)
    }
    return result
  }
}
