import Matrices

/// What HDBSCAN found.
public struct HDBSCANModel: Sendable {
  /// The segment of each row, or −1 for noise.
  ///
  /// Segments are numbered by weight, largest first, then by mean, column by column. A row of weight
  /// 0 is labelled as a new row would be.
  public let labels: [Int]
  /// How firmly each row belongs to its segment, 0...1, 0 for noise: the λ at which it leaves, as a
  /// share of the greatest at which anything leaves the segment.
  public let strengths: [Double]
  /// How many rows with weight each segment has.
  public let sizes: [Int]
  /// The weight of each segment.
  public let weights: [Double]
  /// The weight of the noise.
  public let noiseWeight: Double
  /// The mean of each segment, shape `[k × d]`; a segment need not be round, nor hold its mean.
  public let centroids: Matrix
  /// The stability of each segment; infinite where copies alone are heavy enough to be one.
  public let stabilities: [Double]

  private let rows: DensityRows

  /// The number of segments.
  public var k: Int { sizes.count }

  init(
    settings: HDBSCAN, points: PreparedPoints, tree: KDTree, core: AlignedArray<Double>,
    condensed: CondensedTree, chosen: [Int], control: RunControl
  ) throws(ClusteringError) {
    let leaves = points.canonical.points
    let taken = condensed.regions.indices.filter { $0 > 0 && chosen[$0] == $0 }
    var numbers = [Int](repeating: -1, count: condensed.regions.count)
    for (number, region) in taken.enumerated() { numbers[region] = number }
    let regionOfPoint = condensed.regionOfPoint.map { chosen[Int($0)] }
    let parts = regionOfPoint.map { $0 < 0 ? -1 : numbers[$0] }
    let summary = try SegmentSummary(leaves, parts: parts, k: taken.count, control: control)
    var regions = [CondensedTree.Region?](repeating: nil, count: taken.count)
    for (point, label) in summary.labels.enumerated() where label >= 0 {
      regions[label] = condensed.regions[regionOfPoint[point]]
    }
    let segments = regions.compactMap { $0 }
    let rows = DensityRows(
      tree: tree, core: core, labels: summary.labels, leaves: condensed.leaveOfPoint,
      births: segments.map(\.birth), lasts: segments.map(\.lastLeave),
      candidates: max(2, 2 * Int(min(settings.minimumNeighbourWeight, 1e6).rounded(.up))))
    var labels = [Int](repeating: -1, count: points.rows)
    var strengths = [Double](repeating: 0, count: points.rows)
    for (row, point) in points.canonical.pointOfRow.enumerated() where point >= 0 {
      labels[row] = summary.labels[Int(point)]
      strengths[row] = rows.strength(of: Int(point))
    }
    if let others = points.coordinatesWithoutWeight {
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        let found = rows.assign(others.point(place))
        (labels[Int(row)], strengths[Int(row)]) = (found.label, found.strength)
      }
    }
    var sizes = [Int](repeating: 0, count: taken.count)
    for (point, label) in summary.labels.enumerated() where label >= 0 {
      sizes[label] += Int(points.canonical.rowCounts[point])
    }
    self.labels = labels
    self.strengths = strengths
    self.sizes = sizes
    weights = summary.weights
    noiseWeight = BlockSum.sum(count: leaves.count) {
      summary.labels[$0] < 0 ? leaves.weights[$0] : 0
    }
    centroids = summary.centroids
    stabilities = segments.map(\.stability)
    self.rows = rows
  }

  /// Gives rows the segment of the row of the fit they reach first, if it is dense enough there.
  ///
  /// A row that equals one of the fit gets its label and strength, exactly. Another reaches a row of
  /// the fit at the larger of their distance and that row's core distance; the nearest in that sense
  /// among twice `minimumNeighbourWeight` candidates decides, ties to the nearer one: its segment is
  /// given if λ, the inverse, is at least the λ at which the segment came about, else it is noise.
  /// After McInnes and Healy's `approximate_predict`.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels, −1 outside of every segment, strengths, and the distance to the row that
  ///   decided.
  /// - Throws: `ClusteringError` for another number of columns or values that are not finite;
  ///   `.cancelled`.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> (assignment: DensityAssignment, strengths: [Double]) {
    guard points.columns == rows.tree.columns else {
      throw .columnCount(found: points.columns, expected: rows.tree.columns)
    }
    try CanonicalPoints.check(points)
    let labels = AlignedArray<Int32>(repeating: -1, count: points.rows)
    let strengths = AlignedArray(repeating: 0.0, count: points.rows)
    let distances = AlignedArray(repeating: Double.infinity, count: points.rows)
    let batch = 64
    let rows = rows
    do {
      try Parallel.forEach((points.rows + batch - 1) / batch, control: control) { piece, _ in
        for row in piece * batch..<min(points.rows, (piece + 1) * batch) {
          let found = rows.assign(points.row(row).map { $0 + 0 })
          labels[row] = Int32(found.label)
          strengths[row] = found.strength
          distances[row] = found.distance
        }
      }
    } catch {
      throw .cancelled
    }
    let all = 0..<points.rows
    return (
      DensityAssignment(labels: labels.array(all).map { Int($0) }, distances: distances.array(all)),
      strengths.array(all)
    )
  }
}

/// The rows of a fit, as new rows are compared with them.
private struct DensityRows: Sendable {
  let tree: KDTree
  /// The square of the core distance of each point.
  private let core: [Double]
  private let labels: [Int]
  private let leaves: [Double]
  private let births: [Double]
  private let lasts: [Double]
  private let candidates: Int

  init(
    tree: KDTree, core: AlignedArray<Double>, labels: [Int], leaves: [Double], births: [Double],
    lasts: [Double], candidates: Int
  ) {
    var byPoint = [Double](repeating: 0, count: tree.count)
    for place in 0..<tree.count { byPoint[Int(tree.ids[place])] = core[place] }
    self.tree = tree
    self.core = byPoint
    self.labels = labels
    self.leaves = leaves
    self.births = births
    self.lasts = lasts
    self.candidates = candidates
  }

  /// The strength of a point of the fit.
  func strength(of point: Int) -> Double {
    labels[point] < 0 ? 0 : strength(lambda: leaves[point], label: labels[point])
  }

  private func strength(lambda: Double, label: Int) -> Double {
    let last = lasts[label]
    return last == 0 || lambda >= last ? 1 : lambda / last
  }

  func assign(_ query: [Double]) -> (label: Int, strength: Double, distance: Double) {
    let near = tree.nearest(query, count: candidates)
    guard let first = near.first else { return (-1, 0, .infinity) }
    if first.squaredDistance == 0 { return (labels[first.id], strength(of: first.id), 0) }
    var best = first
    var least = max(first.squaredDistance, core[first.id])
    for other in near.dropFirst() {
      let square = max(other.squaredDistance, core[other.id])
      if square < least { (best, least) = (other, square) }
    }
    let label = labels[best.id]
    let lambda = 1 / least.squareRoot()
    guard label >= 0, lambda >= births[label] else { return (-1, 0, .infinity) }
    return (label, strength(lambda: lambda, label: label), best.squaredDistance.squareRoot())
  }
}
