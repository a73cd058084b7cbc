import Matrices

/// The cheapest assignment of points to centroids whose segments have minimum and maximum weights.
///
/// A minimum-cost flow. It starts with every point at its nearest centroid; then weight moves away from
/// segments that have too much, or to those that have too little, always along the cheapest chain of
/// moves: each link of the chain moves the point with the smallest increase in cost. The graph has only
/// *k* + 1 nodes, the segments and a slack node (the market) for weight between the bounds of a
/// segment, so a chain is found in O(*k²*). With potentials no cost is negative (J. Edmonds, R. Karp,
/// J. ACM 19, 1972), and the result is optimal. P. Bradley, K. Bennett, A. Demiriz, "Constrained
/// k-means clustering", Microsoft Research, 2000.
///
/// A point heavier than the remaining capacity is split; fewer than 2 *k* points end up split. If all
/// points have weight 1 and the bounds are whole numbers, none is.
struct SizedAssignment {
  private let k: Int
  private let bounds: ClosedRange<Double>
  /// The squared distance of point p to centroid c, at p * k + c.
  private let costs: AlignedArray<Double>
  private let weights: [Double]
  /// The segment of each point; a split point is also in `parts`.
  private var home: [Int32]
  /// The weight of split points in each segment.
  private var parts: [Int: [Double]] = [:]
  /// From segment a to b, at a * k + b.
  private var moves: [MoveHeap]
  /// The weight of each segment within its bounds.
  private var held: [Double]
  /// The excess of each segment, negative if it lacks weight; the last entry is the market's.
  private var excess: [Double]
  private var potentials: [Double]

  /// Prepares the assignment of points.
  ///
  /// - Parameters:
  ///   - points: The points with their weights.
  ///   - centroids: Shape `[k × d]`.
  ///   - bounds: The minimum and the maximum weight of a segment; *k* segments can hold all weight.
  ///   - control: Threads and cancellation.
  /// - Throws: `CancellationError`.
  init(
    _ points: LanePoints, centroids: [Double], bounds: ClosedRange<Double>, control: RunControl
  ) throws(CancellationError) {
    let d = points.columns
    let k = centroids.count / d
    let m = points.count
    let costs = AlignedArray(repeating: 0.0, count: m * k)
    for c in 0..<k {
      let own = try Nearest(
        points, centroids: Array(centroids[c * d..<(c + 1) * d]), k: 1, control: control)
      for p in 0..<m { costs[p * k + c] = own.squaredDistances[p] }
    }
    self.k = k
    self.bounds = bounds
    self.costs = costs
    weights = points.weights.array(0..<m)
    let nearest = try Nearest(points, centroids: centroids, k: k, control: control)
    home = nearest.labels.array(0..<m)
    var masses = [Double](repeating: 0, count: k)
    var members = [[Int32]](repeating: [], count: k)
    for p in 0..<m {
      masses[Int(home[p])] += weights[p]
      members[Int(home[p])].append(Int32(p))
    }
    held = masses.map { min(max($0, bounds.lowerBound), bounds.upperBound) }
    excess = zip(masses, held).map { $0.0 - $0.1 }
    excess.append(-excess.reduce(0, +))
    potentials = [Double](repeating: 0, count: k + 1)
    moves = []
    moves.reserveCapacity(k * k)
    for a in 0..<k {
      for b in 0..<k {
        try control.checkCancellation()
        moves.append(
          MoveHeap(
            a == b
              ? []
              : members[a].map {
                MoveHeap.Move(cost: costs[Int($0) * k + b] - costs[Int($0) * k + a], point: $0)
              }))
      }
    }
    try settle(control: control)
  }

  /// Moves all excess weight away.
  private mutating func settle(control: RunControl) throws(CancellationError) {
    var rounds = 0
    // Smaller amounts are rounding errors.
    let negligible = weights.reduce(0, +) * 1e-14
    for source in 0...k {
      while excess[source] > negligible {
        rounds += 1
        if rounds % 512 == 0 { try control.checkCancellation() }
        guard let chain = cheapestChain(from: source, negligible: negligible) else { break }
        lead(along: chain)
      }
    }
  }

  /// The nodes from a source with excess to the nearest one that lacks weight; updates the potentials.
  private mutating func cheapestChain(from source: Int, negligible: Double) -> [Int]? {
    var distances = [Double](repeating: .infinity, count: k + 1)
    var before = [Int](repeating: -1, count: k + 1)
    var isSettled = [Bool](repeating: false, count: k + 1)
    distances[source] = 0
    var target: Int?
    while target == nil {
      var node = -1
      for other in 0...k where !isSettled[other] && distances[other] < .infinity {
        if node < 0 || distances[other] < distances[node] { node = other }
      }
      guard node >= 0 else { return nil }
      isSettled[node] = true
      if excess[node] < -negligible {
        target = node
        break
      }
      for other in 0...k where !isSettled[other] {
        guard let cost = cost(from: node, to: other) else { continue }
        // Apart from rounding, costs reduced by potentials are not negative.
        let distance =
          distances[node] + max(0, cost + potentials[node] - potentials[other])
        if distance < distances[other] {
          distances[other] = distance
          before[other] = node
        }
      }
    }
    guard let target else { return nil }
    for node in 0...k { potentials[node] += min(distances[node], distances[target]) }
    var chain = [target]
    while let first = chain.first, first != source { chain.insert(before[first], at: 0) }
    return chain
  }

