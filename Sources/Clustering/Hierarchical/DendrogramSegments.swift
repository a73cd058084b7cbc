import Matrices

/// The segments of a cut dendrogram.
public struct DendrogramSegments: Sendable {
  /// The segment of each row.
  ///
  /// A row of weight 0 gets the segment of the nearest row with weight, ties to the lower leaf.
  public let labels: [Int]
  /// The number of rows with weight in each segment, largest weight first.
  public let sizes: [Int]
  /// The weight of each segment.
  public let weights: [Double]
  /// The mean of each segment, shape `[k × d]`.
  public let centroids: Matrix
  /// The number of the row nearest to each mean, ties to the lower leaf and then the lower row: a
  /// representative of the segment.
  public let centralRows: [Int]
  /// The height of the last merge made, 0 if there was none.
  public let height: Double
  /// The height at which the next two would be merged, infinite for one segment.
  public let nextHeight: Double
  /// The segment of each leaf.
  public let leafLabels: [Int]

  private let points: LanePoints
  private let centralLeaves: [Int]

  /// The number of segments.
  public var k: Int { sizes.count }

  /// What determines the segment of a new row.
  public enum Neighbour: Equatable, Sendable {
    /// The nearest row of the fit, ties to the lower leaf: the rows of the fit get exactly their own
    /// segments.
    case nearestRow
    /// The nearest segment mean, ties to the lower number: only k rows are kept, but some rows of the
    /// fit may get a different segment.
    case nearestCentroid
  }

  init(
    _ dendrogram: Dendrogram, parts: [Int], k: Int, control: RunControl
  ) throws(ClusteringError) {
    let points = dendrogram.points
    let leaves = points.canonical.points
    let summary = try SegmentSummary(leaves, parts: parts, k: k, control: control)
    let rowCounts = points.canonical.rowCounts
    var sizes = [Int](repeating: 0, count: k)
    for (leaf, label) in summary.labels.enumerated() { sizes[label] += Int(rowCounts[leaf]) }
    var firstRows = [Int](repeating: -1, count: leaves.count)
    for (row, leaf) in points.canonical.pointOfRow.enumerated().reversed() where leaf >= 0 {
      firstRows[Int(leaf)] = row
    }
    var labels = points.canonical.pointOfRow.map { $0 < 0 ? 0 : summary.labels[Int($0)] }
    if let others = points.coordinatesWithoutWeight {
      let tree = try KDTree(leaves, control: control)
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        labels[Int(row)] = summary.labels[tree.nearest(others.point(place), count: 1)[0].id]
      }
    }
    let levels = dendrogram.levels
    let made = leaves.count - k
    self.labels = labels
    self.sizes = sizes
    weights = summary.weights
    centroids = summary.centroids
    centralRows = summary.centralPoints.map { firstRows[$0] }
    height = made > 0 ? levels[made - 1] : 0
    nextHeight = made < levels.count ? levels[made] : .infinity
    leafLabels = summary.labels
    self.points = leaves
    centralLeaves = summary.centralPoints
  }

  /// How new rows are assigned: by the nearest of a subset of the rows.
  ///
  /// The subset is reduced as far as every row of the fit still gets its own label. Between rows that
  /// were left out, the border can differ slightly from that of `assign` with `.nearestRow`, which uses
  /// all rows of the fit.
  ///
  /// - Throws: `.cancelled`.
  /// - Complexity: O(*n m d*) for *m* rows kept.
  public func rule(
    control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> KeptRows {
    try KeptRows(
      condensing: points, labels: leafLabels, starts: centralLeaves, control: control)
  }

  /// Assigns rows to segments.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, scaled as the rows of the fit were.
  ///   - neighbour: Nearest row, or nearest mean.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: A segment per row, with the distance to the nearest row or mean and the smallest
  ///   distance to one of another segment.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite;
  ///   `.cancelled`.
  /// - Complexity: Usually O(*m* log *n*) for the nearest row in few columns; O(*m k d*) for means.
  public func assign(
    _ rows: Matrix, by neighbour: Neighbour = .nearestRow,
    control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Assignment {
    guard rows.columns == points.columns else {
      throw .columnCount(found: rows.columns, expected: points.columns)
    }
    try CanonicalPoints.check(rows, control: control)
    guard rows.rows > 0 else {
      return Assignment(labels: [], distances: [], secondDistances: [])
    }
    switch neighbour {
    case .nearestRow: return try nearestRows(rows, control: control)
    case .nearestCentroid: return try nearestCentroids(rows, control: control)
    }
  }

  private func nearestRows(
    _ rows: Matrix, control: RunControl
  ) throws(ClusteringError) -> Assignment {
    let leafLabels = leafLabels
    let all = Matrix(
      rows: points.count, columns: points.columns,
      values: (0..<points.count).flatMap { points.point($0) })
    let search = try LabelledSearch(all, labels: leafLabels, control: control)
    let count = rows.rows
    let labels = AlignedArray<Int32>(repeating: 0, count: count)
    let nearest = AlignedArray(repeating: Double.infinity, count: count)
    let second = AlignedArray(repeating: Double.infinity, count: count)
    let batch = 64
    do {
      try Parallel.forEach((count + batch - 1) / batch, control: control) { piece, _ in
        for row in piece * batch..<min(count, (piece + 1) * batch) {
          let query = Array(rows.row(row))
          guard let found = search.nearest(to: query) else { continue }
          let label = leafLabels[found.id]
          labels[row] = Int32(label)
          nearest[row] = found.squaredDistance.squareRoot()
          second[row] = search.leastSquare(of: query, besides: label).squareRoot()
        }
      }
    } catch {
      throw .cancelled
    }
    return Assignment(
      labels: labels.array(0..<count).map { Int($0) }, distances: nearest.array(0..<count),
      secondDistances: second.array(0..<count))
  }

  private func nearestCentroids(
    _ rows: Matrix, control: RunControl
  ) throws(ClusteringError) -> Assignment {
    do {
      let lanes = try LanePoints(rows, control: control)
      let nearest = try Nearest(lanes, centroids: centroids.values, k: k, control: control)
      let places = 0..<rows.rows
      return Assignment(
        labels: places.map { Int(nearest.labels[$0]) },
        distances: places.map { nearest.squaredDistances[$0].squareRoot() },
        secondDistances: places.map { nearest.squaredSecondDistances[$0].squareRoot() })
    } catch {
      throw .cancelled
    }
  }
}
