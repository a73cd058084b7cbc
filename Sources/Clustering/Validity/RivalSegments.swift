import Matrices

/// The other segments that may be nearest to a point.
///
/// Bounds from segment means exclude some segments at low cost; bounds from cells nearly always decide
/// among the others. Only for the remaining segments are distances to all points compared.
struct RivalSegments: Sendable {
  private let segments: [LabelledPoints.Segment]
  private let cells: [SegmentCells]
  /// The maximum effect on a bound of rounding in means.
  private let slack: Double

  /// A segment, and a lower bound of the mean distance to it.
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
    // Bounds are rounded; a small tolerance keeps tied segments from being excluded.
    bound <= distance * (1 + 1e-12) + slack
  }

  /// The segments that may be nearest to each query.
  ///
  /// - Parameters:
  ///   - queries: The coordinates, query by query.
  ///   - own: The segment of each query, which is not a rival; below 0 for a query that needs no rivals.
  /// - Returns: For each query the likeliest first, then the others by ascending bound, ties to the
  ///   lower segment.
  /// - Complexity: O(*k* *d* √*n*) for each.
  func rivals(of queries: [Double], own: [Int]) -> [[Rival]] {
    var bounds = Bounds(queries: own.count, segments: segments.count)
    let columns = queries.count / max(1, own.count)
    for query in own.indices where own[query] >= 0 {
      boundByMeans(query, queries[query * columns..<(query + 1) * columns], own[query], &bounds)
    }
    for segment in segments.indices {
      let here = own.indices.filter { bounds.counts[$0] > 1 && bounds.isRival($0, segment) }
      guard !here.isEmpty else { continue }
      var coordinates: [Double] = []
      coordinates.reserveCapacity(here.count * columns)
      for query in here {
        coordinates += queries[query * columns..<(query + 1) * columns]
      }
      let found = cells[segment].bounds(of: coordinates, count: here.count)
      for (place, query) in here.enumerated() {
        bounds.set(query, segment, lower: found.lower[place], upper: found.upper[place])
      }
    }
    return own.indices.map { kept($0, bounds) }
  }

  /// Bounds on the mean distances of some queries to all segments.
  private struct Bounds {
    let segments: Int
    /// Shape `[queries × segments]`; infinite for a segment that is not a rival.
    private(set) var lower: [Double]
    private(set) var upper: [Double]
    /// The number of rivals of each query.
    var counts: [Int]

    init(queries: Int, segments: Int) {
      self.segments = segments
      lower = [Double](repeating: .infinity, count: queries * segments)
      upper = lower
      counts = [Int](repeating: 0, count: queries)
    }

    func isRival(_ query: Int, _ segment: Int) -> Bool {
      lower[query * segments + segment] < .infinity
    }

    mutating func set(_ query: Int, _ segment: Int, lower: Double, upper: Double) {
      self.lower[query * segments + segment] = lower
      self.upper[query * segments + segment] = upper
    }
  }

  private func boundByMeans(
    _ query: Int, _ coordinates: ArraySlice<Double>, _ own: Int, _ bounds: inout Bounds
  ) {
    var leastUpper = Double.infinity
    for (place, segment) in segments.enumerated() where place != own {
      let square = LabelledPoints.squaredDistance(coordinates, segment.centroid)
      let spread = segment.sumOfSquares / segment.weight
      let upper = (square + spread).squareRoot()
      leastUpper = min(leastUpper, upper)
      bounds.set(query, place, lower: square.squareRoot(), upper: upper)
    }
    for place in segments.indices where place != own {
      if mayBeNearer(bounds.lower[query * bounds.segments + place], than: leastUpper) {
        bounds.counts[query] += 1
      } else {
        bounds.set(query, place, lower: .infinity, upper: .infinity)
      }
    }
  }

  /// The rivals that the smallest upper bound does not exclude.
  private func kept(_ query: Int, _ bounds: Bounds) -> [Rival] {
    guard bounds.counts[query] > 0 else { return [] }
    let first = query * bounds.segments
    let (lower, upper) = (bounds.lower, bounds.upper)
    var leastUpper = Double.infinity
    var likeliest = -1
    for segment in segments.indices where bounds.isRival(query, segment) {
      leastUpper = min(leastUpper, upper[first + segment])
      if likeliest < 0
        || lower[first + segment] + upper[first + segment]
          < lower[first + likeliest] + upper[first + likeliest]
      {
        likeliest = segment
      }
    }
    var rivals = [Rival(segment: likeliest, bound: lower[first + likeliest])]
    guard bounds.counts[query] > 1 else { return rivals }
    for segment in segments.indices where segment != likeliest && bounds.isRival(query, segment) {
      let bound = lower[first + segment]
      if mayBeNearer(bound, than: leastUpper) {
        rivals.append(Rival(segment: segment, bound: bound))
      }
    }
    if rivals.count > 2 {
      rivals[1...].sort { ($0.bound, $0.segment) < ($1.bound, $1.segment) }
    }
    return rivals
  }
}

/// Storage for the cells of one segment.
///
/// A class, because segments are processed on several threads; each thread writes only its own slot,
/// which makes it safe to send.
private final class Slot: @unchecked Sendable {
  private(set) var cells: SegmentCells?

  func fill(_ points: LanePoints, weight: Double, control: RunControl) {
    cells = try? SegmentCells(points, weight: weight, control: control)
  }
}
