import Kernels
import Matrices

/// Starting centres by greedy k-means++, in one sequence for every number of segments.
///
/// The first centre is a point drawn by weight. For the *c*-th one, 2 + ⌊ln c⌋ points are drawn with
/// probability in proportion to weight times squared distance to the nearest centre so far, and the one
/// that gives the smallest inertia is kept, ties to the one drawn first. No step depends on how many
/// follow: the starting centres for *k* segments are the first *k* of those for more segments, so a
/// sweep over *k* seeds each restart once. D. Arthur, S. Vassilvitskii, "k-means++: the advantages of
/// careful seeding", SODA 2007; there the number of draws is the same in all steps.
///
/// A draw scans the points in canonical order, so it depends only on the set of points and the key.
struct GreedySeeding {
  let points: CanonicalPoints
  let control: RunControl

  /// The starting centres of one restart, as points, in the order they were found.
  func choose(_ k: Int, seed: UInt64, restart: Int) throws(CancellationError) -> [Int] {
    try choose(k, seed: seed, restarts: restart..<restart + 1)[0]
  }

  /// The starting centres of several restarts, which share each pass over the points.
  ///
  /// - Parameters:
  ///   - k: The number of centres, at most the number of points.
  ///   - seed: The seed of the random numbers.
  ///   - restarts: Which restarts; each gets the same centres as if it were seeded alone.
  /// - Returns: `k` points for each restart, in the order they were found.
  /// - Throws: `CancellationError`.
  /// - Complexity: *k* passes over the points; one number per point and restart.
  func choose(
    _ k: Int, seed: UInt64, restarts: Range<Int>
  ) throws(CancellationError) -> [[Int]] {
    let places = points.points.groups * LanePoints.lanes
    var seedings = restarts.map {
      Seeding(
        random: CounterRandom(seed: seed, purpose: .kMeansSeeding, words: [UInt64($0)]),
        closest: AlignedArray(repeating: Double.infinity, count: places))
    }
    for _ in 0..<k {
      let drawn = seedings.map { candidates(for: $0) }
      let potentials = try potentials(of: drawn, for: seedings)
      for i in seedings.indices {
        let best = best(of: potentials[i], count: drawn[i].count)
        seedings[i].centers.append(drawn[i][best.candidate])
        seedings[i].masses = best.masses
      }
    }
    return seedings.map(\.centers)
  }

  /// Of the points drawn for `units`, the one that lowers the inertia most as an additional centre.
  ///
  /// - Parameters:
  ///   - closest: The squared distance of each point to the nearest centre so far.
  ///   - units: Random numbers in 0..<1, at most 32.
  /// - Returns: A point.
  /// - Throws: `CancellationError`.
  func chooseNext(
    closest: AlignedArray<Double>, units: [Double]
  ) throws(CancellationError) -> Int {
    let lanes = points.points
    let masses = (0..<lanes.blocks).map { block in
      BlockSum.range(of: block, count: lanes.count).reduce(0.0) {
        $0 + lanes.weights[$1] * closest[$1]
      }
    }
    let candidates = distinct(
      units.map { draw($0, masses: masses) { lanes.weights[$0] * closest[$0] } })
    if candidates.count == 1 { return candidates[0] }
    let seeding = Seeding(random: nil, closest: closest)
    let potentials = try potentials(of: [candidates], for: [seeding])
    return candidates[best(of: potentials[0], count: candidates.count).candidate]
  }

  /// The starting centres of one restart found so far.
  private struct Seeding: Sendable {
    /// The random numbers of this restart; `nil` if no centre is drawn.
    let random: CounterRandom?
    /// The squared distance of each point to the nearest centre except the last: it lags one step and
    /// is updated in the pass for the next centre.
    let closest: AlignedArray<Double>
    var centers: [Int] = []
    /// For each block, the sum of weight times squared distance to the nearest centre.
    var masses: [Double] = []
  }

