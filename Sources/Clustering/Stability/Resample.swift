import Matrices

/// Resampling of rows, as whole-number weights on the same distinct points.
///
/// If all weights are whole numbers, a row of weight *w* is *w* copies. Otherwise as many rows are
/// drawn as there are, each with probability in proportion to its weight.
struct ResampleSource: Sendable {
  private let points: CanonicalPoints
  /// The point of each copy, in the order of the points; `nil` if weights are not whole.
  private let pointOfCopy: [Int32]?
  /// The cumulative weight up to and including each point, if there are no copies.
  private let cumulative: [Double]
  /// The number of copies or rows.
  let copies: Int

  /// With more copies than this, rows are drawn by weight, one per row.
  private static let mostCopies = 5e6

  init(_ points: PreparedPoints) {
    let canonical = points.canonical
    self.points = canonical
    let lanes = canonical.points
    let isWhole = (0..<lanes.count).allSatisfy { lanes.weights[$0] == lanes.weights[$0].rounded() }
    if isWhole, canonical.totalWeight <= Self.mostCopies {
      var copies: [Int32] = []
      copies.reserveCapacity(Int(canonical.totalWeight))
      for p in 0..<lanes.count {
        copies.append(contentsOf: repeatElement(Int32(p), count: Int(lanes.weights[p])))
      }
      pointOfCopy = copies
      cumulative = []
      self.copies = copies.count
    } else {
      pointOfCopy = nil
      var sum = 0.0
      cumulative = (0..<lanes.count).map { p in
        sum += lanes.weights[p]
        return sum
      }
      copies = canonical.rowCounts.reduce(0) { $0 + Int($1) }
    }
  }

  /// How often each point is drawn in a bootstrap sample: as many copies as there are, with replacement.
  func bootstrap(_ random: CounterRandom) -> [Int32] {
    var counts = [Int32](repeating: 0, count: points.points.count)
    for draw in 0..<UInt64(copies) {
      if let pointOfCopy {
        counts[Int(pointOfCopy[random.index(draw, below: copies)])] += 1
      } else {
        counts[point(at: random.unit(draw))] += 1
      }
    }
    return counts
  }

  /// The number of copies of each point in the first part, which each copy joins with probability
  /// `share`.
  func part(_ share: Double, _ random: CounterRandom) -> [Int32] {
    var counts = [Int32](repeating: 0, count: points.points.count)
    for copy in 0..<copies where random.unit(UInt64(copy)) < share {
      if let pointOfCopy {
        counts[Int(pointOfCopy[copy])] += 1
      } else {
        counts[point(at: (Double(copy) + 0.5) / Double(copies))] += 1
      }
    }
    return counts
  }

  /// The copies that are not in a part.
  func rest(of part: [Int32]) -> [Int32] {
    var counts = whole
    for p in counts.indices { counts[p] -= part[p] }
    return counts
  }

  /// Each copy once.
  var whole: [Int32] { part(1, CounterRandom(seed: 0, purpose: .subsets)) }

  private func point(at unit: Double) -> Int {
    let target = unit * (cumulative.last ?? 0)
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// Drawn points, ready to be fitted.
struct Resample: Sendable {
  /// The points that were drawn at least once, each one row.
  let points: PreparedPoints
  /// The original point of each.
  let origins: [Int32]
  /// How often each was drawn.
  let counts: [Int32]

  /// Takes the points whose count is above 0.
  ///
  /// - Returns: `nil` if none is.
  init?(_ source: PreparedPoints, counts: [Int32], control: RunControl) throws(ClusteringError) {
    let origins = (0..<Int32(counts.count)).filter { counts[Int($0)] > 0 }
    guard !origins.isEmpty else { return nil }
    self.origins = origins
    let drawn = origins.map { counts[Int($0)] }
    self.counts = drawn
    do {
      points = PreparedPoints(
        canonical: try CanonicalPoints(
          source.canonical, order: origins, weights: drawn.map { Double($0) }, control: control))
    } catch {
      throw .cancelled
    }
  }
}

extension PreparedPoints {
  /// Takes distinct points as the rows.
  init(canonical: CanonicalPoints) {
    rows = canonical.points.count
    self.canonical = canonical
    weights = (0..<canonical.points.count).map { canonical.points.weights[$0] }
    rowsWithoutWeight = []
    coordinatesWithoutWeight = nil
  }
}

extension CanonicalPoints {
  /// Some of the points of another set, in the same order, with their own weights.
  init(
    _ other: CanonicalPoints, order: [Int32], weights: [Double], control: RunControl
  ) throws(CancellationError) {
    let lanes = LanePoints(other.points, order: order, weights: weights)
    points = lanes
    pointOfRow = Array(0..<Int32(order.count))
    rowCounts = Array(repeating: 1, count: order.count)
    let masses = lanes.weights
    blockWeights = (0..<lanes.blocks).map { block in
      BlockSum.range(of: block, count: lanes.count).reduce(0) { unsafe $0 + masses.base[$1] }
    }
    let segment = try OneSegment(lanes, control: control)
    totalWeight = segment.weight
    meanVariance = segment.sumOfSquares / segment.weight / Double(lanes.columns)
  }
}
