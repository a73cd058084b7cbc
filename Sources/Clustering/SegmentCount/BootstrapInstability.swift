import Matrices

/// How often the clusterings of two samples disagree about whether two rows belong together.
///
/// Two bootstrap samples are clustered and all rows are assigned by both. The share of row pairs that
/// are together in only one of the two is averaged over pairs of samples. Lower is better; it favours
/// few segments. Y. Fang, J. Wang, "Selection of the number of clusters via the bootstrap method",
/// Comput. Statist. Data Anal. 56, 2012.
public struct BootstrapInstability: Equatable, Sendable {
  /// One entry per number of segments, ascending.
  public let rows: [Row]

  /// The instability at one number of segments.
  public struct Row: Equatable, Sendable {
    /// The number of segments.
    public let k: Int
    /// The mean share of pairs on which two clusterings disagree, 0...1.
    public let instability: Double
  }

  /// The number of segments above 1 with the smallest instability, ties to fewer segments; `nil` if
  /// there is none.
  public var choice: Int? {
    rows.filter { $0.k > 1 }.min { ($0.instability, $0.k) < ($1.instability, $1.k) }?.k
  }

  /// Draws pairs of samples, clusters them and compares the clusterings.
  ///
  /// - Parameters:
  ///   - candidates: Numbers of segments.
  ///   - points: The rows, prepared.
  ///   - method: How samples are clustered; its own `k` is ignored.
  ///   - pairs: The number of pairs of samples, at least 1.
  ///   - seed: The seed of the random numbers.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: What the method throws; `.cancelled`.
  /// - Complexity: That of 2 · `pairs` fits per candidate.
  public init(
    _ candidates: some Sequence<Int>, of points: PreparedPoints,
    by method: any ClusteringMethod = KMeans(k: 1, restarts: 3, polish: .transfers),
    pairs: Int = 20, seed: UInt64 = 1, control: RunControl
  ) throws(ClusteringError) {
    let candidates = Set(candidates).sorted()
    let source = ResampleSource(points)
    let whole = source.whole
    let count = max(1, pairs)
    let found = try Replicates.map(count, control: control) {
      (pair, control) throws(ClusteringError) -> [Double] in
      var samples: [Resample] = []
      for side in 0..<2 {
        let random = CounterRandom(
          seed: seed, purpose: .bootstrap, words: [3, UInt64(2 * pair + side)])
        let counts = source.bootstrap(random)
        guard let sample = try Resample(points, counts: counts, control: control) else {
          throw .noRows
        }
        samples.append(sample)
      }
      var values: [Double] = []
      for k in candidates {
        var labels: [[Int]] = []
        for sample in samples {
          let fitted = try method.with(k: k).fit(sample.points, seed: seed, control: control)
          labels.append(try fitted.assign(points.canonical.points, control: control))
        }
        values.append(Self.disagreement(labels[0], labels[1], counts: whole))
      }
      return values
    }
    rows = candidates.indices.map { place in
      Row(
        k: candidates[place],
        instability: found.reduce(0) { $0 + $1[place] } / Double(count))
    }
  }

  /// The share of pairs of copies that two clusterings treat differently.
  private static func disagreement(_ a: [Int], _ b: [Int], counts: [Int32]) -> Double {
    let (ka, kb) = ((a.max() ?? 0) + 2, (b.max() ?? 0) + 2)
    var table = [Int](repeating: 0, count: ka * kb)
    for p in counts.indices { table[(a[p] + 1) * kb + b[p] + 1] += Int(counts[p]) }
    func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
    let together = table.reduce(0) { $0 + pairs($1) }
    let first = (0..<ka).reduce(0.0) { sum, i in
      sum + pairs(table[i * kb..<(i + 1) * kb].reduce(0, +))
    }
    let second = (0..<kb).reduce(0.0) { sum, j in
      sum + pairs((0..<ka).reduce(0) { $0 + table[$1 * kb + j] })
    }
    let all = pairs(table.reduce(0, +))
    return all > 0 ? (first + second - 2 * together) / all : 0
  }
}
