import Planning
import Relations

/// A short rule that describes a segment: `recency <= 42 and monetary > 310`.
struct SegmentRule: Equatable, Sendable {
  struct Condition: Equatable, Sendable {
    let column: String
    let isAbove: Bool
    let limit: Double

    var code: String {
      "\(quotedName(column)) \(isAbove ? ">" : "<=") \(plainNumber(limit))"
    }
  }

  let conditions: [Condition]
  /// The share of the matching customers that are in the segment.
  let precision: Double
  /// The share of the segment that matches the rule.
  let recall: Double

  var code: String { conditions.map(\.code).joined(separator: " and ") }
}

/// Finds short rules, one condition after the other.
///
/// A condition compares a column with one of at most 40 limits: quantiles of the customers, rounded to three
/// digits for readability. Each step adds the condition with the largest increase of F1, the harmonic mean
/// of precision and recall; it ends after three conditions or if F1 increases by less than 0.01. Ties go to
/// the earlier column, the lower limit and `<=`. A missing value matches no condition. The shares are those
/// of the rule as printed.
struct SegmentRules {
  private struct Feature {
    let name: String
    let limits: [Double]
    /// For each customer, the number of limits below the value; `nil` for a missing value.
    let bins: [UInt8?]
  }

  private let features: [Feature]
  private let labels: [Int]

  private static let mostConditions = 3
  private static let leastGain = 0.01

  /// - Parameters:
  ///   - columns: Names with a value or `nil` for each customer.
  ///   - labels: The segment of each customer, −1 for none.
  init(_ columns: [(name: String, values: [Double?])], labels: [Int]) {
    self.labels = labels
    features = columns.map { column in
      let limits = SegmentRules.limits(of: column.values.compactMap { $0 })
      return Feature(
        name: column.name, limits: limits,
        bins: column.values.map { value in
          value.map { value in UInt8(SegmentRules.count(of: limits, below: value)) }
        })
    }
  }

  /// The number of limits below a value; limits ascend.
  private static func count(of limits: [Double], below value: Double) -> Int {
    var (low, high) = (0, limits.count)
    while low < high {
      let middle = (low + high) / 2
      if limits[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func limits(of values: [Double]) -> [Double] {
    let sorted = values.sorted()
    guard let last = sorted.last else { return [] }
    var limits: [Double] = []
    for step in 0..<40 {
      let limit = rounded(sorted[(sorted.count - 1) * step / 40])
      if limit < last, limit > limits.last ?? -.infinity { limits.append(limit) }
    }
    return limits
  }

  /// Rounds down to three significant digits.
  private static func rounded(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    var scale = 1.0
    while value.magnitude * scale < 100 { scale *= 10 }
    while value.magnitude * scale >= 1_000 { scale /= 10 }
    let digits = (value * scale).rounded(.down)
    return scale >= 1 ? digits / scale : digits * (1 / scale).rounded()
  }

  /// The rule of a segment; `nil` if no condition separates it from the others.
  func rule(of segment: Int) -> SegmentRule? {
    var fits = labels.map { $0 >= 0 }
    let size = labels.count { $0 == segment }
    var conditions: [SegmentRule.Condition] = []
    var best = score(hits: size, all: fits.count { $0 }, size: size)
    var shares = (precision: 0.0, recall: 0.0)
    for _ in 0..<SegmentRules.mostConditions {
      guard let step = step(for: segment, among: fits, size: size),
        step.score >= best + SegmentRules.leastGain
      else { break }
      let feature = features[step.feature]
      best = step.score
      shares = (Double(step.hits) / Double(step.all), Double(step.hits) / Double(size))
      conditions.append(
        SegmentRule.Condition(
          column: feature.name, isAbove: step.isAbove, limit: feature.limits[step.limit]))
      for row in fits.indices where fits[row] {
        fits[row] = feature.bins[row].map { (Int($0) > step.limit) == step.isAbove } ?? false
      }
    }
    return conditions.isEmpty
      ? nil
      : SegmentRule(
        conditions: conditions, precision: shares.precision, recall: shares.recall)
  }

  private struct Step {
    let feature: Int
    let limit: Int
    let isAbove: Bool
    let hits: Int
    let all: Int
    let score: Double
  }

  private func step(for segment: Int, among fits: [Bool], size: Int) -> Step? {
    var best: Step?
    for (place, feature) in features.enumerated() {
      var hits = [Int](repeating: 0, count: feature.limits.count + 1)
      var all = hits
      for row in fits.indices where fits[row] {
        guard let bin = feature.bins[row] else { continue }
        all[Int(bin)] += 1
        if labels[row] == segment { hits[Int(bin)] += 1 }
      }
      let (totalHits, total) = (hits.reduce(0, +), all.reduce(0, +))
      var (below, belowHits) = (0, 0)
      for limit in feature.limits.indices {
        below += all[limit]
        belowHits += hits[limit]
        for isAbove in [false, true] {
          let found = isAbove ? totalHits - belowHits : belowHits
          let count = isAbove ? total - below : below
          let score = score(hits: found, all: count, size: size)
          if score > best?.score ?? 0 {
            best = Step(
              feature: place, limit: limit, isAbove: isAbove, hits: found, all: count, score: score)
          }
        }
      }
    }
    return best
  }

  /// F1: 2 · hits / (matching customers + customers of the segment).
  private func score(hits: Int, all: Int, size: Int) -> Double {
    all + size == 0 ? 0 : 2 * Double(hits) / Double(all + size)
  }
}

/// A number as written in a script, without an exponent or a fraction of zero.
func plainNumber(_ value: Double) -> String { Literal.number(value).plainText }
