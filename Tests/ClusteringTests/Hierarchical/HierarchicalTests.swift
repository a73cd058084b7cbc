import Matrices
import Testing

@testable import Clustering

/// Every linkage against Lance and Williams' formula on a full matrix.
struct HierarchicalTests {
  private let control = RunControl(threads: 2)

  /// Heights by merging the nearest pair again and again, row by row.
  private func naive(_ rows: [[Double]], _ linkage: Linkage) -> [Double] {
    let isSquared = linkage == .ward || linkage == .centroid || linkage == .median
    var sizes = rows.map { _ in 1.0 }
    var distances = rows.map { a in
      rows.map { b in
        let distance = Naive.distance(a, b)
        return isSquared ? distance * distance : distance
      }
    }
    var alive = Array(rows.indices)
    var heights: [Double] = []
    while alive.count > 1 {
      var pair = (alive[0], alive[1])
      for (i, a) in alive.enumerated() {
        for b in alive[(i + 1)...] where distances[a][b] < distances[pair.0][pair.1] {
          pair = (a, b)
        }
      }
      let (a, b) = pair
      let d = distances[a][b]
      heights.append(isSquared ? d.squareRoot() : d)
      alive.removeAll { $0 == a }
      for c in alive where c != b {
        let (x, y) = (distances[c][a], distances[c][b])
        let (m, n, p) = (sizes[a], sizes[b], sizes[c])
        let merged: Double
        switch linkage {
        case .single: merged = min(x, y)
        case .complete: merged = max(x, y)
        case .average: merged = (m * x + n * y) / (m + n)
        case .weighted: merged = (x + y) / 2
        case .ward: merged = ((m + p) * x + (n + p) * y - p * d) / (m + n + p)
        case .centroid:
          merged = (m * x + n * y) / (m + n) - m * n * d / ((m + n) * (m + n))
        case .median: merged = (x + y) / 2 - d / 4
        }
        distances[c][b] = merged
        distances[b][c] = merged
      }
      sizes[b] += sizes[a]
    }
    return heights
  }

