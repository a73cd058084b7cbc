import Matrices

/// The result of bisecting k-means: a sequence of splits.
public struct BisectingModel: Equatable, Sendable {
  /// The largest number of segments, usually the requested one.
  public let k: Int
  /// The splits in the order in which they were made: the first `q` − 1 of them give `q` segments.
  public let splits: [Split]

  private let nodes: [Node]
  /// The leaf of each row.
  private let leafOfRow: [Int]
  private let points: PreparedPoints

  /// One split.
  public struct Split: Equatable, Sendable {
    /// The node that was split and the two centroids; ties go to the first.
    public let fork: CentroidTree.Fork
    /// The inertia of the node, the largest at that time.
    public let inertia: Double
    /// The total inertia of its halves.
    public let inertiaAfter: Double
  }

  /// Points that formed a node.
  struct Node: Equatable, Sendable {
    let points: [Int32]
    let mean: [Double]
    let weight: Double
    let inertia: Double
    /// Whether it is a leaf with more than one point.
    var isDivisible: Bool

    init(_ points: [Int32], _ mean: OneSegment) {
      self.points = points
      self.mean = mean.mean
      weight = mean.weight
      inertia = mean.sumOfSquares
      isDivisible = points.count > 1
    }
  }

  init(
    k: Int, splits: [Split], nodes: [Node], points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) {
    self.k = k
    self.splits = splits
    self.nodes = nodes
    self.points = points
    var leafOfPoint = [Int](repeating: 0, count: points.distinctRows)
    for (place, node) in nodes.enumerated() {
      // Later nodes are parts of earlier ones.
      for point in node.points { leafOfPoint[Int(point)] = place }
    }
    var leafOfRow = points.canonical.pointOfRow.map { $0 < 0 ? 0 : leafOfPoint[Int($0)] }
    if let others = points.coordinatesWithoutWeight {
      let tree = CentroidTree(
        forks: splits.map(\.fork), labels: Array(nodes.indices),
        means: Matrix(
          rows: nodes.count, columns: others.columns, values: nodes.flatMap(\.mean)))
      let rows = Matrix(
        rows: others.count, columns: others.columns,
        values: (0..<others.count).flatMap { others.point($0) })
      let found = try tree.assign(rows, control: control)
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        leafOfRow[Int(row)] = found.labels[place]
      }
    }
    self.leafOfRow = leafOfRow
  }

  /// Whether two models are the same, bit for bit.
  public static func == (a: BisectingModel, b: BisectingModel) -> Bool {
    a.splits == b.splits && a.nodes == b.nodes && a.leafOfRow == b.leafOfRow
  }

  /// The segments after the first `count` − 1 splits.
  ///
  /// - Parameter count: Clamped to 1...`k`.
  /// - Returns: The segments, numbered by weight among themselves.
  /// - Complexity: O(*n*).
  public func segments(_ count: Int) -> BisectedSegments {
    let count = min(max(1, count), k)
    let alive = 2 * count - 1
    var isLeaf = [Bool](repeating: true, count: alive)
    // The node that contains the rows of a later node at this number of segments.
    var ancestor = Array(nodes.indices)
    for (place, split) in splits.enumerated() {
      if place < count - 1 {
        isLeaf[split.fork.node] = false
      } else {
        ancestor[2 * place + 1] = ancestor[split.fork.node]
        ancestor[2 * place + 2] = ancestor[split.fork.node]
      }
    }
    let leaves = isLeaf.indices.filter { isLeaf[$0] }
    let order = CanonicalNumbers.order(
      weights: leaves.map { nodes[$0].weight }, centroids: leaves.flatMap { nodes[$0].mean })
    let numbered = order.map { leaves[$0] }
    var labels = [Int](repeating: -1, count: alive)
    for (label, leaf) in numbered.enumerated() { labels[leaf] = label }
    return BisectedSegments(
      tree: CentroidTree(
        forks: splits.prefix(count - 1).map(\.fork), labels: labels,
        means: Matrix(
          rows: count, columns: points.canonical.points.columns,
          values: numbered.flatMap { nodes[$0].mean })),
      labels: leafOfRow.map { labels[ancestor[$0]] },
      sizes: numbered.map { leaf in
        nodes[leaf].points.reduce(0) { $0 + Int(points.canonical.rowCounts[Int($1)]) }
      },
      weights: numbered.map { nodes[$0].weight },
      inertia: numbered.reduce(0) { $0 + nodes[$1].inertia })
  }

  /// k-means started at the segments' means: lower inertia, but no longer nested.
  ///
  /// - Parameters:
  ///   - count: Clamped to 1...`k`.
  ///   - polish: The refinement after Lloyd's iteration.
  ///   - control: Threads and cancellation.
  /// - Returns: A k-means model with its own numbering of segments.
  /// - Throws: `.cancelled`.
  public func polished(
    _ count: Int, polish: KMeans.Polish = .transfers, control: RunControl
  ) throws(ClusteringError) -> KMeansModel {
    let means = segments(count).centroids
    return try KMeans(k: means.rows, start: means, startIsKept: false, polish: polish)
      .fit(points, control: control)
  }
}

/// The segments of a bisecting tree for one number of segments.
public struct BisectedSegments: Equatable, Sendable {
  /// The splits that lead to the segments.
  public let tree: CentroidTree
  /// The segment of each row.
  ///
  /// Segments are numbered by weight, largest first, then by mean, column by column. A row is not
  /// always nearest to the mean of its segment: it took the nearer branch at each split.
  public let labels: [Int]
  /// How many rows each segment has; rows of weight 0 are not counted.
  public let sizes: [Int]
  /// The weight of each segment.
  public let weights: [Double]
  /// The weighted sum of squared distances of the rows to their means.
  public let inertia: Double

  /// The number of segments.
  public var k: Int { sizes.count }
  /// The means of the segments, shape `[k × d]`.
  public var centroids: Matrix { tree.means }
  /// How new rows are assigned: by the nearer branch at each split.
  ///
  /// The rows of the fit get exactly these labels.
  public var rule: CentroidTree { tree }

  /// Assigns rows to segments by `rule`.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels, distances to the segments' means, and the smallest margin along the path.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> SegmentAssignment {
    try rule.assign(points, control: control)
  }
}
