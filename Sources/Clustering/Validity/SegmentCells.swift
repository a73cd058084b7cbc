import Kernels
import Matrices

/// The points of one segment in cells, for bounds on the mean distance to it.
///
/// With μ the mean of a cell's points and v their mean squared distance to it, the mean distance of x
/// to them lies between ‖x − μ‖ and √(‖x − μ‖² + v), by Jensen's inequality. Cells are small, and so is
/// v: the bounds of the segment, summed over its cells, differ by only a few parts in a thousand,
/// whereas bounds from a single mean would be loose.
struct SegmentCells: Sendable {
  private let weight: Double
  /// The means of the cells, with the weights of their points.
  private let means: LanePoints
  /// The same with √v as one more column: the distance of a point, with 0 there, is the upper bound.
  private let spreads: LanePoints

  /// Halves points along the column with the largest extent until there are about as many cells as
  /// points per cell, which balances the cost of scanning cells and of building them.
  ///
  /// - Complexity: O(*n* log *n* · *d*).
  init(
    _ points: LanePoints, weight: Double, control: RunControl
  ) throws(CancellationError) {
    var cells = Cells(points)
    let most = 2 * Int(Double(points.count).squareRoot())
    try cells.halve(0..<points.count, most: most, control: control)
    let (means, spreads) = (cells.means, cells.spreads)
    let order = Array(0..<Int32(spreads.count))
    self.weight = weight
    self.means = try LanePoints(
      Matrix(columns: means), order: order, weights: cells.weights, control: control)
    self.spreads = try LanePoints(
      Matrix(columns: means + [spreads]), order: order, weights: cells.weights, control: control)
  }

  /// Bounds on the mean distance of each query, row by row, to the segment's points.
  ///
  /// - Complexity: O(√*n* *d*) for each.
  func bounds(of queries: [Double], count: Int) -> (lower: [Double], upper: [Double]) {
    let d = means.columns
    var raised = [Double](repeating: 0, count: count * (d + 1))
    for query in 0..<count {
      for j in 0..<d { raised[query * (d + 1) + j] = queries[query * d + j] }
    }
    return (
      distances(of: queries, count: count, to: means),
      distances(of: raised, count: count, to: spreads)
    )
  }

  private func distances(of queries: [Double], count: Int, to cells: LanePoints) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    unsafe segue_distance_sums(
      cells.coordinates.base, cells.weights.base, Int64(cells.groups), Int64(cells.columns),
      queries, Int64(count), &sums)
    return sums.map { $0 / weight }
  }
}

/// Points being split into cells.
private struct Cells {
  private let points: LanePoints
  private let rows: AlignedArray<Double>
  private let ids: AlignedArray<Int32>
  private let box: AlignedArray<Double>
  private(set) var weights: [Double] = []
  /// The means of the cells, column by column.
  private(set) var means: [[Double]]
  /// √v of each cell.
  private(set) var spreads: [Double] = []

  init(_ points: LanePoints) {
    let d = points.columns
    self.points = points
    rows = AlignedArray(repeating: 0, count: points.count * d)
    ids = AlignedArray(repeating: 0, count: points.count)
    box = AlignedArray(repeating: 0, count: 2 * d)
    means = [[Double]](repeating: [], count: d)
    for p in 0..<points.count {
      ids[p] = Int32(p)
      for j in 0..<d { rows[p * d + j] = points[p, j] }
    }
  }

  mutating func halve(
    _ range: Range<Int>, most: Int, control: RunControl
  ) throws(CancellationError) {
    try control.checkCancellation()
    guard range.count > most else { return close(range) }
    let d = points.columns
    let half = range.count / 2
    unsafe segue_tree_split(
      rows.base + range.lowerBound * d, ids.base + range.lowerBound, Int64(range.count),
      Int64(half), Int64(d), box.base)
    try halve(range.lowerBound..<range.lowerBound + half, most: most, control: control)
    try halve(range.lowerBound + half..<range.upperBound, most: most, control: control)
  }

  private mutating func close(_ range: Range<Int>) {
    let d = points.columns
    let masses = range.map { points.weights[Int(ids[$0])] }
    let weight = masses.reduce(0, +)
    var squares = 0.0
    for j in 0..<d {
      // Relative to a member: the sum of differences keeps digits that a distant origin would cost.
      let origin = rows[range.lowerBound * d + j]
      let sum = zip(range, masses).reduce(0) { $0 + $1.1 * (rows[$1.0 * d + j] - origin) }
      let mean = origin + sum / weight
      means[j].append(mean)
      for (p, mass) in zip(range, masses) {
        let difference = rows[p * d + j] - mean
        squares += mass * difference * difference
      }
    }
    spreads.append((squares / weight).squareRoot())
    weights.append(weight)
  }
}
