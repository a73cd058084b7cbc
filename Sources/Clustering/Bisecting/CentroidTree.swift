import Matrices

/// A binary tree with two centroids at each fork: a row takes the nearer branch at every fork, ties to
/// the first, and gets the segment of the leaf.
public struct CentroidTree: AssignmentRule {
  /// The forks; node 0 is all rows, and the branches of fork *s* lead to nodes 2 *s* + 1 and 2 *s* + 2.
  public let forks: [Fork]
  /// The segment of each node, −1 for a node with a fork.
  public let labels: [Int]
  /// The means of the segments, shape `[k × d]`.
  public let means: Matrix

  /// A fork of the tree.
  public struct Fork: Equatable, Sendable {
    /// The node that is split, below 2 *s* + 1 for fork *s*.
    public let node: Int
    /// Shape `[2 × d]`.
    public let centroids: Matrix

    /// A fork at a node.
    public init(node: Int, centroids: Matrix) {
      self.node = node
      self.centroids = centroids
    }
  }

  /// Forks, with the segment of every node and the mean of every segment.
  public init(forks: [Fork], labels: [Int], means: Matrix) {
    precondition(labels.count == 2 * forks.count + 1, "every node has a label, −1 at a fork")
    self.forks = forks
    self.labels = labels
    self.means = means
  }

  /// The segment of the leaf, the distance to its mean, and the smallest margin along the path.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let lanes = try LanePoints(rows, control: control.quiet(threads: control.threads))
    var confidences = [Double](repeating: 1, count: rows.rows)
    let nodes = try walk(lanes, control: control) { row, nearest, second in
      confidences[row] = min(
        confidences[row],
        SegmentAssignment.margin(nearest.squareRoot(), second.squareRoot()))
    }
    let found = nodes.map { labels[$0] }
    let distances = found.enumerated().map { row, label in
      (0..<rows.columns).reduce(0.0) { sum, j in
        let difference = rows[row, j] - means[label, j]
        return sum + difference * difference
      }.squareRoot()
    }
    return SegmentAssignment(labels: found, distances: distances, confidences: confidences)
  }

  /// Finds the leaf of every point.
  ///
  /// - Parameters:
  ///   - points: The points, in any order.
  ///   - control: Threads, cancellation and progress.
  ///   - passed: Called with the squared distances to both centroids at each fork that a point passes.
  /// - Returns: The node of each point.
  /// - Throws: `CancellationError`.
  private func walk(
    _ points: LanePoints, control: RunControl, passed: (Int, Double, Double) -> Void
  ) throws(CancellationError) -> [Int] {
    var members: [[Int32]] = [Array(0..<Int32(points.count))]
    var nodes = [Int](repeating: 0, count: points.count)
    for (place, fork) in forks.enumerated() {
      let here = members[fork.node]
      members[fork.node] = []
      members += [[], []]
      guard !here.isEmpty else { continue }
      let part = LanePoints(points, order: here, weights: here.map { _ in 1 })
      let nearest = try Nearest(
        part, centroids: fork.centroids.values, k: 2,
        control: control.quiet(threads: control.threads))
      for (i, point) in here.enumerated() {
        let node = 2 * place + 1 + Int(nearest.labels[i])
        members[node].append(point)
        nodes[Int(point)] = node
        passed(Int(point), nearest.squaredDistances[i], nearest.squaredSecondDistances[i])
      }
      control.progress?(Double(place + 1) / Double(forks.count))
    }
    return nodes
  }
}

extension CentroidTree {
  /// The name of this kind of rule in stored form.
  public static let kind = "centroid_tree"

  /// The number of columns that rows must have.
  public var columns: Int { means.columns }
  /// The number of points it stores.
  public var pointCount: Int { 2 * forks.count + means.rows }

  /// The stored form.
  public var fields: RuleFields {
    [
      "labels": .wholes(labels), "means": .matrix(means),
      "forks": .list(
        forks.map { ["node": .whole($0.node), "centroids": .matrix($0.centroids)] }),
    ]
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let (labels, means) = (try reader.wholes("labels"), try reader.matrix("means"))
    var forks: [Fork] = []
    for (place, told) in try reader.list("forks").enumerated() {
      let (node, centroids) = (try told.whole("node"), try told.matrix("centroids"))
      try told.require((0...2 * place).contains(node), "node")
      try told.require(centroids.rows == 2 && centroids.columns == means.columns, "centroids")
      forks.append(Fork(node: node, centroids: centroids))
    }
    try reader.require(labels.count == 2 * forks.count + 1, "labels")
    try reader.require(labels.allSatisfy { (-1..<means.rows).contains($0) }, "labels")
    self.init(forks: forks, labels: labels, means: means)
  }
}
