import Matrices

/// A search for a better partition by moving whole centroids.
///
/// Lloyd and single transfers end at a local optimum, often with two centroids in one natural segment
/// and one between two others. Here the centroid whose removal costs least is moved to where it helps
/// most, Lloyd and the transfers run again, and the better partition is kept. It matters most with
/// heavy tails, where a few customers form a segment.
struct Swaps {
  let points: CanonicalPoints
  let lloyd: Lloyd
  let seed: UInt64

  /// The approximate budget of a search, in point-centroid-column steps: a fraction of a second.
  static let affordableSteps = 2e8
  /// A search that cannot afford this many attempts is not started.
  static let fewestAttempts = 8
  /// The search ends after this many attempts in a row without improvement.
  static let mostFailures = 16
  /// The number of points drawn for each attempt; the best of them is tried.
  static let draws = 2

  /// The best partition found, at least as good as the given one.
  func improve(_ partition: Partition) throws(CancellationError) -> Partition {
    let k = lloyd.k
    let attempts = Self.attempts(for: lloyd)
    guard k > 1, k < lloyd.points.count, attempts > 0 else { return partition }
    var best = partition
    var losses = try CentroidLosses(best.centroids, lloyd: lloyd)
    var failures = 0
    for attempt in 0..<attempts {
      guard failures < Self.mostFailures else { break }
      // First one centroid at a time; when that no longer helps, moving two or three together can.
      let moves = min(k - 1, 1 + failures / 8)
      var start = best.centroids
      for move in 0..<moves {
        let rank = move == 0 ? failures % min(k, 4) : 0
        start = try swapped(
          start, losses: move == 0 ? losses : try CentroidLosses(start, lloyd: lloyd),
          rank: rank, word: UInt64(attempt * 4 + move))
      }
      let tried = try Transfers(lloyd: lloyd)
        .improve(try lloyd.run(from: start, resuming: best))
      if tried.inertia < best.inertia * (1 - 1e-9) {
        best = tried
        best.updates += partition.updates
        losses = try CentroidLosses(best.centroids, lloyd: lloyd)
        failures = 0
      } else {
        failures += 1
      }
    }
    return best
  }

  /// Whether the points are few enough for a search.
  static func isAffordable(_ lloyd: Lloyd) -> Bool { attempts(for: lloyd) > 0 }

  /// The number of attempts a search can afford; each costs about ten passes over the points.
  private static func attempts(for lloyd: Lloyd) -> Int {
    let pass = Double(lloyd.points.count) * Double(lloyd.k) * Double(lloyd.points.columns)
    let affordable = Int(min(60, affordableSteps / (pass * 10)))
    return affordable < fewestAttempts ? 0 : affordable
  }

  /// The centroids with one moved: the one with the `rank`-th lowest removal cost.
  private func swapped(
    _ start: [Double], losses: CentroidLosses, rank: Int, word: UInt64
  ) throws(CancellationError) -> [Double] {
    let lanes = lloyd.points
    let leaving = losses.order[rank]
    let random = CounterRandom(
      seed: seed, purpose: .kMeansSwaps, words: [UInt64(lloyd.k), word])
    let seeding = GreedySeeding(points: points, control: lloyd.control)
    let arriving = try seeding.chooseNext(
      closest: losses.distances(without: leaving),
      units: (0..<UInt64(Self.draws)).map { random.unit($0) })
    var centroids = start
    for (j, value) in lanes.point(arriving).enumerated() {
      centroids[leaving * lanes.columns + j] = value
    }
    return centroids
  }
}

/// How much the inertia would rise without each centroid.
struct CentroidLosses {
  /// The centroids, lowest removal cost first.
  let order: [Int]
  private let nearest: Nearest

  init(_ centroids: [Double], lloyd: Lloyd) throws(CancellationError) {
    let (points, k) = (lloyd.points, lloyd.k)
    nearest = try Nearest(points, centroids: centroids, k: k, control: lloyd.control)
    // The rise in inertia if the points of a centroid went to their second nearest.
    var loss = [Double](repeating: 0, count: k)
    for p in 0..<points.count {
      loss[Int(nearest.labels[p])] +=
        points.weights[p]
        * (nearest.squaredSecondDistances[p] - nearest.squaredDistances[p])
    }
    order = (0..<k).sorted { (loss[$0], $0) < (loss[$1], $1) }
  }

  /// The squared distance of each point to the nearest of the other centroids.
  func distances(without leaving: Int) -> AlignedArray<Double> {
    let closest = AlignedArray(repeating: 0.0, count: nearest.squaredDistances.count)
    closest.copy(nearest.squaredDistances)
    for p in 0..<closest.count where Int(nearest.labels[p]) == leaving {
      closest[p] = nearest.squaredSecondDistances[p]
    }
    return closest
  }
}
