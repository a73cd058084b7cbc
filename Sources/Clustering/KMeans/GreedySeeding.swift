import Kernels
import Matrices

/// Starting centres by greedy k-means++.
///
/// The first centre is a point drawn by weight. For each further one, 2 + ⌊ln k⌋ points are drawn
/// with probability in proportion to weight times squared distance to the nearest centre so far, and
/// the one that leaves the least inertia is kept, ties to the one drawn first.
/// D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
///
/// A draw walks along the points in canonical order, so that it depends on the set of points and on
/// the key alone.
struct GreedySeeding {
  let points: CanonicalPoints
  let k: Int
  let control: RunControl

  /// The starting centres of one restart, as points, in the order they were found.
  func choose(seed: UInt64, restart: Int) throws(CancellationError) -> [Int] {
    let random = CounterRandom(
      seed: seed, purpose: .kMeansSeeding, words: [UInt64(k), UInt64(restart)])
    let trials = min(32, 2 + Self.wholeLog(k))
    let lanes = points.points
    let closest = AlignedArray(
      repeating: Double.infinity, count: lanes.groups * LanePoints.lanes)
    var chosen = [draw(random.unit(0), masses: points.blockWeights) { lanes.weights[$0] }]
    var masses = try lowerClosest(closest, to: chosen[0])
    while chosen.count < k {
      let first = UInt64(chosen.count) * 32
      var candidates = candidates(
        closest: closest, masses: masses,
        units: (0..<UInt64(trials)).map { random.unit(first + $0) })
      // Squares of the smallest distances can vanish; any point that is not yet a centre will do.
      if masses.allSatisfy({ $0 == 0 }) {
        candidates = [(0..<lanes.count).first { !chosen.contains($0) } ?? 0]
      }
      let best = try leastPotential(candidates, closest: closest)
      chosen.append(best)
      masses = try lowerClosest(closest, to: best)
    }
    return chosen
  }

  /// The point that lowers the inertia most as one more centre, of one drawn for each unit.
  ///
  /// - Parameters:
  ///   - closest: The squared distance of each point to the nearest centre there is.
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
    return try leastPotential(
      candidates(closest: closest, masses: masses, units: units), closest: closest)
  }

  /// Points drawn in proportion to weight times squared distance, each once.
  private func candidates(
    closest: AlignedArray<Double>, masses: [Double], units: [Double]
  ) -> [Int] {
    var candidates: [Int] = []
    for unit in units {
      let point = draw(unit, masses: masses) { points.points.weights[$0] * closest[$0] }
      if !candidates.contains(point) { candidates.append(point) }
    }
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
  private func draw(_ unit: Double, masses: [Double], mass: (Int) -> Double) -> Int {
    let target = unit * masses.reduce(0, +)
    var before = 0.0
    var block = 0
    // The last block with mass takes what rounding leaves over.
    let last = masses.lastIndex { $0 > 0 } ?? 0
    while block < last, before + masses[block] <= target {
      before += masses[block]
      block += 1
    }
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

  /// Brings the squared distances to the nearest centre up to date; returns the mass of each block.
  private func lowerClosest(
    _ closest: AlignedArray<Double>, to center: Int
  ) throws(CancellationError) -> [Double] {
    let lanes = points.points
    let d = lanes.columns
    let masses = AlignedArray(repeating: 0.0, count: lanes.blocks)
    let coordinates = lanes.point(center)
    try Parallel.forEach(lanes.blocks, control: control) { block, _ in
      let groups = lanes.groups(of: block)
      let first = groups.lowerBound * LanePoints.lanes
      unsafe masses.base[block] = segue_lower_closest(
        lanes.coordinates.base + first * d, lanes.weights.base + first, Int64(groups.count),
        Int64(d), coordinates, closest.base + first)
    }
    return masses.array(0..<masses.count)
  }

  /// The candidate that leaves the least inertia, ties to the first.
  private func leastPotential(
    _ candidates: [Int], closest: AlignedArray<Double>
  ) throws(CancellationError) -> Int {
    if candidates.count == 1 { return candidates[0] }
    let lanes = points.points
    let d = lanes.columns
    let count = candidates.count
    let potentials = AlignedArray(repeating: 0.0, count: lanes.blocks * count)
    let coordinates = candidates.flatMap { lanes.point($0) }
    try Parallel.forEach(lanes.blocks, control: control) { block, _ in
      let groups = lanes.groups(of: block)
      let first = groups.lowerBound * LanePoints.lanes
      unsafe segue_potentials(
        lanes.coordinates.base + first * d, lanes.weights.base + first, Int64(groups.count),
        Int64(d), coordinates, Int64(count), closest.base + first,
        potentials.base + block * count)
    }
    BlockSum.tree(potentials, blocks: lanes.blocks, width: count)
    var best = 0
    for trial in 1..<count where potentials[trial] < potentials[best] { best = trial }
    return candidates[best]
  }
}
