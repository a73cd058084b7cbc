import Matrices

/// Whether the segments of one half of the rows predict those of the other half.
///
/// The rows are split in half and both halves are clustered. For each segment of one half, the share of
/// its row pairs that the other half's segments also keep together is computed. The strength is that
/// share for the worst segment, averaged over splits and both directions; segments of fewer than two
/// rows do not count. 0.8 or more is taken as real structure. R. Tibshirani, G. Walther, J. Comput.
/// Graph. Statist. 14, 2005.
///
/// ```swift
/// let strength = try PredictionStrength(2...8, of: points, control: RunControl(threads: 2))
/// strength.rows.map(\.strength)   // one per number of segments
/// strength.choice()               // the largest with at least 0.8
/// ```
public struct PredictionStrength: Equatable, Sendable {
  /// One entry per number of segments, ascending.
  public let rows: [Row]

  /// The strength at one number of segments.
  public struct Row: Equatable, Sendable {
    /// The number of segments.
    public let k: Int
    /// The mean over splits, 0...1.
    public let strength: Double
    /// The standard deviation over splits.
    public let deviation: Double
  }

  /// The threshold recommended by the authors.
  public static let threshold = 0.8

  /// The largest number of segments that reaches a strength; `nil` if none above 1 does, which means
  /// that there are no segments.
  public func choice(threshold: Double = PredictionStrength.threshold) -> Int? {
    rows.last { $0.k > 1 && $0.strength >= threshold }?.k
  }

  /// Splits the rows, clusters both halves and predicts each by the other.
  ///
  /// - Parameters:
  ///   - candidates: Numbers of segments.
  ///   - points: The rows, prepared.
  ///   - method: How halves are clustered; its own `k` is ignored.
  ///   - splits: The number of splits, at least 1.
  ///   - seed: The seed of the random numbers.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: What the method throws, also if a half has fewer distinct rows than segments;
  ///   `.cancelled`.
  /// - Complexity: That of 2 · `splits` fits of half the rows, per candidate.
  public init(
    _ candidates: some Sequence<Int>, of points: PreparedPoints,
    by method: any ClusteringMethod = KMeans(k: 1, restarts: 3, polish: .transfers),
    splits: Int = 20, seed: UInt64 = 1, control: RunControl
  ) throws(ClusteringError) {
    let candidates = Set(candidates).sorted()
    let source = ResampleSource(points)
    let count = max(1, splits)
    let found = try Replicates.map(count, control: control) {
      (split, control) throws(ClusteringError) -> [Double] in
      let first = source.part(
        0.5, CounterRandom(seed: seed, purpose: .subsets, words: [2, UInt64(split)]))
      guard
        let one = try Resample(points, counts: first, control: control),
        let other = try Resample(points, counts: source.rest(of: first), control: control)
      else { throw .noRows }
      var strengths: [Double] = []
      for k in candidates {
        let method = method.with(k: k)
        let a = try method.fit(one.points, seed: seed, control: control)
        let b = try method.fit(other.points, seed: seed, control: control)
        let forth = try Self.strength(of: b.labels, on: other, foretold: a, control: control)
        let back = try Self.strength(of: a.labels, on: one, foretold: b, control: control)
        strengths.append((forth + back) / 2)
      }
      return strengths
    }
    rows = candidates.indices.map { place in
      let values = found.map { $0[place] }
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      return Row(k: candidates[place], strength: mean, deviation: variance.squareRoot())
    }
  }

  /// The smallest share, over segments, of pairs that stay together when rows are assigned by `other`.
  private static func strength(
    of labels: [Int], on half: Resample, foretold other: FittedSegments, control: RunControl
  ) throws(ClusteringError) -> Double {
    let foretold = try other.assign(half.points.canonical.points, control: control)
    var counts: [Int: [Int: Int]] = [:]
    for (row, label) in labels.enumerated() where label >= 0 {
      counts[label, default: [:]][foretold[row], default: 0] += Int(half.counts[row])
    }
    // A minimum does not depend on the order of the dictionary.
    return leastShare(counts.values.lazy.map { Array($0.values) })
  }

  /// The smallest share, over segments, of pairs that are kept together; 1 if no segment has a pair.
  ///
  /// - Parameter segments: For each segment, the number of its rows in each predicted segment.
  /// - Returns: A share, 0...1.
  static func leastShare(_ segments: some Sequence<[Int]>) -> Double {
    var least = 1.0
    for parts in segments {
      let size = parts.reduce(0, +)
      guard size > 1 else { continue }
      let together = parts.reduce(0) { $0 + $1 * ($1 - 1) }
      least = min(least, Double(together) / Double(size * (size - 1)))
    }
    return least
  }
}
