import Matrices

/// Lloyd's iteration with medians and Manhattan distances.
struct MedianSearch: Sendable {
  private let points: LanePoints
  private let distances: Distances
  private let maxIterations: Int
  /// For each column the points in ascending order, ties to the lower point, so that medians are found
  /// in one pass without sorting in every iteration.
  private let orders: [[Int32]]

  /// Points assigned to medians.
  struct Found: Sendable {
    var partition: MedoidPartition
    var iterations: Int
    var hasConverged: Bool
  }

  /// A restart ends after this many steps in a row that move points without lowering the total.
  ///
  /// Points at equal distance from two medians could otherwise alternate forever.
  private static let mostIdleSteps = 10

  init(_ points: LanePoints, maxIterations: Int) {
    self.points = points
    self.maxIterations = maxIterations
    distances = .manhattan(points.columns)
    orders = (0..<points.columns).map { column in
      (0..<Int32(points.count)).sorted {
        (points[Int($0), column], $0) < (points[Int($1), column], $1)
      }
    }
  }

  /// Starting medians: the first point is drawn by weight, each next one by weight times the distance
  /// to the nearest of the previous ones.
  func start(_ k: Int, _ random: CounterRandom) -> [[Double]] {
    let row = AlignedArray(repeating: 0.0, count: points.groups * LanePoints.lanes)
    var isChosen = [Bool](repeating: false, count: points.count)
    var closest = [Double](repeating: 1, count: points.count)
    var chosen: [[Double]] = []
    while chosen.count < k {
      let masses = closest
      let total = BlockSum.sum(count: points.count) { points.weights[$0] * masses[$0] }
      var target = random.unit(UInt64(chosen.count)) * total
      var next = isChosen.firstIndex(of: false) ?? 0
      for p in 0..<points.count where closest[p] > 0 && !isChosen[p] {
        next = p
        target -= points.weights[p] * closest[p]
        if target < 0 { break }
      }
      if chosen.isEmpty { closest = Array(repeating: .infinity, count: points.count) }
      isChosen[next] = true
      chosen.append(points.point(next))
      unsafe distances.write(from: points.point(next), to: points, into: row.base)
      for p in 0..<points.count { closest[p] = min(closest[p], row[p]) }
    }
    return chosen
  }

  /// Alternates between moving medians and reassigning points until no point moves.
  func run(
    from medians: [[Double]], control: RunControl
  ) throws(ClusteringError) -> Found {
    var now = MedoidPartition(points, medoids: medians, distances: distances)
    var idle = 0
    for iteration in 1...maxIterations {
      if control.cancellation.isCancelled { throw .cancelled }
      let next = MedoidPartition(
        points, medoids: self.medians(of: now), distances: distances)
      if next.medoids == now.medoids {
        return Found(partition: now, iterations: iteration, hasConverged: true)
      }
      idle = next.total < now.total ? 0 : idle + 1
      // A total that rose by rounding is not accepted.
      if next.total > now.total || idle > Self.mostIdleSteps {
        return Found(partition: now, iterations: iteration, hasConverged: true)
      }
      now = next
    }
    return Found(partition: now, iterations: maxIterations, hasConverged: false)
  }

  /// The same segments ordered by weight.
  ///
  /// Points moved by the new numbering move medians again, at most a few times.
  func numbered(_ found: Found, control: RunControl) throws(ClusteringError) -> Found {
    var found = found
    for _ in 0..<8 {
      found.partition = found.partition.numbered(points, distances)
      guard found.hasConverged else { break }
      let next = try run(from: found.partition.medoids, control: control)
      guard next.partition.total < found.partition.total else { break }
      found.partition = next.partition
    }
    return found
  }

  /// The weighted median of every column of every part.
  ///
  /// If a value and all values below it have exactly half of the weight, the median is the mean of it
  /// and the next value. An empty part gets the point farthest from its median, the next empty part the
  /// next farthest; ties go to the lower point.
  private func medians(of partition: MedoidPartition) -> [[Double]] {
    let (labels, masses) = (partition.labels, partition.masses)
    var medians = partition.medoids
    var below = [Double](repeating: 0, count: medians.count)
    // For each part: the value at exactly half until the next value is known, and whether the median is
    // final.
    var halves = [Double?](repeating: nil, count: medians.count)
    var isSettled = masses.map { $0 == 0 }
    for (column, order) in orders.enumerated() {
      for part in medians.indices {
        (below[part], halves[part], isSettled[part]) = (0, nil, masses[part] == 0)
      }
      for point in order {
        let (p, part) = (Int(point), Int(labels[Int(point)]))
        if isSettled[part] { continue }
        let value = points[p, column]
        if let half = halves[part] {
          medians[part][column] = half + (value - half) / 2
          isSettled[part] = true
          continue
        }
        below[part] += points.weights[p]
        if 2 * below[part] > masses[part] {
          medians[part][column] = value
          isSettled[part] = true
        } else if 2 * below[part] == masses[part] {
          medians[part][column] = value
          halves[part] = value
        }
      }
    }
    let empty = masses.indices.filter { masses[$0] == 0 }
    if !empty.isEmpty {
      let farthest = (0..<points.count).sorted {
        (partition.nearest[$0], $1) > (partition.nearest[$1], $0)
      }
      for (part, point) in zip(empty, farthest) { medians[part] = points.point(point) }
    }
    return medians
  }
}

extension Distances {
  /// The sum of the absolute differences of the columns.
  static func manhattan(_ columns: Int) -> Distances {
    Distances(
      MedoidRule.Measure.columnSums(
        scales: Array(repeating: 1, count: columns),
        isNominal: Array(repeating: false, count: columns)))
  }
}
