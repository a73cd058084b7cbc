import Matrices

/// k-means with a minimum and a maximum share of the weight per segment.
///
/// For segments with practical limits: none too small for a campaign, none larger than a team can
/// handle. Like k-means it alternates between means and the best assignment, which is found as a
/// minimum-cost flow. P. Bradley, K. Bennett, A. Demiriz, "Constrained k-means clustering", Microsoft
/// Research, 2000.
///
/// Equal rows always share a segment. If all distinct rows have the same weight, each assignment is
/// optimal and the bounds hold exactly. Otherwise fewer than 2 *k* rows may be split between segments;
/// each goes where most of its weight is, so a size may miss its bound by the weight of such rows:
/// `SizeConstrainedModel.weights` holds the actual weights.
///
/// The result is a function of the rows with their weights as a set, the settings and the seed.
///
/// ```swift
/// let model = try SizeConstrainedKMeans(k: 4, shares: 0.1...0.4)
///   .fit(points, control: RunControl(threads: 2))
/// ```
public struct SizeConstrainedKMeans: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// The minimum and the maximum share of the weight of a segment, within 0...1.
  ///
  /// If all weights are whole numbers, so are the bounds: the minimum is rounded up, the maximum down.
  public var shares: ClosedRange<Double>
  /// The number of starts, at least 1: the first from k-means without bounds, the others from random rows.
  ///
  /// The smallest inertia wins, ties to the earlier.
  public var starts: Int
  /// The seed of the random numbers.
  public var seed: UInt64
  /// The maximum number of iterations from one start.
  public var maxIterations: Int
  /// The maximum size in bytes of an assignment.
  public var memoryLimit: Int

  /// 4 GiB.
  public static let defaultMemoryLimit = 4 << 30

  /// Settings for a fit; omitted settings take their defaults.
  public init(
    k: Int, shares: ClosedRange<Double>, starts: Int = 5, seed: UInt64 = 1,
    maxIterations: Int = 100, memoryLimit: Int = SizeConstrainedKMeans.defaultMemoryLimit
  ) {
    self.k = k
    self.shares = shares
    self.starts = max(1, starts)
    self.seed = seed
    self.maxIterations = max(1, maxIterations)
    self.memoryLimit = memoryLimit
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all starts.
  /// - Throws: `ClusteringError` for rows, weights or `k` that cannot be used; `.sizesOutOfReach` if
  ///   no sizes within the bounds add up to the weight of all rows; `.needsMemory`; `.cancelled`.
  /// - Complexity: O(*starts · iterations · (n k* log *n + e k²*)), where *e* is the number of rows
  ///   that are not in the nearest segment; about 40 *k* bytes per row.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> SizeConstrainedModel {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Finds the segments of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> SizeConstrainedModel {
    try points.checkSegments(k)
    let bounds = try bounds(for: points)
    let (bytes, overflow) = points.distinctRows.multipliedReportingOverflow(by: 40 * k)
    guard !overflow, bytes <= memoryLimit else {
      throw .needsMemory(bytes: overflow ? .max : bytes, limit: memoryLimit)
    }
    let quiet = control.quiet(threads: control.threads)
    do {
      var best: Run?
      for start in 0..<starts {
        let run = try run(
          from: centers(start, points: points, control: quiet), bounds: bounds,
          points: points.canonical.points, control: quiet)
        if best.map({ run.inertia < $0.inertia }) ?? true { best = run }
        control.progress?(Double(start + 1) / Double(starts))
      }
      guard let best else { throw CancellationError() }
      return try SizeConstrainedModel(best, bounds: bounds, points: points, control: quiet)
    } catch {
      throw .cancelled
    }
  }

  /// Means and the assignment to them.
  struct Run {
    var centroids: [Double]
    var division: SizedAssignment
    var labels: [Int32]
    var inertia: Double
    var iterations: Int
    var hasConverged: Bool
  }

  /// Alternates between means and assignments until the inertia no longer falls.
  private func run(
    from start: [Double], bounds: ClosedRange<Double>, points: LanePoints, control: RunControl
  ) throws(CancellationError) -> Run {
    func divided(_ centroids: [Double], iterations: Int) throws(CancellationError) -> Run {
      let division = try SizedAssignment(
        points, centroids: centroids, bounds: bounds, control: control)
      let labels = division.labels
      return Run(
        centroids: centroids, division: division, labels: labels,
        inertia: division.inertia(labels), iterations: iterations, hasConverged: false)
    }
    var run = try divided(start, iterations: 0)
    while run.iterations < maxIterations {
      let sums = LabelSums(points, labels: run.labels, k: k)
      let next = try divided(
        sums.means(keeping: run.centroids), iterations: run.iterations + 1)
      guard next.inertia < run.inertia else {
        // The means of the same labels, if they are not worse.
        if next.inertia == run.inertia { run = next }
        run.hasConverged = true
        return run
      }
      run = next
    }
    return run
  }

  private func centers(
    _ start: Int, points: PreparedPoints, control: RunControl
  ) throws -> [Double] {
    guard start > 0 else {
      return try KMeans(k: k, seed: seed, polish: .transfers)
        .fit(points, control: control).centroids.values
    }
    return try GreedySeeding(points: points.canonical, control: control)
      .choose(k, seed: seed, restart: start)
      .flatMap { points.canonical.points.point($0) }
  }

  /// The minimum and the maximum weight of a segment: whole if all weights are.
  private func bounds(
    for points: PreparedPoints
  ) throws(ClusteringError) -> ClosedRange<Double> {
    let total = points.totalWeight
    let lanes = points.canonical.points
    let isWhole = (0..<lanes.count).allSatisfy {
      lanes.weights[$0] == lanes.weights[$0].rounded()
    }
    var (least, most) = (shares.lowerBound * total, shares.upperBound * total)
    if isWhole {
      // Shares are decimal: 5 % of 100 rows are 5 rows, despite binary rounding.
      least = (least * (1 - 1e-12)).rounded(.up)
      most = (most * (1 + 1e-12)).rounded(.down)
    }
    let count = Double(k)
    let slack = total * 1e-12
    guard least >= 0, least <= most, least * count <= total + slack, most * count >= total - slack
    else { throw .sizesOutOfReach(k: k, least: least, most: most, total: total) }
    return least...most
  }
}
