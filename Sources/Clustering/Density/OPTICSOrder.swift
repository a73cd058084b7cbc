import Matrices

/// The order of OPTICS, and the segments that can be extracted from it.
public struct OPTICSOrder: Sendable {
  /// Rows with weight in the order of the walk; copies of a row follow it, in the order of the file.
  public let rows: [Int]
  /// The reachability of each place of the order, infinite where the walk started.
  public let reachability: [Double]
  /// The core distance of each place of the order, infinite for rows that are not core.
  public let coreDistances: [Double]
  /// The row from which each place of the order was reached, or −1 where the walk started.
  public let predecessors: [Int]

  private let points: PreparedPoints
  private let walk: OPTICSWalk
  private let minimumWeight: Double

  init(settings: OPTICS, points: PreparedPoints, walk: OPTICSWalk) {
    var rowsOfPoint = [[Int]](repeating: [], count: points.distinctRows)
    for (row, point) in points.canonical.pointOfRow.enumerated() where point >= 0 {
      rowsOfPoint[Int(point)].append(row)
    }
    var rows: [Int] = []
    var reachability: [Double] = []
    var cores: [Double] = []
    var predecessors: [Int] = []
    for point in walk.order {
      for (copy, row) in rowsOfPoint[point].enumerated() {
        rows.append(row)
        // A copy is at distance 0, so it is reached at the core distance.
        reachability.append(
          copy == 0
            ? walk.reachability[point] : min(walk.reachability[point], walk.coreDistance[point]))
        cores.append(walk.coreDistance[point])
        let before = copy == 0 ? walk.predecessor[point] : point
        predecessors.append(before < 0 ? -1 : rowsOfPoint[before][0])
      }
    }
    self.rows = rows
    self.reachability = reachability
    coreDistances = cores
    self.predecessors = predecessors
    self.points = points
    self.walk = walk
    minimumWeight = settings.minimumWeight
  }

  /// The segments by either way of extraction.
  ///
  /// - Throws: As `cut(radius:)` and `valleys(xi:)`.
  public func segments(by reading: OPTICS.Reading) throws(ClusteringError) -> DensityLabels {
    switch reading {
    case .radius(let radius): try cut(radius: radius)
    case .valleys(let xi): try valleys(xi: xi)
    }
  }

  /// The segments at a radius: the order is cut where the reachability exceeds it.
  ///
  /// Core rows are clustered as by DBSCAN; a border row is in the segment from which it was reached, or
  /// noise if it was visited before every core row within the radius.
  ///
  /// - Parameter radius: At least 0; larger values than the maximum radius of the walk change nothing.
  /// - Returns: A label per row, −1 for noise.
  /// - Throws: `.radiusOutOfRange`.
  public func cut(radius: Double) throws(ClusteringError) -> DensityLabels {
    guard radius >= 0 else { throw .radiusOutOfRange(radius) }
    var parts = [Int](repeating: -1, count: points.distinctRows)
    var k = 0
    for point in walk.order {
      if walk.reachability[point] > radius {
        guard walk.coreDistance[point] <= radius else { continue }
        k += 1
      }
      parts[point] = k - 1
    }
    let cores = walk.coreDistance.map { $0 <= radius }
    return try DensityLabels(points, parts: parts, k: k, cores: cores, radius: radius)
  }

