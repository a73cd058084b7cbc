import Matrices

/// A search for a better partition by moving whole centroids.
///
/// Lloyd and single transfers end where no small step helps, often with two centroids in one crowd
/// and one between two others. Here the centroid that is missed least is taken away, put where it
/// helps most, and Lloyd and the transfers run again; what is better is kept. Heavy tails, where a
/// handful of customers make a segment, need it.
struct Swaps {
  let points: CanonicalPoints
  let lloyd: Lloyd
  let seed: UInt64

  /// Point-centroid-column steps that a search may cost, roughly: a fraction of a second.
  static let affordableSteps = 2e8
  /// A search that could not try as often as this is not begun.
  static let fewestAttempts = 8
  /// The search ends after this many attempts in a row that were no better.
  static let mostFailures = 16
  /// Points drawn for each attempt; the best of them is tried.
  static let draws = 2

  /// The best partition found, at least as good as the one given.
  func improve(_ partition: Partition) throws(CancellationError) -> Partition {
    let k = lloyd.k
    let attempts = Self.attempts(for: lloyd)
    guard k > 1, k < lloyd.points.count, attempts > 0 else { return partition }
    var best = partition
    var losses = try CentroidLosses(best.centroids, lloyd: lloyd)
    var failures = 0
    for attempt in 0..<attempts {
      guard failures < Self.mostFailures else { break }
      // One centroid at a time first; where that no longer helps, two or three together can.
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

  /// Whether the points are few enough for a search to be made at all.
  static func isAffordable(_ lloyd: Lloyd) -> Bool { attempts(for: lloyd) > 0 }

  /// How often a search may try, each time at the price of about ten passes over the points.
  private static func attempts(for lloyd: Lloyd) -> Int {
    let pass = Double(lloyd.points.count) * Double(lloyd.k) * Double(lloyd.points.columns)
    let affordable = Int(min(60, affordableSteps / (pass * 10)))
    return affordable < fewestAttempts ? 0 : affordable
  }

  /// The centroids with one of them moved: the `rank`-th of those that are missed least.
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

/// How much each centroid would be missed.
struct CentroidLosses {
  /// The centroids, least missed first.
  let order: [Int]
  private let nearest: Nearest

  init(_ centroids: [Double], lloyd: Lloyd) throws(CancellationError) {
    let (points, k) = (lloyd.points, lloyd.k)
    nearest = try Nearest(points, centroids: centroids, k: k, control: lloyd.control)
    // What the inertia would rise by if the points of a centroid went to their second nearest.
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
