import Kernels
import Matrices

/// Points divided among centroids.
struct Partition: Sendable {
  /// Shape `[k × d]`, row after row.
  var centroids: [Double]
  /// The centroid of each point, and of the points that fill the last group up.
  var labels: AlignedArray<Int32>
  /// The weight of each part.
  var masses: [Double]
  /// The weighted sum of squared distances to the centroids.
  var inertia: Double
  /// How often the centroids were moved.
  var updates: Int
  /// Whether the last labels repeated, or the last move was within the tolerance.
  var hasConverged: Bool
}

/// Lloyd's iteration: nearest centroid, then the mean of what is nearest, and again.
///
/// Both happen in one pass over the points. S. Lloyd, "Least squares quantization in PCM", IEEE
/// Trans. Inf. Theory 28, 1982; the stopping rule is scikit-learn's.
struct Lloyd {
  let points: LanePoints
  let k: Int
  /// Stop when the centroids moved by no more than this in all, as a sum of squares.
  let tolerance: Double
  let maxIterations: Int
  let control: RunControl

  private let partials: AlignedArray<Double>
  private let scratch: AlignedArray<Double>

  init(
    points: LanePoints, k: Int, tolerance: Double, maxIterations: Int, control: RunControl
  ) {
    self.points = points
    self.k = k
    self.tolerance = tolerance
    self.maxIterations = maxIterations
    self.control = control
    let sums = k * (points.columns + 1)
    partials = AlignedArray(repeating: 0, count: points.blocks * (sums + 2))
    scratch = AlignedArray(repeating: 0, count: control.threads * 4 * sums)
  }

  /// Iterates from starting centres, shape `[k × d]`, to labels that repeat.
  ///
  /// The labels and the inertia that come back are those of the final centroids.
  func run(from start: [Double]) throws(CancellationError) -> Partition {
    let labels = AlignedArray<Int32>(repeating: -1, count: points.groups * LanePoints.lanes)
    var centroids = start
    var updates = 0
    while true {
      let pass = try assign(centroids, labels: labels)
      let isRepeat = pass.changed == 0
      if isRepeat || updates == maxIterations {
        return Partition(
          centroids: centroids, labels: labels, masses: pass.masses, inertia: pass.inertia,
          updates: updates, hasConverged: isRepeat)
      }
      let next = try means(of: pass, centroids: centroids, labels: labels)
      updates += 1
      let shift = zip(next, centroids).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      centroids = next
      if shift <= tolerance {
        let pass = try assign(centroids, labels: labels)
        return Partition(
          centroids: centroids, labels: labels, masses: pass.masses, inertia: pass.inertia,
          updates: updates, hasConverged: true)
      }
    }
  }

  /// What one pass over the points finds.
  struct Pass {
    /// The weighted sums of the columns and the weight, shape `[k × (d + 1)]`.
    let sums: [Double]
    /// How many labels differ from those before.
    let changed: Int
    /// The weighted sum of squared distances.
    let inertia: Double
    /// The number of columns, *d*.
    let columns: Int

    var masses: [Double] { stride(from: columns, to: sums.count, by: columns + 1).map { sums[$0] } }
  }

  /// Gives each point its nearest centroid, ties to the lower index, and adds the points up.
  func assign(
    _ centroids: [Double], labels: AlignedArray<Int32>
  ) throws(CancellationError) -> Pass {
    let d = points.columns
    let sums = k * (d + 1)
    let (points, k, partials, scratch) = (points, k, partials, scratch)
    try Parallel.forEach(points.blocks, control: control) { block, worker in
      let groups = points.groups(of: block)
      let partial = unsafe partials.base + block * (sums + 2)
      let changed = unsafe segue_lloyd(
        points.coordinates.base + groups.lowerBound * d * LanePoints.lanes,
        points.weights.base + groups.lowerBound * LanePoints.lanes, Int64(groups.count), Int64(d),
        centroids, Int64(k), labels.base + groups.lowerBound * LanePoints.lanes, partial,
        scratch.base + worker * 4 * sums, partial + sums)
      unsafe partial[sums + 1] = Double(changed)
    }
    BlockSum.tree(partials, blocks: points.blocks, width: sums + 2)
    return Pass(
      sums: partials.array(0..<sums), changed: Int(partials[sums + 1]), inertia: partials[sums],
      columns: d)
  }

  /// The mean of each part; a part without points gets the point that fits its own part worst.
  private func means(
    of pass: Pass, centroids: [Double], labels: AlignedArray<Int32>
  ) throws(CancellationError) -> [Double] {
    let d = points.columns
    var sums = pass.sums
    let empty = (0..<k).filter { sums[$0 * (d + 1) + d] == 0 }
    if !empty.isEmpty {
      try EmptyParts(points: points, k: k, control: control)
        .fill(empty, sums: &sums, centroids: centroids, labels: labels)
    }
    var means = centroids
    for c in 0..<k where sums[c * (d + 1) + d] > 0 {
      for j in 0..<d { means[c * d + j] = sums[c * (d + 1) + j] / sums[c * (d + 1) + d] }
    }
    return means
  }
}
