import Kernels
import Matrices

/// Builds a tree: the upper nodes sequentially, the subtrees below them on all threads.
struct TreeBuilding {
  /// Shape `[n × d]`, reordered to the order of the tree.
  let rows: AlignedArray<Double>
  let ids: AlignedArray<Int32>
  let columns: Int
  let boxes: AlignedArray<Double>

  /// The number of points below which a node is built by one thread.
  private static let smallest = 4096
  /// The approximate number of subtrees, enough to balance the threads.
  private static let pieces = 64

  func run(control: RunControl) throws(CancellationError) {
    var open = [Branch(node: 0, points: 0..<ids.count)]
    var closed: [Branch] = []
    let small = max(Self.smallest, ids.count / Self.pieces)
    while let branch = open.popLast() {
      try control.checkCancellation()
      guard branch.points.count > small else {
        closed.append(branch)
        continue
      }
      let groups = (branch.points.count + KDTree.lanes - 1) / KDTree.lanes
      let half = (groups + 1) / 2
      let middle = branch.points.lowerBound + half * KDTree.lanes
      unsafe segue_tree_split(
        rows.base + branch.points.lowerBound * columns, ids.base + branch.points.lowerBound,
        Int64(branch.points.count), Int64(half * KDTree.lanes), Int64(columns),
        boxes.base + branch.node * 2 * columns)
      open.append(Branch(node: branch.node + 1, points: branch.points.lowerBound..<middle))
      open.append(Branch(node: branch.node + 2 * half, points: middle..<branch.points.upperBound))
    }
    let (rows, ids, columns, boxes, branches) = (rows, ids, columns, boxes, closed)
    let quiet = control.quiet(threads: control.threads)
    try Parallel.forEach(branches.count, control: quiet) { piece, _ in
      let branch = branches[piece]
      unsafe segue_tree_build(
        rows.base + branch.points.lowerBound * columns, ids.base + branch.points.lowerBound,
        Int64(branch.points.count), Int64(columns), Int64(branch.node), boxes.base)
    }
  }

  private struct Branch {
    let node: Int
    let points: Range<Int>
  }
}
