import Kernels
import Matrices

/// Optimal partitions of points on a line into 1, 2, …, K segments.
///
/// A segment of an optimal partition is a run of neighbours, so the minimum inertia of the first *j*
/// points in *q* segments is the minimum over *i* of that of the first *i* points in *q* − 1 segments
/// plus that of one segment from *i* to *j*. The best *i* does not fall as *j* rises: ends are searched
/// by divide and conquer, each between the best begins of its neighbours. W. Fisher, "On grouping for
/// maximum homogeneity", J. Am. Stat. Assoc. 53, 1958; H. Wang, M. Song, "Ckmeans.1d.dp: optimal
/// k-means clustering in one dimension by dynamic programming", The R Journal 3, 2011; A. Grønlund et
/// al., "Fast exact k-means, k-medians and Bregman divergence clustering in 1D", 2017.
struct LineSegments: Sendable {
  private let count: Int
  /// For *q* = 2, 3, …: the start of the last of *q* segments, for each number of points.
  private let begins: [AlignedArray<Int32>]

  /// The bytes that partitions of *m* points into up to `k` segments take.
  static func bytes(points m: Int, k: Int) -> Int {
    let (table, overflow) = (m + 1).multipliedReportingOverflow(by: 4 * max(0, k - 1))
    return overflow || table > .max / 2 ? .max : table + 96 * m
  }

  /// Finds the partitions into up to `k` segments; `k` is at most the number of points.
  ///
  /// - Throws: `CancellationError`.
  /// - Complexity: O(*k m* log *m*).
  init(_ sums: LineSums, k: Int, control: RunControl) throws(CancellationError) {
    let m = sums.count
    let places = m + 1 + LineSums.padding
    var before = AlignedArray(repeating: 0.0, count: places)
    var after = AlignedArray(repeating: 0.0, count: places)
    var layers: [AlignedArray<Int32>] = []
    let layer = LineLayer(sums: sums, control: control.quiet(threads: control.threads))
    let zeros = AlignedArray<Int32>(repeating: 0, count: m + 1)
    try layer.run(
      Ends(first: 1, stride: 1, count: m), least: 0, before: before, earlier: nil, after: after,
      begins: zeros)
    for q in stride(from: 2, through: k, by: 1) {
      swap(&before, &after)
      let begins = AlignedArray<Int32>(repeating: 0, count: m + 1)
      for ends in q < k ? Ends.halving(from: q, through: m) : [Ends.only(m)] {
        try layer.run(
          ends, least: q - 1, before: before, earlier: layers.last, after: after, begins: begins)
      }
      layers.append(begins)
      control.progress?(Double(q) / Double(k))
    }
    count = m
    begins = layers
  }

  /// The segments of the partition into `k`, ascending, as ranges of indices in the order of values.
  ///
  /// Of partitions with the same inertia, the one whose last segment begins earliest, then the segment
  /// before it.
  func ranges(_ k: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var end = count
    for q in stride(from: k, to: 1, by: -1) {
      let begin = Int(begins[q - 2][end])
      ranges.append(begin..<end)
      end = begin
    }
    ranges.append(0..<end)
    return ranges.reversed()
  }
}

/// Numbers of points that are processed together: `first`, `first + stride`, ….
private struct Ends {
  let first: Int
  let stride: Int
  let count: Int

  /// One number of points, with no neighbours.
  static func only(_ end: Int) -> Ends { Ends(first: end, stride: 4 * end, count: 1) }

  /// The numbers `low...high`, coarse ones first, so that each lies between two known ones.
  static func halving(from low: Int, through high: Int) -> [Ends] {
    var levels: [Ends] = []
    let length = high - low + 1
    var step = 1
    while 2 * step <= length { step *= 2 }
    while step >= 1 {
      levels.append(
        Ends(first: low - 1 + step, stride: 2 * step, count: (length - step) / (2 * step) + 1))
      step /= 2
    }
    return levels
  }
}

/// One more segment.
private struct LineLayer {
  let sums: LineSums
  let control: RunControl

  private static let mostPieces = 64

  func run(
    _ ends: Ends, least: Int, before: AlignedArray<Double>, earlier: AlignedArray<Int32>?,
    after: AlignedArray<Double>, begins: AlignedArray<Int32>
  ) throws(CancellationError) {
    let pieces = min(ends.count, Self.mostPieces)
    let sums = sums
    try Parallel.forEach(pieces, control: control) { piece, _ in
      let low = ends.count * piece / pieces
      let high = ends.count * (piece + 1) / pieces
      unsafe segue_line_level(
        sums.sums.base, Int64(sums.width), Int64(sums.count), Int64(least), before.base,
        earlier?.base, Int64(ends.first + low * ends.stride), Int64(ends.stride),
        Int64(high - low), after.base, begins.base)
    }
  }
}
