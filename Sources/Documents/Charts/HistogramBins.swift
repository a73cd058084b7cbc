#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How often values fall into equal parts of their range: the small picture of a distribution.
///
/// What is no finite number is left out. If all values are equal, the first bin holds them all. If
/// all are whole and span no more than the number of bins, each has a bin of its own, so that
/// counts such as 1, 2, 3 show no gaps that are not in the data.
package struct HistogramBins: Equatable, Sendable {
  /// The least and the greatest value; `nil` if there is none.
  package let range: ClosedRange<Double>?
  package let counts: [Int]

  /// How bins divide the range.
  package enum Scale: Sendable {
    case linear
    /// By the logarithm; linear all the same if a value is not positive.
    case logarithmic
  }

  /// - Parameters:
  ///   - values: Any, in any order; the order has no part in the result.
  ///   - bins: At most so many, at least 1.
  ///   - scale: How the bins divide the range.
  /// - Complexity: O(values).
  package init(_ values: [Double], bins: Int = 10, scale: Scale = .linear) {
    let bins = max(1, bins)
    var lowest = Double.infinity
    var highest = -Double.infinity
    var allWhole = true
    for value in values where value.isFinite {
      lowest = min(lowest, value)
      highest = max(highest, value)
      allWhole = allWhole && value == value.rounded()
    }
    guard lowest <= highest else {
      range = nil
      counts = Array(repeating: 0, count: bins)
      return
    }
    range = lowest...highest
    let rule = BinRule(
      lowest: lowest, highest: highest, bins: bins, allWhole: allWhole, scale: scale)
    var counts = [Int](repeating: 0, count: rule.bins)
    for value in values where value.isFinite { counts[rule.bin(of: value)] += 1 }
    self.counts = counts
  }

  /// The counts as shares of the greatest: 0...1, all 0 if there are no values.
  package var heights: [Double] {
    let greatest = counts.max() ?? 0
    return counts.map { greatest == 0 ? 0 : Double($0) / Double(greatest) }
  }
}

/// The bin of a value.
private struct BinRule {
  let bins: Int
  private let lowest: Double
  private let width: Double
  private let isLogarithmic: Bool
  private let isByValue: Bool

  init(lowest: Double, highest: Double, bins: Int, allWhole: Bool, scale: HistogramBins.Scale) {
    isLogarithmic = scale == .logarithmic && lowest > 0
    // Halves, because the span of the largest numbers is no finite number.
    isByValue = allWhole && !isLogarithmic && highest / 2 - lowest / 2 < Double(bins) / 2
    self.lowest = isLogarithmic ? log2(lowest) : lowest / 2
    width = isLogarithmic ? log2(highest) - log2(lowest) : highest / 2 - lowest / 2
    self.bins = isByValue ? Int(highest - lowest) + 1 : bins
  }

  func bin(of value: Double) -> Int {
    if isByValue { return Int(value - lowest * 2) }
    guard width > 0 else { return 0 }
    let place = ((isLogarithmic ? log2(value) : value / 2) - lowest) / width
    return min(bins - 1, max(0, Int(place * Double(bins))))
  }
}
