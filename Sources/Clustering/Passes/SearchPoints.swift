import Matrices

/// Points in single precision, for searches that are verified in double precision.
///
/// They are relative to an origin near most of them and scaled, so that squares neither overflow nor
/// lose the digits that distinguish near centroids. They are made once for all restarts.
struct SearchPoints: Sendable {
  /// Shape `[groups · 8 × stride]`, row by row.
  let rows: AlignedArray<Float>
  /// The number of columns, padded with zeros to a multiple of four.
  let stride: Int
  /// Shape `[d]`, in the unit of the points.
  let origin: [Double]
  /// A power of two that brings every coordinate below 1.
  let scale: Double
  /// The number of columns, *d*.
  let columns: Int
  /// Their order, or `nil` for that of the original points.
  let order: SpatialOrder?
  /// The same points as integers, or `nil` if integers cannot distinguish them.
  let cells: SearchCells?

  /// The number of points used to find an origin.
  private static let sample = 255

  /// Copies the points: 4 bytes for each number.
  ///
  /// - Parameters:
  ///   - canonical: The points, in canonical order.
  ///   - centroids: The total number of centroids of all runs that search the points.
  ///   - control: Threads and cancellation.
  /// - Throws: `CancellationError`.
  init(
    _ canonical: LanePoints, centroids: Int, control: RunControl
  ) throws(CancellationError) {
    let isOrdered = SpatialOrder.pays(canonical, centroids: centroids)
    let order = isOrdered ? try SpatialOrder(canonical, control: control) : nil
    try self.init(canonical, order: order, control: control)
  }

  /// Copies the points in a given order.
  init(
    _ canonical: LanePoints, order: SpatialOrder?, control: RunControl
  ) throws(CancellationError) {
    let points = order?.points ?? canonical
    let d = points.columns
    let stride = (d + 3) / 4 * 4
    let count = min(canonical.count, Self.sample)
    // A median stays near most points if a few are far away. Canonical order is as good as a shuffle,
    // and any origin gives the same labels.
    let origin = (0..<d).map { j in
      (0..<count).map { canonical[$0, j] }.sorted()[count / 2]
    }
    let scale = Double(
      sign: .plus, exponent: points.reach > 0 ? min(1000, -1 - Int(points.reach.exponent)) : 0,
      significand: 1)
    let rows = AlignedArray<Float>(
      repeating: 0, count: points.groups * LanePoints.lanes * stride)
    try Parallel.forEach(
      points.blocks, control: control.quiet(threads: control.threads)
    ) { block, _ in
      for group in points.groups(of: block) {
        let lanes = unsafe points.coordinates.base + group * d * LanePoints.lanes
        for lane in 0..<LanePoints.lanes {
          let row = unsafe rows.base + (group * LanePoints.lanes + lane) * stride
          for j in 0..<d {
            unsafe row[j] = Float((lanes[j * LanePoints.lanes + lane] - origin[j]) * scale)
          }
        }
      }
    }
    cells = try SearchCells(rows, stride: stride, columns: d, control: control)
    self.rows = rows
    self.order = order
    self.stride = stride
    self.origin = origin
    self.scale = scale
    columns = d
  }

  /// Centroids in the layout of the points: rows of `stride` numbers.
  func centers(_ centroids: [Double], k: Int) -> [Float] {
    var centers = [Float](repeating: 0, count: k * stride)
    for c in 0..<k {
      for j in 0..<columns {
        centers[c * stride + j] = Float((centroids[c * columns + j] - origin[j]) * scale)
      }
    }
    return centers
  }
}
