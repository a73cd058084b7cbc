import Matrices

/// How well each segment is found again when the rows are a little different.
///
/// The rows are drawn again, thinned out or shaken, divided anew by the same method, and each
/// segment is compared with the new segment that is most like it, by the Jaccard coefficient: the
/// rows that are in both among the rows that are in either. C. Hennig, "Cluster-wise assessment of
/// cluster stability", Comput. Statist. Data Anal. 52, 2007; R's `clusterboot`.
///
/// A row that is drawn several times counts as often, both in the fit and in the coefficient.
/// Stability does not make a segment real: a method that always cuts in the middle is stable too.
public struct SegmentStability: Equatable, Sendable {
  /// One entry per segment, by ascending label.
  public let segments: [Segment]
  /// The mean over replicates of the adjusted Rand index between old and new labels.
  public let meanAdjustedRand: Double
  /// The least of them.
  public let leastAdjustedRand: Double
  /// How often rows were changed and divided anew.
  public let replicates: Int

  /// What is done to the rows.
  public enum Perturbation: Equatable, Sendable {
    /// Nothing: only the seed of the method is another one each time.
    case seeds
    /// As many rows are drawn as there are, with replacement.
    case bootstrap
    /// Each row is kept with this probability.
    case subsets(share: Double)
    /// A uniform number is added to every value, with so many times the column's standard deviation
    /// as its own.
    case noise(share: Double)
  }

  /// How often one segment was found again.
  public struct Segment: Equatable, Sendable {
    /// Its label.
    public let label: Int
    /// The mean Jaccard coefficient with the most similar new segment, 0...1.
    public let meanJaccard: Double
    /// The share of replicates with a coefficient above 0.75.
    public let recoveredShare: Double
    /// The share of replicates with a coefficient of 0.5 or less.
    public let dissolvedShare: Double

    /// What the mean says, by the rules of thumb of `clusterboot`.
    public var mark: Mark { Mark(meanJaccard) }
  }

  /// How far a segment can be trusted to come back.
  public enum Mark: String, Equatable, Sendable, CaseIterable {
    /// A mean coefficient of 0.85 or more.
    case highlyStable = "highly stable"
    /// 0.75 or more.
    case valid
    /// 0.6 or more: there is something, but who belongs to it is doubtful.
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

  /// Changes the rows, divides them anew and compares, many times.
  ///
  /// - Parameters:
  ///   - labels: The division that is questioned, one label per row; below 0 is noise, which is not
  ///     compared.
  ///   - method: How the changed rows are divided. A few restarts are enough: they are paid for in
  ///     every replicate.
  ///   - points: The rows, prepared.
  ///   - perturbation: What is done to the rows.
  ///   - replicates: How often, at least 1.
  ///   - seed: The seed of the random numbers.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: `.labelCount`; what the method throws, also when fewer distinct rows are drawn than
  ///   there are segments; `.cancelled`.
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
  /// Sums up the coefficients of several comparisons; without any, the mean is 0.
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
/// Rows that are equal and have different labels, which a method of ours never gives, count with
/// the lowest.
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
