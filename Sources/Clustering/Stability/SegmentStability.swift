import Matrices

/// How reproducible each segment is when the rows change slightly.
///
/// The rows are resampled, subsampled or perturbed by noise and clustered again by the same method.
/// Each segment is compared with the most similar new segment by the Jaccard coefficient: the number of
/// rows in both divided by the number of rows in either. C. Hennig, "Cluster-wise assessment of cluster
/// stability", Comput. Statist. Data Anal. 52, 2007; R's `clusterboot`.
///
/// A row that is drawn several times counts that many times, both in the fit and in the coefficient.
/// Stability does not make a segment real: a method that always cuts in the middle is stable too.
///
/// ```swift
/// let method = KMeans(k: 4)
/// let labels = try method.fit(points, control: control).labels
/// let stability = try SegmentStability(of: labels, by: method.lightened, on: points, control: control)
/// stability.segments[0].meanJaccard   // 0...1
/// stability.segments[0].mark          // such as .valid
/// ```
public struct SegmentStability: Equatable, Sendable {
  /// One entry per segment, by ascending label.
  public let segments: [Segment]
  /// The mean over replicates of the adjusted Rand index between old and new labels.
  public let meanAdjustedRand: Double
  /// The smallest adjusted Rand index over replicates.
  public let leastAdjustedRand: Double
  /// The number of replicates.
  public let replicates: Int

  /// How the rows are perturbed.
  public enum Perturbation: Equatable, Sendable {
    /// Unchanged rows; only the seed of the method differs.
    case seeds
    /// As many rows are drawn as there are, with replacement.
    case bootstrap
    /// Each row is kept with this probability.
    case subsets(share: Double)
    /// A uniform random number is added to every value; its standard deviation is `share` times that of
    /// the column.
    case noise(share: Double)
  }

  /// How reproducible one segment is.
  public struct Segment: Equatable, Sendable {
    /// Its label.
    public let label: Int
    /// The mean Jaccard coefficient with the most similar new segment, 0...1.
    public let meanJaccard: Double
    /// The share of replicates with a coefficient above 0.75.
    public let recoveredShare: Double
    /// The share of replicates with a coefficient of 0.5 or less.
    public let dissolvedShare: Double

    /// The mark of the mean, by the rules of thumb of `clusterboot`.
    public var mark: Mark { Mark(meanJaccard) }
  }

  /// How reliably a segment is found again.
  public enum Mark: String, Equatable, Sendable, CaseIterable {
    /// A mean coefficient of 0.85 or more.
    case highlyStable = "highly stable"
    /// 0.75 or more.
    case valid
    /// 0.6 or more: there is a pattern, but its members are doubtful.
    case pattern
    /// Above 0.5: not to be trusted.
    case doubtful
    /// 0.5 or less.
    case dissolved

    /// The mark of a Jaccard coefficient.
    public init(_ jaccard: Double) {
      switch jaccard {
      case 0.85...: self = .highlyStable
      case 0.75...: self = .valid
      case 0.6...: self = .pattern
      case let mean where mean > 0.5: self = .doubtful
      default: self = .dissolved
      }
    }
  }

  /// Perturbs the rows, clusters them again and compares, many times.
  ///
  /// - Parameters:
  ///   - labels: The clustering to test, one label per row; below 0 is noise, which is not compared.
  ///   - method: How the perturbed rows are clustered. A few restarts are enough, since every replicate
  ///     repeats them.
  ///   - points: The rows, prepared.
  ///   - perturbation: How the rows are perturbed.
  ///   - replicates: The number of replicates, at least 1.
  ///   - seed: The seed of the random numbers.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: `.labelCount`; what the method throws, also if fewer distinct rows are drawn than
  ///   segments; `.cancelled`.
  /// - Complexity: That of `replicates` fits.
  public init(
    of labels: [Int], by method: any ClusteringMethod, on points: PreparedPoints,
    perturbation: Perturbation = .bootstrap, replicates: Int = 100, seed: UInt64 = 1,
    control: RunControl
  ) throws(ClusteringError) {
    guard labels.count == points.rows else {
      throw .labelCount(labels: labels.count, rows: points.rows)
    }
    let questioned = PointLabels(labels, points)
    let source = ResampleSource(points)
    let whole = source.whole
    let count = max(1, replicates)
    let found = try Replicates.map(count, control: control) {
      (replicate, control) throws(ClusteringError) -> SegmentComparison in
      let changed = try Self.changed(
        points, source: source, whole: whole, by: perturbation, seed: seed, replicate: replicate,
        control: control)
      let seeds = CounterRandom(seed: seed, purpose: .stabilitySeeds, words: [1])
      let fitted = try method.fit(
        changed.points, seed: seeds.bits(UInt64(replicate)), control: control)
      return SegmentComparison(
        questioned, origins: changed.origins, counts: changed.counts, labels: fitted.labels)
    }
    segments = SegmentComparison.segments(questioned.labels, found)
    meanAdjustedRand = found.reduce(0) { $0 + $1.adjustedRand } / Double(count)
    leastAdjustedRand = found.reduce(1) { min($0, $1.adjustedRand) }
    self.replicates = count
  }

