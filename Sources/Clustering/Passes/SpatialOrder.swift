import Matrices

/// Points in an order in which neighbours in space are neighbours in memory.
///
/// The bounds of Lloyd's iteration fail along the borders between segments. In this order most runs of
/// points are away from every border and need not be read, like cells of a k-d tree with a single
/// nearest centroid. Each column is split at its quantiles, so that a long tail does not put most
/// points into one cell, and cells are in Z-order. T. Kanungo et al., "An efficient k-means clustering
/// algorithm: analysis and implementation", IEEE Trans. Pattern Anal. Mach. Intell. 24, 2002; G. M.
/// Morton, "A computer oriented geodetic data base", IBM, 1966.
struct SpatialOrder: Sendable {
  /// The points in this order.
  let points: LanePoints
  /// The point at each place, shape `[count]`.
  private let order: [Int32]

  /// The number of points that are sorted to find quantiles.
  private static let sample = 4096
  /// The target number of points per cell, half a run.
  private static let pointsPerCell = 8
  /// The maximum number of bits per column and in total.
  private static let mostBits = (column: 8, all: 20)

  /// Whether ordering the points pays off in the following runs of Lloyd's iteration.
  ///
  /// `centroids` is the total over all runs. With more columns every run of sixteen points crosses a
  /// border in any order. The bounds are measured: docs/decisions/k-means-search.md.
  static func pays(_ points: LanePoints, centroids: Int) -> Bool {
    pays(points: points.count, columns: points.columns, centroids: centroids)
  }

  /// The same, given only the number of points.
  static func pays(points: Int, columns: Int, centroids: Int) -> Bool {
    centroids >= leastCentroids && points >= leastPoints && Self.columns.contains(columns)
  }

  private static let leastCentroids = 200
  private static let leastPoints = 30_000
  private static let columns = 2...5

  /// Copies the points: 8 bytes for each number and each weight.
  init(_ points: LanePoints, control: RunControl) throws(CancellationError) {
    let quiet = control.quiet(threads: control.threads)
    let cells = QuantileCells(
      points, columns: min(points.columns, Self.mostBits.all), bits: Self.bits(points),
      sample: Self.sample)
    let keys = AlignedArray<UInt32>(repeating: 0, count: points.count)
    try Parallel.forEach(points.blocks, control: quiet) { block, _ in
      for p in BlockSum.range(of: block, count: points.count) {
        unsafe keys.base[p] = cells.number(of: p, in: points)
      }
    }
    // A counting sort, which keeps ties in canonical order.
    var ends = [Int32](repeating: 0, count: cells.count + 1)
    for p in 0..<points.count { ends[unsafe Int(keys.base[p]) + 1] += 1 }
    for cell in 0..<cells.count { ends[cell + 1] += ends[cell] }
    var order = [Int32](repeating: 0, count: points.count)
    for p in 0..<points.count {
      let cell = unsafe Int(keys.base[p])
      order[Int(ends[cell])] = Int32(p)
      ends[cell] += 1
    }
    self.order = order
    self.points = try LanePoints(points, reordered: order, control: quiet)
  }

  private static func bits(_ points: LanePoints) -> Int {
    let wanted = Int.bitWidth - (points.count / pointsPerCell).leadingZeroBitCount
    let columns = min(points.columns, mostBits.all)
    let each = (wanted + columns - 1) / columns
    return max(1, min(each, mostBits.column, mostBits.all / columns))
  }

  /// Copies labels by point to labels by place.
  func arrange(_ labels: AlignedArray<Int32>, into places: AlignedArray<Int32>) {
    for place in 0..<places.count {
      let point = Int(order[min(place, order.count - 1)])
      unsafe places.base[place] = labels.base[point]
    }
  }

  /// Labels by point from labels by place.
  func restore(_ places: AlignedArray<Int32>) -> AlignedArray<Int32> {
    let labels = AlignedArray<Int32>(repeating: 0, count: places.count)
    for (place, point) in order.enumerated() {
      unsafe labels.base[Int(point)] = places.base[place]
    }
    // The padding of the last group is a copy of the last point.
    for place in order.count..<places.count {
      unsafe labels.base[place] = labels.base[order.count - 1]
    }
    return labels
  }
}

/// Cells between the quantiles of each column, numbered in Z-order.
private struct QuantileCells: Sendable {
  let count: Int
  private let bits: Int
  /// The leading columns, which are the only ones split.
  private let columns: Int
  /// Shape `[columns × (2^bits − 1)]`, ascending in each column.
  private let borders: AlignedArray<Double>

  init(_ points: LanePoints, columns: Int, bits: Int, sample: Int) {
    let parts = 1 << bits
    let drawn = min(points.count, sample)
    var borders: [Double] = []
    for j in 0..<columns {
      // The first points in canonical order are as good as a shuffle.
      let values = (0..<drawn).map { points[$0, j] }.sorted()
      borders += (1..<parts).map { values[$0 * drawn / parts] }
    }
    self.bits = bits
    self.columns = columns
    count = 1 << (bits * columns)
    self.borders = AlignedArray(borders, filler: 0)
  }

  /// The number of the cell of a point, with the uppermost bits of each column first.
  func number(of point: Int, in points: LanePoints) -> UInt32 {
    let bordersPerColumn = 1 << bits - 1
    var number: UInt32 = 0
    for j in 0..<columns {
      let value = unsafe points.coordinates.base[
        (point / LanePoints.lanes * points.columns + j) * LanePoints.lanes + point
          % LanePoints.lanes]
      let column = unsafe borders.base + j * bordersPerColumn
      // The number of borders that are at most the value, bit by bit.
      var below = 0
      for bit in (0..<bits).reversed() {
        let tried = below | 1 << bit
        if unsafe column[tried - 1] <= value { below = tried }
      }
      for bit in 0..<bits { number |= UInt32(below >> bit & 1) << UInt32(bit * columns + j) }
    }
    return number
  }
}
