import Kernels
import Matrices

/// Points assigned to centroids.
struct Partition: Sendable {
  /// Shape `[k × d]`, row by row.
  var centroids: [Double]
  /// The centroid of each point, and of the padding points of the last group.
  var labels: AlignedArray<Int32>
  /// The weight of each part.
  var masses: [Double]
  /// The sums of the points of each part.
  var sums: PartSums
  /// The weighted sum of squared distances to the centroids.
  var inertia: Double
  /// The number of updates of the centroids.
  var updates: Int
  /// Whether the last labels repeated, or the last move was within the tolerance.
  var hasConverged: Bool

  /// The same parts renumbered: the new part `i` is the old part `order[i]`.
  func renumbered(_ order: [Int]) -> Partition {
    let d = centroids.count / order.count
    var places = [Int32](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { places[old] = Int32(new) }
    let renamed = AlignedArray<Int32>(repeating: 0, count: labels.count)
    for p in 0..<labels.count { unsafe renamed.base[p] = places[Int(labels.base[p])] }
    return Partition(
      centroids: order.flatMap { centroids[$0 * d..<($0 + 1) * d] }, labels: renamed,
      masses: order.map { masses[$0] }, sums: sums.renumbered(order), inertia: inertia,
      updates: updates, hasConverged: hasConverged)
  }
}

/// Lloyd's iteration: assign points to the nearest centroid, move centroids to the means, repeat.
///
/// Both happen in one pass over the points. S. Lloyd, "Least squares quantization in PCM", IEEE
/// Trans. Inf. Theory 28, 1982; the stopping rule is scikit-learn's.
struct Lloyd {
  let points: LanePoints
  let k: Int
  /// Stop when the sum of squared movements of the centroids is at most this.
  let tolerance: Double
  let maxIterations: Int
  let control: RunControl
  /// The points in single precision, which saves most of the work of repeated passes.
  ///
  /// Without them every distance is computed in double precision: the results are the same.
  let search: SearchPoints?

  init(
    points: LanePoints, k: Int, tolerance: Double, maxIterations: Int,
    search: SearchPoints? = nil, control: RunControl
  ) {
    self.points = points
    self.k = k
    self.tolerance = tolerance
    self.maxIterations = maxIterations
    self.search = search
    self.control = control
  }

  /// Iterates from starting centres, shape `[k × d]`, until labels repeat.
  ///
  /// The returned labels and inertia are those of the final centroids.
  ///
  /// - Parameters:
  ///   - start: The centres.
  ///   - known: An assignment of the same points to the same number of parts. Sums of points whose
  ///     first labels agree with it are reused; results are the same without it.
  ///   - first: A first assignment of the same points to some of the centres, used in the same way.
  ///   - begun: Called with the passes after the first of them.
  /// - Returns: The converged partition, or the last one before the limit.
  /// - Throws: `CancellationError`.
  func run(
    from start: [Double], resuming known: Partition? = nil, after first: FirstDivision? = nil,
    begun: (LloydPasses) -> Void = { _ in }
  ) throws(CancellationError) -> Partition {
    var passes = LloydPasses(self, resuming: known, after: first)
    var centroids = start
    var updates = 0
    while true {
      // Labels known before the first pass belong to other centroids.
      let isRepeat = try passes.assign(centroids) == 0 && updates > 0
      if updates == 0 { begun(passes) }
      if isRepeat || updates == maxIterations {
        return try passes.partition(updates: updates, hasConverged: isRepeat)
      }
      let next = try means(of: passes, centroids: centroids)
      updates += 1
      let shift = zip(next, centroids).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      centroids = next
      if shift <= tolerance {
        _ = try passes.assign(centroids)
        return try passes.partition(updates: updates, hasConverged: true)
      }
    }
  }

  /// The assignment of the points to fixed centroids.
  func assign(
    _ centroids: [Double], resuming known: Partition? = nil
  ) throws(CancellationError) -> Partition {
    var passes = LloydPasses(self, resuming: known)
    _ = try passes.assign(centroids)
    return try passes.partition(updates: 0, hasConverged: false)
  }

  /// The mean of each part; an empty part gets the point farthest from its own centroid.
  private func means(
    of passes: LloydPasses, centroids: [Double]
  ) throws(CancellationError) -> [Double] {
    let d = points.columns
    var sums = passes.sums.values
    let empty = (0..<k).filter { sums[$0 * (d + 1) + d] == 0 }
    if !empty.isEmpty {
      try EmptyParts(points: points, k: k, control: control)
        .fill(empty, sums: &sums, centroids: centroids, labels: passes.labels)
    }
    var means = centroids
    for c in 0..<k where sums[c * (d + 1) + d] > 0 {
      for j in 0..<d { means[c * d + j] = sums[c * (d + 1) + j] / sums[c * (d + 1) + d] }
    }
    return means
  }
}
