import Kernels
import Matrices

/// Ward's merges in rounds of mutually nearest segments.
///
/// Ward is reducible: a merged segment is not nearer to a third one than the nearer of its parts was.
/// So two mutually nearest segments will be merged regardless of other merges, and a segment's nearest
/// neighbour stays valid until that neighbour is merged. Each round merges all such pairs and finds new
/// neighbours for segments that lost theirs, in a search tree over the means of the remaining segments.
/// C. de Rham, 1980; F. Murtagh, "A survey of recent advances in hierarchical clustering algorithms",
/// 1983; S. Yu and others, "ParChain", PVLDB 15(2), 2021, for the use of a spatial tree.
struct WardRounds {
  private let m: Int
  private let columns: Int
  private let control: RunControl
  /// Means, weights and neighbours of leaves, then of merges in the order in which they are found.
  private let means: AlignedArray<Double>
  private let weights: AlignedArray<Double>
  private let neighbours: AlignedArray<Int32>
  private let costs: AlignedArray<Double>
  /// A leaf of each segment.
  private let leaf: AlignedArray<Int32>
  private let isAlive: AlignedArray<Bool>

  init(_ leaves: LanePoints, control: RunControl) {
    m = leaves.count
    columns = leaves.columns
    self.control = control
    let all = 2 * m
    means = AlignedArray(repeating: 0, count: all * columns)
    weights = AlignedArray(repeating: 0, count: all)
    neighbours = AlignedArray(repeating: -1, count: all)
    costs = AlignedArray(repeating: 0, count: all)
    leaf = AlignedArray(repeating: 0, count: all)
    isAlive = AlignedArray(repeating: false, count: all)
    for p in 0..<m {
      for j in 0..<columns { means[p * columns + j] = leaves[p, j] }
      unsafe weights.base[p] = leaves.weights[p]
      unsafe leaf.base[p] = Int32(p)
      unsafe isAlive.base[p] = true
    }
  }

  /// All merges, parts before the whole.
  ///
  /// - Complexity: About O(*m* log² *m* · *d*) in few columns, O(*m² d*) and more in many.
  func joins() throws(CancellationError) -> [Join] {
    var joins: [Join] = []
    joins.reserveCapacity(m)
    var alive = Array(0..<Int32(m))
    while alive.count > 1 {
      let asking = alive.filter { hasLostNeighbour($0) }
      try look(for: asking, among: alive)
      let before = joins.count
      merge(alive, into: &joins)
      if joins.count == before {
        // Rounding can slightly violate reducibility, and then segments may wait for each other in a
        // ring. Newly searched neighbours contain the nearest pair of all, which is mutual.
        for segment in alive { neighbours[Int(segment)] = -1 }
        continue
      }
      alive = alive.filter { unsafe isAlive.base[Int($0)] }
      alive.append(contentsOf: Int32(m + before)..<Int32(m + joins.count))
      control.progress?(Double(joins.count) / Double(m - 1))
    }
    return joins
  }

  private func hasLostNeighbour(_ segment: Int32) -> Bool {
    let neighbour = unsafe neighbours.base[Int(segment)]
    guard neighbour >= 0 else { return true }
    return unsafe !isAlive.base[Int(neighbour)]
  }

  /// Finds the nearest remaining segment for those that need one.
  private func look(
    for asking: [Int32], among alive: [Int32]
  ) throws(CancellationError) {
    let d = columns
    let rows = AlignedArray(repeating: 0.0, count: alive.count * d)
    let ids = AlignedArray<Int32>(repeating: 0, count: alive.count)
    for (place, segment) in alive.enumerated() {
      for j in 0..<d { unsafe rows.base[place * d + j] = means.base[Int(segment) * d + j] }
      unsafe ids.base[place] = segment
    }
    let quiet = control.quiet(threads: control.threads)
    let tree = try KDTree(
      rows: rows, ids: ids, columns: d, masses: weights, control: quiet)
    let least = AlignedArray(repeating: 0.0, count: tree.nodes)
    unsafe tree.search { unsafe segue_tree_minima($0, tree.weights.base, least.base) }

    // In the order of the tree, so that consecutive searches share cached data.
    let waits = AlignedArray(repeating: false, count: 2 * m)
    for segment in asking { unsafe waits.base[Int(segment)] = true }
    let places = (0..<Int32(tree.count)).filter {
      unsafe waits.base[Int(tree.ids.base[Int($0)])]
    }
    let found = AlignedArray<Int32>(repeating: -1, count: places.count)
    let measures = AlignedArray(repeating: 0.0, count: places.count)
    let batch = 128
    let pieces = (places.count + batch - 1) / batch
    try Parallel.forEach(pieces, control: quiet) { piece, _ in
      let range = piece * batch..<min(places.count, (piece + 1) * batch)
      unsafe places.withUnsafeBufferPointer { places in
        guard let first = places.baseAddress else { return }
        unsafe tree.search { tree in
          unsafe segue_tree_ward(
            tree, first + range.lowerBound, Int64(range.count), least.base,
            found.base + range.lowerBound, measures.base + range.lowerBound)
        }
      }
    }
    for (i, place) in places.enumerated() {
      let segment = unsafe Int(tree.ids.base[Int(place)])
      unsafe neighbours.base[segment] = found.base[i]
      unsafe costs.base[segment] = measures.base[i]
    }
  }

  /// Merges all mutually nearest pairs, in the order of the earlier segment.
  private func merge(_ alive: [Int32], into joins: inout [Join]) {
    let d = columns
    for segment in alive {
      let a = Int(segment)
      let b = unsafe Int(neighbours.base[a])
      guard a < b, unsafe isAlive.base[b], unsafe Int(neighbours.base[b]) == a else { continue }
      let merged = m + joins.count
      joins.append(
        Join(a: leaf[a], b: leaf[b], height: (2 * costs[a]).squareRoot()))
      let weight = weights[a] + weights[b]
      let share = weights[b] / weight
      for j in 0..<d {
        let (x, y) = unsafe (means.base[a * d + j], means.base[b * d + j])
        unsafe means.base[merged * d + j] = x + (y - x) * share
      }
      weights[merged] = weight
      leaf[merged] = leaf[a]
      isAlive[a] = false
      isAlive[b] = false
      isAlive[merged] = true
    }
  }
}