  /// The cost of moving a unit of weight from one node to another, or `nil` if none can move.
  private mutating func cost(from a: Int, to b: Int) -> Double? {
    if b == k { return held[a] < bounds.upperBound ? 0 : nil }
    if a == k { return held[b] > bounds.lowerBound ? 0 : nil }
    return cheapest(from: a, to: b)?.cost
  }

  /// The point in segment a that is cheapest to move to b.
  private mutating func cheapest(from a: Int, to b: Int) -> MoveHeap.Move? {
    while let move = moves[a * k + b].first {
      if amount(Int(move.point), in: a) > 0 { return move }
      moves[a * k + b].removeFirst()
    }
    return nil
  }

  private func amount(_ point: Int, in segment: Int) -> Double {
    if let own = parts[point] { return own[segment] }
    return Int(home[point]) == segment ? weights[point] : 0
  }

  /// Moves as much weight along a chain as every link allows.
  private mutating func lead(along chain: [Int]) {
    var flow = min(excess[chain[0]], -excess[chain[chain.count - 1]])
    var points: [Int] = []
    for (a, b) in zip(chain, chain.dropFirst()) {
      var point = -1
      if b == k {
        flow = min(flow, bounds.upperBound - held[a])
      } else if a == k {
        flow = min(flow, held[b] - bounds.lowerBound)
      } else if let move = cheapest(from: a, to: b) {
        point = Int(move.point)
        flow = min(flow, amount(point, in: a))
      }
      points.append(point)
    }
    for (link, point) in points.enumerated() {
      let (a, b) = (chain[link], chain[link + 1])
      if b == k {
        held[a] += flow
      } else if a == k {
        held[b] -= flow
      } else {
        move(flow, of: point, from: a, to: b)
      }
    }
    excess[chain[0]] -= flow
    excess[chain[chain.count - 1]] += flow
  }

  private mutating func move(_ flow: Double, of point: Int, from a: Int, to b: Int) {
    let isNew = amount(point, in: b) == 0
    if parts[point] == nil, flow == weights[point] {
      home[point] = Int32(b)
    } else {
      var own = parts[point] ?? [Double](repeating: 0, count: k)
      if parts[point] == nil { own[a] = weights[point] }
      own[a] -= flow
      own[b] += flow
      let present = own.indices.filter { own[$0] > 0 }
      parts[point] = present.count > 1 ? own : nil
      if present.count == 1 { home[point] = Int32(present[0]) }
    }
    guard isNew else { return }
    for c in 0..<k where c != b {
      moves[b * k + c].insert(
        MoveHeap.Move(cost: costs[point * k + c] - costs[point * k + b], point: Int32(point)))
    }
  }

  /// The segment of each point; a split point goes where most of its weight is, ties to the lower.
  var labels: [Int32] {
    var labels = home
    for (point, own) in parts {
      var most = 0
      for c in 1..<k where own[c] > own[most] { most = c }
      labels[point] = Int32(most)
    }
    return labels
  }

  /// The weighted sum of squared distances by labels.
  func inertia(_ labels: [Int32]) -> Double {
    BlockSum.sum(count: weights.count) { weights[$0] * costs[$0 * k + Int(labels[$0])] }
  }

  /// Prices by which every unsplit point is assigned to its segment.
  ///
  /// They are potentials of the flow. Each node's distances to all others are such potentials; their
  /// mean stays away from the points on both sides of a border. A segment strictly between its bounds
  /// has the price of the market: 0.
  mutating func prices() -> [Double] {
    let nodes = k + 1
    var lengths = [Double](repeating: .infinity, count: nodes * nodes)
    for a in 0..<nodes {
      for b in 0..<nodes {
        lengths[a * nodes + b] = a == b ? 0 : (cost(from: a, to: b) ?? .infinity)
      }
    }
    for via in 0..<nodes {
      for a in 0..<nodes {
        for b in 0..<nodes where a != b {
          lengths[a * nodes + b] = min(
            lengths[a * nodes + b], lengths[a * nodes + via] + lengths[via * nodes + b])
        }
      }
    }
    func reachesAllSegments(_ a: Int) -> Bool {
      (0..<k).allSatisfy { lengths[a * nodes + $0] < .infinity }
    }
    // An empty segment has no point that could move, and is ignored.
    var sources = (0..<k).filter(reachesAllSegments)
    guard !sources.isEmpty else { return [Double](repeating: 0, count: k) }
    // If all segments are at their maximum, or all at their minimum, the market takes no part.
    let hasMarket =
      reachesAllSegments(k) && sources.allSatisfy { lengths[$0 * nodes + k] < .infinity }
    if hasMarket { sources.append(k) }
    let mean = (0..<nodes).map { b in
      sources.reduce(0.0) { $0 + lengths[$1 * nodes + b] } / Double(sources.count)
    }
    let free = hasMarket ? mean[k] : mean.dropLast().max() ?? 0
    return (0..<k).map { free - mean[$0] }
  }
}
