/// The clustering of resampled points compared with the clustering under test.
struct SegmentComparison: Sendable {
  /// The largest Jaccard coefficient of each segment with a new one, or `nil` if none of its rows
  /// was drawn.
  let jaccard: [Double?]
  /// The adjusted Rand index of both clusterings, without noise.
  let adjustedRand: Double

  /// Compares labels of drawn points.
  ///
  /// - Parameters:
  ///   - questioned: The clustering under test, of all points.
  ///   - origins: The original point of each drawn one.
  ///   - counts: How often each was drawn.
  ///   - labels: The new label of each drawn point; below 0 is noise.
  init(_ questioned: PointLabels, origins: [Int32], counts: [Int32], labels: [Int]) {
    let others = max(0, (labels.max() ?? -1) + 1)
    let k = questioned.labels.count
    var shared = [Int](repeating: 0, count: k * max(1, others))
    var sizes = [Int](repeating: 0, count: k)
    var otherSizes = [Int](repeating: 0, count: max(1, others))
    var table = Contingency()
    for (row, origin) in origins.enumerated() {
      let own = Int(questioned.place[Int(origin)])
      let drawn = Int(counts[row])
      guard own >= 0 else { continue }
      sizes[own] += drawn
      guard labels[row] >= 0 else { continue }
      otherSizes[labels[row]] += drawn
      shared[own * others + labels[row]] += drawn
    }
    for own in 0..<k {
      for other in 0..<others where shared[own * others + other] > 0 {
        table.add(own, other, rows: shared[own * others + other])
      }
    }
    jaccard = (0..<k).map { own in
      guard sizes[own] > 0 else { return nil }
      return (0..<others).reduce(0.0) { best, other in
        let both = shared[own * others + other]
        return max(best, Double(both) / Double(sizes[own] + otherSizes[other] - both))
      }
    }
    adjustedRand = table.adjustedRand
  }

  /// The stability of each segment over many comparisons.
  static func segments(
    _ labels: [Int], _ comparisons: [SegmentComparison]
  ) -> [SegmentStability.Segment] {
    labels.indices.map { place in
      SegmentStability.Segment(
        label: labels[place], coefficients: comparisons.compactMap { $0.jaccard[place] })
    }
  }
}
