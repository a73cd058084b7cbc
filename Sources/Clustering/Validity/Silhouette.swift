import Kernels
import Matrices

/// How much nearer rows are to their own segment than to the next one, exactly.
///
/// For a row, a is the mean distance to the other rows of its segment, b the least mean distance to
/// the rows of another segment, and the silhouette (b − a) / max(a, b), between −1 and 1. A row
/// alone in its segment has 0, and so has one for which a = b = 0. Distances are Euclidean, not
/// squared. Weight n counts as n copies: a row's own segment divides by its weight less 1.
/// P. Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20, 1987. Equal to scikit-learn's.
public struct Silhouette: Equatable, Sendable {
  /// The mean over rows.
  public let mean: Double
  /// The value of each row; `nil` for noise and for rows of weight 0.
  public let rows: [Double?]
  /// The mean over the rows of each segment, in the order of `LabelledPoints.segments`.
  public let segments: [Double]

  /// Measures all rows.
  ///
  /// Mean distances to a segment are computed only where they can matter: with μ the segment's mean
  /// and v its mean squared distance to it, the mean distance of x lies between ‖x − μ‖ and
  /// √(‖x − μ‖² + v), by Jensen's inequality both times.
  ///
  /// - Parameters:
  ///   - points: Rows with labels.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: `.segmentsOutOfRange` unless there are 2 to n − 1 segments; `.cancelled`.
  /// - Complexity: O(*n² d*) at worst, about a *k*-th to two of it as a rule.
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
  /// Takes values that were measured elsewhere.
  init(mean: Double, rows: [Double?], segments: [Double]) {
    self.mean = mean
    self.rows = rows
    self.segments = segments
  }

  /// The other segments that may be the nearest to a point, by ascending lower bound of the mean
  /// distance: those whose lower bound is not above the least upper bound.
  static func candidates(
    of query: [Double], own: Int, in segments: [LabelledPoints.Segment]
  ) -> [(segment: Int, bound: Double)] {
    var candidates: [(segment: Int, bound: Double)] = []
    var leastUpper = Double.infinity
    for (place, segment) in segments.enumerated() where place != own {
      let squared = LabelledPoints.squaredDistance(query, segment.centroid)
      let spread = segment.sumOfSquares / segment.weight
      leastUpper = min(leastUpper, (squared + spread).squareRoot())
      candidates.append((place, squared.squareRoot()))
    }
    // Bounds are rounded; a hair's breadth keeps a segment that ties from being left out.
    return
      candidates
      .filter { $0.bound <= leastUpper * (1 + 1e-12) }
      .sorted { ($0.bound, $0.segment) < ($1.bound, $1.segment) }
  }
}

/// The work of a silhouette: batches of points of one segment against whole segments.
private struct SilhouettePasses: Sendable {
  private let points: LabelledPoints
  private let batches: [(segment: Int, points: Range<Int>)]

  /// Points in a batch: few enough that a stop is noticed soon, many enough to share a pass.
  private static let batchLength = 128

  init(_ points: LabelledPoints) {
    self.points = points
    batches = points.parts.indices.flatMap { segment in
      stride(from: 0, to: points.parts[segment].count, by: Self.batchLength).map { first in
        (segment, first..<min(first + Self.batchLength, points.parts[segment].count))
      }
    }
  }

  func run(control: RunControl) throws(CancellationError) -> [AlignedArray<Double>] {
    let values = points.parts.map { AlignedArray(repeating: 0.0, count: $0.count) }
    try Parallel.forEach(batches.count, control: control) { batch, _ in
      let (segment, range) = batches[batch]
      let found = silhouettes(of: range, in: segment)
      for (p, value) in zip(range, found) { unsafe values[segment].base[p] = value }
    }
    return values
  }

  private func silhouettes(of range: Range<Int>, in own: Int) -> [Double] {
    let weight = points.segments[own].weight
    guard weight > 1 else { return range.map { _ in 0 } }
    let queries = range.map { points.parts[own].point($0) }
    let inner = meanDistances(of: queries, to: own, divisor: weight - 1)
    let outer = leastMeanDistances(of: queries, own: own)
    return zip(inner, outer).map { a, b in
      let larger = max(a, b)
      return larger > 0 ? (b - a) / larger : 0
    }
  }

  private func meanDistances(
    of queries: [[Double]], to segment: Int, divisor: Double
  ) -> [Double] {
    let part = points.parts[segment]
    var sums = [Double](repeating: 0, count: queries.count)
    unsafe segue_distance_sums(
      part.coordinates.base, part.weights.base, Int64(part.groups), Int64(part.columns),
      queries.flatMap { $0 }, Int64(queries.count), &sums)
    return sums.map { $0 / divisor }
  }

  /// The least mean distance of each query to the rows of another segment.
  ///
  /// Each query looks at the other segments by ascending lower bound, until the bound is above the
  /// best it has. All queries that look at one segment in one round share the passes over it.
  private func leastMeanDistances(of queries: [[Double]], own: Int) -> [Double] {
    var best = [Double](repeating: .infinity, count: queries.count)
    let candidates = queries.map {
      Silhouette.candidates(of: $0, own: own, in: points.segments)
    }
    var open = Array(queries.indices)
    var round = 0
    while !open.isEmpty {
      open = open.filter { query in
        // Bounds are rounded; a hair's breadth keeps a segment that ties from being left out.
        round < candidates[query].count
          && candidates[query][round].bound <= best[query] * (1 + 1e-12)
      }
      for segment in points.segments.indices {
        let here = open.filter { candidates[$0][round].segment == segment }
        guard !here.isEmpty else { continue }
        let means = meanDistances(
          of: here.map { queries[$0] }, to: segment, divisor: points.segments[segment].weight)
        for (query, mean) in zip(here, means) { best[query] = min(best[query], mean) }
      }
      round += 1
    }
    return best
  }
}
