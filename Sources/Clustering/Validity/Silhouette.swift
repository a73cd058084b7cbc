import Kernels
import Matrices

/// The exact silhouette: how much closer rows are to their own segment than to the nearest other.
///
/// For a row, a is the mean distance to the other rows of its segment, b the smallest mean distance to
/// the rows of another segment, and the silhouette (b − a) / max(a, b), between −1 and 1. It is 0 for a
/// row alone in its segment and for a = b = 0. Distances are Euclidean, not squared. Weight n counts as
/// n copies: for a row's own segment, the divisor is its weight minus 1. P. Rousseeuw, "Silhouettes",
/// J. Comput. Appl. Math. 20, 1987. Equal to scikit-learn's.
///
/// ```swift
/// let labelled = try LabelledPoints(points, labels: model.labels, control: control)
/// let silhouette = try Silhouette(labelled, control: control)
/// silhouette.mean       // −1...1
/// silhouette.segments   // one per segment
/// ```
public struct Silhouette: Equatable, Sendable {
  /// A mean below this indicates no substantial structure.
  ///
  /// L. Kaufman, P. Rousseeuw, "Finding Groups in Data", 1990, table 4 of chapter 2.
  public static let leastStructure = 0.25

  /// The mean over rows.
  public let mean: Double
  /// The value of each row; `nil` for noise and for rows of weight 0.
  public let rows: [Double?]
  /// The mean over the rows of each segment, in the order of `LabelledPoints.segments`.
  public let segments: [Double]

  /// Measures all rows.
  ///
  /// Mean distances to a segment are computed only if bounds from its mean and from the means of its
  /// cells (`SegmentCells`) do not show that another segment is nearer. A distance within a segment, or
  /// between points whose segments are rivals of each other, is computed once for both.
  ///
  /// - Parameters:
  ///   - points: Rows with labels.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: `.segmentsOutOfRange` unless there are 2 to n − 1 segments; `.cancelled`.
  /// - Complexity: O(*n² d*) in the worst case, usually about 1.5/*k* of that.
  public init(_ points: LabelledPoints, control: RunControl) throws(ClusteringError) {
    try points.checkSegments()
    let values: [AlignedArray<Double>]
    do {
      values = try SilhouettePasses(points).run(control: control)
    } catch {
      throw .cancelled
    }
    segments = zip(points.parts, values).map { part, values in
      BlockSum.sum(count: part.count) { part.weights[$0] * values[$0] }
        / BlockSum.sum(count: part.count) { part.weights[$0] }
    }
    mean =
      zip(points.segments, segments).reduce(0) { $0 + $1.0.weight * $1.1 } / points.totalWeight
    rows = zip(points.places.segment, points.places.point).map { segment, point in
      segment < 0 ? nil : values[Int(segment)][Int(point)]
    }
  }
}

extension Silhouette {
  /// Values that were measured elsewhere.
  init(mean: Double, rows: [Double?], segments: [Double]) {
    self.mean = mean
    self.rows = rows
    self.segments = segments
  }
}

/// The computation of a silhouette.
///
/// First all distances within segments, and to the rival with the smallest bound if many points share
/// it; then, in batches, other segments that may be nearest.
private struct SilhouettePasses: Sendable {
  private let points: LabelledPoints

  /// Points in a batch: few enough for quick cancellation, many enough to share a pass.
  private static let batchLength = 128

  init(_ points: LabelledPoints) {
    self.points = points
  }

  func run(control: RunControl) throws(CancellationError) -> [AlignedArray<Double>] {
    let rivals = try Rivals(points, control: control.quiet(threads: control.threads))
    let facing = FacingPoints.divide(points.parts, rivals: rivals.nearest)
    try MutualDistances(facing).run(control: control)
    let values = points.parts.map { AlignedArray(repeating: 0.0, count: $0.count) }
    let batches = facing.joined().flatMap { facing in
      stride(from: 0, to: facing.points.count, by: Self.batchLength).map { first in
        (facing, first..<min(first + Self.batchLength, facing.points.count))
      }
    }
    try Parallel.forEach(batches.count, control: control.part(from: 0.9, share: 0.1)) { batch, _ in
      let (facing, range) = batches[batch]
      let found = silhouettes(of: range, in: facing, rivals: rivals)
      for (p, value) in zip(range, found) {
        unsafe values[facing.segment].base[Int(facing.origins[p])] = value
      }
    }
    return values
  }

