import Kernels
import Matrices

/// Which points are core, and their connected components.
struct CoreComponents: Sendable {
  /// 1 for each place of a core point.
  let marks: AlignedArray<UInt8>
  /// The number of core places in each node.
  let nodeMarks: AlignedArray<Int32>
  /// For each core place the lowest place of its component.
  let roots: AlignedArray<Int32>

  init(
    _ tree: KDTree, radius: Double, minimumWeight: Double, control: RunControl
  ) throws(CancellationError) {
    let reach = radius * radius
    // Fractional weights may sum to slightly less than their exact sum.
    let enough = minimumWeight * (1 - 1e-12)
    let marks = AlignedArray<UInt8>(repeating: 0, count: tree.places)
    let parents = AlignedArray<Int32>(repeating: 0, count: tree.places)
    let joined = AlignedArray<UInt8>(repeating: 0, count: tree.nodes)
    for place in 0..<tree.places { unsafe parents.base[place] = Int32(place) }
    let dense = DenseNodes(tree: tree, reach: reach, enough: enough)
    dense.mark(marks, parents: parents, joined: joined)
    try Parallel.forEach(tree.pieces, control: control.part(from: 0, share: 0.5)) { piece, _ in
      let groups = tree.groups(of: piece)
      unsafe tree.search {
        unsafe segue_tree_dense(
          $0, reach, enough, Int64(groups.lowerBound), Int64(groups.upperBound), marks.base)
      }
    }
    let nodeMarks = AlignedArray<Int32>(repeating: 0, count: tree.nodes)
    Self.count(marks, tree: tree, into: nodeMarks)
    try Parallel.forEach(tree.pieces, control: control.part(from: 0.5, share: 0.5)) { piece, _ in
      let groups = tree.groups(of: piece)
      unsafe tree.search {
        unsafe segue_tree_unite(
          $0, reach, marks.base, nodeMarks.base, joined.base, Int64(groups.lowerBound),
          Int64(groups.upperBound), parents.base)
      }
    }
    // The parent of a place is never after it, so its root is already known.
    for place in 0..<tree.places {
      unsafe parents.base[place] = parents.base[Int(parents.base[place])]
    }
    self.marks = marks
    self.nodeMarks = nodeMarks
    roots = parents
  }

  private static func count(
    _ marks: AlignedArray<UInt8>, tree: KDTree, into counts: AlignedArray<Int32>
  ) {
    func count(_ node: KDTree.Node) -> Int32 {
      var total: Int32 = 0
      if node.isLeaf {
        let first = node.groups.lowerBound * KDTree.lanes
        for place in first..<first + KDTree.lanes { total += Int32(marks[place]) }
      } else {
        total = count(node.left) + count(node.right)
      }
      counts[node.index] = total
      return total
    }
    _ = count(tree.root)
  }
}

/// Nodes so small and heavy that all their points are core and within the radius of each other.
private struct DenseNodes {
  let tree: KDTree
  let reach: Double
  let enough: Double

  /// Marks their points as core and as one component.
  func mark(
    _ marks: AlignedArray<UInt8>, parents: AlignedArray<Int32>, joined: AlignedArray<UInt8>
  ) {
    func visit(_ node: KDTree.Node) {
      if tree.nodeWeights[node.index] < enough { return }
      if squaredDiagonal(node) <= reach {
        let first = node.groups.lowerBound * KDTree.lanes
        for place in first..<node.groups.upperBound * KDTree.lanes where tree.ids[place] >= 0 {
          marks[place] = 1
          parents[place] = Int32(first)
        }
        for below in node.index..<node.index + 2 * node.groups.count - 1 { joined[below] = 1 }
      } else if !node.isLeaf {
        visit(node.left)
        visit(node.right)
      }
    }
    visit(tree.root)
  }

  private func squaredDiagonal(_ node: KDTree.Node) -> Double {
    let first = node.index * 2 * tree.columns
    var sum = 0.0
    for j in first..<first + tree.columns {
      let width = tree.boxes[j + tree.columns] - tree.boxes[j]
      sum += width * width
    }
    return sum
  }
}
