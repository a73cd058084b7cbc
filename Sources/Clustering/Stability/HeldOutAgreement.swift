import Matrices

/// Whether a fit without some rows assigns them to the same segments as the fit of all rows.
///
/// Part of the rows is clustered by the same method and the others are assigned by that fit. The
/// predicted labels of the held-out rows are compared with their original labels. A single split says
/// little, so several are drawn.
public struct HeldOutAgreement: Equatable, Sendable {
  /// One entry per segment, by ascending label: the Jaccard coefficient with the most similar predicted
  /// segment, among the held-out rows.
  public let segments: [SegmentStability.Segment]
  /// The mean over splits of the adjusted Rand index of the held-out rows.
  public let meanAdjustedRand: Double
  /// The smallest adjusted Rand index over splits.
  public let leastAdjustedRand: Double
  /// The share of rows in each fit.
  public let share: Double
  /// The number of splits.
  public let splits: Int

  /// Splits the rows, clusters one part and predicts the other.
  ///
  /// - Parameters:
  ///   - labels: The clustering to test, one label per row; below 0 is noise, which is not compared.
  ///   - method: How parts are clustered.
  ///   - points: The rows, prepared.
  ///   - rescaling: How columns are rescaled from each part alone, so that the fit uses nothing of the
  ///     held-out rows; `nil` leaves them unchanged.
  ///   - share: The share of rows in each part, above 0 and below 1.
  ///   - splits: The number of splits, at least 1.
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
  /// Every copy as a separate row, shape `[m × d]`.
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