  /// The rows of one replicate, with the points they come from.
  private struct Changed: Sendable {
    let points: PreparedPoints
    let origins: [Int32]
    let counts: [Int32]
  }

  private static func changed(
    _ points: PreparedPoints, source: ResampleSource, whole: [Int32], by perturbation: Perturbation,
    seed: UInt64, replicate: Int, control: RunControl
  ) throws(ClusteringError) -> Changed {
    func drawn(_ counts: [Int32]) throws(ClusteringError) -> Changed {
      guard let resample = try Resample(points, counts: counts, control: control) else {
        throw .noRows
      }
      return Changed(
        points: resample.points, origins: resample.origins, counts: resample.counts)
    }
    let word = [UInt64(replicate)]
    switch perturbation {
    case .seeds: return try drawn(whole)
    case .bootstrap:
      return try drawn(
        source.bootstrap(CounterRandom(seed: seed, purpose: .bootstrap, words: word)))
    case .subsets(let share):
      return try drawn(
        source.part(share, CounterRandom(seed: seed, purpose: .subsets, words: word)))
    case .noise(let share):
      let shaken = Self.shaken(
        points.canonical.points, total: points.totalWeight, share: share,
        CounterRandom(seed: seed, purpose: .noise, words: word))
      let lanes = points.canonical.points
      return Changed(
        points: try PreparedPoints(
          shaken, weights: (0..<lanes.count).map { lanes.weights[$0] },
          control: control.quiet(threads: control.threads)),
        origins: Array(0..<Int32(lanes.count)), counts: whole)
    }
  }

  private static func shaken(
    _ lanes: LanePoints, total: Double, share: Double, _ random: CounterRandom
  ) -> Matrix {
    let d = lanes.columns
    var values = [Double](repeating: 0, count: lanes.count * d)
    for j in 0..<d {
      let mean = BlockSum.sum(count: lanes.count) { lanes.weights[$0] * lanes[$0, j] } / total
      let variance =
        BlockSum.sum(count: lanes.count) {
          lanes.weights[$0] * (lanes[$0, j] - mean) * (lanes[$0, j] - mean)
        } / total
      // A uniform number of width √12 has standard deviation 1.
      let width = share * variance.squareRoot() * 3.4641016151377544
      for p in 0..<lanes.count {
        values[p * d + j] = lanes[p, j] + width * (random.unit(UInt64(p * d + j)) - 0.5)
      }
    }
    return Matrix(rows: lanes.count, columns: d, values: values)
  }
}

extension SegmentStability.Segment {
  /// Summarizes the coefficients of several comparisons; without any, the mean is 0.
  public init(label: Int, coefficients: [Double]) {
    let n = Double(max(1, coefficients.count))
    self.init(
      label: label, meanJaccard: coefficients.reduce(0, +) / n,
      recoveredShare: Double(coefficients.count { $0 > 0.75 }) / n,
      dissolvedShare: Double(coefficients.count { $0 <= 0.5 }) / n)
  }
}

/// The labels of distinct points.
///
/// Equal rows with different labels, which our methods never produce, count with the lowest.
struct PointLabels: Sendable {
  /// The labels from 0 that occur, ascending.
  let labels: [Int]
  /// The place of each point's label among them, or −1 for noise.
  let place: [Int32]

  init(_ rowLabels: [Int], _ points: PreparedPoints) {
    let canonical = points.canonical
    var ofPoint = [Int](repeating: .max, count: canonical.points.count)
    for (row, point) in canonical.pointOfRow.enumerated() where point >= 0 {
      ofPoint[Int(point)] = min(ofPoint[Int(point)], rowLabels[row])
    }
    let labels = Set(ofPoint.filter { $0 >= 0 && $0 < .max }).sorted()
    var places: [Int: Int32] = [:]
    for (place, label) in labels.enumerated() { places[label] = Int32(place) }
    self.labels = labels
    place = ofPoint.map { places[$0] ?? -1 }
  }
}
