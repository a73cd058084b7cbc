import Matrices

/// How a number differs between segments, such as spend or a later outcome.
///
/// The number need not be a feature of the clustering; no distances are computed.
public struct NumberBySegment: Equatable, Sendable {
  /// The number of rows with a value in each segment, shape `[k]`.
  public let counts: [Int]
  /// The mean of each segment in the unit of the number, shape `[k]`; `nil` if no row has a value.
  public let means: [Double?]
  /// The share of the variance between segments, η² in 0...1: the sum of squares of the segment means
  /// around the overall mean, weighted by their rows, divided by that of the values.
  ///
  /// It is the square of the correlation ratio, of K. Pearson, "On the general theory of skew
  /// correlation and non-linear regression", Drapers' Company Research Memoirs, Biometric Series 2,
  /// 1905. It never falls when a segment is split, so it cannot choose the number of segments.
  /// `nil` for fewer than two segments with values, and if all values are equal.
  public let etaSquared: Double?

  /// Compares segments by a number.
  ///
  /// - Parameters:
  ///   - values: Shape `[n]`; a row without a value, or with one that is not finite, is left out.
  ///   - labels: Shape `[n]`, segments from 0; a negative label is noise and is left out.
  /// - Throws: `.labelCount` if there are not as many labels as values.
  /// - Complexity: O(*n*), with exact sums: the order of the rows does not change a digit.
  public init(_ values: [Double?], labels: [Int]) throws(ClusteringError) {
    guard values.count == labels.count else {
      throw .labelCount(labels: labels.count, rows: values.count)
    }
    let k = (labels.max() ?? -1) + 1
    var sums = [ExactSum](repeating: ExactSum(), count: max(0, k))
    var counts = [Int](repeating: 0, count: max(0, k))
    for case (let value?, let label) in zip(values, labels) where label >= 0 && value.isFinite {
      sums[label].add(value)
      counts[label] += 1
    }
    let means = sums.indices.map { counts[$0] > 0 ? sums[$0].value / Double(counts[$0]) : nil }
    self.counts = counts
    self.means = means
    etaSquared = Self.etaSquared(values, labels, means, counts)
  }

  private static func etaSquared(
    _ values: [Double?], _ labels: [Int], _ means: [Double?], _ counts: [Int]
  ) -> Double? {
    let rows = counts.reduce(0, +)
    guard counts.count(where: { $0 > 0 }) > 1 else { return nil }
    var sum = ExactSum()
    for case (let value?, let label) in zip(values, labels) where label >= 0 && value.isFinite {
      sum.add(value)
    }
    let mean = sum.value / Double(rows)
    var all = ExactSum()
    for case (let value?, let label) in zip(values, labels) where label >= 0 && value.isFinite {
      all.add((value - mean) * (value - mean))
    }
    var between = ExactSum()
    for case (let own?, let count) in zip(means, counts) {
      between.add(Double(count) * (own - mean) * (own - mean))
    }
    guard all.value > 0, all.value.isFinite, between.value.isFinite else { return nil }
    // It can exceed 1 only by rounding.
    return min(1, between.value / all.value)
  }
}
