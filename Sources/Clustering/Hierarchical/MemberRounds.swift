import Kernels
import Matrices

/// Complete, average and weighted linkage of many rows, in rounds of mutually nearest segments and
/// without a matrix of all distances.
///
/// The three are reducible, as Ward is: two mutually nearest segments will be merged regardless of
/// other merges. And the distance of two segments depends only on their members: the maximum, the
/// weighted mean, or the mean by shares that are halved at every merge. So the nearest neighbour is
/// found in a search tree over the segments' means, whose distance bounds that of the members from
/// below, and only pairs that pass the bound are computed from the members. When few segments are left,
/// their distances are computed once, from the members, and the chain of nearest neighbours continues
/// with that small matrix.
///
/// S. Yu and others, "ParChain", PVLDB 15(2), 2021, for rounds in linear memory.
struct MemberRounds {
  private let leaves: LanePoints
  private let linkage: Linkage
  private let control: RunControl
  private let fewest: Int
  /// The weight of each leaf in its segment.
  private let weights: AlignedArray<Double>
  /// The maximum rounding error of a mean.
  private let slack: Double
  private var chains: LeafChains
  private var joins: [Join] = []
  /// The remaining segments, in the order in which they were formed, with their nearest neighbours.
  private var alive: [Segment]

  private struct Segment {
    /// Its first leaf.
    let leaf: Int32
    /// The index of its neighbour among the remaining segments, or −1 if it has to be searched.
    var nearest: Int32
    /// The square of their distance.
    var square: Double
  }

  /// A matrix of this many segments is small (32 MiB) and quickly filled.
  static let fewestSegments = 2048

  /// The bytes needed for `m` leaves: members in groups of eight, a search tree, and the last matrix.
  static func bytes(leaves m: Int, columns d: Int) -> Int {
    let (leaves, overflows) = m.multipliedReportingOverflow(by: 96 * d + 240)
    return overflows ? .max : leaves + NeighbourChain.bytes(leaves: min(m, fewestSegments))
  }

  init(
    _ leaves: LanePoints, linkage: Linkage, control: RunControl,
    fewest: Int = MemberRounds.fewestSegments
  ) {
    self.leaves = leaves
    self.linkage = linkage
    self.control = control
    self.fewest = fewest
    let m = leaves.count
    weights = AlignedArray(repeating: 1, count: m)
    if linkage == .average {
      for p in 0..<m { unsafe weights.base[p] = leaves.weights.base[p] }
    }
    var largest = 0.0
    for place in 0..<leaves.coordinates.count {
      unsafe largest = max(largest, leaves.coordinates.base[place].magnitude)
    }
    slack = largest * Double(m) * 0x1p-51
    chains = LeafChains(count: m)
    alive = (0..<Int32(m)).map { Segment(leaf: $0, nearest: -1, square: 0) }
  }

  /// All merges, parts before the whole.
  ///
  /// - Complexity: About O(*m²* *d*) for the last matrix, at two billion distances per second, and less
  ///   than that before it in few columns; linear memory.
  mutating func run() throws(CancellationError) -> [Join] {
    let m = leaves.count
    joins.reserveCapacity(m)
    while alive.count > max(1, fewest) {
      try control.checkCancellation()
      let members = SegmentMembers(
        chains, segments: alive.map(\.leaf), leaves: leaves, weights: weights,
        isMean: linkage != .complete, slack: slack)
      try look(members)
      merge()
      control.progress?(0.5 * Double(joins.count) / Double(m - 1))
    }
    let members = SegmentMembers(
      chains, segments: alive.map(\.leaf), leaves: leaves, weights: weights,
      isMean: linkage != .complete, slack: slack)
    var chain = try NeighbourChain(
      members, leaves: alive.map(\.leaf), linkage: linkage,
      control: control.part(from: 0.5, share: 0.5))
    joins += try chain.joins()
    return joins
  }

  /// Finds the nearest remaining segment for those without a known neighbour.
  private mutating func look(_ members: SegmentMembers) throws(CancellationError) {
    let quiet = control.quiet(threads: control.threads)
    let rows = AlignedArray(repeating: 0.0, count: members.count * members.columns)
    for place in 0..<rows.count { unsafe rows.base[place] = members.means.base[place] }
    let ids = AlignedArray<Int32>(repeating: 0, count: members.count)
    for place in 0..<members.count { unsafe ids.base[place] = Int32(place) }
    let tree = try KDTree(
      rows: rows, ids: ids, columns: members.columns, masses: members.masses, control: quiet)
    let spreads = AlignedArray(repeating: 0.0, count: tree.places)
    for place in 0..<tree.count {
      unsafe spreads.base[place] = members.spreads.base[Int(tree.ids.base[place])]
    }
    let nodeSpreads = AlignedArray(repeating: 0.0, count: tree.nodes)
    unsafe tree.search { unsafe segue_tree_minima($0, spreads.base, nodeSpreads.base) }
    // In the order of the tree, so that consecutive searches share cached data.
    let places = (0..<Int32(tree.count)).filter {
      alive[unsafe Int(tree.ids.base[Int($0)])].nearest < 0
    }
    let found = AlignedArray<Int32>(repeating: -1, count: places.count)
    let squares = AlignedArray(repeating: 0.0, count: places.count)
    let allowance = slack * slack * 1e6
    let batch = 16
    let pieces = (places.count + batch - 1) / batch
    try Parallel.forEach(pieces, control: quiet) { piece, _ in
      let range = piece * batch..<min(places.count, (piece + 1) * batch)
      unsafe places.withUnsafeBufferPointer { places in
        guard let first = places.baseAddress else { return }
        unsafe tree.search { tree in
          unsafe members.search { members in
            unsafe segue_tree_members(
              tree, members, first + range.lowerBound, Int64(range.count), spreads.base,
              nodeSpreads.base, allowance, found.base + range.lowerBound,
              squares.base + range.lowerBound)
          }
        }
      }
    }
    for (i, place) in places.enumerated() {
      let segment = unsafe Int(tree.ids.base[Int(place)])
      alive[segment].nearest = found[i]
      alive[segment].square = squares[i]
    }
  }

  /// Merges all mutually nearest pairs, in the order of the earlier segment.
  private mutating func merge() {
    var isGone = [Bool](repeating: false, count: alive.count)
    var merged: [Segment] = []
    for a in alive.indices {
      let b = Int(alive[a].nearest)
      guard a < b, Int(alive[b].nearest) == a else { continue }
      let (first, second) = (alive[a].leaf, alive[b].leaf)
      joins.append(Join(a: first, b: second, height: alive[a].square.squareRoot()))
      chains.join(first, second)
      if linkage == .weighted { chains.forEach(first) { weights[$0] *= 0.5 } }
      isGone[a] = true
      isGone[b] = true
      merged.append(Segment(leaf: first, nearest: -1, square: 0))
    }
    if merged.isEmpty {
      // Rounding can slightly violate reducibility, and then segments may wait for each other in a
      // ring. Newly searched neighbours contain the nearest pair of all, which is mutual.
      for a in alive.indices { alive[a].nearest = -1 }
      return
    }
    var names = [Int32](repeating: -1, count: alive.count)
    var left: [Segment] = []
    for a in alive.indices where !isGone[a] {
      names[a] = Int32(left.count)
      left.append(alive[a])
    }
    for a in left.indices where left[a].nearest >= 0 {
      left[a].nearest = names[Int(left[a].nearest)]
    }
    alive = left + merged
  }
}