  private func isClose(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-9) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
  }

  @Test(arguments: Linkage.allCases)
  func `heights are those of the formula of Lance and Williams`(_ linkage: Linkage) throws {
    for (n, d) in [(1, 2), (2, 1), (60, 1), (90, 2), (75, 5)] {
      let rows = SampleRows.crowds(n, columns: d, k: 4, seed: UInt64(n + d), spread: 2)
      let tree = try Hierarchical(linkage).fit(rows, control: control)
      #expect(isClose(tree.merges.map(\.height), naive(rows.rowArrays, linkage)))
    }
  }

  @Test(arguments: Linkage.allCases)
  func `copies are merged first, at height 0, and count as rows`(_ linkage: Linkage) throws {
    let rows = SampleRows.crowds(40, columns: 2, k: 3, seed: 5, spread: 2)
    let copies = rows.taking((0..<40).flatMap { Array(repeating: $0, count: 1 + $0 % 3) })
    let tree = try Hierarchical(linkage).fit(copies, control: control)
    #expect(tree.leafCount == 40)
    #expect(isClose(tree.mergesOfRows().map(\.height), naive(copies.rowArrays, linkage)))
    let weighted = try Hierarchical(linkage).fit(
      rows, weights: (0..<40).map { Double(1 + $0 % 3) }, control: control)
    #expect(weighted.merges == tree.merges)
  }

  @Test(arguments: Linkage.allCases)
  func `rows in another order, or without weight, change no merge`(_ linkage: Linkage) throws {
    for rows in [
      SampleRows.crowds(200, columns: 3, k: 4, seed: 6, spread: 3),
      SampleRows.scores(150, columns: 2, seed: 3),
    ] {
      let order = SampleRows.shuffle(rows.rows, seed: 4)
      let tree = try Hierarchical(linkage).fit(rows, control: control)
      let shuffled = try Hierarchical(linkage).fit(rows.taking(order), control: control)
      #expect(shuffled.merges == tree.merges)
      let cut = try tree.cut(.segments(4), control: control)
      let other = try shuffled.cut(.segments(4), control: control)
      #expect(other.labels == order.map { cut.labels[$0] })
      #expect(other.centroids == cut.centroids)
      let more = Matrix(rows.rowArrays + [[Double]](repeating: Array(rows.row(0)), count: 2))
        .taking(Array(0..<rows.rows) + [rows.rows])
      let absent = try Hierarchical(linkage).fit(
        more, weights: Array(repeating: 1, count: rows.rows) + [0], control: control)
      #expect(absent.merges == tree.merges)
      #expect(try absent.cut(.segments(4), control: control).labels.last == cut.labels[0])
    }
  }

  @Test(arguments: Linkage.allCases)
  func `moving, stretching and turning rows moves heights as it should`(
    _ linkage: Linkage
  ) throws {
    let rows = SampleRows.crowds(150, columns: 3, k: 4, seed: 8, spread: 3)
    let tree = try Hierarchical(linkage).fit(rows, control: control)
    let labels = try tree.cut(.segments(5), control: control).labels
    func turned(_ matrix: Matrix) -> Matrix {
      Matrix(
        matrix.rowArrays.map { [0.6 * $0[0] - 0.8 * $0[1], 0.8 * $0[0] + 0.6 * $0[1], -$0[2]] })
    }
    let guises: [(Double, (Matrix) -> Matrix)] = [
      (1, { $0.mapped { $0 + 12.5 } }), (1.7, { $0.mapped { $0 * 1.7 } }), (1, turned),
      (1, { Matrix($0.rowArrays.map { [$0[2], $0[0], $0[1]] }) }),
      (1, { Matrix($0.rowArrays.map { $0 + [7] }) }),
    ]
    for (factor, guise) in guises {
      let other = try Hierarchical(linkage).fit(guise(rows), control: control)
      #expect(isClose(other.merges.map(\.height), tree.merges.map { $0.height * factor }))
      let cut = try other.cut(.segments(5), control: control)
      #expect(try Agreement.adjustedRand(cut.labels, labels) == 1)
    }
  }

  @Test(arguments: Linkage.allCases)
  func `a row far away is merged last`(_ linkage: Linkage) throws {
    let rows = SampleRows.crowds(80, columns: 2, k: 3, seed: 9)
    let tree = try Hierarchical(linkage).fit(
      Matrix(rows.rowArrays + [[1e4, 1e4]]), control: control)
    let last = try #require(tree.merges.last)
    #expect([last.left, last.right].contains(tree.leafOfRow[80]))
    let cut = try tree.cut(.largestGap(2...10), control: control)
    #expect(cut.sizes == [80, 1])
  }

  @Test(arguments: [Linkage.ward, .single, .average, .complete], [1, 2, 5])
  func `the number of threads changes no bit`(_ linkage: Linkage, _ threads: Int) throws {
    let rows = SampleRows.crowds(linkage == .average ? 900 : 6000, columns: 3, k: 6, seed: 10)
    let one = try Hierarchical(linkage).fit(rows, control: RunControl(threads: 1))
    let other = try Hierarchical(linkage).fit(rows, control: RunControl(threads: threads))
    #expect(one == other)
    let cut = try one.cut(.segments(6), control: RunControl(threads: 1))
    let again = try other.cut(.segments(6), control: RunControl(threads: threads))
    #expect(cut.labels == again.labels)
    #expect(
      try one.copheneticCorrelation(control: RunControl(threads: 1))
        == other.copheneticCorrelation(control: RunControl(threads: threads)))
  }

  @Test(arguments: Linkage.allCases)
  func `the rows of the fit are assigned to their own segments`(_ linkage: Linkage) throws {
    let rows = SampleRows.crowds(300, columns: 2, k: 4, seed: 11, spread: 3)
    let tree = try Hierarchical(linkage).fit(rows, control: control)
    for k in [1, 3, 8] {
      let cut = try tree.cut(.segments(k), control: control)
      let found = try cut.assign(rows, control: control)
      #expect(found.labels == cut.labels)
      #expect(found.distances.allSatisfy { $0 == 0 })
      for (i, row) in rows.rowArrays.enumerated().prefix(50) {
        let others = rows.rowArrays.indices.filter { cut.labels[$0] != cut.labels[i] }
          .map { Naive.distance(row, rows.rowArrays[$0]) }
        #expect(abs(found.secondDistances[i] - (others.min() ?? .infinity)) < 1e-12 || k == 1)
      }
      let means = try cut.assign(rows, by: .nearestCentroid, control: control)
      #expect(
        means.labels == rows.rowArrays.map { Naive.nearest($0, cut.centroids.rowArrays) })
    }
  }

  @Test func `a cut by height undoes what is above it`() throws {
    let rows = Matrix([[0.0], [1], [10], [12], [100]])
    let tree = try Hierarchical(.single).fit(rows, control: control)
    #expect(tree.merges.map(\.height) == [1, 2, 9, 88])
    func labels(_ cut: Dendrogram.Cut) throws -> [Int] {
      try tree.cut(cut, control: control).labels
    }
    #expect(try labels(.height(0.5)) == [0, 1, 2, 3, 4])
    #expect(try labels(.height(2)) == [0, 0, 1, 1, 2])
    #expect(try labels(.height(88)) == [0, 0, 0, 0, 0])
    #expect(try labels(.largestGap(1...5)) == [0, 0, 0, 0, 1])
    #expect(try labels(.largestGap(3...5)) == [0, 0, 1, 1, 2])
    let cut = try tree.cut(.segments(3), control: control)
    #expect(cut.height == 2)
    #expect(cut.nextHeight == 9)
    #expect(cut.centroids.column(0) == [0.5, 11, 100])
    #expect(cut.centralRows.count == 3)
  }

  @Test func `the largest gap leaves as many segments as there are pairs`() throws {
    // Merges at 1, 1, 1, 9 and 11: the gap from 1 to 9 is the widest, and leaves three.
    let rows = Matrix([[0], [1], [10], [11], [22], [23]])
    let tree = try Hierarchical(.single).fit(rows, control: control)
    #expect(try tree.segments(of: .largestGap(1...6)) == 3)
    #expect(try tree.segments(of: .largestGap(4...6)) == 6)
    #expect(try tree.segments(of: .largestGap(2...2)) == 2)
  }

  @Test func `a drawing folds branches until few leaves are left`() throws {
    let rows = SampleRows.crowds(100, columns: 2, k: 5, seed: 12)
    let tree = try Hierarchical(.average).fit(rows, control: control)
    #expect(tree.leafOrder.sorted() == Array(0..<100))
    let drawing = tree.drawing()
    #expect(drawing.leaves.count == 30)
    #expect(drawing.leaves.reduce(0) { $0 + $1.distinctRows } == 100)
    #expect(drawing.leaves.reduce(0) { $0 + $1.weight } == 100)
    #expect(drawing.merges.map(\.height) == tree.merges.suffix(29).map(\.height))
    #expect(drawing.merges.allSatisfy { $0.span.lowerBound < $0.span.upperBound })
    #expect(tree.drawing(leaves: 500).leaves.map(\.node) == tree.leafOrder)
    // Neighbours in the order are joined before the whole: no line crosses another.
    for merge in drawing.merges { #expect(merge.span.lowerBound >= 0) }
  }

  @Test func `what cannot be had is an error`() throws {
    let rows = SampleRows.crowds(50, columns: 2, k: 2, seed: 1)
    #expect(throws: ClusteringError.needsMemory(bytes: 50 * 64 * 8 + 64 * 50, limit: 1000)) {
      try Hierarchical(.complete, memoryLimit: 1000).fit(rows, control: control)
    }
    let tree = try Hierarchical(.complete).fit(rows, control: control)
    #expect(throws: ClusteringError.fewerThanOneSegment(k: 0)) {
      try tree.cut(.segments(0), control: control)
    }
    #expect(throws: ClusteringError.moreSegmentsThanDistinctRows(k: 51, distinct: 50)) {
      try tree.cut(.segments(51), control: control)
    }
    #expect(throws: ClusteringError.radiusOutOfRange(-1)) {
      try tree.cut(.height(-1), control: control)
    }
    #expect(throws: ClusteringError.columnCount(found: 3, expected: 2)) {
      try tree.cut(.segments(2), control: control).assign(Matrix([[1, 2, 3]]))
    }
  }

  @Test(arguments: Linkage.allCases)
  func `a stop is obeyed at once`(_ linkage: Linkage) throws {
    let rows = SampleRows.crowds(2000, columns: 2, k: 3, seed: 2)
    let clock = ContinuousClock()
    let stop = Cancellation()
    let stopping = RunControl(threads: 2, cancellation: stop) { if $0 > 0.01 { stop.cancel() } }
    let began = clock.now
    #expect(throws: ClusteringError.cancelled) {
      try Hierarchical(linkage).fit(rows, control: stopping)
    }
    #expect(clock.now - began < .seconds(20))
  }
}
