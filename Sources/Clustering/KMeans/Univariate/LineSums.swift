import Matrices

/// Points on a line in ascending order, with prefix sums in double-double precision.
///
/// Values and weights are multiplied by powers of two, which is exact and keeps squares far from
/// overflow; inertias are in these units, and only their order is meaningful.
struct LineSums: Sendable {
  /// The number of points, *m*.
  let count: Int
  /// The points in ascending order of their value.
  let order: [Int32]
  /// Prefix sums of weights, weighted values and weighted squares, in the layout that
  /// `segue_line_level` reads.
  let sums: AlignedArray<Double>
  /// The length of one of the arrays in `sums`.
  let width: Int
  /// The reciprocal of the factor by which values were multiplied.
  private let unit: Double

  /// The number of places that a vector may read after the last sum.
  static let padding = 8

  /// Sorts distinct points of one column.
  ///
  /// - Throws: `CancellationError`.
  init(_ points: LanePoints, control: RunControl) throws(CancellationError) {
    precondition(points.columns == 1, "a line has one column")
    let m = points.count
    var entries = (0..<m).map { (value: points[$0, 0], point: Int32($0)) }
    try control.checkCancellation()
    entries.sort { $0.value < $1.value }
    try control.checkCancellation()
    let largest = max(abs(entries.first?.value ?? 0), abs(entries.last?.value ?? 0))
    let exponent = largest > 0 ? largest.exponent : 0
    let mass = BlockSum.sum(count: m) { points.weights[$0] }
    let massExponent = mass > 0 ? mass.exponent : 0
    let valueScale = Double(sign: .plus, exponent: -exponent, significand: 1)
    let massScale = Double(sign: .plus, exponent: -massExponent, significand: 1)
    let width = m + 1 + Self.padding
    let sums = AlignedArray(repeating: 0.0, count: 6 * width)
    var totals = [Twofold](repeating: Twofold(high: 0, low: 0), count: 3)
    for (i, entry) in entries.enumerated() {
      let w = points.weights[Int(entry.point)] * massScale
      let x = entry.value * valueScale
      let wx = Twofold(product: w, x)
      for (which, term) in [Twofold(high: w, low: 0), wx, wx.times(x)].enumerated() {
        totals[which] = totals[which].plus(term)
        sums[2 * which * width + i + 1] = totals[which].high
        sums[(2 * which + 1) * width + i + 1] = totals[which].low
      }
    }
    count = m
    order = entries.map(\.point)
    unit = Double(sign: .plus, exponent: exponent, significand: 1)
    self.sums = sums
    self.width = width
  }

  /// The weighted mean of the points `range`, which is not empty, in the units of the points.
  func mean(_ range: Range<Int>) -> Double {
    Self.over(range, 1, in: sums, width: width) / Self.over(range, 0, in: sums, width: width)
      * unit
  }

  private static func over(
    _ range: Range<Int>, _ which: Int, in sums: AlignedArray<Double>, width: Int
  ) -> Double {
    let (high, low) = (2 * which * width, (2 * which + 1) * width)
    return (sums[high + range.upperBound] - sums[high + range.lowerBound])
      + (sums[low + range.upperBound] - sums[low + range.lowerBound])
  }
}

/// A number of about 106 binary digits, as the sum of two doubles.
private struct Twofold {
  var high: Double
  var low: Double

  init(high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  /// The exact product of two numbers by Dekker's method, without a fused operation.
  init(product a: Double, _ b: Double) {
    let (aHigh, aLow) = Self.halves(a)
    let (bHigh, bLow) = Self.halves(b)
    high = a * b
    low = ((aHigh * bHigh - high) + (aHigh * bLow + aLow * bHigh)) + aLow * bLow
  }

  func times(_ b: Double) -> Twofold {
    let product = Twofold(product: high, b)
    return Twofold(high: product.high, low: product.low + low * b)
  }

  func plus(_ other: Twofold) -> Twofold {
    let total = high + other.high
    let back = total - high
    let lost = (high - (total - back)) + (other.high - back) + (low + other.low)
    let rounded = total + lost
    return Twofold(high: rounded, low: lost - (rounded - total))
  }

  private static func halves(_ x: Double) -> (Double, Double) {
    let wide = x * 134_217_729
    let high = wide - (wide - x)
    return (high, x - high)
  }
}
