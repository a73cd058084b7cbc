import Matrices

/// Points in single precision, for searches that double precision checks.
///
/// They are counted from an origin near most of them and scaled, so that their squares neither
/// overflow nor lose the digits that tell near centroids apart. Made once for all restarts.
struct SearchPoints: Sendable {
  /// Shape `[groups · 8 × stride]`, row after row.
  let rows: AlignedArray<Float>
  /// The number of columns, filled up with zeros to a multiple of four.
  let stride: Int
  /// Shape `[d]`, in the unit of the points.
  let origin: [Double]
  /// A power of two that brings every coordinate below 1.
  let scale: Double
  /// The number of columns, *d*.
  let columns: Int
  /// The order they stand in, or `nil` for that of the points they were made from.
  let order: SpatialOrder?
  /// The same points in whole numbers, or `nil` if those cannot tell any two apart.
  let cells: SearchCells?

  /// Points that are looked at to find an origin.
  private static let sample = 255

  /// Copies the points: 4 bytes for each number.
  ///
  /// - Parameters:
  ///   - canonical: The points, in canonical order.
  ///   - centroids: How many all runs of Lloyd that search them have together.
  ///   - control: Threads and cancellation.
  /// - Throws: `CancellationError`.
  init(
    _ canonical: LanePoints, centroids: Int, control: RunControl
  ) throws(CancellationError) {
    let isOrdered = SpatialOrder.pays(canonical, centroids: centroids)
    let order = isOrdered ? try SpatialOrder(canonical, control: control) : nil
    try self.init(canonical, order: order, control: control)
  }

  /// Copies the points in an order that is given.
  init(
    _ canonical: LanePoints, order: SpatialOrder?, control: RunControl
  ) throws(CancellationError) {
    let points = order?.points ?? canonical
    let d = points.columns
    let stride = (d + 3) / 4 * 4
    let count = min(canonical.count, Self.sample)
    // A median keeps to the crowd where a few points are far away. Canonical order is as good as a
    // shuffle, and any origin gives the same labels.
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

  /// Centroids as the points are: rows of `stride` numbers.
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
