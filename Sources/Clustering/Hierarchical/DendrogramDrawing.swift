/// A dendrogram reduced for drawing, with few enough leaves to label each.
public struct DendrogramDrawing: Equatable, Sendable {
  /// The leaves of the drawing, from left to right.
  public let leaves: [Leaf]
  /// The merges above them, from the lowest to the highest.
  public let merges: [Merge]

  /// A leaf of the drawing: one distinct row or a collapsed branch.
  public struct Leaf: Equatable, Sendable {
    /// The node of the dendrogram.
    public let node: Int
    /// The weight below.
    public let weight: Double
    /// The number of distinct rows below, 1 for a leaf of the dendrogram.
    public let distinctRows: Int
    /// The height of the branch's top merge, 0 for a leaf of the dendrogram.
    public let height: Double
  }

  /// A merge of the drawing.
  public struct Merge: Equatable, Sendable {
    /// The index of the left side: leaves from 0, then merges in order.
    public let left: Int
    /// The index of the right side.
    public let right: Int
    /// The height of the bar.
    public let height: Double
    /// The horizontal extent of the bar, with the leaves at 0, 1, 2 and so on.
    public let span: ClosedRange<Double>
  }
}

extension Dendrogram {
  /// The order of the leaves in a drawing without crossing lines: at every merge the side with the
  /// lower merge is on the left, then the heavier side, then the one with the lower node.
  ///
  /// - Complexity: O(*m*).
  public var leafOrder: [Int] { order(after: 0) }

  /// The top of the dendrogram, with branches collapsed until at most `limit` leaves are left.
  ///
  /// - Parameter limit: At least 1.
  /// - Returns: Leaves, including collapsed branches, and the merges above.
  public func drawing(leaves limit: Int = 30) -> DendrogramDrawing {
    let shown = min(max(1, limit), leafCount)
    let made = leafCount - shown
    var counts = [Int](repeating: 1, count: leafCount)
    for merge in merges { counts.append(counts[merge.left] + counts[merge.right]) }
    let order = order(after: made)
    var places = [Int](repeating: -1, count: leafCount + merges.count)
    var middles = [Double](repeating: 0, count: leafCount + merges.count)
    for (place, node) in order.enumerated() {
      places[node] = place
      middles[node] = Double(place)
    }
    let leaves = order.map { node in
      DendrogramDrawing.Leaf(
        node: node, weight: node < leafCount ? leafWeights[node] : merges[node - leafCount].weight,
        distinctRows: counts[node],
        height: node < leafCount ? 0 : merges[node - leafCount].height)
    }
    var drawn: [DendrogramDrawing.Merge] = []
    for place in made..<max(made, merges.count) {
      let merge = merges[place]
      let (a, b) =
        middles[merge.left] < middles[merge.right]
        ? (merge.left, merge.right) : (merge.right, merge.left)
      drawn.append(
        DendrogramDrawing.Merge(
          left: places[a], right: places[b], height: merge.height,
          span: middles[a]...middles[b]))
      places[leafCount + place] = shown + drawn.count - 1
      middles[leafCount + place] = (middles[a] + middles[b]) / 2
    }
    return DendrogramDrawing(leaves: leaves, merges: drawn)
  }

  /// The leaves from left to right, with nodes made by the first merges as leaves.
  private func order(after made: Int) -> [Int] {
    var result: [Int] = []
    var open = [leafCount + merges.count - 1]
    while let node = open.popLast() {
      guard node >= leafCount + made else {
        result.append(node)
        continue
      }
      let merge = merges[node - leafCount]
      let leftFirst = stands(merge.left, before: merge.right)
      open.append(leftFirst ? merge.right : merge.left)
      open.append(leftFirst ? merge.left : merge.right)
    }
    return result
  }

  private func stands(_ a: Int, before b: Int) -> Bool {
    func height(_ node: Int) -> Double { node < leafCount ? 0 : merges[node - leafCount].height }
    func weight(_ node: Int) -> Double {
      node < leafCount ? leafWeights[node] : merges[node - leafCount].weight
    }
    if height(a) != height(b) { return height(a) < height(b) }
    if weight(a) != weight(b) { return weight(a) > weight(b) }
    return a < b
  }
}
