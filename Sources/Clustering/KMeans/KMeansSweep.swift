import Matrices

/// Several numbers of segments fitted to the same rows.
///
/// The rows are prepared once, each restart draws its starting centres once for all candidates, and all
/// restarts of all candidates share the threads. Each model equals, bit for bit, the one that `KMeans`
/// finds alone with the same settings.
public struct KMeansSweep: Equatable, Sendable {
  /// The numbers of segments to try, in the order of the models.
  public var candidates: [Int]
  /// The settings of all candidates; its own `k` and `start` are ignored.
  public var settings: KMeans

  /// A sweep over numbers of segments; omitted settings take the defaults of `KMeans`.
  public init(
    _ candidates: some Sequence<Int>, restarts: Int = 10, seed: UInt64 = 1,
    maxIterations: Int = 300, tolerance: Double = 1e-4, polish: KMeans.Polish = .swaps
  ) {
    self.candidates = Array(candidates)
    settings = KMeans(
      k: 1, restarts: restarts, seed: seed, maxIterations: maxIterations, tolerance: tolerance,
      polish: polish)
  }

  /// Fits all candidates.
  ///
  /// - Parameters:
  ///   - points: Rows, prepared.
  ///   - control: Threads, cancellation and progress. Cancellation is not an error: the models finished
  ///     before it are returned.
  ///   - finished: Called with each finished model, from any thread, in no guaranteed order.
  /// - Returns: The models that were finished.
  /// - Throws: `ClusteringError` if a candidate is below 1 or above the number of distinct rows.
  public func fit(
    _ points: PreparedPoints, control: RunControl,
    finished: (@Sendable (KMeansModel) -> Void)? = nil
  ) throws(ClusteringError) -> SweepResult {
    var settings = settings
    settings.start = nil
    return try KMeansFit(settings: settings, candidates: candidates, points: points)
      .run(control: control, finished: finished)
  }

  /// Fits all candidates to rows that are prepared here.
  ///
  /// - Throws: Also the errors of preparing rows, including `.cancelled`.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl,
    finished: (@Sendable (KMeansModel) -> Void)? = nil
  ) throws(ClusteringError) -> SweepResult {
    let prepared = try PreparedPoints(points, weights: weights, control: control)
    return try fit(prepared, control: control, finished: finished)
  }
}

/// The models of a sweep.
public struct SweepResult: Equatable, Sendable {
  /// One model per candidate that was finished, in the order of the candidates.
  public let models: [KMeansModel]
  /// Whether the sweep was cancelled before all models were finished.
  public let isCancelled: Bool
}
