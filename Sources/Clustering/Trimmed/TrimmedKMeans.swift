import Matrices
import Synchronization

/// Trimmed k-means: k-means that sets the farthest rows aside.
///
/// A few distant rows can pull a mean towards them or form a segment of their own. Here a share of the
/// weight is left out so that the inertia is smallest: those rows are noise, −1. From each start, the
/// means of the kept rows and the set of farthest rows are updated in turn until nothing changes; the
/// best of several starts wins. J. Cuesta-Albertos, A. Gordaliza, C. Matrán, "Trimmed k-means: an
/// attempt to robustify quantizers", Annals of Statistics 25, 1997; concentration steps and many starts
/// after L. García-Escudero, A. Gordaliza, C. Matrán, A. Mayo-Iscar, "A general trimming approach to
/// robust cluster analysis", Annals of Statistics 36, 2008.
///
/// The result is a function of the rows with their weights as a set, the settings and the seed.
///
/// ```swift
/// let model = try TrimmedKMeans(k: 4, share: 0.05).fit(points, control: RunControl(threads: 2))
/// model.labels   // −1 for the 5 % that fit nowhere
/// ```
public struct TrimmedKMeans: Equatable, Sendable {
  /// The number of segments, *k*.
  public var k: Int
  /// The share of the weight that is set aside, in 0..<1.
  ///
  /// If all weights are whole numbers, so is the weight set aside: it is rounded down. Otherwise the
  /// row on the edge counts in part.
  public var share: Double
  /// The number of starts, at least 1.
  ///
  /// Every second start draws rows by weight; the others draw rows far from the previous ones but not
  /// among the farthest, so that outliers are rarely drawn. The best five after three steps run to the
  /// end; the smallest inertia wins, ties to the earlier.
  public var starts: Int
  /// The seed of the random numbers.
  public var seed: UInt64
  /// The maximum number of iterations from one start.
  public var maxIterations: Int

  static let firstSteps = 3
  static let followedStarts = 5

  /// Settings for a fit; omitted settings take their defaults.
  public init(
    k: Int, share: Double = 0.05, starts: Int = 20, seed: UInt64 = 1, maxIterations: Int = 100
  ) {
    self.k = k
    self.share = share
    self.starts = max(1, starts)
    self.seed = seed
    self.maxIterations = max(1, maxIterations)
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all starts.
  /// - Throws: `ClusteringError` for rows, weights, `k` or `share` that cannot be used;
  ///   `.moreSegmentsThanDistinctRows` also if too few rows are kept; `.cancelled`.
  /// - Complexity: O(*starts · iterations · n k d*).
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> TrimmedModel {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Finds the segments of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> TrimmedModel {
    guard share >= 0, share < 1 else { throw .shareOutOfRange(share) }
    try points.checkSegments(k)
    let lanes = points.canonical.points
    let trimmed = weightSetAside(points)
    let isWide = starts >= control.threads
    let inner = control.quiet(threads: isWide ? 1 : control.threads)
    let outer = RunControl(
      threads: isWide ? control.threads : 1, cancellation: control.cancellation,
      progress: control.part(from: 0, share: 0.7).progress)
    let search = TrimmedSearch(points: points.canonical, k: k, weight: trimmed, control: inner)
    let found = Mutex([(start: Int, state: TrimmedSearch.State)]())
    do {
      let settings = self
      try Parallel.forEach(starts, control: outer) { start, _ in
        guard
          let centers = try? search.start(start, seed: settings.seed),
          let state = try? search.concentrated(
            search.state(centers), steps: min(Self.firstSteps, settings.maxIterations))
        else { return }
        found.withLock { $0.append((start, state)) }
      }
      let states = found.withLock { $0 }.sorted { $0.start < $1.start }
      guard states.count == starts else { throw CancellationError() }
      let leaders = states.sorted { ($0.state.inertia, $0.start) < ($1.state.inertia, $1.start) }
        .prefix(Self.followedStarts)
      var best: TrimmedSearch.State?
      for (place, leader) in leaders.enumerated() {
        let state = try search.concentrated(
          leader.state, steps: maxIterations - leader.state.steps)
        if best.map({ state.inertia < $0.inertia }) ?? true { best = state }
        control.progress?(0.7 + 0.3 * Double(place + 1) / Double(leaders.count))
      }
      guard let best else { throw CancellationError() }
      let occupied = best.masses.count { $0 > 0 }
      guard occupied == k else {
        throw ClusteringError.moreSegmentsThanDistinctRows(k: k, distinct: occupied)
      }
      let order = CanonicalNumbers.order(weights: best.masses, centroids: best.centroids)
      let d = lanes.columns
      var numbered = try search.state(
        order.flatMap { best.centroids[$0 * d..<($0 + 1) * d] })
      numbered.steps = best.steps
      numbered.hasConverged = best.hasConverged
      return try TrimmedModel(
        numbered, share: share, startInertias: states.map(\.state.inertia), points: points)
    } catch let error as ClusteringError {
      throw error
    } catch {
      throw .cancelled
    }
  }

  /// The weight to set aside: whole if all weights are.
  private func weightSetAside(_ points: PreparedPoints) -> Double {
    let exact = share * points.totalWeight
    let lanes = points.canonical.points
    let isWhole = (0..<lanes.count).allSatisfy {
      lanes.weights[$0] == lanes.weights[$0].rounded()
    }
    // Shares are decimal: 5 % of 100 rows are 5 rows, despite binary rounding.
    return isWhole ? (exact * (1 + 1e-12)).rounded(.down) : exact
  }
}
