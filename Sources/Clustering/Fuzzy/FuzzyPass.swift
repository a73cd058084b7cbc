import Kernels
import Matrices

/// Points and their memberships in centroids.
struct FuzzyPass: Sendable {
  private let points: LanePoints
  private let k: Int
  private let fuzziness: Double
  private let control: RunControl
  private let partials: AlignedArray<Double>
  private let scratch: AlignedArray<Double>

  init(_ points: LanePoints, k: Int, fuzziness: Double, control: RunControl) {
    self.points = points
    self.k = k
    self.fuzziness = fuzziness
    self.control = control
    let d = points.columns
    partials = AlignedArray(repeating: 0, count: points.blocks * (k * (d + 2) + 2))
    scratch = AlignedArray(
      repeating: 0, count: control.threads * LanePoints.lanes * (k * (d + 3) + 2))
  }

  /// The result of one pass over the points.
  struct Found {
    /// The means by membership, shape `[k × d]`.
    let means: [Double]
    /// The weight of each segment: the sum of weights times memberships.
    let masses: [Double]
    /// The sum of weight times membership to the power of the fuzziness times squared distance.
    let objective: Double
    /// The sum of weight times squared membership.
    let squaredMemberships: Double
  }

  /// Computes the memberships for centroids of shape `[k × d]`, and the resulting means.
  func callAsFunction(_ centroids: [Double]) throws(CancellationError) -> Found {
    let width = k * (points.columns + 2) + 2
    try run(centroids, memberships: nil)
    BlockSum.tree(partials, blocks: points.blocks, width: width)
    let d = points.columns
    var means = centroids
    for c in 0..<k {
      let pull = partials[c * (d + 2) + d]
      // A segment too far away to have any membership keeps its centroid.
      guard pull > 0 else { continue }
      for j in 0..<d { means[c * d + j] = partials[c * (d + 2) + j] / pull }
    }
    return Found(
      means: means, masses: (0..<k).map { partials[$0 * (d + 2) + d + 1] },
      objective: partials[width - 2], squaredMemberships: partials[width - 1])
  }

  /// The memberships of all points: for each group of eight, those in each segment in turn.
  func memberships(_ centroids: [Double]) throws(CancellationError) -> AlignedArray<Double> {
    let found = AlignedArray(repeating: 0.0, count: points.groups * LanePoints.lanes * k)
    try run(centroids, memberships: found)
    return found
  }

  /// Memberships as a matrix, shape `[rows × k]`, with the memberships of a point for each row.
  static func matrix(
    _ memberships: AlignedArray<Double>, k: Int, points: some Collection<Int32>
  ) -> Matrix {
    var values: [Double] = []
    values.reserveCapacity(points.count * k)
    for point in points {
      let (group, lane) = Int(point).quotientAndRemainder(dividingBy: LanePoints.lanes)
      for c in 0..<k { values.append(memberships[(group * k + c) * LanePoints.lanes + lane]) }
    }
    return Matrix(rows: points.count, columns: k, values: values)
  }

  private func run(
    _ centroids: [Double], memberships: AlignedArray<Double>?
  ) throws(CancellationError) {
    let d = points.columns
    let width = k * (d + 2) + 2
    let (points, k, fuzziness, partials, scratch) = (points, k, fuzziness, partials, scratch)
    try Parallel.forEach(points.blocks, control: control) { block, worker in
      let groups = points.groups(of: block)
      let first = groups.lowerBound * LanePoints.lanes
      unsafe segue_fuzzy(
        points.coordinates.base + first * d, points.weights.base + first, Int64(groups.count),
        Int64(d), centroids, Int64(k), fuzziness, memberships.map { unsafe $0.base + first * k },
        scratch.base + worker * LanePoints.lanes * (k * (d + 3) + 2),
        partials.base + block * width)
    }
  }
}
