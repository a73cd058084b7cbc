import Kernels
import Matrices

/// Weighted points in a k-d tree, which finds nearby points without visiting the others.
///
/// Each node is split along the column with the largest extent so that its left half is full: the shape
/// depends on the number of points only, and the place of each point on coordinates and ids. The same
/// points give the same tree, on any number of threads. Leaves are groups of eight points, the width of
/// the kernels' vectors. J. Friedman, J. Bentley, R. Finkel, "An algorithm for finding best matches in
/// logarithmic expected time", ACM TOMS 3, 1977.
struct KDTree: Sendable {
  /// The number of points, at least 1.
  let count: Int
  /// The number of columns, *d*.
  let columns: Int
  /// The number of groups of eight places; the last may have places without a point.
  let groups: Int
  /// The id of the point at each place, or −1.
  let ids: AlignedArray<Int32>
  /// The weight of the point at each place.
  let weights: AlignedArray<Double>
  /// The coordinates in lanes, `groups × columns × 8`.
  let coordinates: AlignedArray<Double>
  /// The minimum, then the maximum of each column, node by node in preorder.
  let boxes: AlignedArray<Double>
  /// The weight of each node.
  let nodeWeights: AlignedArray<Double>

  /// The number of places in a group.
  static let lanes = LanePoints.lanes
  /// Queries are held on the stack of a kernel.
  static let mostColumns = 1024
  /// The number of groups in a piece of work for a thread: a few hundred queries.
  static let groupsPerPiece = 32

  /// The number of nodes.
  var nodes: Int { 2 * groups - 1 }
  /// The number of places.
  var places: Int { groups * Self.lanes }
  /// The number of pieces of work.
  var pieces: Int { (groups + Self.groupsPerPiece - 1) / Self.groupsPerPiece }

  /// The groups of a piece of work.
  func groups(of piece: Int) -> Range<Int> {
    piece * Self.groupsPerPiece..<min(groups, (piece + 1) * Self.groupsPerPiece)
  }

  /// A tree over points in canonical order, whose ids are their places in that order.
  ///
  /// - Throws: `.tooManyColumns` beyond 1024 columns; `.cancelled`.
  /// - Complexity: O(*n* log *n* · *d*); about 16 (*d* + 2) bytes per point, half of them kept.
  init(_ points: LanePoints, control: RunControl) throws(ClusteringError) {
    guard points.columns <= Self.mostColumns else {
      throw .tooManyColumns(columns: points.columns, limit: Self.mostColumns)
    }
    let d = points.columns
    let rows = AlignedArray(repeating: 0.0, count: points.count * d)
    let ids = AlignedArray<Int32>(repeating: 0, count: points.count)
    for p in 0..<points.count {
      let source = unsafe points.coordinates.base + p / Self.lanes * d * Self.lanes + p % Self.lanes
      for j in 0..<d { unsafe rows.base[p * d + j] = source[j * Self.lanes] }
      unsafe ids.base[p] = Int32(p)
    }
    do {
      try self.init(rows: rows, ids: ids, columns: d, masses: points.weights, control: control)
    } catch {
      throw .cancelled
    }
  }

  /// A tree over contiguous rows.
  ///
  /// - Parameters:
  ///   - rows: Shape `[n × d]`; reordered in place.
  ///   - ids: A number for each row, all different, at least 0; moved with the rows.
  ///   - d: The number of columns, at most 1024.
  ///   - masses: The weight of each id.
  ///   - control: Threads and cancellation.
  /// - Throws: `CancellationError`.
  init(
    rows: AlignedArray<Double>, ids: AlignedArray<Int32>, columns d: Int,
    masses: AlignedArray<Double>, control: RunControl
  ) throws(CancellationError) {
    let count = ids.count
    precondition(count > 0 && d <= Self.mostColumns, "a tree has points of few columns")
    let groups = (count + Self.lanes - 1) / Self.lanes
    let boxes = AlignedArray(repeating: 0.0, count: (2 * groups - 1) * 2 * d)
    try TreeBuilding(rows: rows, ids: ids, columns: d, boxes: boxes).run(control: control)
    let coordinates = AlignedArray(repeating: Double.infinity, count: groups * d * Self.lanes)
    let placed = AlignedArray<Int32>(repeating: -1, count: groups * Self.lanes)
    let weights = AlignedArray(repeating: 0.0, count: groups * Self.lanes)
    for place in 0..<count {
      let group = unsafe coordinates.base + place / Self.lanes * d * Self.lanes + place % Self.lanes
      for j in 0..<d { unsafe group[j * Self.lanes] = rows.base[place * d + j] }
      unsafe placed.base[place] = ids.base[place]
      unsafe weights.base[place] = masses.base[Int(ids.base[place])]
    }
    self.count = count
    self.columns = d
    self.groups = groups
    self.ids = placed
    self.weights = weights
    self.coordinates = coordinates
    self.boxes = boxes
    nodeWeights = AlignedArray(repeating: 0, count: 2 * groups - 1)
    sumUp(weights, into: nodeWeights)
  }

  /// The place of each id below a number.
  func placesOfIds(below limit: Int) -> AlignedArray<Int32> {
    let found = AlignedArray<Int32>(repeating: -1, count: limit)
    for place in 0..<places where ids[place] >= 0 { found[Int(ids[place])] = Int32(place) }
    return found
  }

  /// Calls `body` with the tree in the layout of the kernels.
  func search<Result>(_ body: (UnsafePointer<segue_tree>) -> Result) -> Result {
    var tree = unsafe segue_tree(
      points: coordinates.base, weights: weights.base, ids: ids.base, boxes: boxes.base,
      node_weights: nodeWeights.base, groups: Int64(groups), d: Int64(columns))
    return unsafe withUnsafePointer(to: &tree) { unsafe body($0) }
  }
}

extension KDTree {
  /// A node: its index and its groups.
  struct Node {
    let index: Int
    let groups: Range<Int>

    var left: Node {
      Node(index: index + 1, groups: groups.lowerBound..<groups.lowerBound + half)
    }
    var right: Node {
      Node(index: index + 2 * half, groups: groups.lowerBound + half..<groups.upperBound)
    }
    var isLeaf: Bool { groups.count == 1 }
    private var half: Int { (groups.count + 1) / 2 }
  }

  /// The node that holds all points.
  var root: Node { Node(index: 0, groups: 0..<groups) }

  /// The box of a node: the minimum and the maximum of each column.
  func box(_ node: Node) -> (low: [Double], high: [Double]) {
    let first = node.index * 2 * columns
    return (
      boxes.array(first..<first + columns), boxes.array(first + columns..<first + 2 * columns)
    )
  }

  /// For each node the sum of a value per place, left half first.
  private func sumUp(_ values: AlignedArray<Double>, into sums: AlignedArray<Double>) {
    func sum(_ node: Node) -> Double {
      var total = 0.0
      if node.isLeaf {
        let first = node.groups.lowerBound * Self.lanes
        for place in first..<first + Self.lanes { unsafe total += values.base[place] }
      } else {
        total = sum(node.left) + sum(node.right)
      }
      unsafe sums.base[node.index] = total
      return total
    }
    _ = sum(root)
  }
}
