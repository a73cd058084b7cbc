import Matrices

/// How much the segments depend on the seed.
///
/// The same rows are fitted with several seeds derived from one, and the clusterings are compared by
/// the adjusted Rand index. High agreement means that the algorithm is stable, not that the segments
/// are real: a few distant customers can pin the centroids (see `OutlierInfluence`).
public struct SeedStability: Equatable, Sendable {
  /// The mean adjusted Rand index over all pairs of fits, not below 0; 1 if all agree.
  public let mean: Double
  /// The smallest adjusted Rand index of a pair.
  public let least: Double
  /// The inertia of each fit.
  public let inertias: [Double]

  /// Fits `fits` times and compares.
  ///
  /// - Parameters:
  ///   - settings: The settings of the fit; the seeds are derived from its seed, its `start` is
  ///     ignored. Each fit has the same restarts and refinement as the original.
  ///   - points: Rows, prepared.
  ///   - fits: The number of seeds, at least 2.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: As `KMeans.fit`.
  /// - Complexity: That of `fits` fits, and O(*fits*² *n*) for the comparison.
  public init(
    of settings: KMeans, on points: PreparedPoints, fits: Int = 10, control: RunControl
  ) throws(ClusteringError) {
    let count = max(2, fits)
    let seeds = CounterRandom(seed: settings.seed, purpose: .stabilitySeeds)
    var models: [KMeansModel] = []
    for fit in 0..<count {
      var again = settings
      again.start = nil
      again.seed = seeds.bits(UInt64(fit))
      let share = 1 / Double(count)
      models.append(
        try again.fit(points, control: control.part(from: Double(fit) * share, share: share)))
    }
    inertias = models.map(\.inertia)
    var sum = 0.0
    var least = 1.0
    for a in 0..<count {
      for b in 0..<a {
        let index = try Agreement.adjustedRand(models[a].labels, models[b].labels)
        sum += index
        least = min(least, index)
      }
    }
    mean = max(0, sum / Double(count * (count - 1) / 2))
    self.least = least
  }
}
