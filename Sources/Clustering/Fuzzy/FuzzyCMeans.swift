import Matrices

/// Fuzzy c-means: rows belong to every segment to a degree, more to nearer ones.
///
/// The memberships *u* of a row sum to 1. The objective, the sum of *u*ᵐ times squared distance, is
/// minimized; a membership is then proportional to the distance to the power of −2 / (*m* − 1), and
/// centroids are means weighted by *u*ᵐ. The first start is the best k-means result; the others are
/// random. J. Dunn, Journal of Cybernetics 3, 1973; J. Bezdek, "Pattern Recognition with Fuzzy
/// Objective Function Algorithms", Plenum, 1981.
///
/// The result is a function of the rows with their weights as a set, the settings and the seed.
///
/// ```swift
/// let model = try FuzzyCMeans(k: 4).fit(points, control: RunControl(threads: 2))
/// model.memberships   // [n × 4]
/// ```
public struct FuzzyCMeans: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// The exponent *m*, above 1: near 1 memberships are nearly 0 or 1, for large values they become equal.
  public var fuzziness: Double
  /// The number of starts, at least 1; the smallest objective wins, ties to the earlier.
  public var starts: Int
  /// The seed of the random numbers.
  public var seed: UInt64
  /// The maximum number of iterations from one start.
  public var maxIterations: Int
  /// Stop when the sum of squared movements of the centroids is at most this times the mean variance of
  /// the columns.
  public var tolerance: Double

  /// Settings for a fit; omitted settings take their defaults.
  public init(
    k: Int, fuzziness: Double = 2, starts: Int = 5, seed: UInt64 = 1, maxIterations: Int = 500,
    tolerance: Double = 1e-12
  ) {
    self.k = k
    self.fuzziness = fuzziness
    self.starts = max(1, starts)
    self.seed = seed
    self.maxIterations = max(1, maxIterations)
    self.tolerance = max(0, tolerance)
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all starts.
  /// - Throws: `ClusteringError` for rows, weights, `k` or a fuzziness that cannot be used;
  ///   `.cancelled`.
  /// - Complexity: O(*starts · iterations · n k d*); 8 *k* bytes per row for the memberships.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> FuzzyModel {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Finds the segments of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FuzzyModel {
    guard fuzziness > 1, fuzziness < 1e6 else { throw .fuzzinessOutOfRange(fuzziness) }
    try points.checkSegments(k)
    let quiet = control.quiet(threads: control.threads)
    let lanes = points.canonical.points
    let pass = FuzzyPass(lanes, k: k, fuzziness: fuzziness, control: quiet)
    do {
      var best: Run?
      for start in 0..<starts {
        let run = try run(pass, from: center(start, points: points, control: quiet), points)
        if best.map({ run.found.objective < $0.found.objective }) ?? true { best = run }
        control.progress?(Double(start + 1) / Double(starts))
      }
      guard var best else { throw CancellationError() }
      let order = CanonicalNumbers.order(weights: best.found.masses, centroids: best.centroids)
      let d = lanes.columns
      best.centroids = order.flatMap { best.centroids[$0 * d..<($0 + 1) * d] }
      best.found = try pass(best.centroids)
      return try FuzzyModel(best, fuzziness: fuzziness, points: points, control: quiet)
    } catch {
      throw .cancelled
    }
  }

  /// The result of one start: the objective and the masses are those of the centroids.
  struct Run {
    var centroids: [Double]
    var found: FuzzyPass.Found
    var iterations: Int
    var hasConverged: Bool
  }

  private func run(
    _ pass: FuzzyPass, from start: [Double], _ points: PreparedPoints
  ) throws(CancellationError) -> Run {
    let enough = tolerance * points.canonical.meanVariance
    var run = Run(centroids: start, found: try pass(start), iterations: 0, hasConverged: false)
    while run.iterations < maxIterations, !run.hasConverged {
      let next = run.found.means
      let shift = zip(next, run.centroids).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
      run.centroids = next
      run.found = try pass(next)
      run.iterations += 1
      run.hasConverged = shift <= enough
    }
    return run
  }

  /// The centres of a start: those of k-means for the first, random rows for the others.
  private func center(
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
}
