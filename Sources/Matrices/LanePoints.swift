import Kernels

/// Weighted points in the layout of the kernels: eight points side by side, column after column.
///
/// Point p, column j stands at `(p / 8) * d * 8 + j * 8 + p % 8`. The last places are filled up
/// with copies of the last point that weigh nothing, to a multiple of four groups.
package struct LanePoints: Sendable {
  /// The number of points that count.
  package let count: Int
  /// The number of columns, *d*, at least 1.
  package let columns: Int
  /// The number of groups of eight, a multiple of four.
  package let groups: Int
  /// The coordinates, `groups × columns × 8`.
  package let coordinates: AlignedArray<Double>
  /// The weights, `groups × 8`.
  package let weights: AlignedArray<Double>

  /// Points in one group.
  package static let lanes = 8
  /// Groups in one block of `BlockSum`.
  package static let groupsPerBlock = BlockSum.rows / lanes

  /// Lays out rows of a matrix.
  ///
  /// - Parameters:
  ///   - matrix: Where the coordinates come from, at least one column.
  ///   - order: The row of each point, in the order of the points.
  ///   - weights: The weight of each point, or `nil` if each weighs 1.
  ///   - control: Threads and cancellation.
  /// - Throws: `CancellationError`.
  package init(
    _ matrix: Matrix, order: [Int32], weights: [Double]? = nil, control: RunControl
  ) throws(CancellationError) {
    precondition(matrix.columns > 0, "points have at least one coordinate")
    let count = order.count
    let d = matrix.columns
    let groups = (count + 31) / 32 * 4
    let coordinates = AlignedArray(repeating: 0.0, count: groups * d * Self.lanes)
    let masses = AlignedArray(repeating: 0.0, count: groups * Self.lanes)
    let blocks = BlockSum.blocks(for: count)
    let places = groups * Self.lanes
    try Parallel.forEach(blocks, control: control.quiet(threads: control.threads)) { block, _ in
      let first = block * BlockSum.rows
      unsafe matrix.values.withUnsafeBufferPointer { values in
        for p in first..<min(places, first + BlockSum.rows) {
          let row = Int(order[min(p, count - 1)]) * d
          let place = p / Self.lanes * d * Self.lanes + p % Self.lanes
          for j in 0..<d {
            // Adding 0 turns −0 into 0, so that equal numbers have equal bits.
            unsafe coordinates.base[place + j * Self.lanes] = values[row + j] + 0
          }
          if p < count { unsafe masses.base[p] = weights.map { $0[p] } ?? 1 }
        }
      }
    }
    self.count = count
    self.columns = d
    self.groups = groups
    self.coordinates = coordinates
    self.weights = masses
  }

  /// Lays out some of the points of another layout, with weights of their own.
  package init(_ other: LanePoints, order: [Int32], weights: [Double]) {
    let d = other.columns
    let groups = (order.count + 31) / 32 * 4
    let coordinates = AlignedArray(repeating: 0.0, count: groups * d * Self.lanes)
    let masses = AlignedArray(repeating: 0.0, count: groups * Self.lanes)
    for p in 0..<(order.isEmpty ? 0 : groups * Self.lanes) {
      let from = Int(order[min(p, order.count - 1)])
      let source = from / Self.lanes * d * Self.lanes + from % Self.lanes
      let place = p / Self.lanes * d * Self.lanes + p % Self.lanes
      for j in 0..<d {
        unsafe coordinates.base[place + j * Self.lanes] =
          other.coordinates.base[source + j * Self.lanes]
      }
      if p < order.count { unsafe masses.base[p] = weights[p] }
    }
    count = order.count
    columns = d
    self.groups = groups
    self.coordinates = coordinates
    self.weights = masses
  }

  /// The same points, whose coordinates are shared, with other weights, `groups × 8`.
  package init(_ other: LanePoints, weights: AlignedArray<Double>) {
    precondition(weights.count == other.weights.count, "every place has a weight")
    count = other.count
    columns = other.columns
    groups = other.groups
    coordinates = other.coordinates
    self.weights = weights
  }

  /// The same points with one more column, of zeros.
  package func withZeroColumn() -> LanePoints {
    let wider = AlignedArray(repeating: 0.0, count: groups * (columns + 1) * Self.lanes)
    let width = columns * Self.lanes
    for group in 0..<groups {
      for i in 0..<width {
        unsafe wider.base[group * (width + Self.lanes) + i] = coordinates.base[group * width + i]
      }
    }
    return LanePoints(
      count: count, columns: columns + 1, groups: groups, coordinates: wider, weights: weights)
  }

  private init(
    count: Int, columns: Int, groups: Int, coordinates: AlignedArray<Double>,
    weights: AlignedArray<Double>
  ) {
    self.count = count
    self.columns = columns
    self.groups = groups
    self.coordinates = coordinates
    self.weights = weights
  }

  /// All rows of a matrix, in their order, each weighing 1.
  package init(_ matrix: Matrix, control: RunControl) throws(CancellationError) {
    try self.init(matrix, order: Array(0..<Int32(matrix.rows)), control: control)
  }

  /// The coordinate of a point in a column.
  package subscript(point: Int, column: Int) -> Double {
    coordinates[
      point / Self.lanes * columns * Self.lanes + column * Self.lanes + point % Self.lanes]
  }

  /// The coordinates of a point.
  package func point(_ p: Int) -> [Double] { (0..<columns).map { self[p, $0] } }

  /// The number of blocks.
  package var blocks: Int { (groups + Self.groupsPerBlock - 1) / Self.groupsPerBlock }

  /// The groups of a block.
  package func groups(of block: Int) -> Range<Int> {
    block * Self.groupsPerBlock..<min(groups, (block + 1) * Self.groupsPerBlock)
  }
}
