import Matrices

/// A search structure over labelled rows, for the nearest row and the nearest row with a different label.
struct LabelledSearch: Sendable {
  private let labels: [Int]
  /// All rows, or `nil` if there are none.
  private let all: KDTree?
  /// The rows of each label, by ascending label.
  private let parts: [(label: Int, tree: KDTree)]

  /// Builds the trees.
  ///
  /// - Throws: `.tooManyColumns` beyond 1024 columns; `.cancelled`.
  /// - Complexity: O(*n* log *n* · *d*).
  init(_ rows: Matrix, labels: [Int], control: RunControl) throws(ClusteringError) {
    self.labels = labels
    guard rows.rows > 0 else {
      all = nil
      parts = []
      return
    }
    let quiet = control.quiet(threads: control.threads)
    let lanes: LanePoints
    do { lanes = try LanePoints(rows, control: quiet) } catch { throw .cancelled }
    all = try KDTree(lanes, control: quiet)
    var members: [Int: [Int32]] = [:]
    for (row, label) in labels.enumerated() { members[label, default: []].append(Int32(row)) }
    var parts: [(label: Int, tree: KDTree)] = []
    for (label, order) in members.sorted(by: { $0.key < $1.key }) {
      let part = LanePoints(lanes, order: order, weights: order.map { _ in 1 })
      parts.append((label, try KDTree(part, control: quiet)))
    }
    self.parts = parts
  }

  /// The nearest row, ties to the first.
  func nearest(to query: [Double]) -> Neighbour? { all?.nearest(query, count: 1).first }

  /// The smallest squared distance to a row with a different label, infinite if there is none.
  func leastSquare(of query: [Double], besides own: Int) -> Double {
    var least = Double.infinity
    for (label, tree) in parts where label != own {
      // Skip a segment whose bounding box is farther than the best so far.
      guard tree.squaredDistanceToBox(of: query) <= least else { continue }
      least = min(least, tree.nearest(query, count: 1)[0].squaredDistance)
    }
    return least
  }

  /// The label, distance and margin of the query, given the row that was found.
  func place(of found: Neighbour, from query: [Double]) -> AssignedPlaces.Place {
    let label = labels[found.id]
    let distance = found.squaredDistance.squareRoot()
    return AssignedPlaces.Place(
      label: label, distance: distance,
      confidence: SegmentAssignment.margin(
        distance, leastSquare(of: query, besides: label).squareRoot()))
  }
}
