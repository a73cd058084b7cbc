import Matrices
import Synchronization
import Testing

@testable import Clustering

struct MiniBatchTests {
  private let control = RunControl(threads: 2)
  private let rows = SampleRows.crowds(6000, columns: 2, k: 5, seed: 2, spread: 2)
  private let settings = MiniBatchKMeans(k: 5, rowsInMemory: 700, batchRows: 100)

  @Test func `it comes within half a percent of k-means on all rows`() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let crowds = SampleRows.crowds(6000, columns: 3, k: 6, seed: seed, spread: 3)
      let model = try MiniBatchKMeans(k: 6, rowsInMemory: 700, batchRows: 100, seed: seed)
        .fit(MatrixBlocks(crowds), control: control)
      let whole = try KMeans(k: 6).fit(crowds, control: control)
      #expect(model.inertia >= whole.inertia * (1 - 1e-4))
      #expect(model.inertia <= whole.inertia * 1.005)
    }
  }

  @Test func `a single segment, moved by every part of the rows, ends at the mean of all`() throws {
    // Each row counts once, by its weight, whichever part and batch it came in.
    let weights = (0..<6000).map { Double(1 + $0 % 5) }
    let settings = MiniBatchKMeans(
      k: 1, rowsInMemory: 700, batchRows: 100, parts: 1000, sweeps: 0)
    let model = try settings.fit(MatrixBlocks(rows, weights: weights), control: control)
    let total = weights.reduce(0, +)
    for j in 0..<2 {
      let mean = zip(rows.column(j), weights).reduce(0) { $0 + $1.0 * $1.1 } / total
      #expect(isClose(model.centroids[0, j], mean, 1e-12))
    }
  }

  @Test func `sizes, weights and inertia are those of all rows`() throws {
    let weights = (0..<6000).map { Double($0 % 3) * 0.3 }
    let model = try settings.fit(
      MatrixBlocks(rows, weights: weights, rowsPerBlock: 999), control: control)
    let labels = try model.assign(rows).labels
    #expect(model.rows == 6000)
    for c in 0..<5 {
      let members = labels.indices.filter { labels[$0] == c && weights[$0] > 0 }
      #expect(model.sizes[c] == members.count)
      #expect(isClose(model.weights[c], members.reduce(0) { $0 + weights[$1] }, 1e-12))
    }
    let inertia = zip(rows.rowArrays, labels).enumerated().reduce(0.0) {
      let distance = Naive.distance($1.element.0, Array(model.centroids.row($1.element.1)))
      return $0 + weights[$1.offset] * distance * distance
    }
    #expect(isClose(model.inertia, inertia, 1e-11))
    #expect(model.weights == model.weights.sorted(by: >))
  }

  @Test func `order, blocks, copies and threads change no bit`() throws {
    let weights = (0..<6000).map { Double($0 % 4) * 0.7 }
    let one = try settings.fit(
      MatrixBlocks(rows, weights: weights), control: RunControl(threads: 1))
    let order = SampleRows.shuffle(6000, seed: 8)
    for (size, threads) in [(1, 2), (6000, 5), (313, 2)] {
      let model = try settings.fit(
        MatrixBlocks(
          rows.taking(order), weights: order.map { weights[$0] }, rowsPerBlock: size),
        control: RunControl(threads: threads))
      #expect(model == one)
    }
    let few = rows.taking(Array(0..<1500))
    let copies = (0..<1500).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try settings.fit(
      MatrixBlocks(few, weights: (0..<1500).map { Double($0 % 4) }), control: control)
    let copied = try settings.fit(MatrixBlocks(few.taking(copies)), control: control)
    #expect(weighted.centroids == copied.centroids)
    #expect(weighted.inertia == copied.inertia)
  }

  @Test func `labels block by block are those of all rows at once`() throws {
    let model = try settings.fit(MatrixBlocks(rows), control: control)
    let whole = try model.assign(rows).labels
    for size in [1, 313, 6000, 70_000] {
      let blocks = MatrixBlocks(rows, rowsPerBlock: size)
      #expect(try model.labels(of: blocks, control: control) == whole)
    }
    #expect(throws: ClusteringError.columnCount(found: 1, expected: 2)) {
      try model.labels(of: MatrixBlocks(Matrix([[1]])), control: control)
    }
  }

  @Test func `weights are added as if no sum rounded, whole ones and others`() {
    let random = CounterRandom(seed: 3, purpose: .sampling)
    for whole in [0, 5, 400] {
      var sum = WeightSum(1)
      var exact = ExactSum()
      exact.add(1)
      for i in 0..<400 {
        let weight =
          i < whole
          ? Double(i % 7)
          : random.unit(UInt64(i)) * Double(sign: .plus, exponent: i % 90, significand: 1)
        sum.add(weight)
        exact.add(weight)
      }
      #expect(sum.value == exact.value)
    }
    var large = WeightSum(0x1p53 - 1)
    for _ in 0..<4 { large.add(1) }
    #expect(large.value == 0x1p53 + 4)  // Of 2⁵³ + 3, to even.
  }

  @Test func `what a fit holds does not grow with the rows for ever`() {
    let settings = MiniBatchKMeans(k: 5)
    let few = settings.workingBytes(rows: 1000, columns: 3)
    let many = settings.workingBytes(rows: 1_000_000, columns: 3)
    #expect(few < many)
    #expect(many == settings.workingBytes(rows: 1_000_000_000, columns: 3))
    // Twenty rows for each segment are held at least.
    #expect(MiniBatchKMeans(k: 50_000).workingBytes(rows: 1_000_000, columns: 3) > many)
  }

  @Test func `rows that fit the memory give k-means itself`() throws {
    let scores = SampleRows.scores(3000, columns: 3, seed: 5)
    let model = try MiniBatchKMeans(k: 4, rowsInMemory: 125).fit(
      MatrixBlocks(scores, rowsPerBlock: 100), control: control)
    let whole = try KMeans(k: 4).fit(scores, control: control)
    #expect(model.centroids == whole.centroids)
    #expect(model.sizes == whole.sizes)
  }

  @Test func `what cannot be used is named by its row in all blocks`() {
    func check(_ error: ClusteringError, _ rows: Matrix, weights: [Double]? = nil, k: Int = 1) {
      #expect(throws: error) {
        try MiniBatchKMeans(k: k).fit(
          MatrixBlocks(rows, weights: weights, rowsPerBlock: 2), control: control)
      }
    }
    check(.notFinite(row: 3, column: 1), Matrix([[1, 2], [3, 4], [5, 6], [7, .nan]]))
    check(.tooLarge(row: 2, column: 0, value: 1e200), Matrix([[1], [2], [1e200]]))
    check(.weightOutOfRange(row: 2), Matrix([[1], [2], [3]]), weights: [1, 1, -1])
    check(.weightCount(weights: 1, rows: 3), Matrix([[1], [2], [3]]), weights: [1])
    check(.noRows, Matrix(rows: 0, columns: 1, values: []))
    check(.noRows, Matrix([[1], [2]]), weights: [0, 0])
    check(.noColumns, Matrix(rows: 2, columns: 0, values: []))
    check(.fewerThanOneSegment(k: 0), Matrix([[1], [2]]), k: 0)
    check(.moreSegmentsThanDistinctRows(k: 3, distinct: 2), Matrix([[1], [2], [1]]), k: 3)
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try settings.fit(
        MatrixBlocks(rows), control: RunControl(threads: 2, cancellation: cancellation))
    }
  }

  @Test func `what goes wrong where the rows come from is passed on`() {
    struct Torn: Error, Equatable {}
    struct TornBlocks: RowBlocks {
      let columns = 1
      func forEachBlock(_ body: (Matrix, [Double]?) throws -> Void) throws {
        try body(Matrix([[1], [2]]), nil)
        throw Torn()
      }
    }
    #expect(throws: Torn()) { try MiniBatchKMeans(k: 1).fit(TornBlocks(), control: control) }
  }

  @Test func `progress goes from 0 to 1 and never back`() throws {
    let seen = Mutex<[Double]>([])
    let watched = RunControl(threads: 2) { share in seen.withLock { $0.append(share) } }
    _ = try settings.fit(MatrixBlocks(rows), control: watched)
    let shares = seen.withLock { $0 }
    #expect(shares == shares.sorted())
    #expect(shares.last == 1)
  }
}
