import Matrices
import Testing

@testable import Clustering

struct BisectingTests {
  private let control = RunControl(threads: 2)
  private let rows = SampleRows.crowds(301, columns: 3, k: 6, seed: 4, spread: 2)

  private func inertias(_ rows: Matrix, _ labels: [Int], k: Int) -> [Double] {
    let all = rows.rowArrays
    return (0..<k).map { label in
      let members = all.indices.filter { labels[$0] == label }.map { all[$0] }
      let mean = (0..<rows.columns).map { j in
        members.reduce(0) { $0 + $1[j] } / Double(members.count)
      }
      return Naive.inertia(members, members.map { _ in 0 }, [mean])
    }
  }

  @Test func `each number of segments divides the one with the largest inertia of those before`()
    throws
  {
    let model = try BisectingKMeans(k: 9).fit(rows, control: control)
    #expect(model.k == 9)
    #expect(model.splits.count == 8)
    for count in 1..<9 {
      let (before, after) = (model.segments(count), model.segments(count + 1))
      var parts = [Set<Int>](repeating: [], count: count)
      for (a, b) in zip(before.labels, after.labels) { parts[a].insert(b) }
      let divided = parts.indices.filter { parts[$0].count == 2 }
      #expect(divided.count == 1)
      #expect(parts.map(\.count).reduce(0, +) == count + 1)
      let all = inertias(rows, before.labels, k: count)
      #expect(divided.first.map { all[$0] } == all.max())
      #expect(isClose(before.inertia, all.reduce(0, +), 1e-11))
      #expect(isClose(model.splits[count - 1].inertia, all.max() ?? 0, 1e-11))
      #expect(after.inertia < before.inertia)
    }
  }

  @Test func `every division is that of k-means in two`() throws {
    let model = try BisectingKMeans(k: 3, seed: 7).fit(rows, control: control)
    let two = try KMeans(k: 2, seed: 7).fit(rows, control: control)
    #expect(model.segments(2).labels == two.labels)
    #expect(model.splits[0].fork.centroids == two.centroids)
  }

  @Test func `new rows go the way of the rows of the fit`() throws {
    for matrix in [rows, SampleRows.scores(200, columns: 2, seed: 3)] {
      let weights = (0..<matrix.rows).map { Double($0 % 3) }
      let model = try BisectingKMeans(k: 7).fit(matrix, weights: weights, control: control)
      for count in 1...7 {
        let segments = model.segments(count)
        let found = try segments.assign(matrix, control: control)
        #expect(found.labels == segments.labels)
        #expect(segments.k == count)
        #expect(segments.weights == segments.weights.sorted(by: >))
        #expect(segments.sizes.reduce(0, +) == weights.count { $0 > 0 })
        for (row, label) in found.labels.enumerated() {
          let distance = Naive.distance(
            Array(matrix.row(row)), Array(segments.centroids.row(label)))
          #expect(abs(found.distances[row] - distance) < 1e-12)
        }
      }
    }
  }

  @Test func `the polish lowers the inertia or leaves it, and numbers by weight`() throws {
    let model = try BisectingKMeans(k: 8, restarts: 2).fit(rows, control: control)
    for count in [2, 5, 8] {
      let polished = try model.polished(count, control: control)
      #expect(polished.inertia <= model.segments(count).inertia * (1 + 1e-12))
      #expect(polished.weights == polished.weights.sorted(by: >))
      #expect(try polished.assign(rows).labels == polished.labels)
    }
  }

  @Test func `order, copies and threads change no bit`() throws {
    let settings = BisectingKMeans(k: 6, restarts: 3)
    let one = try settings.fit(rows, control: RunControl(threads: 1))
    for threads in [2, 5] {
      #expect(try settings.fit(rows, control: RunControl(threads: threads)) == one)
    }
    let order = SampleRows.shuffle(rows.rows, seed: 8)
    let shuffled = try settings.fit(rows.taking(order), control: control)
    #expect(shuffled.splits == one.splits)
    #expect(shuffled.segments(6).labels == order.map { one.segments(6).labels[$0] })
    let weights = (0..<rows.rows).map { Double($0 % 4) }
    let copies = (0..<rows.rows).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try settings.fit(rows, weights: weights, control: control).segments(6)
    let copied = try settings.fit(rows.taking(copies), control: control).segments(6)
    #expect(weighted.tree == copied.tree)
    #expect(copies.map { weighted.labels[$0] } == copied.labels)
  }

  @Test func `what cannot be divided is named, and a stop is noticed`() throws {
    let few = Matrix([[1, 2], [3, 4], [1, 2]])
    #expect(try BisectingKMeans(k: 2).fit(few, control: control).segments(2).inertia == 0)
    #expect(throws: ClusteringError.moreSegmentsThanDistinctRows(k: 3, distinct: 2)) {
      try BisectingKMeans(k: 3).fit(few, control: control)
    }
    #expect(throws: ClusteringError.fewerThanOneSegment(k: 0)) {
      try BisectingKMeans(k: 0).fit(few, control: control)
    }
    // Squares of such distances vanish, so that no way is nearer.
    let tiny = try BisectingKMeans(k: 2).fit(
      Matrix([[1e-300, 0], [2e-300, 0]]), control: control)
    #expect(tiny.k == 1)
    #expect(tiny.segments(2).labels == [0, 0])
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try BisectingKMeans(k: 3).fit(
        rows, control: RunControl(threads: 2, cancellation: cancellation))
    }
  }
}
