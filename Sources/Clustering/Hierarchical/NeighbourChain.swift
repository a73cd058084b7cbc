import Kernels
import Matrices

/// The nearest-neighbour chain on a matrix of distances, for complete, average and weighted linkage.
///
/// The chain goes from any segment to its nearest neighbour, and on, until two segments are mutually
/// nearest: they are merged, and the chain continues from what is left of it. It is exact for reducible
/// linkages. J.-P. Benzécri, 1982. The full matrix is stored, so a search for a neighbour reads one
/// contiguous row; it is compacted whenever half of the segments are gone.
struct NeighbourChain {
  private let linkage: Linkage
  private let control: RunControl
  private let matrix: DistanceMatrix
  /// The number of places, some of which may be gone.
  private var count: Int
  /// The distance between rows of the matrix, a multiple of eight.
  private var stride: Int
  /// For each place: a leaf, the weight, and whether it still exists.
  private var leaf: [Int32]
  private var weights: [Double]
  private var isAlive: [Bool]
  private var alive: Int

  init(
    _ leaves: LanePoints, linkage: Linkage, control: RunControl
  ) throws(CancellationError) {
    let m = leaves.count
    let stride = leaves.groups * LanePoints.lanes
    let matrix = DistanceMatrix(count: m * stride)
    try Parallel.forEach(m, control: control.quiet(threads: control.threads)) { a, _ in
      let row = unsafe matrix.base + a * stride
      unsafe segue_distances(
        leaves.coordinates.base, Int64(leaves.groups), Int64(leaves.columns), leaves.point(a), row)
      unsafe row[a] = .infinity
      for b in m..<stride { unsafe row[b] = .infinity }
    }
    self.linkage = linkage
    self.control = control
    self.matrix = matrix
    self.stride = stride
    count = m
    leaf = Array(0..<Int32(m))
    weights = (0..<m).map { leaves.weights[$0] }
    isAlive = Array(repeating: true, count: m)
    alive = m
  }

  /// Continues with segments that were merged before.
  ///
  /// - Parameters:
  ///   - members: The segments.
  ///   - leaves: A leaf of each.
  ///   - linkage: Complete, average or weighted.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: `CancellationError`.
  init(
    _ members: SegmentMembers, leaves: [Int32], linkage: Linkage, control: RunControl
  ) throws(CancellationError) {
    let count = members.count
    let stride = (count + LanePoints.lanes - 1) / LanePoints.lanes * LanePoints.lanes
    let matrix = DistanceMatrix(count: count * stride)
    try MemberMatrix(members, isMean: linkage != .complete, matrix: matrix, stride: stride)
      .fill(control: control.part(from: 0, share: 0.9))
    self.linkage = linkage
    self.control = control.part(from: 0.9, share: 0.1)
    self.matrix = matrix
    self.stride = stride
    self.count = count
    leaf = leaves
    weights = members.masses.array(0..<count)
    isAlive = Array(repeating: true, count: count)
    alive = count
  }

  /// The bytes of the matrix for `m` leaves, or `Int.max` on overflow.
  static func bytes(leaves m: Int) -> Int {
    let stride = (m + 31) / 32 * 32
    let (bytes, overflows) = m.multipliedReportingOverflow(by: stride * 8)
    return overflows ? .max : bytes
  }

  /// All merges, parts before the whole; a merged segment takes the place of its later part.
  ///
  /// - Complexity: O(*m²*).
  mutating func joins() throws(CancellationError) -> [Join] {
    var joins: [Join] = []
    let all = count - 1
    joins.reserveCapacity(all)
    var chain: [Int] = []
    while joins.count < all {
      try control.checkCancellation()
      if chain.isEmpty, let first = isAlive.firstIndex(of: true) { chain.append(first) }
      let tip = chain[chain.count - 1]
      let before = chain.count > 1 ? chain[chain.count - 2] : nil
      let nearest = nearest(to: tip, before: before)
      guard nearest == before else {
        chain.append(nearest)
        continue
      }
      chain.removeLast(2)
      let (gone, kept) = (min(tip, nearest), max(tip, nearest))
      joins.append(
        Join(a: leaf[gone], b: leaf[kept], height: unsafe matrix.base[gone * stride + kept]))
      merge(gone, into: kept)
      if alive <= count / 2, alive > 1 { closeUp(&chain) }
      control.progress?(Double(joins.count) / Double(all))
    }
    return joins
  }

  /// The nearest segment: the previous one in the chain if none is nearer, otherwise the lowest.
  private func nearest(to tip: Int, before: Int?) -> Int {
    let row = unsafe matrix.base + tip * stride
    let found = unsafe Int(segue_row_least(row, Int64(stride)))
    if let before, unsafe row[before] <= row[found] { return before }
    return found
  }

  /// Writes the distances to the merged segment, row and column, and removes the other one.
  private mutating func merge(_ gone: Int, into kept: Int) {
    let sum = weights[gone] + weights[kept]
    let shares: (Double, Double)
    switch linkage {
    case .complete: shares = (0, 0)
    case .average: shares = (weights[gone] / sum, weights[kept] / sum)
    case .weighted: shares = (0.5, 0.5)
    case .single, .ward, .centroid, .median:
      preconditionFailure("these linkages need no matrix")
    }
    let row = unsafe matrix.base + kept * stride
    unsafe segue_row_merge(
      matrix.base + gone * stride, row, shares.0, shares.1, Int64(stride))
    for other in 0..<count where isAlive[other] {
      unsafe matrix.base[other * stride + kept] = row[other]
      unsafe matrix.base[other * stride + gone] = .infinity
    }
    weights[kept] = sum
    isAlive[gone] = false
    alive -= 1
  }

  /// Compacts the remaining segments, in their order.
  ///
  /// Every number moves towards the beginning, so none is overwritten before it is read.
  private mutating func closeUp(_ chain: inout [Int]) {
    let places = isAlive.indices.filter { isAlive[$0] }
    let narrow = (places.count + 7) / 8 * 8
    var names = [Int](repeating: -1, count: count)
    for (name, place) in places.enumerated() { names[place] = name }
    for (name, place) in places.enumerated() {
      let (from, to) = unsafe (matrix.base + place * stride, matrix.base + name * narrow)
      for (column, old) in places.enumerated() { unsafe to[column] = from[old] }
      for column in places.count..<narrow { unsafe to[column] = .infinity }
    }
    leaf = places.map { leaf[$0] }
    weights = places.map { weights[$0] }
    isAlive = Array(repeating: true, count: places.count)
    chain = chain.map { names[$0] }
    count = places.count
    stride = narrow
  }
}
