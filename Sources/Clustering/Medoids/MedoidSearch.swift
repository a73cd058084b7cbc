import Matrices

/// Medoids by swaps: a medoid gives way to another point as long as that lowers the total.
///
/// For a point that may become a medoid, what every swap with it would bring follows from one pass
/// over its distances. A fixed number of points is looked at side by side, and the best of their
/// swaps is made at once, ties to the earlier point and the lower medoid; the search ends when all
/// points were looked at since the last swap. The number of threads cannot change a bit.
struct MedoidSearch {
  let points: LanePoints
  let distances: Distances
  let k: Int

  /// Points that are looked at side by side.
  private static let batch = 64

  /// The points that are medoids at the end, from starts that are drawn.
  func run(
    seed: UInt64, words: [UInt64], control: RunControl
  ) throws(CancellationError) -> [Int] {
    let random = CounterRandom(seed: seed, purpose: .medoids, words: [2] + words)
    var state = State(points, distances, medoids: start(random))
    guard k < points.count else { return state.medoids }
    let quiet = control.quiet(threads: control.threads)
    let found = AlignedArray(repeating: 0.0, count: Self.batch)
    let leaving = AlignedArray(repeating: 0, count: Self.batch)
    let places = points.groups * LanePoints.lanes
    let rows = AlignedArray(repeating: 0.0, count: control.threads * places)
    let (points, distances) = (points, distances)
    var first = 0
    var seen = 0
    var longest = 0
    while seen < points.count {
      let now = state
      let start = first
      let count = min(Self.batch, points.count)
      try Parallel.forEach(count, control: quiet) { piece, worker in
        let candidate = (start + piece) % points.count
        let row = unsafe rows.base + worker * places
        unsafe distances.write(from: points.point(candidate), to: points, into: row)
        let (gain, medoid) = unsafe now.bestSwap(with: row, weights: points.weights)
        unsafe found.base[piece] = now.medoids.contains(candidate) ? 0 : gain
        unsafe leaving.base[piece] = medoid
      }
      var best = 0
      for piece in 1..<max(1, count) where found[piece] < found[best] { best = piece }
      // A hair's breadth, so that rounding cannot make two states swap for ever.
      if found[best] < -1e-12 * state.total {
        state.replace(leaving[best], by: (first + best) % points.count, points, distances)
        seen = 0
      } else {
        seen += count
      }
      first = (first + count) % points.count
      // A swap begins the round anew, so that only the longest round so far tells how far it is.
      longest = max(longest, min(seen, points.count))
      control.progress?(Double(longest) / Double(points.count))
    }
    return state.medoids
  }

  /// The first by weight, each next in proportion to its distance to those before.
  private func start(_ random: CounterRandom) -> [Int] {
    let row = AlignedArray(repeating: 0.0, count: points.groups * LanePoints.lanes)
    var closest = [Double](repeating: 1, count: points.count)
    var chosen: [Int] = []
    while chosen.count < k {
      let masses = closest
      let total = (0..<points.count).reduce(0.0) { $0 + points.weights[$1] * masses[$1] }
      var target = random.unit(UInt64(chosen.count)) * total
      var next = (0..<points.count).first { !chosen.contains($0) } ?? 0
      for p in 0..<points.count where closest[p] > 0 && !chosen.contains(p) {
        next = p
        target -= points.weights[p] * closest[p]
        if target < 0 { break }
      }
      if chosen.isEmpty { closest = Array(repeating: .infinity, count: points.count) }
      chosen.append(next)
      unsafe distances.write(from: points.point(next), to: points, into: row.base)
      for p in 0..<points.count { closest[p] = min(closest[p], row[p]) }
    }
    return chosen
  }

  /// Medoids, with what each point knows of them.
  private struct State: Sendable {
    private(set) var medoids: [Int]
    private var labels: [Int32] = []
    private var nearest: [Double] = []
    private var second: [Double] = []
    /// What the total would rise by if a medoid were taken away.
    private var losses: [Double] = []
    private(set) var total = 0.0

    init(_ points: LanePoints, _ distances: Distances, medoids: [Int]) {
      self.medoids = medoids
      measure(points, distances)
    }

    private mutating func measure(_ points: LanePoints, _ distances: Distances) {
      let partition = MedoidPartition(
        points, medoids: medoids.map { points.point($0) }, distances: distances)
      (labels, nearest, second) = (partition.labels, partition.nearest, partition.second)
      total = partition.total
      losses = Array(repeating: 0, count: medoids.count)
      for p in 0..<points.count {
        losses[Int(labels[p])] += points.weights[p] * (second[p] - nearest[p])
      }
    }

    mutating func replace(
      _ place: Int, by point: Int, _ points: LanePoints, _ distances: Distances
    ) {
      medoids[place] = point
      measure(points, distances)
    }

    /// The change of the total by the best swap with a point, and the medoid that leaves.
    ///
    /// - Parameters:
    ///   - row: The distances of all points to it.
    ///   - weights: The weight of each point.
    /// - Returns: Below 0 where the swap lowers the total.
    func bestSwap(
      with row: UnsafeMutablePointer<Double>, weights: AlignedArray<Double>
    ) -> (gain: Double, medoid: Int) {
      var changes = losses
      var shared = 0.0
      for p in labels.indices {
        let distance = unsafe row[p]
        let weight = unsafe weights.base[p]
        if distance < nearest[p] {
          shared += weight * (distance - nearest[p])
          changes[Int(labels[p])] += weight * (nearest[p] - second[p])
        } else if distance < second[p] {
          changes[Int(labels[p])] += weight * (distance - second[p])
        }
      }
      var best = 0
      for place in changes.indices where changes[place] < changes[best] { best = place }
      return (changes[best] + shared, best)
    }
  }
}