  /// The segments between steep slopes: valleys whose walls fall and rise by a share of at least ξ
  /// from row to row.
  ///
  /// Of nested valleys the smallest are taken. Valleys are trimmed at the end until their last row was
  /// reached from inside, as in E. Schubert, M. Gertz, "Improving the cluster structure extracted from
  /// OPTICS plots", LWDA 2018.
  ///
  /// - Parameters:
  ///   - xi: Above 0 and below 1.
  ///   - leastWeight: The minimum weight of a segment, or `nil` for the minimum weight of the walk.
  /// - Returns: A label per row, −1 for noise.
  /// - Throws: `.radiusOutOfRange` for ξ out of its range.
  public func valleys(
    xi: Double = 0.05, leastWeight: Double? = nil
  ) throws(ClusteringError) -> DensityLabels {
    guard xi > 0, xi < 1 else { throw .radiusOutOfRange(xi) }
    let slopes = SteepSlopes(
      order: walk.order, reachability: walk.order.map { walk.reachability[$0] },
      predecessors: walk.order.map { walk.predecessor[$0] }, xi: xi,
      longestRest: Int(min(minimumWeight, 1e6).rounded(.up)))
    var parts = [Int](repeating: -1, count: points.distinctRows)
    var k = 0
    let leaves = points.canonical.points
    for valley in slopes.valleys() {
      let weight = valley.reduce(0) { $0 + leaves.weights[walk.order[$1]] }
      guard weight >= (leastWeight ?? minimumWeight) * (1 - 1e-12),
        valley.allSatisfy({ parts[walk.order[$0]] < 0 })
      else { continue }
      for place in valley { parts[walk.order[place]] = k }
      k += 1
    }
    return try DensityLabels(points, parts: parts, k: k)
  }
}

/// Segments extracted from an order.
public struct DensityLabels: Equatable, Sendable {
  /// The segment of each row, −1 for noise and for rows of weight 0.
  ///
  /// Numbered by weight, largest first, then by mean, column by column.
  public let labels: [Int]
  /// The number of rows with weight in each segment.
  public let sizes: [Int]
  /// The weight of each segment.
  public let weights: [Double]
  /// The mean of each segment, shape `[k × d]`.
  public let centroids: Matrix

  private let points: LanePoints
  private let labelOfPoint: [Int]
  private let centralPoints: [Int]
  /// Which points are core at the radius of the cut; `nil` for valleys.
  private let isCore: [Bool]?
  private let radius: Double

  /// The number of segments.
  public var k: Int { sizes.count }

  /// Segments are equal if they have the same rows.
  public static func == (a: DensityLabels, b: DensityLabels) -> Bool {
    a.labels == b.labels && a.weights == b.weights && a.centroids == b.centroids
  }

  init(
    _ points: PreparedPoints, parts: [Int], k: Int, cores: [Bool]? = nil, radius: Double = 0
  ) throws(ClusteringError) {
    let summary = try SegmentSummary(
      points.canonical.points, parts: parts, k: k, control: RunControl(threads: 1))
    labels = points.canonical.pointOfRow.map { $0 < 0 ? -1 : summary.labels[Int($0)] }
    var sizes = [Int](repeating: 0, count: k)
    for (point, label) in summary.labels.enumerated() where label >= 0 {
      sizes[label] += Int(points.canonical.rowCounts[point])
    }
    self.sizes = sizes
    weights = summary.weights
    centroids = summary.centroids
    self.points = points.canonical.points
    labelOfPoint = summary.labels
    centralPoints = summary.centralPoints
    isCore = cores
    self.radius = radius
  }

  /// How new rows are assigned.
  ///
  /// For a cut order: by the nearest core row within the radius, ties to the lower segment; rows of the
  /// fit with a different label from the walk are kept as exceptions. For valleys: by the nearest of a
  /// subset of the rows, including noise.
  ///
  /// - Throws: `.tooManyColumns`; `.cancelled`.
  /// - Complexity: O(*n* log *n*) for a cut, O(*n m d*) with *m* rows kept for valleys.
  public func rule(
    control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> any AssignmentRule {
    guard let isCore else {
      let noise = labelOfPoint.firstIndex { $0 < 0 }
      return try KeptRows(
        condensing: points, labels: labelOfPoint,
        starts: centralPoints + [noise].compactMap { $0 }, control: control)
    }
    let cores = isCore.indices.filter { isCore[$0] }
      .sorted { (labelOfPoint[$0], $0) < (labelOfPoint[$1], $1) }
    return try CoreRows(
      of: points, order: cores, labels: labelOfPoint, radius: radius, control: control)
  }
}
