import Matrices
import Testing

@testable import Clustering

/// Rounds over members against the chain through a full matrix.
struct MemberRoundsTests {
  private let control = RunControl(threads: 2)
  private static let linkages: [Linkage] = [.complete, .average, .weighted]

  private func tree(
    _ rows: Matrix, _ linkage: Linkage, weights: [Double]? = nil, fewest: Int, threads: Int = 2
  ) throws -> Dendrogram {
    let points = try PreparedPoints(rows, weights: weights, control: control)
    let leaves = points.canonical.points
    var rounds = MemberRounds(
      leaves, linkage: linkage, control: RunControl(threads: threads), fewest: fewest)
    let joins = try rounds.run()
    return Dendrogram(
      linkage: linkage, merges: MergeOrder(joins, leaves: leaves, isMonotone: true).merges,
      points: points)
  }

  /// The same nodes joined at the same heights, to what adding in another order may change.
  private func check(_ found: Dendrogram, _ expected: Dendrogram) {
    #expect(found.merges.count == expected.merges.count)
    for (a, b) in zip(found.merges, expected.merges) {
      #expect([a.left, a.right] == [b.left, b.right])
      #expect(abs(a.height - b.height) <= 1e-12 * max(1, b.height))
      #expect(a.weight == b.weight)
    }
  }

  @Test(arguments: linkages, [1, 2, 40, 5000])
  func `merges are those of the matrix, wherever the rounds end`(
    _ linkage: Linkage, _ fewest: Int
  ) throws {
    for (n, d) in [(1, 2), (2, 3), (300, 1), (350, 3), (250, 9)] {
      let rows = SampleRows.crowds(n, columns: d, k: 5, seed: UInt64(n + d), spread: 3)
      check(
        try tree(rows, linkage, fewest: fewest),
        try Hierarchical(linkage).fit(rows, control: control))
    }
  }

  @Test(arguments: linkages, [2, 3, 5])
  func `the last matrix knows all members of large segments`(
    _ linkage: Linkage, _ fewest: Int
  ) throws {
    // More members in a segment than are looked at in one go.
    let rows = SampleRows.crowds(900, columns: 2, k: 2, seed: 31, spread: 3)
    check(
      try tree(rows, linkage, fewest: fewest), try Hierarchical(linkage).fit(rows, control: control)
    )
  }

  @Test(arguments: linkages)
  func `of pairs as near as each other the one of the lower rows merges`(_ linkage: Linkage) throws
  {
    for shift in 0..<12 {
      let start = Double(shift) * 7
      let rows = Matrix([[start], [start + 1], [start + 2]])
      let found = try tree(rows, linkage, fewest: 1)
      let leaves = found.points.canonical.points
      let middle = try #require((0..<3).first { leaves[$0, 0] == start + 1 })
      let pairs = (0..<3).filter { $0 != middle }.map { [min($0, middle), max($0, middle)] }
      let least = pairs.min { ($0[1], $0[0]) < ($1[1], $1[0]) }
      let first = try #require(found.merges.first)
      #expect([first.left, first.right] == least)
    }
  }

  @Test(arguments: linkages)
  func `weights, a far origin and a long tail change nothing`(_ linkage: Linkage) throws {
    let rows = SampleRows.crowds(260, columns: 2, k: 3, seed: 12, spread: 4)
    let weights = (0..<260).map { Double(1 + $0 % 5) }
    check(
      try tree(rows, linkage, weights: weights, fewest: 7),
      try Hierarchical(linkage).fit(rows, weights: weights, control: control))
    let far = rows.mapped { $0 + 1e6 }
    let (found, expected) = (
      try tree(far, linkage, fewest: 7), try Hierarchical(linkage).fit(far, control: control)
    )
    check(found, expected)
    // Each row farther from all before it than they are from each other: one merge a round.
    let tail = Matrix((0..<40).map { [3.0 * Double(1 << min($0, 50)), Double($0)] })
    check(
      try tree(tail, linkage, fewest: 1), try Hierarchical(linkage).fit(tail, control: control))
  }

  @Test(arguments: linkages)
  func `where distances tie, order and threads change no bit`(_ linkage: Linkage) throws {
    let rows = Matrix((0..<196).map { [Double($0 % 14), Double($0 / 14)] })
    let one = try tree(rows, linkage, fewest: 5, threads: 1)
    let order = SampleRows.shuffle(rows.rows, seed: 4)
    for threads in [2, 5] {
      let other = try tree(rows.taking(order), linkage, fewest: 5, threads: threads)
      #expect(other.merges == one.merges)
    }
    // Heights stay a hierarchy: no merge below its parts, and the first is the side of a square.
    #expect(zip(one.merges, one.merges.dropFirst()).allSatisfy { $0.height <= $1.height })
    #expect(one.merges.first?.height == 1)
    #expect(one.merges.last?.weight == 196)
  }

  @Test(arguments: linkages)
  func `beyond the rows of a matrix the rounds are taken, and give the same`(
    _ linkage: Linkage
  ) throws {
    let n = Hierarchical.mostMatrixRows + 200
    let rows = SampleRows.crowds(n, columns: 3, k: 6, seed: 3, spread: 3)
    let found = try Hierarchical(linkage).fit(rows, control: control)
    let leaves = found.points.canonical.points
    var chain = try NeighbourChain(leaves, linkage: linkage, control: control)
    check(
      found,
      Dendrogram(
        linkage: linkage,
        merges: MergeOrder(try chain.joins(), leaves: leaves, isMonotone: true).merges,
        points: found.points))
  }

  @Test func `memory grows with the rows, not with their square`() {
    for linkage in Self.linkages {
      let method = Hierarchical(linkage)
      #expect(method.memoryNeeded(distinctRows: 50_000, columns: 5) < 100 << 20)
      #expect(method.memoryNeeded(distinctRows: 1_000_000, columns: 3) < 1 << 30)
      #expect(method.memoryNeeded(distinctRows: 4096, columns: 3) <= 129 << 20)
      #expect(method.memoryNeeded(distinctRows: .max / 2, columns: 3) == .max)
    }
  }
}
