import Matrices
import Testing

@testable import Clustering

/// OPTICS against the walk of the paper, pair by pair.
struct OPTICSTests {
  private let control = RunControl(threads: 2)
  private let rows = SampleRows.crowds(300, columns: 2, k: 4, seed: 9, spread: 0.6)

  /// Reachabilities by looking at all rows at each step, ties to the lower rank.
  private func naive(
    _ rows: [[Double]], ranks: [Int32], minimum: Int, radius: Double
  ) -> [Double] {
    let distances = rows.map { a in rows.map { Naive.distance(a, $0) } }
    let core = distances.map { row in
      let distance = row.sorted()[minimum - 1]
      return distance <= radius ? distance : .infinity
    }
    var reach = rows.map { _ in Double.infinity }
    var rest = Set(rows.indices)
    var found: [Double] = []
    while !rest.isEmpty {
      let reached = rest.filter { reach[$0] < .infinity }
        .min { (reach[$0], ranks[$0]) < (reach[$1], ranks[$1]) }
      let next = reached ?? rest.min { (core[$0], ranks[$0]) < (core[$1], ranks[$1]) }
      guard let next else { break }
      rest.remove(next)
      found.append(reach[next])
      guard core[next] < .infinity else { continue }
      for other in rest where distances[next][other] <= radius {
        reach[other] = min(reach[other], max(core[next], distances[next][other]))
      }
    }
    return found
  }

  @Test(arguments: [Double.infinity, 2, 0.3])
  func `the plot is that of the paper's walk`(_ radius: Double) throws {
    let order = try OPTICS(minimumWeight: 6, maximumRadius: radius).fit(rows, control: control)
    #expect(order.rows.sorted() == Array(0..<rows.rows))
    let ranks = try PreparedPoints(rows, control: control).canonical.pointOfRow
    let expected = naive(rows.rowArrays, ranks: ranks, minimum: 6, radius: radius)
    for (found, expected) in zip(order.reachability, expected) {
      #expect(found == expected || abs(found - expected) < 1e-12)
    }
  }

  @Test(arguments: [0.15, 0.3, 0.6])
  func `cut at a radius, core rows are divided as DBSCAN divides them`(_ radius: Double) throws {
    let order = try OPTICS(minimumWeight: 6).fit(rows, control: control)
    let cut = try order.cut(radius: radius)
    let model = try DBSCAN(radius: radius, minimumWeight: 6).fit(rows, control: control)
    let core = model.labels.indices.filter { model.isCore[$0] }
    #expect(
      try Agreement.adjustedRand(core.map { cut.labels[$0] }, core.map { model.labels[$0] }) == 1)
    #expect(cut.k == model.k)
    // No row is in a segment that DBSCAN holds for noise.
    #expect(zip(cut.labels, model.labels).allSatisfy { $0 < 0 || $1 >= 0 })
  }

  @Test func `valleys are the crowds`() throws {
    let crowds = SampleRows.crowds(400, columns: 2, k: 4, seed: 21, spread: 0.2)
    let order = try OPTICS(minimumWeight: 10).fit(crowds, control: control)
    let found = try order.valleys(xi: 0.3, leastWeight: 50)
    #expect(found.k == 4)
    let truth = (0..<400).map { $0 % 4 }
    let inside = (0..<400).filter { found.labels[$0] >= 0 }
    #expect(inside.count > 360)
    #expect(
      try Agreement.adjustedRand(inside.map { found.labels[$0] }, inside.map { truth[$0] }) == 1)
  }

  @Test func `neither the order of rows nor copies for weights nor threads change the plot`() throws
  {
    let settings = OPTICS(minimumWeight: 6)
    let order = try settings.fit(rows, control: RunControl(threads: 1))
    let shuffle = SampleRows.shuffle(rows.rows, seed: 5)
    let shuffled = try settings.fit(rows.taking(shuffle), control: RunControl(threads: 5))
    #expect(shuffled.reachability == order.reachability)
    #expect(shuffled.rows.map { shuffle[$0] } == order.rows)
    let weights = (0..<rows.rows).map { Double($0 % 3) }
    let copies = (0..<rows.rows).flatMap { Array(repeating: $0, count: $0 % 3) }
    let weighted = try settings.fit(rows, weights: weights, control: control).cut(radius: 0.4)
    let copied = try settings.fit(rows.taking(copies), control: control).cut(radius: 0.4)
    #expect(copied.labels == copies.map { weighted.labels[$0] })
  }

  @Test func `a copy is reached from its row at the core distance`() throws {
    let order = try OPTICS(minimumWeight: 2)
      .fit(Matrix([[3.0], [0], [1], [0], [9]]), control: control)
    // From 0, whose copy makes it core at 0: to the copy, over 1 and over 2 and over 6.
    #expect(order.rows == [1, 3, 2, 0, 4])
    #expect(order.reachability == [.infinity, 0, 1, 2, 6])
    #expect(order.coreDistances == [0, 0, 1, 2, 6])
    #expect(order.predecessors == [-1, 1, 1, 2, 0])
    let capped = try OPTICS(minimumWeight: 3).fit(Matrix([[4.0], [4], [5]]), control: control)
    #expect(capped.reachability == [.infinity, 1, 1])
  }

  @Test func `a valley ends with the last row that was reached from inside`() {
    // Two crowds; the row at the end is as far from either and was reached from one of them.
    let heights = [.infinity, 1, 1, 1, 6, 1, 1, 1, 6.5]
    func valleys(lastReachedFrom place: Int) -> [ClosedRange<Int>] {
      SteepSlopes(
        order: Array(0..<9), reachability: heights,
        predecessors: [-1, 0, 1, 2, 3, 4, 5, 6, place], xi: 0.5, longestRest: 3
      ).valleys()
    }
    #expect(valleys(lastReachedFrom: 5).contains(4...8))
    let trimmed = valleys(lastReachedFrom: 1)
    #expect(trimmed.contains(4...7))
    #expect(!trimmed.contains(4...8))
  }

  @Test func `a stop is obeyed`() throws {
    let stop = Cancellation()
    let stopping = RunControl(threads: 2, cancellation: stop) { _ in stop.cancel() }
    #expect(throws: ClusteringError.cancelled) { try OPTICS().fit(rows, control: stopping) }
    #expect(throws: ClusteringError.minimumOutOfRange(301)) {
      try OPTICS(minimumWeight: 301).fit(rows, control: control)
    }
  }
}
