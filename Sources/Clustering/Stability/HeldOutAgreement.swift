import Matrices

/// Whether rows that a fit has not seen go into the segments that a fit of all rows gives them.
///
/// A part of the rows is divided by the same method, the others are assigned by that fit, and both
/// divisions of the others are compared: the labels that are questioned, and those that were
/// foretold. One split says little by itself, so that several are drawn.
public struct HeldOutAgreement: Equatable, Sendable {
  /// One entry per segment, by ascending label: the Jaccard coefficient with the most similar
  /// foretold segment, among the rows held out.
  public let segments: [SegmentStability.Segment]
  /// The mean over splits of the adjusted Rand index of the rows held out.
  public let meanAdjustedRand: Double
  /// The least of them.
  public let leastAdjustedRand: Double
  /// The share of rows that each fit saw.
  public let share: Double
  /// How many splits were drawn.
  public let splits: Int

  /// Splits, divides and foretells.
  ///
  /// - Parameters:
  ///   - labels: The division that is questioned, one label per row; below 0 is noise, which is not
  ///     compared.
  ///   - method: How parts are divided.
  ///   - points: The rows, prepared.
  ///   - rescaling: How columns are brought to one scale anew from each part alone, so that nothing
  ///     of the rows held out is known beforehand; `nil` leaves them as they are.
  ///   - share: The share of rows in each part, above 0 and below 1.
  ///   - splits: How many splits, at least 1.
  ///   - seed: The seed of the random numbers.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: `.labelCount`; `.noRows` if a split leaves a side empty; what the method throws;
  ///   `.cancelled`.
  /// - Complexity: That of `splits` fits.
  public init(
    of labels: [Int], by method: any ClusteringMethod, on points: PreparedPoints,
    rescaling: Scaling? = nil, share: Double = 0.8, splits: Int = 10, seed: UInt64 = 1,
    control: RunControl
  ) throws(ClusteringError) {
    guard labels.count == points.rows else {
      throw .labelCount(labels: labels.count, rows: points.rows)
    }
    let questioned = PointLabels(labels, points)
    let source = ResampleSource(points)
    let count = max(1, splits)
    let found = try Replicates.map(count, control: control) {
      (split, control) throws(ClusteringError) -> SegmentComparison in
      let seen = source.part(
        share, CounterRandom(seed: seed, purpose: .subsets, words: [6, UInt64(split)]))
      let unseen = source.rest(of: seen)
      let origins = unseen.indices.filter { unseen[$0] > 0 }.map { Int32($0) }
      guard let part = try Resample(points, counts: seen, control: control), !origins.isEmpty else {
        throw .noRows
      }
      let seeds = CounterRandom(seed: seed, purpose: .stabilitySeeds, words: [2])
      let numbers: ScalingNumbers?
      if let rescaling {
        numbers = try rescaling.fit(part.copies, control: control)
      } else {
        numbers = nil
      }
      var known = part.points
      var others = points.rows(at: origins)
      if let numbers {
        known = try known.mapped(by: numbers, control: control)
        others = try numbers.apply(others)
      }
      let fitted = try method.fit(known, seed: seeds.bits(UInt64(split)), control: control)
      let foretold = try fitted.assign(others, control: control)
      return SegmentComparison(
        questioned, origins: origins, counts: origins.map { unseen[Int($0)] }, labels: foretold)
    }
    segments = SegmentComparison.segments(questioned.labels, found)
    meanAdjustedRand = found.reduce(0) { $0 + $1.adjustedRand } / Double(count)
    leastAdjustedRand = found.reduce(1) { min($0, $1.adjustedRand) }
    self.share = share
    self.splits = count
  }
}

extension Resample {
  /// Every copy as a row of its own, shape `[m × d]`.
  fileprivate var copies: Matrix {
    let lanes = points.canonical.points
    var values: [Double] = []
    var rows = 0
    for (place, count) in counts.enumerated() {
      for _ in 0..<count { values += lanes.point(place) }
      rows += Int(count)
    }
    return Matrix(rows: rows, columns: lanes.columns, values: values)
  }
}

extension PreparedPoints {
  /// Some of the distinct points, shape `[m × d]`.
  fileprivate func rows(at places: [Int32]) -> Matrix {
    let lanes = canonical.points
    return Matrix(
      rows: places.count, columns: lanes.columns, values: places.flatMap { lanes.point(Int($0)) })
  }

  /// The same points on another scale, with their weights.
  fileprivate func mapped(
    by numbers: ScalingNumbers, control: RunControl
  ) throws(ClusteringError) -> PreparedPoints {
    let lanes = canonical.points
    let all = rows(at: (0..<Int32(lanes.count)).map { $0 })
    return try PreparedPoints(
      try numbers.apply(all), weights: (0..<lanes.count).map { lanes.weights[$0] },
      control: control)
  }
}
