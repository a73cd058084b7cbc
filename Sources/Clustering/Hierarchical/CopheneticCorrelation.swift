import Kernels
import Matrices

extension Dendrogram {
  /// How well the heights of a dendrogram represent the distances of the rows: the correlation, over
  /// all pairs of rows, between their distance and the height of the merge that first joins them.
  ///
  /// R. Sokal, J. Rohlf, "The comparison of dendrograms by objective methods", Taxon 11, 1962. As
  /// `cophenet` in scipy and `cophenetic` in R; each pair of copies counts as a pair at distance and
  /// height 0. A weight *w* makes w (w − 1) / 2 such pairs, none below 1.
  ///
  /// - Returns: −1...1, or NaN if all distances or all heights are equal.
  /// - Throws: `.cancelled`.
  /// - Complexity: O(*m² d*), in linear memory.
  public func copheneticCorrelation(control: RunControl) throws(ClusteringError) -> Double {
    let pairs = CopheneticPairs(self)
    do {
      return try pairs.correlation(control: control)
    } catch {
      throw .cancelled
    }
  }
}

/// All pairs of leaves in the order of the drawing, in which the merge that joins two leaves is the
/// last of the merges between neighbours from one to the other.
private struct CopheneticPairs: Sendable {
  private let leaves: LanePoints
  /// The merge that joins each leaf with the next one in the order.
  private let joining: [Int32]
  private let heights: [Double]
  private let copies: Double

  private static let width = 6

  init(_ dendrogram: Dendrogram) {
    let order = dendrogram.leafOrder
    let points = dendrogram.points.canonical.points
    leaves = LanePoints(
      points, order: order.map { Int32($0) }, weights: order.map { points.weights[$0] })
    heights = dendrogram.merges.map(\.height)
    var firsts = [Int](repeating: 0, count: order.count)
    for (place, leaf) in order.enumerated() { firsts[leaf] = place }
    var lasts = firsts
    var joining = [Int32](repeating: 0, count: order.count)
    for (place, merge) in dendrogram.merges.enumerated() {
      let (a, b) =
        firsts[merge.left] < firsts[merge.right]
        ? (merge.left, merge.right) : (merge.right, merge.left)
      joining[lasts[a]] = Int32(place)
      firsts.append(firsts[a])
      lasts.append(lasts[b])
    }
    self.joining = joining
    copies = dendrogram.leafWeights.reduce(0) { $0 + max(0, $1 * ($1 - 1) / 2) }
  }

  func correlation(control: RunControl) throws(CancellationError) -> Double {
    let m = leaves.count
    let batch = 32
    let pieces = (m + batch - 1) / batch
    // Sums relative to a central value avoid the cancellation in a sum of squares.
    let middle = (heights.last ?? 0) / 2
    let partials = AlignedArray(repeating: 0.0, count: pieces * Self.width)
    let rows = (0..<control.threads).map { _ in
      AlignedArray(repeating: 0.0, count: leaves.groups * LanePoints.lanes)
    }
    try Parallel.forEach(pieces, control: control) { piece, worker in
      let sums = unsafe partials.base + piece * Self.width
      for a in piece * batch..<min(m, (piece + 1) * batch) {
        unsafe add(a, around: middle, row: rows[worker], into: sums)
      }
    }
    BlockSum.tree(partials, blocks: pieces, width: Self.width)
    let total = partials.array(0..<Self.width)
    let w = total[0] + copies
    let x = total[1] - copies * middle
    let y = total[2] - copies * middle
    let xx = total[3] + copies * middle * middle
    let yy = total[4] + copies * middle * middle
    let xy = total[5] + copies * middle * middle
    return (xy - x * y / w) / ((xx - x * x / w) * (yy - y * y / w)).squareRoot()
  }

  /// Adds the pairs of a leaf with all later leaves.
  private func add(
    _ a: Int, around middle: Double, row: AlignedArray<Double>,
    into sums: UnsafeMutablePointer<Double>
  ) {
    let first = a / LanePoints.lanes
    unsafe segue_squared_distances(
      leaves.coordinates.base + first * leaves.columns * LanePoints.lanes,
      Int64(leaves.groups - first), Int64(leaves.columns), leaves.point(a),
      row.base + first * LanePoints.lanes)
    let weight = leaves.weights[a]
    var last: Int32 = -1
    var (w, x, y, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for b in a + 1..<max(a + 1, leaves.count) {
      last = max(last, joining[b - 1])
      let mass = unsafe weight * leaves.weights.base[b]
      let distance = unsafe row.base[b].squareRoot() - middle
      let height = heights[Int(last)] - middle
      w += mass
      x += mass * distance
      y += mass * height
      xx += mass * distance * distance
      yy += mass * height * height
      xy += mass * distance * height
    }
    for (place, sum) in [w, x, y, xx, yy, xy].enumerated() { unsafe sums[place] += sum }
  }
}
