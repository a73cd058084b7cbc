import Matrices

/// The result of DBSCAN.
public struct DBSCANModel: Sendable {
  /// The segment of each row, or −1 for noise.
  ///
  /// Segments are numbered by weight, largest first, then by mean, column by column. A row of weight 0
  /// is labelled like a new row.
  public let labels: [Int]
  /// Whether each row is a core row; rows of weight 0 are not.
  public let isCore: [Bool]
  /// The number of rows with weight in each segment.
  public let sizes: [Int]
  /// The weight of each segment.
  public let weights: [Double]
  /// The weight of the noise.
  public let noiseWeight: Double
  /// The mean of each segment, shape `[k × d]`; a segment need not be round or contain its mean.
  public let centroids: Matrix
  /// The distance within which rows are neighbours.
  public let radius: Double
  /// The minimum weight of a core row's neighbourhood.
  public let minimumWeight: Double

  private let cores: CoreRegions
  /// The label of each rank.
  private let labelOfRank: [Int]
  private let leaves: LanePoints
  private var columns: Int { leaves.columns }

  /// The number of segments.
  public var k: Int { sizes.count }

  init(
    settings: DBSCAN, points: PreparedPoints, cores: CoreRegions, control: RunControl
  ) throws {
    let leaves = points.canonical.points
    let parts = AlignedArray<Int32>(repeating: -1, count: leaves.count)
    let tree = cores.tree
    let radius = settings.radius
    try Parallel.forEach(tree.pieces, control: control) { piece, _ in
      let groups = tree.groups(of: piece)
      for place in groups.lowerBound * KDTree.lanes..<groups.upperBound * KDTree.lanes {
        let point = Int(tree.ids[place])
        guard point >= 0 else { continue }
        if cores.components.marks[place] != 0 {
          parts[point] = cores.ranks[place]
        } else if let core = cores.nearest(to: leaves.point(point), within: radius) {
          parts[point] = Int32(core.rank)
        }
      }
    }
    let ranks = parts.array(0..<leaves.count).map { Int($0) }
    let summary = try SegmentSummary(leaves, parts: ranks, k: cores.k, control: control)
    var labelOfRank = [Int](repeating: -1, count: cores.k)
    for (point, rank) in ranks.enumerated() where rank >= 0 {
      labelOfRank[rank] = summary.labels[point]
    }
    var isCorePoint = [Bool](repeating: false, count: leaves.count)
    for place in 0..<tree.places where cores.components.marks[place] != 0 {
      isCorePoint[Int(tree.ids[place])] = true
    }
    var sizes = [Int](repeating: 0, count: cores.k)
    for (point, label) in summary.labels.enumerated() where label >= 0 {
      sizes[label] += Int(points.canonical.rowCounts[point])
    }
    var labels = points.canonical.pointOfRow.map { $0 < 0 ? -1 : summary.labels[Int($0)] }
    if let others = points.coordinatesWithoutWeight {
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        let core = cores.nearest(to: others.point(place), within: radius)
        labels[Int(row)] = core.map { labelOfRank[$0.rank] } ?? -1
      }
    }
    self.labels = labels
    isCore = points.canonical.pointOfRow.map { $0 >= 0 && isCorePoint[Int($0)] }
    self.sizes = sizes
    weights = summary.weights
    noiseWeight = BlockSum.sum(count: leaves.count) {
      summary.labels[$0] < 0 ? leaves.weights[$0] : 0
    }
    centroids = summary.centroids
    self.radius = radius
    minimumWeight = settings.minimumWeight
    self.cores = cores
    self.labelOfRank = labelOfRank
    self.leaves = leaves
  }

  /// How new rows are assigned: by the nearest core row within the radius.
  public var rule: CoreRows {
    let tree = cores.tree
    var ranked: [(rank: Int32, point: Int)] = []
    for place in 0..<tree.places where cores.components.marks[place] != 0 {
      ranked.append((cores.ranks[place], Int(tree.ids[place])))
    }
    ranked.sort { $0 < $1 }
    return CoreRows(
      rows: Matrix(
        rows: ranked.count, columns: columns, values: ranked.flatMap { leaves.point($0.point) }),
      labels: ranked.map { labelOfRank[Int($0.rank)] }, radius: radius)
  }

  /// Assigns each row to the segment of the nearest core row within the radius, or to none.
  ///
  /// The rows of the fit get exactly their labels in the model.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels, −1 for rows outside every segment, and the distance to the nearest core row,
  ///   infinite outside.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite;
  ///   `.cancelled`.
  /// - Complexity: Usually O(*m* log *n*) in few columns.
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> DensityAssignment {
    guard points.columns == columns else {
      throw .columnCount(found: points.columns, expected: columns)
    }
    try CanonicalPoints.check(points, control: control)
    let labels = AlignedArray<Int32>(repeating: -1, count: points.rows)
    let distances = AlignedArray(repeating: Double.infinity, count: points.rows)
    let batch = 64
    let (cores, labelOfRank, radius) = (cores, labelOfRank, radius)
    do {
      try Parallel.forEach((points.rows + batch - 1) / batch, control: control) { piece, _ in
        for row in piece * batch..<min(points.rows, (piece + 1) * batch) {
          let query = points.row(row).map { $0 + 0 }
          guard let core = cores.nearest(to: query, within: radius) else { continue }
          labels[row] = Int32(labelOfRank[core.rank])
          distances[row] = core.square.squareRoot()
        }
      }
    } catch {
      throw .cancelled
    }
    return DensityAssignment(
      labels: labels.array(0..<points.rows).map { Int($0) },
      distances: distances.array(0..<points.rows))
  }
}

/// The assignment of rows by a model of dense regions.
public struct DensityAssignment: Equatable, Sendable {
  /// The segment of each row, or −1 for a row outside every segment.
  public let labels: [Int]
  /// The distance to the row of the fit that decided the label, infinite if none was within the radius.
  public let distances: [Double]
}
