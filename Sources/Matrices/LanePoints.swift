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
  /// Whether every point weighs 1.
  package let isUnweighted: Bool
  /// Powers of two that bring the weighted coordinates of each column, and then the weights, below
  /// 2³⁰ in magnitude, shape `[d + 1]`.
  ///
  /// Sums of what they multiply are kept as whole numbers, of this unit and of parts of it.
  package let units: [Double]
  /// The largest magnitude of a coordinate.
  package let reach: Double

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
    self = try matrix.lend { (rows) throws(CancellationError) in
      try LanePoints(rows, order: order, weights: weights, control: control)
    }
  }

  /// Lays out rows that are borrowed, as those of a matrix.
  package init(
    _ matrix: BorrowedRows, order: [Int32], weights: [Double]? = nil, control: RunControl
  ) throws(CancellationError) {
    precondition(matrix.columns > 0, "points have at least one coordinate")
    let count = order.count
    let d = matrix.columns
    let groups = (count + 31) / 32 * 4
    let coordinates = unsafe AlignedArray<Double>(unwritten: groups * d * Self.lanes)
    let masses = AlignedArray(repeating: 0.0, count: groups * Self.lanes)
    let blocks = BlockSum.blocks(for: count)
    let largest = AlignedArray(repeating: 0.0, count: blocks * (d + 1))
    precondition(order.allSatisfy { $0 >= 0 && $0 < matrix.rows }, "rows of the matrix")
    try Parallel.forEach(blocks, control: control.quiet(threads: control.threads)) { block, _ in
      let reach = unsafe largest.base + block * (d + 1)
      let first = block * Self.groupsPerBlock
      unsafe order.withUnsafeBufferPointer { order in
        guard let rows = unsafe matrix.values.baseAddress, let order = order.baseAddress
        else { return }
        unsafe segue_lay_out(
          rows, Int64(d), order, Int64(count), Int64(first),
          Int64(min(Self.groupsPerBlock, groups - first)), coordinates.base, reach)
      }
      for p in BlockSum.range(of: block, count: count) {
        unsafe masses.base[p] = weights.map { $0[p] } ?? 1
        unsafe reach[d] = max(reach[d], masses.base[p])
      }
    }
    self.count = count
    self.columns = d
    self.groups = groups
    self.coordinates = coordinates
    self.weights = masses
    (units, reach) = Self.scales(
      largest: (0..<max(1, blocks)).reduce(into: [Double](repeating: 0, count: d + 1)) {
        for j in 0...d where blocks > 0 { $0[j] = max($0[j], largest[$1 * (d + 1) + j]) }
      })
    isUnweighted = Self.areOnes(masses, count: count)
  }

  /// Lays out some of the points of another layout, with weights of their own.
  package init(_ other: LanePoints, order: [Int32], weights: [Double]) {
    let groups = (order.count + 31) / 32 * 4
    let coordinates = unsafe AlignedArray<Double>(
      unwritten: groups * other.columns * Self.lanes)
    let masses = AlignedArray(repeating: 0.0, count: groups * Self.lanes)
    other.gather(order, places: 0..<masses.count, into: coordinates)
    for (p, weight) in weights.enumerated() { masses[p] = weight }
    self.init(
      count: order.count, columns: other.columns, groups: groups, coordinates: coordinates,
      weights: masses)
  }

  /// The same points with their weights in another order: the point of each place.
  package init(
    _ other: LanePoints, reordered order: [Int32], control: RunControl
  ) throws(CancellationError) {
    precondition(order.count == other.count, "every point has a place")
    let coordinates = unsafe AlignedArray<Double>(unwritten: other.coordinates.count)
    let masses = AlignedArray(repeating: 0.0, count: other.weights.count)
    try Parallel.forEach(other.blocks, control: control) { block, _ in
      let first = block * BlockSum.rows
      let places = first..<min(masses.count, first + BlockSum.rows)
      other.gather(order, places: places, into: coordinates)
      for p in places.prefix(order.count - first) {
        unsafe masses.base[p] = other.weights.base[Int(order[p])]
      }
    }
    count = other.count
    columns = other.columns
    groups = other.groups
    self.coordinates = coordinates
    weights = masses
    units = other.units
    reach = other.reach
    isUnweighted = other.isUnweighted
  }

  /// Copies the coordinates of points to places of a layout with as many columns: the point of each
  /// place, and after the last one copies of it.
  private func gather(
    _ order: [Int32], places: Range<Int>, into coordinates: AlignedArray<Double>
  ) {
    for p in places {
      let point = Int(order[min(p, order.count - 1)])
      let source = unsafe self.coordinates.base + Self.place(of: point, columns: columns)
      let target = unsafe coordinates.base + Self.place(of: p, columns: columns)
      for j in 0..<columns { unsafe target[j * Self.lanes] = source[j * Self.lanes] }
    }
  }

  /// Where the first coordinate of a point stands.
  private static func place(of point: Int, columns: Int) -> Int {
    point / lanes * columns * lanes + point % lanes
  }

  /// The same points, whose coordinates are shared, with other weights, `groups × 8`.
  package init(_ other: LanePoints, weights: AlignedArray<Double>) {
    precondition(weights.count == other.weights.count, "every place has a weight")
    self.init(
      count: other.count, columns: other.columns, groups: other.groups,
      coordinates: other.coordinates, weights: weights)
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
    var largest = [Double](repeating: 0, count: columns + 1)
    for p in 0..<count {
      let place = Self.place(of: p, columns: columns)
      for j in 0..<columns {
        largest[j] = max(largest[j], unsafe coordinates.base[place + j * Self.lanes].magnitude)
      }
      largest[columns] = max(largest[columns], unsafe weights.base[p])
    }
    (units, reach) = Self.scales(largest: largest)
    isUnweighted = Self.areOnes(weights, count: count)
  }

  /// All rows of a matrix, in their order, each weighing 1.
  package init(_ matrix: Matrix, control: RunControl) throws(CancellationError) {
    try self.init(matrix, order: Array(0..<Int32(matrix.rows)), control: control)
  }

  private static func areOnes(_ masses: AlignedArray<Double>, count: Int) -> Bool {
    unsafe UnsafeBufferPointer(start: masses.base, count: count).allSatisfy { $0 == 1 }
  }

  /// The units and the reach of columns with these largest magnitudes; the last is that of the
  /// weights.
  private static func scales(largest: [Double]) -> (units: [Double], reach: Double) {
    let heaviest = largest[largest.count - 1]
    let units = largest.enumerated().map { j, value in
      let term = j == largest.count - 1 ? value : value * heaviest
      // Numbers below 2⁻⁹⁰⁰ are few, and lose their last digits.
      let exponent = term > 0 ? min(900, 29 - Int(term.exponent)) : 0
      return Double(sign: .plus, exponent: exponent, significand: 1)
    }
    return (units, largest.dropLast().max() ?? 0)
  }

  /// The coordinate of a point in a column.
  package subscript(point: Int, column: Int) -> Double {
    coordinates[Self.place(of: point, columns: columns) + column * Self.lanes]
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
