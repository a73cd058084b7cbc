import Matrices
import Planning

extension NumberGroups {
  /// The middle, the quartiles and their 95% intervals in a segment of `size` customers; `nil` without a
  /// value.
  func spread(of segment: Int, size: Int) -> Profile.Spread? {
    let own = counts[segment]
    let count = own.reduce(0, +)
    guard count > 0 else { return nil }
    var sum = ExactSum()
    for (value, times) in zip(values, own) { for _ in 0..<times { sum.add(value) } }
    let mean = sum.value / Double(count)
    var squares = ExactSum()
    for (value, times) in zip(values, own) {
      for _ in 0..<times { squares.add((value - mean) * (value - mean)) }
    }
    let deviation = count > 1 ? (squares.value / Double(count - 1)).squareRoot() : 0
    let ranked = RankedValues(values: values, counts: own)
    return Profile.Spread(
      missing: size - count, mean: mean, q1: ranked.quantile(0.25), median: ranked.quantile(0.5),
      q3: ranked.quantile(0.75),
      meanInterval: meanInterval(mean: mean, deviation: deviation, count: count),
      q1Interval: ranked.interval(0.25), medianInterval: ranked.interval(0.5),
      q3Interval: ranked.interval(0.75))
  }
}

/// Values by rank: distinct ascending values, and how often each occurs.
struct RankedValues {
  private let values: [Double]
  /// The number of values up to and including each distinct one.
  private let ends: [Int]

  init(values: [Double], counts: [Int]) {
    self.values = values
    var ends: [Int] = []
    for count in counts { ends.append((ends.last ?? 0) + count) }
    self.ends = ends
  }

  var count: Int { ends.last ?? 0 }

  /// The value of a rank from 0.
  private func value(at rank: Int) -> Double {
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > rank { high = middle } else { low = middle + 1 }
    }
    return values[low]
  }

  /// The quantile of type 7; at least one value.
  func quantile(_ p: Double) -> Double {
    let place = Double(count - 1) * p
    let rank = Int(place.rounded(.down))
    let low = value(at: rank)
    let high = value(at: min(count - 1, rank + 1))
    return low + (high - low) * (place - Double(rank))
  }

  /// An interval of order statistics that covers a quantile with a probability of at least 95%, whatever
  /// the distribution; `nil` if there are too few values.
  func interval(_ p: Double) -> ClosedRange<Double>? {
    guard let ranks = quantileRanks(count: count, p) else { return nil }
    return value(at: ranks.lowerBound)...value(at: ranks.upperBound)
  }
}

/// The ranks from 0 of the order statistics around the quantile `p` of `count` values, with at most 2.5% on
/// either side.
///
/// The number of values below the quantile is binomial. `nil` if even the smallest or the largest value
/// leaves more: the median needs 6 values, a quartile 13.
///
/// W. J. Conover, "Practical nonparametric statistics", 3rd edition, 1999, section 3.2.
func quantileRanks(count n: Int, _ p: Double) -> ClosedRange<Int>? {
  guard n > 0 else { return nil }
  // Probabilities relative to that of the mode, so that none underflows.
  let mode = min(n, Int(Double(n + 1) * p))
  var weights: [Double] = [1]
  var first = mode
  var weight = 1.0
  while first > 0, weight > 1e-18 {
    weight *= Double(first) / Double(n - first + 1) * (1 - p) / p
    weights.append(weight)
    first -= 1
  }
  weights.reverse()
  weight = 1
  var last = mode
  while last < n, weight > 1e-18 {
    weight *= Double(n - last) / Double(last + 1) * p / (1 - p)
    weights.append(weight)
    last += 1
  }
  let total = weights.reduce(0, +)
  // The largest l with P(B < l) ≤ 2.5%, and the smallest u with P(B ≥ u) ≤ 2.5%.
  var (low, below) = (first, 0.0)
  for weight in weights {
    guard (below + weight) / total <= 0.025 else { break }
    below += weight
    low += 1
  }
  var (high, above) = (last + 1, 0.0)
  for weight in weights.reversed() {
    guard (above + weight) / total <= 0.025 else { break }
    above += weight
    high -= 1
  }
  // Ranks from 1: the l-th and the u-th value.
  guard low >= 1, high <= n else { return nil }
  return low - 1...high - 1
}

/// Student's 95% interval of a mean; `nil` for fewer than ten values.
private func meanInterval(mean: Double, deviation: Double, count: Int) -> ClosedRange<Double>? {
  guard count >= 10, mean.isFinite, deviation.isFinite else { return nil }
  let half = studentQuantile(degrees: count - 1) * deviation / Double(count).squareRoot()
  return mean - half...mean + half
}

/// The 0.975 quantile of Student's distribution for at least nine degrees of freedom, to 1e-4.
///
/// M. Abramowitz and I. Stegun, 26.7.5.
func studentQuantile(degrees: Int) -> Double {
  let (z, v) = (1.959963984540054, Double(degrees))
  let square = z * z
  let first = z * (square + 1) / 4
  let second = z * ((5 * square + 16) * square + 3) / 96
  let third = z * (((3 * square + 19) * square + 17) * square - 15) / 384
  let fourth = z * ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160
  return z + (first + (second + (third + fourth / v) / v) / v) / v
}