  private func silhouettes(
    of range: Range<Int>, in facing: FacingPoints, rivals: Rivals
  ) -> [Double] {
    let weight = points.segments[facing.segment].weight
    guard weight > 1 else { return range.map { _ in 0 } }
    let outer = leastMeanDistances(of: range, in: facing, rivals: rivals)
    return zip(range, outer).map { p, outer in
      let inner = facing.own[p] / (weight - 1)
      let larger = max(inner, outer)
      return larger > 0 ? (outer - inner) / larger : 0
    }
  }

  private func meanDistances(of queries: [Double], count: Int, to segment: Int) -> [Double] {
    let part = points.parts[segment]
    var sums = [Double](repeating: 0, count: count)
    unsafe segue_distance_sums(
      part.coordinates.base, part.weights.base, Int64(part.groups), Int64(part.columns), queries,
      Int64(count), &sums)
    return sums.map { $0 / points.segments[segment].weight }
  }

  /// The smallest mean distance of some points to the rows of another segment.
  ///
  /// Each point checks its rivals by ascending bound, until the bound exceeds its best value. All
  /// points that check the same segment in a round share the passes over it.
  private func leastMeanDistances(
    of range: Range<Int>, in facing: FacingPoints, rivals: Rivals
  ) -> [Double] {
    var best = [Double](repeating: .infinity, count: range.count)
    if facing.rival >= 0 {
      let weight = points.segments[facing.rival].weight
      best = range.map { facing.outer[$0] / weight }
    }
    let candidates = range.map { rivals.of(facing.origins[$0], in: facing.segment) }
    var open = Array(candidates.indices)
    var round = facing.rival < 0 ? 0 : 1
    while !open.isEmpty {
      open = open.filter { query in
        round < candidates[query].count
          && rivals.search.mayBeNearer(candidates[query][round].bound, than: best[query])
      }
      for segment in points.segments.indices {
        let here = open.filter { candidates[$0][round].segment == segment }
        guard !here.isEmpty else { continue }
        let queries = facing.points.coordinates(of: here.map { range.lowerBound + $0 })
        for (query, mean) in zip(
          here, meanDistances(of: queries, count: here.count, to: segment))
        {
          best[query] = min(best[query], mean)
        }
      }
      round += 1
    }
    return best
  }
}

/// The rivals of each point of each segment.
private struct Rivals: Sendable {
  let search: RivalSegments
  /// The likeliest.
  let nearest: [[Int32]]
  /// All rivals, by batches of points of each segment.
  private let batches: [[Batch]]

  private static let batchLength = 128

  init(_ points: LabelledPoints, control: RunControl) throws(CancellationError) {
    let search = try RivalSegments(points, control: control)
    var nearest: [[Int32]] = []
    var batches: [[Batch]] = []
    for (own, part) in points.parts.enumerated() {
      let found = (0..<(part.count + Self.batchLength - 1) / Self.batchLength).map { _ in Batch() }
      try Parallel.forEach(found.count, control: control) { place, _ in
        let first = place * Self.batchLength
        let range = first..<min(part.count, first + Self.batchLength)
        found[place].rivals = search.rivals(
          of: part.coordinates(of: range), own: [Int](repeating: own, count: range.count))
      }
      nearest.append(
        found.flatMap { $0.rivals.map { $0.first.map { Int32($0.segment) } ?? -1 } })
      batches.append(found)
    }
    self.search = search
    self.nearest = nearest
    self.batches = batches
  }

  func of(_ point: Int32, in segment: Int) -> [RivalSegments.Rival] {
    batches[segment][Int(point) / Self.batchLength].rivals[Int(point) % Self.batchLength]
  }

  /// The rivals of some points.
  ///
  /// A class, because each batch is filled by exactly one thread, which makes it safe to send.
  private final class Batch: @unchecked Sendable {
    var rivals: [[RivalSegments.Rival]] = []
  }
}

extension LanePoints {
  /// The coordinates of some points, point by point.
  fileprivate func coordinates(of places: some Collection<Int>) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(places.count * columns)
    for p in places {
      for j in 0..<columns { values.append(self[p, j]) }
    }
    return values
  }
}
