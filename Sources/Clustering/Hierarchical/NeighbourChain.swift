import Kernels
import Matrices

/// The chain of nearest neighbours through half a matrix of distances, for complete, average and
/// weighted linkage.
///
/// From any segment to its nearest, on to that one's nearest, until two are each other's: they are
/// merged, and the chain goes on from what is left of it. Exact for reducible linkages.
/// J.-P. Benzécri, 1982.
struct NeighbourChain {
  private let m: Int
  private let linkage: Linkage
  private let control: RunControl
  /// The distance of a < b at place m a − a (a + 1) / 2 + b − a − 1.
  private let distances: AlignedArray<Double>
  private let weights: AlignedArray<Double>

  init(
    _ leaves: LanePoints, linkage: Linkage, control: RunControl
  ) throws(CancellationError) {
    m = leaves.count
    self.linkage = linkage
    self.control = control
    let m = leaves.count
    weights = AlignedArray(repeating: 0, count: m)
    for p in 0..<m { weights[p] = leaves.weights[p] }
    let distances = AlignedArray(repeating: 0.0, count: m * (m - 1) / 2)
    let scratch = (0..<control.threads).map { _ in
      AlignedArray(repeating: 0.0, count: leaves.groups * LanePoints.lanes)
    }
    let quiet = control.quiet(threads: control.threads)
    try Parallel.forEach(m, control: quiet) { a, worker in
      let row = scratch[worker]
      // Only the groups that hold a later point.
      let first = (a + 1) / LanePoints.lanes
      unsafe segue_squared_distances(
        leaves.coordinates.base + first * leaves.columns * LanePoints.lanes,
        Int64(leaves.groups - first), Int64(leaves.columns), leaves.point(a),
        row.base + first * LanePoints.lanes)
      let target = unsafe distances.base + (m * a - a * (a + 1) / 2 - a - 1)
      for b in a + 1..<max(a + 1, m) { unsafe target[b] = row.base[b].squareRoot() }
    }
    self.distances = distances
  }

  private func place(_ a: Int, _ b: Int) -> Int {
    let (a, b) = (min(a, b), max(a, b))
    return m * a - a * (a + 1) / 2 + b - a - 1
  }

  /// All merges, parts before the whole; a segment goes on at the place of its later part.
  ///
  /// - Complexity: O(*m²*) and no memory beside the matrix.
  func joins() throws(CancellationError) -> [Join] {
    var joins: [Join] = []
    joins.reserveCapacity(m)
    let active = ActiveSet(m)
    var chain: [Int] = []
    var steps = 0
    while joins.count < m - 1 {
      steps += 1
      if steps % 64 == 0 {
        try control.checkCancellation()
        control.progress?(Double(joins.count) / Double(m - 1))
      }
      if chain.isEmpty { chain.append(active.first) }
      let tip = chain[chain.count - 1]
      let before = chain.count > 1 ? chain[chain.count - 2] : nil
      let (nearest, distance) = nearest(to: tip, before: before, active: active)
      guard nearest == before else {
        chain.append(nearest)
        continue
      }
      chain.removeLast(2)
      let (gone, kept) = (min(tip, nearest), max(tip, nearest))
      joins.append(Join(a: Int32(gone), b: Int32(kept), height: distance))
      active.remove(gone)
      update(gone: gone, kept: kept, active: active)
    }
    return joins
  }

  /// The nearest active segment: the one before in the chain if it is as near as any, else the
  /// lowest.
  private func nearest(
    to tip: Int, before: Int?, active: ActiveSet
  ) -> (segment: Int, distance: Double) {
    var best = before ?? -1
    var least = before.map { distances[place(tip, $0)] } ?? .infinity
    let next = active.next
    var other = active.first
    // Down the column above the diagonal, then along the row.
    while other < tip {
      let distance = unsafe distances.base[m * other - other * (other + 1) / 2 + tip - other - 1]
      if distance < least || best < 0 { (best, least) = (other, distance) }
      other = unsafe Int(next.base[other])
    }
    if other == tip { other = unsafe Int(next.base[other]) }
    let row = unsafe distances.base + (m * tip - tip * (tip + 1) / 2 - tip - 1)
    while other < m {
      let distance = unsafe row[other]
      if distance < least || best < 0 { (best, least) = (other, distance) }
      other = unsafe Int(next.base[other])
    }
    return (best, least)
  }

  /// The distances of the others to a segment that has just been merged.
  private func update(gone: Int, kept: Int, active: ActiveSet) {
    let (a, b) = (weights[gone], weights[kept])
    let sum = a + b
    active.forEach { other in
      guard other != kept else { return }
      let here = place(other, kept)
      let (x, y) = unsafe (distances.base[place(other, gone)], distances.base[here])
      let merged: Double
      switch linkage {
      case .complete: merged = max(x, y)
      case .average: merged = (a * x + b * y) / sum
      case .weighted: merged = (x + y) / 2
      case .single, .ward, .centroid, .median:
        preconditionFailure("these linkages need no matrix")
      }
      unsafe distances.base[here] = merged
    }
    weights[kept] = sum
  }
}

/// Which segments are left, in ascending order.
///
/// A class, because the chain changes it while loops go through it.
private final class ActiveSet {
  /// The next active place, or the number of places.
  let next: AlignedArray<Int32>
  private let previous: AlignedArray<Int32>
  private(set) var first = 0
  private let count: Int

  init(_ count: Int) {
    self.count = count
    next = AlignedArray(repeating: 0, count: count)
    previous = AlignedArray(repeating: 0, count: count)
    for i in 0..<count {
      next[i] = Int32(i + 1)
      previous[i] = Int32(i - 1)
    }
  }

  func remove(_ place: Int) {
    let (before, after) = (Int(previous[place]), Int(next[place]))
    if before >= 0 { next[before] = Int32(after) } else { first = after }
    if after < count { previous[after] = Int32(before) }
  }

  func forEach(_ body: (Int) -> Void) {
    var place = first
    while place < count {
      body(place)
      place = unsafe Int(next.base[place])
    }
  }
}
