import Matrices
import Synchronization
import Testing

@testable import Clustering

struct TrimmedTests {
  private let control = RunControl(threads: 2)
  /// Three crowds, and every twentieth row far away.
  private let rows = Matrix(
    SampleRows.crowds(300, columns: 2, k: 3, seed: 2, spread: 1).rowArrays.enumerated().map {
      $0 % 20 == 7 ? [$1[0] * 40 - 100, 90 - $1[1] * 60] : $1
    })

  /// The least inertia over every choice of `kept` rows and every division of them in two.
  private func leastInertia(_ rows: [[Double]], kept: Int) -> Double {
    var least = Double.infinity
    for mask in 0..<(1 << rows.count) where mask.nonzeroBitCount == kept {
      let members = rows.indices.filter { mask >> $0 & 1 == 1 }.map { rows[$0] }
      for division in 0..<(1 << (kept - 1)) {
        let labels = members.indices.map { division >> $0 & 1 }
        let centers = (0..<2).map { label -> [Double] in
          let own = members.indices.filter { labels[$0] == label }.map { members[$0] }
          return (0..<2).map { j in own.reduce(0) { $0 + $1[j] } / Double(max(1, own.count)) }
        }
        least = min(least, Naive.inertia(members, labels, centers))
      }
    }
    return least
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `no choice of rows to set aside leaves less inertia`(_ seed: UInt64) throws {
    let few = SampleRows.crowds(10, columns: 2, k: 3, seed: seed, spread: 3)
    let model = try TrimmedKMeans(k: 2, share: 0.2, starts: 60).fit(few, control: control)
    #expect(isClose(model.inertia, leastInertia(few.rowArrays, kept: 8), 1e-11))
    #expect(model.labels.count { $0 < 0 } == 2)
  }

  @Test func `the rows far from everything are set aside, and no others`() throws {
    let model = try TrimmedKMeans(k: 3, share: 0.05).fit(rows, control: control)
    #expect(model.labels.indices.filter { model.labels[$0] < 0 }.allSatisfy { $0 % 20 == 7 })
    #expect(model.labels.count { $0 < 0 } == 15)
    #expect(model.noiseWeight == 15)
    #expect(model.weights.reduce(0, +) == 285)
    #expect(model.sizes == model.sizes.sorted(by: >))
    // The means are those of the rows that are kept.
    for c in 0..<3 {
      let members = rows.rowArrays.enumerated().filter { model.labels[$0.offset] == c }
      for j in 0..<2 {
        let mean = members.reduce(0) { $0 + $1.element[j] } / Double(members.count)
        #expect(isClose(model.centroids[c, j], mean, 1e-11))
      }
    }
    let distances = rows.rowArrays.enumerated().compactMap { row, values -> Double? in
      let label = model.labels[row]
      return label < 0 ? nil : Naive.distance(values, Array(model.centroids.row(label)))
    }
    #expect(isClose(model.radius, distances.max() ?? 0, 1e-12))
  }

  @Test func `nothing set aside is k-means`() throws {
    let crowds = SampleRows.crowds(240, columns: 2, k: 4, seed: 9, spread: 1)
    let model = try TrimmedKMeans(k: 4, share: 0).fit(crowds, control: control)
    let plain = try KMeans(k: 4, tolerance: 0).fit(crowds, control: control)
    #expect(isClose(model.inertia, plain.inertia, 1e-11))
    #expect(model.labels == plain.labels)
  }

  @Test func `new rows beyond the radius are outside, those of the fit where they were`() throws {
    for matrix in [rows, SampleRows.scores(200, columns: 2, seed: 3)] {
      let weights = (0..<matrix.rows).map { Double($0 % 3) * 0.7 }
      let model = try TrimmedKMeans(k: 3, share: 0.13).fit(
        matrix, weights: weights, control: control)
      let found = try model.assign(matrix)
      #expect(found.labels == model.labels)
      // The row on the edge is set aside in part and counts as kept.
      #expect(model.noiseWeight <= 0.13 * weights.reduce(0, +) * (1 + 1e-12))
      for (row, label) in found.labels.enumerated() {
        #expect((found.distances[row] <= model.radius * (1 + 1e-15)) == (label >= 0))
      }
    }
    let model = try TrimmedKMeans(k: 3).fit(rows, control: control)
    #expect(try model.assign(Matrix([[1e6, 0]])).labels == [-1])
    #expect(try model.assign(Matrix(rows: 0, columns: 2, values: [])).labels.isEmpty)
    #expect(throws: ClusteringError.columnCount(found: 1, expected: 2)) {
      try model.assign(Matrix([[1.0]]))
    }
  }

  @Test func `order, copies and threads change no bit`() throws {
    let settings = TrimmedKMeans(k: 3, share: 0.08, starts: 7)
    let one = try settings.fit(rows, control: RunControl(threads: 1))
    for threads in [2, 5, 9] {
      #expect(try settings.fit(rows, control: RunControl(threads: threads)) == one)
    }
    let order = SampleRows.shuffle(rows.rows, seed: 8)
    let shuffled = try settings.fit(rows.taking(order), control: control)
    #expect(shuffled.reach == one.reach)
    #expect(shuffled.labels == order.map { one.labels[$0] })
    let weights = (0..<rows.rows).map { Double($0 % 4) }
    let copies = (0..<rows.rows).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try settings.fit(rows, weights: weights, control: control)
    let copied = try settings.fit(rows.taking(copies), control: control)
    #expect(weighted.reach == copied.reach)
    #expect(copies.map { weighted.labels[$0] } == copied.labels)
  }

  @Test func `what cannot be trimmed is named, and a stop is noticed`() {
    func check(_ error: ClusteringError, _ settings: TrimmedKMeans) {
      #expect(throws: error) {
        try settings.fit(Matrix([[1, 2], [3, 4], [5, 6], [1, 2]]), control: control)
      }
    }
    check(.shareOutOfRange(1), TrimmedKMeans(k: 1, share: 1))
    check(.shareOutOfRange(-0.1), TrimmedKMeans(k: 1, share: -0.1))
    check(.moreSegmentsThanDistinctRows(k: 4, distinct: 3), TrimmedKMeans(k: 4))
    // Two of the four rows are kept.
    check(.moreSegmentsThanDistinctRows(k: 3, distinct: 2), TrimmedKMeans(k: 3, share: 0.5))
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try TrimmedKMeans(k: 3).fit(
        rows, control: RunControl(threads: 2, cancellation: cancellation))
    }
  }

  @Test func `progress goes from 0 to 1 and never back`() throws {
    let seen = Mutex<[Double]>([])
    let watched = RunControl(threads: 2) { share in seen.withLock { $0.append(share) } }
    _ = try TrimmedKMeans(k: 3).fit(rows, control: watched)
    let shares = seen.withLock { $0 }
    #expect(shares == shares.sorted())
    #expect(shares.last == 1)
  }
}
