import Kernels
import Matrices

/// Centroid and median linkage, in which a merged segment can be nearer to others than its parts were,
/// so the nearest pair of all segments has to be found each time.
///
/// Every segment keeps its nearest neighbour. After a merge, segments whose nearest neighbour was one
/// of the parts search again; all others only compare with the new segment. Linear memory. D. Müllner,
/// "Modern hierarchical, agglomerative clustering algorithms", 2011, section 3.2.
struct CenterMerging {
  private let m: Int
  private let columns: Int
  private let linkage: Linkage
  private let control: RunControl
  /// The centres in lanes; infinitely far for a segment that no longer exists.
  private let centers: AlignedArray<Double>
  private let groups: Int
  private let weights: AlignedArray<Double>
  private let nearest: AlignedArray<Int32>
  private let squares: AlignedArray<Double>
  private let row: AlignedArray<Double>

  init(_ leaves: LanePoints, linkage: Linkage, control: RunControl) {
    m = leaves.count
    columns = leaves.columns
    self.linkage = linkage
    self.control = control
    groups = leaves.groups
    centers = AlignedArray(repeating: .infinity, count: leaves.groups * columns * LanePoints.lanes)
    let places = leaves.groups * LanePoints.lanes
    weights = AlignedArray(repeating: 0, count: places)
    nearest = AlignedArray(repeating: -1, count: places)
    squares = AlignedArray(repeating: .infinity, count: places)
    row = AlignedArray(repeating: .infinity, count: places)
    for p in 0..<m {
      move(p, to: leaves.point(p))
      weights[p] = leaves.weights[p]
    }
  }

  /// All merges in the order in which they are made; a merged segment takes the place of its later part.
  ///
  /// - Complexity: Usually O(*m² d*), O(*m³ d*) in the worst case.
  func joins() throws(CancellationError) -> [Join] {
    for p in 0..<m {
      try control.checkCancellation()
      look(p)
    }
    var joins: [Join] = []
    joins.reserveCapacity(m)
    while joins.count < m - 1 {
      try control.checkCancellation()
      var a = 0
      for p in 1..<m where unsafe squares.base[p] < squares.base[a] { a = p }
      let b = Int(nearest[a])
      let (gone, kept) = (min(a, b), max(a, b))
      joins.append(Join(a: Int32(gone), b: Int32(kept), height: squares[a].squareRoot()))
      merge(gone, into: kept)
      for p in 0..<m where unsafe squares.base[p] < .infinity {
        let known = unsafe Int(nearest.base[p])
        if p != kept, known == gone || known == kept {
          try control.checkCancellation()
          look(p)
        }
      }
      if joins.count < m - 1 { look(kept, tellingOthers: true) }
      control.progress?(Double(joins.count) / Double(m - 1))
    }
    return joins
  }

  private func merge(_ gone: Int, into kept: Int) {
    let sum = weights[gone] + weights[kept]
    let share = linkage == .median ? 0.5 : weights[gone] / sum
    move(kept, to: zip(center(kept), center(gone)).map { $0 + ($1 - $0) * share })
    move(gone, to: Array(repeating: .infinity, count: columns))
    weights[kept] = sum
    squares[gone] = .infinity
    nearest[gone] = -1
  }

  /// Finds the nearest other segment, ties to the lower, and optionally offers itself to the others.
  private func look(_ p: Int, tellingOthers: Bool = false) {
    let center = center(p)
    unsafe segue_squared_distances(
      centers.base, Int64(groups), Int64(columns), center, row.base)
    var best = -1
    var least = Double.infinity
    for other in 0..<m where other != p {
      let square = unsafe row.base[other]
      if square < least { (best, least) = (other, square) }
      if tellingOthers, square < squares[other] {
        squares[other] = square
        nearest[other] = Int32(p)
      }
    }
    nearest[p] = Int32(best)
    squares[p] = least
  }

  private func center(_ p: Int) -> [Double] {
    let first = p / LanePoints.lanes * columns * LanePoints.lanes + p % LanePoints.lanes
    return (0..<columns).map { centers[first + $0 * LanePoints.lanes] }
  }

  private func move(_ p: Int, to center: [Double]) {
    let first = p / LanePoints.lanes * columns * LanePoints.lanes + p % LanePoints.lanes
    for j in 0..<columns { centers[first + j * LanePoints.lanes] = center[j] }
  }
}
