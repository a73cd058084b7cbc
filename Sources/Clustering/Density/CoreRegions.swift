import Kernels
import Matrices

/// A search structure over core points and their segments.
struct CoreRegions: Sendable {
  let tree: KDTree
  let components: CoreComponents
  /// The number of segments.
  let k: Int
  /// The rank of the segment of each core place: by the weight of its core points, largest first,
  /// then by their mean; −1 elsewhere.
  let ranks: AlignedArray<Int32>

  init(
    _ tree: KDTree, components: CoreComponents, leaves: LanePoints, control: RunControl
  ) throws(ClusteringError) {
    self.tree = tree
    self.components = components
    // Components are numbered by their lowest point, whose number does not depend on the tree.
    var componentOfPoint = [Int32](repeating: -1, count: leaves.count)
    for place in 0..<tree.places where components.marks[place] != 0 {
      componentOfPoint[Int(tree.ids[place])] = components.roots[place]
    }
    var numbers = [Int](repeating: -1, count: tree.places)
    var parts = [Int](repeating: -1, count: leaves.count)
    var k = 0
    for (point, root) in componentOfPoint.enumerated() where root >= 0 {
      if numbers[Int(root)] < 0 {
        numbers[Int(root)] = k
        k += 1
      }
      parts[point] = numbers[Int(root)]
    }
    let summary = try SegmentSummary(leaves, parts: parts, k: k, control: control)
    let ranks = AlignedArray<Int32>(repeating: -1, count: tree.places)
    for place in 0..<tree.places where components.marks[place] != 0 {
      ranks[place] = Int32(summary.labels[Int(tree.ids[place])])
    }
    self.ranks = ranks
    self.k = k
  }

  /// The nearest core point within a distance, ties to the lower rank.
  ///
  /// - Returns: Its rank and the square of the distance, or `nil` if none is within the distance.
  func nearest(to query: [Double], within radius: Double) -> (rank: Int, square: Double)? {
    var square = 0.0
    let place = unsafe tree.search { tree in
      unsafe segue_tree_marked(
        tree, query, radius * radius, components.marks.base, components.nodeMarks.base,
        ranks.base, &square)
    }
    return place < 0 ? nil : (Int(ranks[Int(place)]), square)
  }
}
