import Matrices

/// The hierarchy of dense regions, without branches whose weight is too small for a segment.
struct CondensedTree: Sendable {
  /// A segment of the hierarchy; the first is all rows, and parents come before children.
  struct Region: Equatable, Sendable {
    /// The region it split off from, or −1.
    let parent: Int
    /// The λ at which it appears, 0 for all rows.
    let birth: Double
    /// Its weight when it appears.
    let weight: Double
    /// The sum over rows of weight times (λ at which the row leaves − birth).
    var stability = 0.0
    /// The largest finite λ at which a row leaves it.
    var lastLeave = 0.0
    var hasChildren = false
  }

  private(set) var regions: [Region] = []
  /// The smallest region that contains each point.
  private(set) var regionOfPoint: [Int32]
  /// The λ at which each point leaves it, infinite if it is never separated from its copies.
  private(set) var leaveOfPoint: [Double]

  /// Condenses a minimum spanning tree.
  ///
  /// - Parameters:
  ///   - edges: In ascending order.
  ///   - weights: The weight of each point.
  ///   - count: The number of points.
  ///   - minimumWeight: The minimum weight of a region.
  ///   - control: Cancellation.
  /// - Throws: `CancellationError`.
  init(
    _ edges: [SpanningTree.Edge], weights: AlignedArray<Double>, count: Int,
    minimumWeight: Double, control: RunControl
  ) throws(CancellationError) {
    regionOfPoint = [Int32](repeating: 0, count: count)
    leaveOfPoint = [Double](repeating: 0, count: count)
    let branches = Branches(edges, weights: weights, count: count)
    // Fractional weights may sum to slightly less than their exact sum.
    let enough = minimumWeight * (1 - 1e-12)
    regions.append(Region(parent: -1, birth: 0, weight: branches.weight(branches.top)))
    var open: [(branch: Int, region: Int)] = []
    if branches.weight(branches.top) >= enough {
      open.append((branches.top, 0))
    } else {
      leave(branches.top, region: 0, lambda: 0, branches: branches)
    }
    while let (branch, region) = open.popLast() {
      try control.checkCancellation()
      guard !branches.isPoint(branch) else {
        leave(branch, region: region, lambda: .infinity, branches: branches)
        continue
      }
      // Points whose squared distance underflows to 0 separate at the largest finite λ.
      let lambda = min(
        1 / branches.square(branch).squareRoot(), .greatestFiniteMagnitude)
      let parts = branches.parts(branch)
      let heavy = parts.filter { branches.weight($0) >= enough }
      for part in parts where branches.weight(part) < enough {
        leave(part, region: region, lambda: lambda, branches: branches)
      }
      guard heavy.count > 1 else {
        if let only = heavy.first { open.append((only, region)) }
        continue
      }
      regions[region].hasChildren = true
      regions[region].lastLeave = max(regions[region].lastLeave, lambda)
      for part in heavy {
        let weight = branches.weight(part)
        regions[region].stability += weight * (lambda - regions[region].birth)
        regions.append(Region(parent: region, birth: lambda, weight: weight))
        open.append((part, regions.count - 1))
      }
    }
  }

  private mutating func leave(_ branch: Int, region: Int, lambda: Double, branches: Branches) {
    if lambda < .infinity { regions[region].lastLeave = max(regions[region].lastLeave, lambda) }
    regions[region].stability += branches.weight(branch) * (lambda - regions[region].birth)
    for point in branches.points(branch) {
      regionOfPoint[point] = Int32(region)
      leaveOfPoint[point] = lambda
    }
  }

  /// The selected region for each region: itself, an enclosing one, or −1.
  ///
  /// All rows together are never a segment.
  func choose(_ selection: HDBSCAN.Selection) -> [Int] {
    var isTaken = regions.map { !$0.hasChildren }
    if selection == .excessOfMass {
      var below = [Double](repeating: 0, count: regions.count)
      for region in regions.indices.reversed() {
        let own = regions[region].stability
        isTaken[region] = own >= below[region]
        let best = max(own, below[region])
        if regions[region].parent >= 0 { below[regions[region].parent] += best }
      }
    }
    isTaken[0] = false
    var chosen = [Int](repeating: -1, count: regions.count)
    for region in regions.indices.dropFirst() {
      let around = chosen[regions[region].parent]
      chosen[region] = around >= 0 ? around : isTaken[region] ? region : -1
    }
    return chosen
  }
}

/// The merges of a spanning tree, from points to all.
private struct Branches {
  private let count: Int
  private var left: [Int32] = []
  private var right: [Int32] = []
  private var squares: [Double] = []
  private var weights: [Double]

  init(_ edges: [SpanningTree.Edge], weights: AlignedArray<Double>, count: Int) {
    self.count = count
    self.weights = weights.array(0..<count)
    var parents = Array(0..<Int32(count))
    var tops = parents
    func root(_ point: Int32) -> Int {
      var place = Int(point)
      while Int(parents[place]) != place {
        parents[place] = parents[Int(parents[place])]
        place = Int(parents[place])
      }
      return place
    }
    for edge in edges {
      let (a, b) = (root(edge.low), root(edge.high))
      let (low, high) = (min(a, b), max(a, b))
      left.append(tops[low])
      right.append(tops[high])
      squares.append(edge.square)
      self.weights.append(self.weights[Int(tops[low])] + self.weights[Int(tops[high])])
      parents[high] = Int32(low)
      tops[low] = Int32(self.weights.count - 1)
    }
  }

  /// The branch that holds all points.
  var top: Int { weights.count - 1 }

  func isPoint(_ branch: Int) -> Bool { branch < count }
  func weight(_ branch: Int) -> Double { weights[branch] }
  func square(_ branch: Int) -> Double { squares[branch - count] }

  /// The parts when all edges with the length of a branch are cut, by ascending lowest point.
  func parts(_ branch: Int) -> [Int] {
    let length = square(branch)
    var parts: [Int] = []
    var open = [branch]
    while let next = open.popLast() {
      if isPoint(next) || square(next) < length {
        parts.append(next)
      } else {
        open.append(Int(right[next - count]))
        open.append(Int(left[next - count]))
      }
    }
    return parts
  }

  /// The points of a branch.
  func points(_ branch: Int) -> [Int] {
    var points: [Int] = []
    var open = [branch]
    while let next = open.popLast() {
      if isPoint(next) {
        points.append(next)
      } else {
        open.append(Int(right[next - count]))
        open.append(Int(left[next - count]))
      }
    }
    return points
  }
}
