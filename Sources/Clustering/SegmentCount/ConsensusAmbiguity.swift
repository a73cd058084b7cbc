import Matrices

/// The share of row pairs that are sometimes together and sometimes not when random subsamples are clustered.
///
/// Many subsamples are clustered. The consensus of a pair is the share of the subsamples containing
/// both rows in which they share a segment. The ambiguity is the share of pairs with a consensus above
/// 0.1 and at most 0.9; lower is better. S. Monti et al., Machine Learning 52, 2003; the measure: Y.
/// Șenbabaoğlu, G. Michailidis, J. Li, Scientific Reports 4, 2014.
public struct ConsensusAmbiguity: Equatable, Sendable {
  /// One entry per number of segments, ascending.
  public let rows: [Row]
  /// The number of rows among which pairs were formed.
  public let sampledRows: Int

  /// The ambiguity at one number of segments.
  public struct Row: Equatable, Sendable {
    /// The number of segments.
    public let k: Int
    /// The share of ambiguous pairs, 0...1.
    public let ambiguity: Double
  }

  /// The maximum number of distinct rows among which pairs are formed, drawn by weight.
  public static let mostSampledRows = 1000

  /// The number of segments above 1 with the smallest ambiguity, ties to fewer segments; `nil` if there
  /// is none.
  public var choice: Int? {
    rows.filter { $0.k > 1 }.min { ($0.ambiguity, $0.k) < ($1.ambiguity, $1.k) }?.k
  }

  /// Draws subsamples, clusters them and counts pairs.
  ///
  /// - Parameters:
  ///   - candidates: Numbers of segments.
  ///   - points: The rows, prepared.
  ///   - method: How subsamples are clustered; its own `k` is ignored.
  ///   - parts: The number of subsamples, at least 2.
  ///   - share: The share of rows in each subsample.
  ///   - seed: The seed of the random numbers.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: What the method throws; `.cancelled`.
  /// - Complexity: That of `parts` fits per candidate, and a million pairs for each.
  public init(
    _ candidates: some Sequence<Int>, of points: PreparedPoints,
    by method: any ClusteringMethod = KMeans(k: 1, restarts: 3, polish: .transfers),
    parts: Int = 50, share: Double = 0.8, seed: UInt64 = 1, control: RunControl
  ) throws(ClusteringError) {
    let candidates = Set(candidates).sorted()
    let source = ResampleSource(points)
    let count = max(2, parts)
    let sample = Self.sample(points, seed: seed)
    let found = try Replicates.map(count, control: control) {
      (part, control) throws(ClusteringError) -> [[Int32]] in
      let random = CounterRandom(seed: seed, purpose: .subsets, words: [4, UInt64(part)])
      let drawn = source.part(share, random)
      guard let resample = try Resample(points, counts: drawn, control: control) else {
        throw .noRows
      }
      var row = [Int32](repeating: -1, count: drawn.count)
      for (place, origin) in resample.origins.enumerated() { row[Int(origin)] = Int32(place) }
      var labels: [[Int32]] = []
      for k in candidates {
        let fitted = try method.with(k: k)
          .fit(resample.points, seed: seed, control: control).labels
        labels.append(
          sample.map { row[Int($0)] < 0 ? .min : Int32(fitted[Int(row[Int($0)])]) })
      }
      return labels
    }
    var rows: [Row] = []
    for (place, k) in candidates.enumerated() {
      if control.cancellation.isCancelled { throw .cancelled }
      rows.append(Row(k: k, ambiguity: Self.ambiguity(found.map { $0[place] })))
    }
    self.rows = rows
    sampledRows = sample.count
  }

  /// Distinct points drawn with probability growing with their weight, in canonical order.
  private static func sample(_ points: PreparedPoints, seed: UInt64) -> [Int32] {
    let lanes = points.canonical.points
    let random = CounterRandom(seed: seed, purpose: .sampling, words: [5])
    let order = (0..<lanes.count).map { (random.exponential(UInt64($0)) / lanes.weights[$0], $0) }
      .sorted { $0 < $1 }
    return order.prefix(mostSampledRows).map { Int32($0.1) }.sorted()
  }

  private static func ambiguity(_ divisions: [[Int32]]) -> Double {
    let n = divisions[0].count
    var ambiguous = 0
    var pairs = 0
    for a in 0..<n {
      for b in 0..<a {
        var both = 0
        var together = 0
        for labels in divisions where labels[a] != .min && labels[b] != .min {
          both += 1
          if labels[a] == labels[b] { together += 1 }
        }
        guard both > 0 else { continue }
        pairs += 1
        // In whole numbers, so that 0.1 and 0.9 are exact.
        if 10 * together > both, 10 * together <= 9 * both { ambiguous += 1 }
      }
    }
    return pairs > 0 ? Double(ambiguous) / Double(pairs) : 0
  }
}
