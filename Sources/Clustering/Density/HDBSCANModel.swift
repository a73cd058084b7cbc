import Matrices

/// The result of HDBSCAN.
public struct HDBSCANModel: Sendable {
  /// The segment of each row, or −1 for noise.
  ///
  /// Segments are numbered by weight, largest first, then by mean, column by column. A row of weight 0
  /// is labelled like a new row.
  public let labels: [Int]
  /// The membership strength of each row, 0...1, 0 for noise: the λ at which it leaves its segment,
  /// relative to the largest λ at which any row leaves it.
  public let strengths: [Double]
  /// The number of rows with weight in each segment.
  public let sizes: [Int]
  /// The weight of each segment.
  public let weights: [Double]
  /// The weight of the noise.
  public let noiseWeight: Double
  /// The mean of each segment, shape `[k × d]`; a segment need not be round or contain its mean.
  public let centroids: Matrix
  /// The stability of each segment; infinite if copies of a row alone have enough weight for a segment.
  public let stabilities: [Double]

  private let dense: DenseRows
  private let tree: KDTree

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
    var squares = [Double](repeating: 0, count: leaves.count)
    for place in 0..<tree.places where tree.ids[place] >= 0 {
      squares[Int(tree.ids[place])] = core[place]
    }
    let dense = DenseRows(
      rows: Matrix(
        rows: leaves.count, columns: leaves.columns,
        values: (0..<leaves.count).flatMap { leaves.point($0) }),
      squaredCoreDistances: squares, labels: summary.labels,
      strengths: summary.labels.enumerated().map { point, label in
        label < 0
          ? 0
          : DenseRows.strength(
            lambda: condensed.leaveOfPoint[point], last: segments[label].lastLeave)
      },
      births: segments.map(\.birth), lasts: segments.map(\.lastLeave),
      candidates: max(2, 2 * Int(min(settings.minimumNeighbourWeight, 1e6).rounded(.up))))
    var labels = [Int](repeating: -1, count: points.rows)
    var strengths = [Double](repeating: 0, count: points.rows)
    for (row, point) in points.canonical.pointOfRow.enumerated() where point >= 0 {
      labels[row] = summary.labels[Int(point)]
      strengths[row] = dense.strengths[Int(point)]
    }
    if let others = points.coordinatesWithoutWeight {
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        let found = dense.place(of: others.point(place), in: tree)
        (labels[Int(row)], strengths[Int(row)]) = (found.label, found.confidence)
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
    self.dense = dense
    self.tree = tree
  }

  /// How new rows are assigned: by the row of the fit that they reach first.
  public var rule: DenseRows { dense }

  /// Assigns each row to the segment of the row of the fit that it reaches first, if it is dense enough
  /// there.
  ///
  /// A row equal to one of the fit gets exactly its label and strength. Any other row reaches a row of
  /// the fit at the larger of their distance and that row's core distance. The nearest by this measure
  /// among twice `minimumNeighbourWeight` candidates decides, ties to the row at the smaller distance:
  /// the new row gets its segment if λ, the inverse, is at least the λ at which the segment appears,
  /// otherwise it is noise. After McInnes and Healy's `approximate_predict`.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels, −1 outside every segment, strengths, and the distance to the row that decided
  ///   the label.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite;
  ///   `.cancelled`.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> (assignment: DensityAssignment, strengths: [Double]) {
    guard points.columns == tree.columns else {
      throw .columnCount(found: points.columns, expected: tree.columns)
    }
    try CanonicalPoints.check(points, control: control)
    let (dense, tree) = (dense, tree)
    do {
      let found = try AssignedPlaces(points, control: control) { query in
        dense.place(of: query, in: tree)
      }.assignment
      return (
        DensityAssignment(labels: found.labels, distances: found.distances), found.confidences
      )
    } catch {
      throw .cancelled
    }
  }
}