  /// Draws candidates for the next centre, each point at most once.
  private func candidates(for seeding: Seeding) -> [Int] {
    guard let random = seeding.random else { return [] }
    let lanes = points.points
    guard let last = seeding.centers.last else {
      return [draw(random.unit(0), masses: points.blockWeights) { lanes.weights[$0] }]
    }
    // Squares of tiny distances can underflow to 0; then any point that is not yet a centre is taken.
    if seeding.masses.allSatisfy({ $0 == 0 }) {
      return [(0..<lanes.count).first { !seeding.centers.contains($0) } ?? 0]
    }
    let center = lanes.point(last)
    let nothing = AlignedArray<Double>(repeating: 0, count: 0)
    let trials = min(Self.mostTrials, 2 + Self.wholeLog(seeding.centers.count + 1))
    let first = seeding.centers.count * Self.mostTrials
    return distinct(
      (first..<first + trials).map {
        draw(
          random.unit(UInt64($0)), masses: seeding.masses,
          preparing: { pass($0, of: seeding.closest, last: center, candidates: [], into: nothing) },
          mass: { lanes.weights[$0] * seeding.closest[$0] })
      })
  }

  private static let mostTrials = 32

  private func distinct(_ drawn: [Int]) -> [Int] {
    var candidates: [Int] = []
    for point in drawn where !candidates.contains(point) { candidates.append(point) }
    return candidates
  }

  /// The whole part of ln k, by comparison with powers of e.
  static func wholeLog(_ k: Int) -> Int {
    var whole = 0
    var power = 2.718281828459045
    while power <= Double(k) {
      whole += 1
      power *= 2.718281828459045
    }
    return whole
  }

  /// The point at the share `unit` of the cumulative mass.
  ///
  /// - Parameters:
  ///   - unit: In 0..<1.
  ///   - masses: The mass of each block.
  ///   - preparing: Called with the block whose points are scanned, before they are.
  ///   - mass: The mass of a point.
  /// - Returns: A point.
  private func draw(
    _ unit: Double, masses: [Double], preparing: (Int) -> Void = { _ in },
    mass: (Int) -> Double
  ) -> Int {
    let target = unit * masses.reduce(0, +)
    var before = 0.0
    var block = 0
    // The last block with mass takes what is left by rounding.
    let last = masses.lastIndex { $0 > 0 } ?? 0
    while block < last, before + masses[block] <= target {
      before += masses[block]
      block += 1
    }
    preparing(block)
    var cumulative = before
    var lastWithMass = block * BlockSum.rows
    for p in BlockSum.range(of: block, count: points.points.count) {
      let own = mass(p)
      guard own > 0 else { continue }
      lastWithMass = p
      cumulative += own
      if cumulative > target { return p }
    }
    return lastWithMass
  }

  /// For each seeding, the inertia in each block with each of its candidates, shape `[blocks ×
  /// candidates]`; updates `closest` in the same pass.
  private func potentials(
    of candidates: [[Int]], for seedings: [Seeding]
  ) throws(CancellationError) -> [AlignedArray<Double>] {
    let lanes = points.points
    let coordinates = candidates.map { $0.flatMap { lanes.point($0) } }
    let last = seedings.map { $0.centers.last.map { lanes.point($0) } }
    let potentials = candidates.map {
      AlignedArray(repeating: 0.0, count: lanes.blocks * $0.count)
    }
    try Parallel.forEach(lanes.blocks, control: control) { block, _ in
      for (i, seeding) in seedings.enumerated() {
        pass(
          block, of: seeding.closest, last: last[i], candidates: coordinates[i],
          into: potentials[i])
      }
    }
    return potentials
  }

  /// Updates the squared distances of a block with the last centre, and sums what is left with each
  /// candidate into the block's row of `[blocks × candidates]`.
  private func pass(
    _ block: Int, of closest: AlignedArray<Double>, last: [Double]?, candidates: [Double],
    into potentials: AlignedArray<Double>
  ) {
    let lanes = points.points
    let d = lanes.columns
    let groups = lanes.groups(of: block)
    let first = groups.lowerBound * LanePoints.lanes
    unsafe segue_potentials(
      lanes.coordinates.base + first * d, lanes.weights.base + first, Int64(groups.count),
      Int64(d), last, candidates, Int64(candidates.count / d), closest.base + first,
      potentials.base + block * (candidates.count / d))
  }

  /// The candidate that gives the smallest inertia, ties to the first, and its inertia in each block.
  private func best(
    of potentials: AlignedArray<Double>, count: Int
  ) -> (candidate: Int, masses: [Double]) {
    let blocks = points.points.blocks
    let totals = AlignedArray(repeating: 0.0, count: potentials.count)
    totals.copy(potentials)
    BlockSum.tree(totals, blocks: blocks, width: count)
    var best = 0
    for trial in 1..<max(1, count) where totals[trial] < totals[best] { best = trial }
    return (best, (0..<blocks).map { potentials[$0 * count + best] })
  }
}
