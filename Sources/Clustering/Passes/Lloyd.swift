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
  /// What the points of each part sum to.
  var sums: PartSums
  /// The weighted sum of squared distances to the centroids.
  var inertia: Double
  /// How often the centroids were moved.
  var updates: Int
  /// Whether the last labels repeated, or the last move was within the tolerance.
  var hasConverged: Bool

  /// The same parts under other numbers: the new part `i` is the old part `order[i]`.
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
  /// The points in single precision, to save most of the work where there are several passes.
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

  /// Iterates from starting centres, shape `[k × d]`, to labels that repeat.
  ///
  /// The labels and the inertia that come back are those of the final centroids.
  ///
  /// - Parameters:
  ///   - start: The centres.
  ///   - known: A division of the same points into as many parts. Where the first labels are like its
  ///     labels, sums need not be made anew; results are the same without it.
  ///   - first: A first division of the same points among some of the centres, of which the same holds.
  ///   - begun: Told of the passes when the first of them is done.
  /// - Returns: The division that came to rest, or the last one there was time for.
  /// - Throws: `CancellationError`.
  func run(
    from start: [Double], resuming known: Partition? = nil, after first: FirstDivision? = nil,
    begun: (LloydPasses) -> Void = { _ in }
  ) throws(CancellationError) -> Partition {
    var passes = LloydPasses(self, resuming: known, after: first)
    var centroids = start
    var updates = 0
    while true {
      // Labels that were known before the first pass are those of other centroids.
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

  /// The division of the points among centroids that stay where they are.
  func assign(
    _ centroids: [Double], resuming known: Partition? = nil
  ) throws(CancellationError) -> Partition {
    var passes = LloydPasses(self, resuming: known)
    _ = try passes.assign(centroids)
    return try passes.partition(updates: 0, hasConverged: false)
  }

  /// The mean of each part; a part without points gets the point that fits its own part worst.
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
