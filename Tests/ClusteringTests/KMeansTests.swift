import Matrices
import Synchronization
import Testing

@testable import Clustering

struct KMeansTests {
  private let control = RunControl(threads: 2)

  @Test(arguments: [1, 7, 8, 9, 31, 32, 33, 4095, 4096, 4097, 8200])
  func `one step of Lloyd is what a plain loop finds, at every edge of lanes and blocks`(
    _ n: Int
  ) throws {
    let rows = SampleRows.crowds(n, columns: 2, k: 3, seed: UInt64(n), spread: 4)
    let k = min(n, 3)
    let start = rows.taking(Array(0..<k))
    let model = try KMeans(k: k, maxIterations: 1, tolerance: 0, start: start)
      .fit(rows, control: control)
    let labels = rows.rowArrays.map { Naive.nearest($0, start.rowArrays) }
    for c in 0..<k {
      let members = rows.rowArrays.indices.filter { labels[$0] == c }
      for j in 0..<2 {
        let mean = members.reduce(0) { $0 + rows[$1, j] } / Double(members.count)
        #expect(abs(model.centroids[c, j] - mean) <= 1e-12 * max(1, abs(mean)))
      }
    }
    #expect(model.labels == rows.rowArrays.map { Naive.nearest($0, model.centroids.rowArrays) })
    #expect(
      isClose(
        model.inertia, Naive.inertia(rows.rowArrays, model.labels, model.centroids.rowArrays),
        1e-12) || model.inertia == 0)
  }

  @Test func `a row as near to two centres goes to the lower number`() throws {
    let rows = Matrix([[0.0], [2], [1]])
    let start = Matrix([[0.0], [2]])
    let model = try KMeans(k: 2, maxIterations: 1, start: start).fit(rows, control: control)
    #expect(model.centroids == Matrix([[0.5], [2]]))
    #expect(try model.assign(Matrix([[1.25]])).labels == [0])
  }

  @Test func `a centre nobody is nearest to moves to the row that fits worst`() throws {
    let rows = Matrix([[0.0], [1], [2], [30], [31]])
    let start = Matrix([[0.0], [100], [1000]])
    let model = try KMeans(k: 3, start: start).fit(rows, control: control)
    // All five rows are nearest to 0; 31 is the farthest, then 30.
    #expect(model.labels == [0, 0, 0, 2, 1])
    #expect(!model.weights.contains(0))
    #expect(isClose(model.inertia, 2, 1e-12))
  }

  @Test func `the polish leaves a partition that no single move improves`() throws {
    let rows = SampleRows.crowds(160, columns: 2, k: 4, seed: 12, spread: 6)
    let model = try KMeans(k: 6, restarts: 2, tolerance: 0).fit(rows, control: control)
    let array = rows.rowArrays
    func inertia(_ labels: [Int]) -> Double {
      let centers = (0..<6).map { label in
        let members = array.indices.filter { labels[$0] == label }
        return (0..<2).map { j in
          members.reduce(0) { $0 + array[$1][j] } / Double(max(1, members.count))
        }
      }
      return Naive.inertia(array, labels, centers)
    }
    let best = inertia(model.labels)
    for i in array.indices {
      for label in 0..<6 where label != model.labels[i] {
        var moved = model.labels
        moved[i] = label
        #expect(inertia(moved) >= best * (1 - 1e-10))
      }
    }
  }

  @Test func `the polish lowers the inertia or leaves it`() throws {
    for seed in 1...12 as ClosedRange<UInt64> {
      let rows = SampleRows.crowds(300, columns: 3, k: 9, seed: seed, spread: 3)
      let inertias = try [KMeans.Polish.none, .transfers, .swaps].map {
        try KMeans(k: 8, restarts: 2, seed: seed, polish: $0).fit(rows, control: control).inertia
      }
      #expect(inertias[1] <= inertias[0])
      #expect(inertias[2] <= inertias[1])
    }
  }

  @Test func `each model of a sweep is the model of a fit alone`() throws {
    let rows = SampleRows.crowds(900, columns: 3, k: 4, seed: 21, spread: 3)
    let sweep = try KMeansSweep(2...6, restarts: 4, seed: 5).fit(rows, control: control)
    #expect(!sweep.isCancelled)
    #expect(sweep.models.map(\.k) == [2, 3, 4, 5, 6])
    for model in sweep.models {
      #expect(
        try KMeans(k: model.k, restarts: 4, seed: 5).fit(rows, control: control) == model)
    }
  }

  @Test(arguments: [KMeans.Polish.none, .transfers, .swaps], [1, 3])
  func `inertias without models are those of the models`(polish: KMeans.Polish, d: Int) throws {
    let rows = SampleRows.crowds(700, columns: d, k: 4, seed: 3, spread: 2)
    let points = try PreparedPoints(rows, weights: nil, control: control)
    // Not ascending: a first division is only of use to candidates above its own.
    let sweep = KMeansSweep([5, 2, 1, 7, 3], restarts: 3, polish: polish)
    let fit = try KMeansFit(
      settings: sweep.settings, candidates: sweep.candidates, points: points)
    let models = try sweep.fit(points, control: control).models
    #expect(try fit.inertias(control: control) == models.map(\.inertia))
    for model in models {
      let alone = KMeans(k: model.k, restarts: 3, polish: polish)
      #expect(try alone.fit(points, control: control) == model)
    }
  }

  @Test func `a stop keeps the candidates that were finished`() throws {
    let rows = SampleRows.crowds(900, columns: 3, k: 4, seed: 21, spread: 3)
    let cancellation = Cancellation()
    let told = Mutex<[Int]>([])
    let result = try KMeansSweep(2...9, restarts: 2).fit(
      rows, control: RunControl(threads: 1, cancellation: cancellation)
    ) { model in
      told.withLock { $0.append(model.k) }
      if model.k == 4 { cancellation.cancel() }
    }
    #expect(result.isCancelled)
    #expect(result.models.map(\.k) == [2, 3, 4])
    #expect(told.withLock { $0 } == [2, 3, 4])
    let whole = try KMeansSweep(2...4, restarts: 2).fit(rows, control: control)
    #expect(result.models == whole.models)
  }

  @Test func `a fit that is stopped says so`() {
    let rows = SampleRows.crowds(9000, columns: 3, k: 4, seed: 21)
    let cancellation = Cancellation()
    cancellation.cancel()
    let stopped = RunControl(threads: 2, cancellation: cancellation)
    #expect(throws: ClusteringError.cancelled) {
      try KMeans(k: 3).fit(rows, control: stopped)
    }
  }

  @Test func `progress goes from 0 to 1 and never back`() throws {
    let rows = SampleRows.crowds(900, columns: 3, k: 4, seed: 21)
    let seen = Mutex<[Double]>([])
    let watched = RunControl(threads: 2) { share in seen.withLock { $0.append(share) } }
    _ = try KMeansSweep(2...4, restarts: 3).fit(rows, control: watched)
    let shares = seen.withLock { $0 }
    #expect(shares == shares.sorted())
    #expect(shares.last == 1)
  }

  @Test func `what cannot be clustered is named`() throws {
    let rows = Matrix([[1, 2], [3, 4], [1, 2], [5, 6]])
    func check(
      _ error: ClusteringError, _ k: Int, _ rows: Matrix, weights: [Double]? = nil,
      start: Matrix? = nil
    ) {
      #expect(throws: error) {
        try KMeans(k: k, start: start).fit(rows, weights: weights, control: control)
      }
    }
    check(.fewerThanOneSegment(k: 0), 0, rows)
    check(.fewerThanOneSegment(k: -3), -3, rows)
    check(.moreSegmentsThanDistinctRows(k: 4, distinct: 3), 4, rows)
    check(.moreSegmentsThanDistinctRows(k: 3, distinct: 2), 3, rows, weights: [1, 1, 1, 0])
    check(.noRows, 1, Matrix(rows: 0, columns: 2, values: []))
    check(.noRows, 1, rows, weights: [0, 0, 0, 0])
    check(.noColumns, 1, Matrix(rows: 3, columns: 0, values: []))
    check(.notFinite(row: 1, column: 0), 1, Matrix([[1, 2], [.nan, 4]]))
    check(.notFinite(row: 0, column: 1), 1, Matrix([[1, .infinity], [.nan, 4]]))
    check(.tooLarge(row: 1, column: 1, value: -1e200), 1, Matrix([[1, 2], [3, -1e200]]))
    check(.weightOutOfRange(row: 2), 1, rows, weights: [1, 1, -1, 1])
    check(.weightOutOfRange(row: 3), 1, rows, weights: [1, 1, 1, .nan])
    check(.weightCount(weights: 2, rows: 4), 1, rows, weights: [1, 1])
    check(
      .startShape(rows: 1, columns: 2, k: 2, expectedColumns: 2), 2, rows,
      start: Matrix([[1, 2]]))
    check(.startNotFinite(row: 0, column: 1), 1, rows, start: Matrix([[1, .nan]]))
    let model = try KMeans(k: 2).fit(rows, control: control)
    #expect(throws: ClusteringError.columnCount(found: 1, expected: 2)) {
      try model.assign(Matrix([[1.0]]))
    }
    #expect(try model.assign(Matrix(rows: 0, columns: 2, values: [])).labels.isEmpty)
  }

  @Test func `numbers far apart in size neither overflow nor vanish`() throws {
    let rows = Matrix([[1e149], [-1e149], [1e-300], [2e-300], [0]])
    let model = try KMeans(k: 3).fit(rows, control: control)
    #expect(model.inertia.isFinite)
    #expect(model.labels[2] == model.labels[3])
    let tiny = try KMeans(k: 2).fit(Matrix([[1e-300], [2e-300], [3e-300]]), control: control)
    #expect(tiny.inertia == 0)
  }
}
