import Matrices

/// Concentration steps from starting centres to means of the kept rows.
struct TrimmedSearch: Sendable {
  let points: CanonicalPoints
  let k: Int
  /// The weight to set aside.
  let weight: Double
  let control: RunControl

  /// Centroids and everything that follows from them.
  struct State: Sendable {
    /// Shape `[k × d]`.
    let centroids: [Double]
    /// The number of columns, *d*.
    let columns: Int
    let nearest: Nearest
    let cut: TrimCut
    /// The weighted sums and weights of the kept rows, shape `[k × (d + 1)]`.
    let sums: [Double]
    /// The weighted sum of squared distances of the kept rows.
    let inertia: Double
    /// The number of iterations so far.
    var steps = 0
    var hasConverged = false

    /// The kept weight of each segment.
    var masses: [Double] {
      stride(from: columns, to: sums.count, by: columns + 1).map { sums[$0] }
    }
  }

  /// The state of centroids: assigns points and sets the farthest aside.
  func state(_ centroids: [Double]) throws(CancellationError) -> State {
    let lanes = points.points
    let nearest = try Nearest(lanes, centroids: centroids, k: k, control: control)
    let cut = TrimCut(nearest.squaredDistances, points: lanes, weight: weight)
    var pass = LloydPasses(
      Lloyd(
        points: LanePoints(lanes, weights: cut.kept), k: k, tolerance: 0, maxIterations: 1,
        control: control))
    _ = try pass.assign(centroids)
    return State(
      centroids: centroids, columns: lanes.columns, nearest: nearest, cut: cut,
      sums: pass.sums.values, inertia: try pass.inertia(around: centroids))
  }

  /// Moves the centroids to the means of their kept rows until the inertia no longer falls.
  ///
  /// The inertia of the kept rows never rises: the means are optimal for the kept rows, and leaving out
  /// the farthest rows is optimal for the means.
  func concentrated(_ start: State, steps: Int) throws(CancellationError) -> State {
    var state = start
    for _ in 0..<max(0, steps) where !state.hasConverged {
      var next = try self.state(means(of: state))
      next.steps = state.steps + 1
      if next.inertia < state.inertia {
        state = next
      } else {
        state.hasConverged = true
      }
    }
    return state
  }

  /// The means of the kept rows.
  ///
  /// An empty segment moves to the kept row farthest from its centroid, the next empty segment to the
  /// next farthest; ties go to the earlier row.
  private func means(of state: State) -> [Double] {
    let lanes = points.points
    let d = lanes.columns
    var means = state.centroids
    var empty: [Int] = []
    for c in 0..<k {
      let mass = state.sums[c * (d + 1) + d]
      guard mass > 0 else {
        empty.append(c)
        continue
      }
      for j in 0..<d { means[c * d + j] = state.sums[c * (d + 1) + j] / mass }
    }
    guard !empty.isEmpty else { return means }
    let squares = state.nearest.squaredDistances
    let farthest = (0..<lanes.count).filter { state.cut.kept[$0] > 0 }
      .sorted { (squares[$0], $1) > (squares[$1], $0) }
    for (c, point) in zip(empty, farthest) {
      means.replaceSubrange(c * d..<(c + 1) * d, with: lanes.point(point))
    }
    return means
  }

  /// The starting centres of one start, which are points.
  ///
  /// - Parameters:
  ///   - start: Even starts draw by weight, odd starts far from the previous centres.
  ///   - seed: The seed of the random numbers.
  /// - Returns: Shape `[k × d]`.
  /// - Throws: `CancellationError`.
  func start(_ start: Int, seed: UInt64) throws(CancellationError) -> [Double] {
    let lanes = points.points
    let random = CounterRandom(
      seed: seed, purpose: .trimmedStarts, words: [UInt64(k), UInt64(start)])
    var chosen: [Int] = []
    var centers: [Double] = []
    for place in 0..<k {
      let unit = random.unit(UInt64(place))
      var masses = lanes.weights
      if start % 2 == 1, place > 0 {
        // By squared distance, excluding points that would be set aside now.
        let nearest = try Nearest(lanes, centroids: centers, k: place, control: control)
        masses = TrimCut(nearest.squaredDistances, points: lanes, weight: weight).kept
        for p in 0..<lanes.count { masses[p] *= nearest.squaredDistances[p] }
      }
      let point = draw(unit, masses: masses, besides: chosen)
      chosen.append(point)
      centers += lanes.point(point)
    }
    return centers
  }

  /// The point at the share `unit` of the cumulative mass of all points not chosen yet.
  private func draw(_ unit: Double, masses: AlignedArray<Double>, besides chosen: [Int]) -> Int {
    let count = points.points.count
    let taken = Set(chosen)
    let total = BlockSum.sum(count: count) { taken.contains($0) ? 0 : masses[$0] }
    var target = unit * total
    var last: Int?
    for p in 0..<count where !taken.contains(p) && (masses[p] > 0 || total == 0) {
      last = p
      target -= masses[p]
      if target < 0 || total == 0 { break }
    }
    return last ?? 0
  }
}
