import Matrices
import Synchronization
import Testing

@testable import Clustering

struct UnivariateTests {
  private let control = RunControl(threads: 2)

  private func column(_ values: [Double]) -> Matrix {
    Matrix(rows: values.count, columns: 1, values: values)
  }

  /// Values with many ties, gaps of several sizes, in no order.
  private func values(_ n: Int, seed: UInt64) -> [Double] {
    let random = CounterRandom(seed: seed, purpose: .sampling)
    return (0..<UInt64(n)).map { i in
      let crowd = Double(random.index(3 * i, below: 5))
      return (crowd * crowd * 10 + 4 * random.unit(3 * i + 1) * random.unit(3 * i + 2)).rounded(
        .toNearestOrEven)
        + (seed % 2 == 0 ? 0 : random.unit(3 * i + 2))
    }
  }

  /// The least inertia of sorted values in `k` runs, by trying every border of every prefix.
  private func leastInertias(_ sorted: [(x: Double, w: Double)], k: Int) -> [Double] {
    func inertia(_ range: Range<Int>) -> Double {
      let part = sorted[range]
      let weight = part.reduce(0) { $0 + $1.w }
      let mean = part.reduce(0) { $0 + $1.w * $1.x } / weight
      return part.reduce(0) { $0 + $1.w * ($1.x - mean) * ($1.x - mean) }
    }
    let n = sorted.count
    var least = (0...n).map { $0 == 0 ? 0 : inertia(0..<$0) }
    var found = [least[n]]
    for q in 2...max(2, k) {
      least = (0...n).map { j in
        j < q ? .infinity : (q - 1..<j).map { least[$0] + inertia($0..<j) }.min() ?? .infinity
      }
      found.append(least[n])
    }
    return Array(found.prefix(k))
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `no division of the values has less inertia`(_ seed: UInt64) throws {
    let n = 20 + Int(seed) * 7
    let rows = values(n, seed: seed)
    let weights = (0..<n).map { Double(1 + ($0 * 7) % 4) * (seed % 3 == 0 ? 0.3 : 1) }
    let prepared = try PreparedPoints(column(rows), weights: weights, control: control)
    let k = min(9, prepared.distinctRows)
    let models = try UnivariateKMeans(1...k).fit(prepared, control: control)
    var merged: [Double: Double] = [:]
    for (x, w) in zip(rows, weights) { merged[x, default: 0] += w }
    let least = leastInertias(merged.map { (x: $0.key, w: $0.value) }.sorted { $0.x < $1.x }, k: k)
    for (model, expected) in zip(models, least) {
      // Both sum a few hundred squares in their own order.
      #expect(abs(model.inertia - expected) <= 1e-12 * max(1, expected))
      #expect(try model.assign(column(rows)).labels == model.labels)
      #expect(model.weights == model.weights.sorted(by: >))
    }
  }

  @Test func `values far from 0 and close together are told apart to the last digit`() throws {
    // Their squares agree in more digits than a number has.
    let near: [Double] = [0, 1, 2, 10, 11, 12, 13, 40, 41, 100, 101, 103]
    for far in [0x1p40, 0x1p46, -0x1p49] {
      let models = try UnivariateKMeans(1...6).fit(
        column(near.map { $0 + far }), control: control)
      let plain = try UnivariateKMeans(1...6).fit(column(near), control: control)
      for (a, b) in zip(models, plain) { #expect(a.labels == b.labels) }
    }
  }

  @Test func `the published example of Ckmeans comes out`() throws {
    // The example of `Ckmeans.1d.dp` in its reference manual: three clusters of -1, 2 and 4 to 6.
    let model = try KMeans(k: 3).fit(
      column([-1, 2, -1, 2, 4, 5, 6, -1, 2, -1]), control: control)
    #expect(model.centroids == column([-1, 2, 5]))
    #expect(model.sizes == [4, 3, 3])
    #expect(model.labels == [0, 1, 0, 1, 2, 2, 2, 0, 1, 0])
    #expect(model.inertia == 2)
  }

  @Test func `k-means of one column is the optimum, whatever the seed, and each k of a sweep too`()
    throws
  {
    let rows = column(values(400, seed: 3))
    let models = try UnivariateKMeans(2...7).fit(rows, control: control)
    let sweep = try KMeansSweep(2...7, restarts: 1, seed: 9).fit(rows, control: control)
    #expect(sweep.models.map(\.inertia) == models.map(\.inertia))
    #expect(sweep.models.map(\.labels) == models.map(\.labels))
    for model in models {
      let drawn = try KMeans(k: model.k, start: model.centroids).fit(rows, control: control)
      #expect(drawn.inertia >= model.inertia * (1 - 1e-12))
      #expect(
        try KMeans(k: model.k, seed: 4).fit(rows, control: control).centroids == model.centroids)
    }
  }

  @Test func `order, copies and threads change no bit`() throws {
    let rows = column(values(9000, seed: 5))
    let one = try UnivariateKMeans([6]).fit(rows, control: RunControl(threads: 1))
    for threads in [2, 5] {
      #expect(try UnivariateKMeans([6]).fit(rows, control: RunControl(threads: threads)) == one)
    }
    let order = SampleRows.shuffle(9000, seed: 8)
    let shuffled = try UnivariateKMeans([6]).fit(rows.taking(order), control: control)
    #expect(shuffled[0].centroids == one[0].centroids)
    #expect(shuffled[0].labels == order.map { one[0].labels[$0] })
    let few = rows.taking(Array(0..<500))
    let weights = (0..<500).map { Double($0 % 4) }
    let copies = (0..<500).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try UnivariateKMeans([5]).fit(few, weights: weights, control: control)[0]
    let copied = try UnivariateKMeans([5]).fit(few.taking(copies), control: control)[0]
    #expect(weighted.centroids == copied.centroids)
    #expect(weighted.inertia == copied.inertia)
    #expect(copies.map { weighted.labels[$0] } == copied.labels)
    #expect(weighted.sizes.reduce(0, +) == weights.count { $0 > 0 })
  }

  @Test func `equally good divisions go to the lower border`() throws {
    let model = try UnivariateKMeans([2]).fit(column([0, 1, 2]), control: control)[0]
    #expect(model.centroids == column([1.5, 0]))
    #expect(model.labels == [1, 0, 0])
  }

  @Test func `a segment per value leaves nothing over, and what cannot be used is named`() throws {
    let rows = column([3, 1, 2, 3])
    #expect(try UnivariateKMeans([3]).fit(rows, control: control)[0].inertia == 0)
    #expect(try UnivariateKMeans([]).fit(rows, control: control).isEmpty)
    func check(_ error: ClusteringError, _ settings: UnivariateKMeans, _ rows: Matrix) {
      #expect(throws: error) { try settings.fit(rows, control: control) }
    }
    check(.moreSegmentsThanDistinctRows(k: 4, distinct: 3), UnivariateKMeans([4]), rows)
    check(.fewerThanOneSegment(k: 0), UnivariateKMeans([2, 0]), rows)
    check(
      .columnCount(found: 2, expected: 1), UnivariateKMeans([1]), Matrix([[1, 2]]))
    check(
      .needsMemory(bytes: 304, limit: 100), UnivariateKMeans([2], memoryLimit: 100), rows)
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try KMeans(k: 2).fit(
        rows, control: RunControl(threads: 1, cancellation: cancellation))
    }
  }

  @Test func `progress goes from 0 to 1 and never back`() throws {
    let seen = Mutex<[Double]>([])
    let watched = RunControl(threads: 2) { share in seen.withLock { $0.append(share) } }
    _ = try UnivariateKMeans(2...5).fit(column(values(300, seed: 2)), control: watched)
    let shares = seen.withLock { $0 }
    #expect(shares == shares.sorted())
    #expect(shares.last == 1)
  }
}
