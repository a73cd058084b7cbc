import Matrices

/// The two steps of k-prototypes: assigning points to prototypes, and computing prototypes of points.
struct PrototypePass: Sendable {
  let lanes: LanePoints
  let isNominal: [Bool]
  /// The cost of a differing category.
  let gamma: Double

  /// The result of one pass over the points.
  struct Found {
    /// The cheapest prototype of each point, ties to the lower.
    let labels: [Int32]
    /// The cost of each point with it.
    let costs: [Double]
    /// The cost of each point with the second cheapest, infinite if there is only one.
    let secondCosts: [Double]
    /// The weight of each part.
    let masses: [Double]
    /// The weighted sum of the costs.
    let cost: Double
  }

  /// Assigns each point to the prototype with the lowest cost; prototypes have shape `[k × d]`.
  func assign(_ prototypes: [Double], control: RunControl) throws(CancellationError) -> Found {
    let d = lanes.columns
    let k = prototypes.count / d
    let labels = AlignedArray<Int32>(repeating: 0, count: lanes.count)
    let costs = AlignedArray(repeating: 0.0, count: lanes.count)
    let seconds = AlignedArray(repeating: Double.infinity, count: lanes.count)
    let (lanes, isNominal, gamma) = (lanes, isNominal, gamma)
    let quiet = control.quiet(threads: control.threads)
    try Parallel.forEach(BlockSum.blocks(for: lanes.count), control: quiet) { block, _ in
      var row = [Double](repeating: 0, count: d)
      for p in BlockSum.range(of: block, count: lanes.count) {
        for j in 0..<d { row[j] = lanes[p, j] }
        var best = 0
        var least = Double.infinity
        var next = Double.infinity
        for c in 0..<k {
          var cost = 0.0
          for j in 0..<d {
            let difference = row[j] - prototypes[c * d + j]
            if isNominal[j] {
              if difference != 0 { cost += gamma }
            } else {
              cost += difference * difference
            }
          }
          if cost < least {
            (next, least, best) = (least, cost, c)
          } else if cost < next {
            next = cost
          }
        }
        labels[p] = Int32(best)
        costs[p] = least
        seconds[p] = next
      }
    }
    var masses = [Double](repeating: 0, count: k)
    for p in 0..<lanes.count { masses[Int(labels[p])] += lanes.weights[p] }
    return Found(
      labels: labels.array(0..<lanes.count), costs: costs.array(0..<lanes.count),
      secondCosts: seconds.array(0..<lanes.count), masses: masses,
      cost: BlockSum.sum(count: lanes.count) { lanes.weights[$0] * costs[$0] })
  }

  /// The mean or the most frequent value of every column of every part.
  ///
  /// An empty part gets the point with the highest cost, the next empty part the next; ties go to the
  /// earlier point.
  func prototypes(of found: Found, before: [Double]) -> [Double] {
    let d = lanes.columns
    let k = found.masses.count
    var prototypes = before
    for j in 0..<d {
      if isNominal[j] {
        var masses = [[Double: Double]](repeating: [:], count: k)
        for p in 0..<lanes.count {
          masses[Int(found.labels[p])][lanes[p, j], default: 0] += lanes.weights[p]
        }
        for (part, frequencies) in masses.enumerated() {
          var most = 0.0
          // The smallest of equally frequent values, independent of the dictionary's order.
          for (value, mass) in frequencies
          where mass > most || (mass == most && value < prototypes[part * d + j]) {
            most = mass
            prototypes[part * d + j] = value
          }
        }
      } else {
        var sums = [Double](repeating: 0, count: k)
        for p in 0..<lanes.count {
          let part = Int(found.labels[p])
          // Relative to the prototype: differences keep digits that a distant origin would cost.
          sums[part] += lanes.weights[p] * (lanes[p, j] - before[part * d + j])
        }
        for c in 0..<k where found.masses[c] > 0 {
          prototypes[c * d + j] = before[c * d + j] + sums[c] / found.masses[c]
        }
      }
    }
    let empty = (0..<k).filter { found.masses[$0] == 0 }
    if !empty.isEmpty {
      let costliest = (0..<lanes.count).sorted { (found.costs[$0], $1) > (found.costs[$1], $0) }
      for (part, point) in zip(empty, costliest) {
        for j in 0..<d { prototypes[part * d + j] = lanes[point, j] }
      }
    }
    return prototypes
  }
}
