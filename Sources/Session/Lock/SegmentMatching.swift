/// Which segment of one run is which segment of another, by the distance of their centres.
///
/// The sum of the squared distances over the pairs is least: exactly for up to 12 segments, by
/// dynamic programming over sets; beyond that the nearest pairs are taken first.
package struct SegmentMatching: Sendable {
  /// Pairs of segments from 0, ascending by the old one.
  package let pairs: [(old: Int, new: Int)]
  /// Old segments that no new one continues.
  package let gone: [Int]
  /// New segments that continue no old one.
  package let born: [Int]

  /// Matches centres of shapes `[k × d]` and `[m × d]`, in one and the same units.
  package init(_ old: [[Double]], _ new: [[Double]]) {
    let costs = old.map { a in
      new.map { b in zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    }
    let pairs: [(old: Int, new: Int)]
    if max(old.count, new.count) > 12 {
      pairs = SegmentMatching.greedy(costs)
    } else if old.count <= new.count {
      pairs = SegmentMatching.exact(costs)
    } else {
      let turned = new.indices.map { j in old.indices.map { costs[$0][j] } }
      pairs = SegmentMatching.exact(turned).map { (old: $0.new, new: $0.old) }
    }
    self.pairs = pairs.sorted { $0.old < $1.old }
    gone = old.indices.filter { i in !pairs.contains { $0.old == i } }
    born = new.indices.filter { j in !pairs.contains { $0.new == j } }
  }

  /// Every row gets a column of its own; there are at least as many columns as rows.
  private static func exact(_ costs: [[Double]]) -> [(old: Int, new: Int)] {
    guard let columns = costs.first?.count else { return [] }
    // best[set]: the least cost of giving the first rows exactly the columns of the set.
    var best = [Double](repeating: .infinity, count: 1 << columns)
    var chosen = [Int](repeating: -1, count: 1 << columns)
    best[0] = 0
    for set in 0..<(1 << columns) where best[set].isFinite {
      let row = set.nonzeroBitCount
      guard row < costs.count else { continue }
      for column in 0..<columns where set & (1 << column) == 0 {
        let next = set | 1 << column
        let cost = best[set] + costs[row][column]
        if cost < best[next] {
          best[next] = cost
          chosen[next] = column
        }
      }
    }
    let full = (0..<(1 << columns)).filter { $0.nonzeroBitCount == costs.count }
    guard var set = full.min(by: { best[$0] < best[$1] }) else { return [] }
    var pairs: [(old: Int, new: Int)] = []
    while set != 0 {
      let column = chosen[set]
      set &= ~(1 << column)
      pairs.append((old: set.nonzeroBitCount, new: column))
    }
    return pairs
  }

  private static func greedy(_ costs: [[Double]]) -> [(old: Int, new: Int)] {
    let all = costs.indices.flatMap { i in costs[i].indices.map { (old: i, new: $0) } }
    let nearest = all.sorted { a, b in
      (costs[a.old][a.new], a.old, a.new) < (costs[b.old][b.new], b.old, b.new)
    }
    var pairs: [(old: Int, new: Int)] = []
    for pair in nearest
    where !pairs.contains(where: { $0.old == pair.old || $0.new == pair.new }) {
      pairs.append(pair)
    }
    return pairs
  }
}
