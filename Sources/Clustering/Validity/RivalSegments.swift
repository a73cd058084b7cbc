import Matrices

/// The other segments that may be the nearest to a point.
///
/// Bounds from the means of segments leave some out at little cost; those from cells decide nearly
/// always which of the others it is. Only between what they leave are distances to all points
/// compared.
struct RivalSegments: Sendable {
  private let segments: [LabelledPoints.Segment]
  private let cells: [SegmentCells]
  /// What the rounding of means can do to a bound.
  private let slack: Double

  /// A segment, and what the mean distance to it is at least.
  struct Rival: Sendable {
    let segment: Int
    let bound: Double
  }

  /// - Complexity: O(*n* log *n* · *d*).
  init(_ points: LabelledPoints, control: RunControl) throws(CancellationError) {
    let slots = points.segments.map { _ in Slot() }
    let quiet = control.quiet(threads: control.threads)
    try Parallel.forEach(slots.count, control: quiet) { place, _ in
      slots[place].fill(
        points.parts[place], weight: points.segments[place].weight, control: quiet)
    }
    segments = points.segments
    cells = slots.compactMap(\.cells)
    guard cells.count == slots.count else { throw CancellationError() }
    let reach = points.parts.reduce(0) { max($0, $1.reach) }
    slack = Double(points.parts.first?.columns ?? 0) * reach * 0x1p-51
  }

  /// Whether a segment whose mean distance is at least `bound` may be nearer than `distance`.
  func mayBeNearer(_ bound: Double, than distance: Double) -> Bool {
    // Bounds are rounded; a hair's breadth keeps a segment that ties from being left out.
    bound <= distance * (1 + 1e-12) + slack
  }

  /// The segments that may be nearest to each query.
  ///
  /// - Parameters:
  ///   - queries: The coordinates of each.
  ///   - own: The segment of each, which is no rival; below 0 for a query that needs none.
  /// - Returns: For each query first the likeliest, then the others by ascending bound, ties to the
  ///   lower segment.
  /// - Complexity: O(*k* *d* √*n*) for each.
  func rivals(of queries: [[Double]], own: [Int]) -> [[Rival]] {
    var found = zip(queries, own).map { $1 < 0 ? [] : byMeans(of: $0, own: $1) }
    let open = found.indices.filter { found[$0].count > 1 }
    var bounds = found.map { _ in [(rival: Rival, upper: Double)]() }
    for segment in segments.indices {
      let here = open.filter { query in found[query].contains { $0.segment == segment } }
      guard !here.isEmpty else { continue }
      for (query, bound) in zip(here, cells[segment].bounds(of: here.map { queries[$0] })) {
        bounds[query].append((Rival(segment: segment, bound: bound.lower), bound.upper))
      }
    }
    for query in open { found[query] = kept(bounds[query]) }
    return found
  }

  private func byMeans(of query: [Double], own: Int) -> [Rival] {
    var leastUpper = Double.infinity
    let bounds = segments.map { segment in
      LabelledPoints.squaredDistance(query, segment.centroid)
    }
    for (place, square) in bounds.enumerated() where place != own {
      let spread = segments[place].sumOfSquares / segments[place].weight
      leastUpper = min(leastUpper, (square + spread).squareRoot())
    }
    return bounds.indices.compactMap { place in
      let bound = bounds[place].squareRoot()
      guard place != own, mayBeNearer(bound, than: leastUpper) else { return nil }
      return Rival(segment: place, bound: bound)
    }
  }

  /// Those that the least upper bound does not exclude.
  private func kept(_ bounds: [(rival: Rival, upper: Double)]) -> [Rival] {
    let leastUpper = bounds.reduce(Double.infinity) { min($0, $1.upper) }
    var likeliest = 0
    for (place, bound) in bounds.enumerated() {
      let best = bounds[likeliest]
      if bound.rival.bound + bound.upper < best.rival.bound + best.upper { likeliest = place }
    }
    let others = bounds.indices.filter {
      $0 != likeliest && mayBeNearer(bounds[$0].rival.bound, than: leastUpper)
    }
    return [bounds[likeliest].rival]
      + others.map { bounds[$0].rival }.sorted { ($0.bound, $0.segment) < ($1.bound, $1.segment) }
  }
}

/// Where the cells of one segment go.
///
/// A class, because segments are divided on several threads; each touches its own, and `Sendable`
/// rests on that.
private final class Slot: @unchecked Sendable {
  private(set) var cells: SegmentCells?

  func fill(_ points: LanePoints, weight: Double, control: RunControl) {
    cells = try? SegmentCells(points, weight: weight, control: control)
  }
}
