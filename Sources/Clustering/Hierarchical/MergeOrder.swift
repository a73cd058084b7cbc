import Matrices

/// Merges in their final order, numbered.
struct MergeOrder {
  let merges: [Dendrogram.Merge]

  /// Orders the merges.
  ///
  /// - Parameters:
  ///   - joins: The merges, in an order in which parts come before the whole.
  ///   - leaves: The points.
  ///   - isMonotone: If true, ordered by height, equal heights as found; a height that rounding puts
  ///     below that of a part is raised to it. Otherwise as found.
  init(_ joins: [Join], leaves: LanePoints, isMonotone: Bool) {
    let found = Self.tree(of: joins, leaves: leaves.count, isMonotone: isMonotone)
    let order = isMonotone ? Self.order(of: found) : Array(found.indices)
    let m = leaves.count
    var names = [Int32](repeating: 0, count: found.count)
    var weights = (0..<m).map { leaves.weights[$0] }
    var merges: [Dendrogram.Merge] = []
    merges.reserveCapacity(found.count)
    for (place, node) in order.enumerated() {
      names[node] = Int32(m + place)
      let sides = [found[node].left, found[node].right]
        .map { Int($0) < m ? Int($0) : Int(names[Int($0) - m]) }
        .sorted()
      let weight = weights[sides[0]] + weights[sides[1]]
      weights.append(weight)
      merges.append(
        Dendrogram.Merge(
          left: sides[0], right: sides[1], height: found[node].height, weight: weight))
    }
    self.merges = merges
  }

  /// A merge with its parts: leaves, or earlier merges counted from the number of leaves.
  private struct Node {
    let left: Int32
    let right: Int32
    let height: Double
  }

  private static func tree(of joins: [Join], leaves m: Int, isMonotone: Bool) -> [Node] {
    var parents = Array(0..<Int32(m))
    var tops = Array(0..<Int32(m))
    func root(_ leaf: Int32) -> Int {
      var place = Int(leaf)
      while Int(parents[place]) != place {
        parents[place] = parents[Int(parents[place])]
        place = Int(parents[place])
      }
      return place
    }
    var nodes: [Node] = []
    nodes.reserveCapacity(joins.count)
    for join in joins {
      let (a, b) = (root(join.a), root(join.b))
      let (low, high) = (min(a, b), max(a, b))
      var height = join.height
      if isMonotone {
        for top in [tops[low], tops[high]] where Int(top) >= m {
          height = max(height, nodes[Int(top) - m].height)
        }
      }
      nodes.append(
        Node(left: tops[low], right: tops[high], height: height))
      parents[high] = Int32(low)
      tops[low] = Int32(m + nodes.count - 1)
    }
    return nodes
  }

  /// By height, then as found: parts come first, because the whole is not lower and was found later.
  private static func order(of nodes: [Node]) -> [Int] {
    nodes.indices.sorted { a, b in
      let (x, y) = (nodes[a], nodes[b])
      return x.height != y.height ? x.height < y.height : a < b
    }
  }
}
