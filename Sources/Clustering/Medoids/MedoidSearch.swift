import Matrices

/// A search for medoids by swaps: a medoid is replaced by another point as long as that lowers the total.
///
/// For a candidate point, one pass over its distances gives the change by every swap with it. A fixed
/// number of candidates is evaluated together and the best of their swaps is made immediately, ties to
/// the earlier point and the lower medoid. The search ends when all points were evaluated since the
/// last swap. The number of threads does not change a bit of the result.
struct MedoidSearch {
  let points: LanePoints
  let distances: Distances
  let k: Int

  /// The number of points that are evaluated together.
  private static let batch = 64

  /// The final medoids, from random starts.
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
      // A small tolerance, so that rounding cannot make two states alternate forever.
      if found[best] < -1e-12 * state.total {
        state.replace(leaving[best], by: (first + best) % points.count, points, distances)
        seen = 0
      } else {
        seen += count
      }
      first = (first + count) % points.count
      // A swap restarts the round, so progress is that of the longest round so far.
      longest = max(longest, min(seen, points.count))
      control.progress?(Double(longest) / Double(points.count))
    }
    return state.medoids
  }

  /// The first is drawn by weight, each next one in proportion to its distance to the previous ones.
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

  /// Medoids, with the nearest and second nearest of each point.
  private struct State: Sendable {
    private(set) var medoids: [Int]
    private var labels: [Int32] = []
    private var nearest: [Double] = []
    private var second: [Double] = []
    /// The rise in the total if a medoid were removed.
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
    /// - Returns: Below 0 if the swap lowers the total.
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
