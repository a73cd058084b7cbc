import Matrices
import Testing

@testable import Clustering

/// The shortest tree against Kruskal's algorithm over all pairs.
struct SpanningTreeTests {
  private let control = RunControl(threads: 2)

  private func tree(_ rows: Matrix) throws -> KDTree {
    try KDTree(LanePoints(rows, control: control), control: control)
  }

  private func kruskal(_ rows: Matrix, core: [Double]) -> [SpanningTree.Edge] {
    let n = rows.rows
    var pairs: [SpanningTree.Edge] = []
    for i in 0..<n {
      for j in i + 1..<n {
        var sum = 0.0
        for c in 0..<rows.columns { sum += (rows[i, c] - rows[j, c]) * (rows[i, c] - rows[j, c]) }
        pairs.append(.init(low: Int32(i), high: Int32(j), square: max(sum, core[i], core[j])))
      }
    }
    pairs.sort(by: SpanningTree.Edge.precedes)
    var component = Array(0..<n)
    return pairs.filter { edge in
      let (a, b) = (component[Int(edge.low)], component[Int(edge.high)])
      guard a != b else { return false }
      for i in 0..<n where component[i] == b { component[i] = a }
      return true
    }
  }

  private static let samples: [Matrix] = [
    SampleRows.crowds(2, columns: 2, k: 1, seed: 1),
    SampleRows.crowds(150, columns: 2, k: 4, seed: 3),
    SampleRows.crowds(130, columns: 6, k: 3, seed: 4),
    // A grid: nothing but ties.
    Matrix((0..<144).map { [Double($0 / 12), Double($0 % 12)] }),
  ]

  @Test(arguments: samples.indices)
  func `the edges are those of the shortest tree, ties by ids`(_ sample: Int) throws {
    let rows = Self.samples[sample]
    let found = try SpanningTree(tree(rows), core: nil, control: control)
    #expect(found.edges == kruskal(rows, core: Array(repeating: 0, count: rows.rows)))
  }

  @Test(arguments: samples.indices, [2.0, 5])
  func `under mutual reachability too`(_ sample: Int, _ need: Double) throws {
    let rows = Self.samples[sample]
    let tree = try tree(rows)
    let core = try tree.coreDistances(weight: min(need, Double(rows.rows)), control: control)
    let found = try SpanningTree(tree, core: core, control: control)
    var byId = Array(repeating: 0.0, count: rows.rows)
    for place in 0..<tree.count { byId[Int(tree.ids[place])] = core[place] }
    #expect(found.edges == kruskal(rows, core: byId))
  }

  @Test(arguments: [1, 2, 5])
  func `the number of threads changes no edge`(_ threads: Int) throws {
    let rows = SampleRows.crowds(9000, columns: 3, k: 6, seed: 7, spread: 2)
    let tree = try tree(rows)
    let core = try tree.coreDistances(weight: 5, control: control)
    let one = try SpanningTree(tree, core: core, control: RunControl(threads: 1))
    let other = try SpanningTree(tree, core: core, control: RunControl(threads: threads))
    #expect(one.edges == other.edges)
  }
}
