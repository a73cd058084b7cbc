import Matrices
import Testing

@testable import Clustering

/// The tree against looking at every point.
struct KDTreeTests {
  private let control = RunControl(threads: 2)

  private func tree(_ rows: Matrix, weights: [Double]? = nil, threads: Int = 2) throws -> KDTree {
    let points = try LanePoints(
      rows, order: Array(0..<Int32(rows.rows)), weights: weights, control: control)
    return try KDTree(points, control: RunControl(threads: threads))
  }

  private static let samples: [Matrix] = [
    SampleRows.crowds(1, columns: 2, k: 1, seed: 1),
    SampleRows.crowds(9, columns: 3, k: 2, seed: 2),
    SampleRows.crowds(500, columns: 1, k: 4, seed: 3),
    SampleRows.crowds(777, columns: 3, k: 5, seed: 4),
    SampleRows.crowds(300, columns: 7, k: 5, seed: 5), SampleRows.scores(400, columns: 2, seed: 6),
  ]

  private func squares(_ rows: Matrix, _ query: [Double]) -> [Neighbour] {
    rows.rowArrays.enumerated().map { i, row in
      var sum = 0.0
      for (x, y) in zip(row, query) { sum += (x - y) * (x - y) }
      return Neighbour(id: i, squaredDistance: sum)
    }
  }

  @Test(arguments: samples.indices)
  func `the nearest points are the nearest, ties to the lower id`(_ sample: Int) throws {
    let rows = Self.samples[sample]
    let tree = try tree(rows)
    for query in rows.rowArrays.prefix(40) + [Array(repeating: 3.3, count: rows.columns)] {
      let sorted = squares(rows, query)
        .sorted { ($0.squaredDistance, $0.id) < ($1.squaredDistance, $1.id) }
      for k in [1, 2, 7, 60] {
        #expect(tree.nearest(query, count: k) == Array(sorted.prefix(k)))
      }
    }
  }

  @Test(arguments: samples.indices)
  func `what is within a distance is counted and listed, the distance included`(
    _ sample: Int
  ) throws {
    let rows = Self.samples[sample]
    let weights = (0..<rows.rows).map { Double(1 + $0 % 3) }
    let tree = try tree(rows, weights: weights)
    for query in rows.rowArrays.prefix(30) {
      for radius in [0, 0.5, 1, 2, 30] {
        let within = squares(rows, query).filter { $0.squaredDistance <= radius * radius }
        #expect(tree.neighbours(within: radius, of: query) == within)
        #expect(
          tree.weight(within: radius, of: query) == within.reduce(0) { $0 + weights[$1.id] })
      }
    }
  }

  @Test(arguments: samples.indices)
  func `a core distance is where enough weight is near`(_ sample: Int) throws {
    let rows = Self.samples[sample]
    let weights = (0..<rows.rows).map { 0.5 + Double($0 % 3) }
    let tree = try tree(rows, weights: weights)
    for need in [0.5, 1, 6, 1e6] {
      let core = try tree.coreDistances(weight: need, control: control)
      for place in 0..<tree.places where tree.ids[place] >= 0 {
        let id = Int(tree.ids[place])
        var total = 0.0
        let sorted = squares(rows, Array(rows.row(id)))
          .sorted { ($0.squaredDistance, $0.id) < ($1.squaredDistance, $1.id) }
        let reached = sorted.first {
          total += weights[$0.id]
          return total >= need
        }
        #expect(core[place] == reached?.squaredDistance ?? .infinity)
      }
    }
  }

  @Test func `a box is as small as can be, and halves share no point`() throws {
    let rows = Self.samples[3]
    let tree = try tree(rows)
    func check(_ node: KDTree.Node) {
      let places = node.groups.lowerBound * 8..<node.groups.upperBound * 8
      let ids = places.compactMap { tree.ids[$0] >= 0 ? Int(tree.ids[$0]) : nil }
      let box = tree.box(node)
      for j in 0..<rows.columns {
        #expect(box.low[j] == ids.map { rows[$0, j] }.min())
        #expect(box.high[j] == ids.map { rows[$0, j] }.max())
      }
      if !node.isLeaf {
        check(node.left)
        check(node.right)
      }
    }
    check(tree.root)
    let ids = (0..<tree.places).map { tree.ids[$0] }.filter { $0 >= 0 }.sorted()
    #expect(ids == Array(0..<Int32(rows.rows)))
  }

  @Test(arguments: [1, 3, 5])
  func `the number of threads changes no place`(_ threads: Int) throws {
    let rows = SampleRows.crowds(20_000, columns: 3, k: 5, seed: 9)
    let one = try tree(rows, threads: 1)
    let other = try tree(rows, threads: threads)
    #expect(other.ids.array(0..<other.places) == one.ids.array(0..<one.places))
    #expect(
      other.boxes.array(0..<other.boxes.count) == one.boxes.array(0..<one.boxes.count))
  }

  @Test func `a tree is not made after a stop`() throws {
    let stopped = RunControl(threads: 2)
    let points = try LanePoints(Self.samples[3], control: control)
    stopped.cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) { try KDTree(points, control: stopped) }
  }
}
