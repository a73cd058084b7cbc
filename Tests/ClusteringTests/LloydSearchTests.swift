import Matrices
import Testing

@testable import Clustering

/// Bounds and single precision against the distances to all centroids: the same bits.
struct LloydSearchTests {
  /// Runs Lloyd both ways from the same centres, on several numbers of threads.
  private func check(
    _ points: LanePoints, start: [Double], k: Int, iterations: Int = 40, tolerance: Double = 0,
    _ comment: Comment
  ) throws {
    func run(_ threads: Int, search: SearchPoints?) throws -> Partition {
      try Lloyd(
        points: points, k: k, tolerance: tolerance, maxIterations: iterations, search: search,
        control: RunControl(threads: threads)
      ).run(from: start)
    }
    let plain = try run(1, search: nil)
    let control = RunControl(threads: 2)
    let search = try SearchPoints(points, order: nil, control: control)
    let inSpace = try SearchPoints(
      points, order: SpatialOrder(points, control: control), control: control)
    for (threads, search) in [(1, search), (2, search), (5, search), (1, inSpace), (3, inSpace)] {
      let quick = try run(threads, search: search)
      #expect(quick.centroids == plain.centroids, comment)
      #expect(quick.masses == plain.masses, comment)
      #expect(quick.inertia == plain.inertia, comment)
      #expect(quick.updates == plain.updates, comment)
      #expect(quick.hasConverged == plain.hasConverged, comment)
      let same = (0..<points.count).allSatisfy { quick.labels[$0] == plain.labels[$0] }
      #expect(same, comment)
    }
    #expect(try run(2, search: nil).centroids == plain.centroids, comment)
  }

  private func points(_ matrix: Matrix, weights: [Double]? = nil) throws -> LanePoints {
    try LanePoints(
      matrix, order: Array(0..<Int32(matrix.rows)), weights: weights,
      control: RunControl(threads: 2))
  }

  @Test(arguments: [
    (n: 1, d: 1, k: 1), (n: 9, d: 1, k: 2), (n: 40, d: 2, k: 3), (n: 700, d: 3, k: 8),
    (n: 4097, d: 5, k: 6), (n: 5000, d: 16, k: 32), (n: 1500, d: 7, k: 200),
    (n: 900, d: 40, k: 12), (n: 3000, d: 2, k: 50), (n: 600, d: 17, k: 5), (n: 300, d: 9, k: 4),
    (n: 6000, d: 3, k: 4), (n: 5000, d: 1, k: 9), (n: 4500, d: 4, k: 20),
  ])
  func `crowds of many shapes, with and without weights`(_ shape: (n: Int, d: Int, k: Int)) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let rows = SampleRows.crowds(
        shape.n, columns: shape.d, k: max(1, shape.k * 2 / 3), seed: seed,
        spread: Double(seed * seed))
      let random = CounterRandom(seed: seed, purpose: .sampling, words: [7])
      let start = (0..<shape.k).flatMap {
        rows.row(random.index(UInt64($0), below: shape.n)).map { $0 }
      }
      try check(points(rows), start: start, k: shape.k, "\(shape), seed \(seed)")
      let weights = (0..<shape.n).map { 0.1 + 5 * random.unit(UInt64(1000 + $0)) }
      try check(
        points(rows, weights: weights), start: start, k: shape.k, tolerance: 1e-3,
        "\(shape), seed \(seed), weighted")
    }
  }

  @Test func `whole numbers with ties everywhere`() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let rows = SampleRows.scores(1000, columns: 3, seed: seed)
      let k = 5 + Int(seed)
      let start = (0..<k).flatMap { rows.row($0 * 7).map { $0 } }
      try check(points(rows), start: start, k: k, "seed \(seed)")
    }
  }

  @Test func `centres that start empty, equal, or far away`() throws {
    let rows = SampleRows.crowds(800, columns: 3, k: 4, seed: 5)
    let far = [
      [0.0, 0, 0], [1e9, 0, 0], [0, -1e40, 0], [1e140, 1e140, 0], [5, 5, 5], [5, 5, 5],
    ]
    try check(points(rows), start: far.flatMap { $0 }, k: 6, "far")
    try check(points(rows), start: Array(repeating: 4.5, count: 3 * 7), k: 7, "equal")
  }

  @Test func `tails so long that single precision sees a crowd as one point`() throws {
    let random = CounterRandom(seed: 3, purpose: .sampling)
    for reach in [1e3, 1e6, 1e9, 1e14, 1e100] {
      let rows = Matrix(
        rows: 900, columns: 2,
        values: (0..<1800).map { i in
          random.unit(UInt64(i)) * (i / 2 % 100 == 0 ? reach : 1)
        })
      let start = [1, 2, 3, 4, 100].flatMap { rows.row($0).map { $0 } }
      try check(points(rows), start: start, k: 5, "reach \(reach)")
      try check(
        points(rows.mapped { $0 + reach }), start: start.map { $0 + reach }, k: 5,
        "moved by \(reach)")
    }
  }

  @Test(arguments: [2, 3, 4, 5, 255, 256, 257])
  func `as many centroids as whole numbers can name, and one more`(_ k: Int) throws {
    let rows = SampleRows.crowds(1100, columns: 2, k: 9, seed: UInt64(k), spread: 2)
    let start = (0..<k).flatMap { rows.row($0 * 3).map { $0 } }
    try check(points(rows), start: start, k: k, iterations: 12, "k \(k)")
  }

  @Test func `points nearer to a border than whole numbers can tell`() throws {
    let random = CounterRandom(seed: 8, purpose: .sampling)
    for width in [1e-3, 1e-5, 1e-9, 1e-15] {
      // Two centres at -1 and 1, two groups that hold them there, and a crowd at the border.
      let rows = Matrix(
        rows: 600, columns: 3,
        values: (0..<600).flatMap { row in
          let side = row < 150 ? -1 : row < 300 ? 1 : width * (random.unit(UInt64(row)) - 0.5)
          return [side, random.unit(UInt64(1000 + row)), row % 2 == 0 ? side : 0]
        })
      try check(points(rows), start: [-1, 0.5, -0.5, 1, 0.5, 0.5], k: 2, "width \(width)")
    }
  }

  @Test func `points that whole numbers put on the wrong side of a border`() throws {
    // One point far out makes a quantum of about 1. Points along a border, and the centroids on either
    // side of it, are rounded by up to half of that in each column, often in directions that add up.
    // In one column the whole numbers that are left could not be wrong by as much as they are blurred.
    let random = CounterRandom(seed: 17, purpose: .sampling)
    let rows = Matrix(
      (0..<UInt64(1000)).map { row in
        let across = 3 * random.unit(2 * row) - 1.5
        let along = 60 * random.unit(2 * row + 1) - 30
        return [0.92 * across - 0.39 * along, 0.39 * across + 0.92 * along]
      } + [[16_000.0, 0]])
    let points = try points(rows)
    let search = try SearchPoints(points, order: nil, control: RunControl(threads: 2))
    let quantum = Double(try #require(search.cells).quantum) / search.scale
    #expect((0.25...2).contains(quantum))
    for trial in 0..<UInt64(20) {
      let moved = (0..<4).map { 2 * random.unit(10_000 + 4 * trial + $0) }
      let centers = [
        [-92 - moved[0], -39 - moved[1]], [92 + moved[2], 39 + moved[3]],
      ]
      let found = try Lloyd(
        points: points, k: 2, tolerance: 0, maxIterations: 1, search: search,
        control: RunControl(threads: 1)
      ).assign(centers.flatMap { $0 })
      let nearest = rows.rowArrays.map { Naive.nearest($0, centers) }
      #expect((0..<rows.rows).allSatisfy { Int(found.labels[$0]) == nearest[$0] }, "\(centers)")
    }
  }

  /// What one pass over the points finds, against the nearest of the centers looked at one by one.
  private func checkPass(_ rows: Matrix, _ centers: [[Double]]) throws {
    let points = try points(rows)
    let control = RunControl(threads: 1)
    let search = try SearchPoints(points, order: nil, control: control)
    let found = try Lloyd(
      points: points, k: centers.count, tolerance: 0, maxIterations: 1, search: search,
      control: control
    ).assign(centers.flatMap { $0 })
    let wrong = rows.rowArrays.enumerated().filter { p, row in
      Int(found.labels[p]) != Naive.nearest(row, centers)
    }
    #expect(wrong.isEmpty)
  }

  @Test func `points beside centroids whose numbers take up the last digits of their distance`()
    throws
  {
    // 128 pairs of centroids, some sixty quanta apart, and points within a quantum of the border between
    // them: of squared distances of a thousand, the numbers of 256 centroids take up 255.
    let random = CounterRandom(seed: 5, purpose: .sampling)
    let quantum = 1.0 / 11_584
    var (rows, centers) = ([[-1.0, -1], [1, 1]], [[Double]]())
    for pair in 0..<UInt64(128) {
      let middle = (0..<2).map { 1.8 * random.unit(2 * pair + $0) - 0.9 }
      let half = (24 + 16 * random.unit(500 + pair)) * quantum
      let across = random.unit(700 + pair)
      let direction = [across, (1 - across * across).squareRoot()]
      for side in [-half, half] {
        centers.append(zip(middle, direction).map { $0 + side * $1 })
      }
      for point in 0..<UInt64(12) {
        let draws = (0..<2).map { random.unit(1000 + 24 * pair + 2 * point + $0) - 0.5 }
        rows.append([middle[0] + 2 * draws[0] * quantum, middle[1] + 2 * draws[1] * quantum])
      }
    }
    try checkPass(Matrix(rows), centers)
  }

  @Test func `a centroid that lies farther out than whole numbers reach`() throws {
    // Brought within reach, it would be the nearest of every point at the right.
    let random = CounterRandom(seed: 6, purpose: .sampling)
    let rows = Matrix(
      (0..<UInt64(400)).map { [random.unit(2 * $0), random.unit(2 * $0 + 1)] })
    try checkPass(rows, [[0.2, 0.5], [3, 0.5]])
  }

  @Test(arguments: [(n: 50, d: 1), (n: 100, d: 2), (n: 333, d: 3), (n: 70, d: 16), (n: 40, d: 65)])
  func `a point lies within half a quantum of its whole numbers, whose squares fit`(
    _ shape: (n: Int, d: Int)
  ) throws {
    let rows = SampleRows.crowds(shape.n, columns: shape.d, k: 3, seed: 2)
    let lanes = try points(rows)
    let search = try SearchPoints(
      lanes, order: nil, control: RunControl(threads: 2))
    let cells = try #require(search.cells)
    let pairs = (shape.d + 1) / 2
    // A row is rounded to 24 bits, and so is the quotient.
    let tolerance = 0.5 + 0x1p-9
    for p in 0..<shape.n {
      var squares = 0
      for j in 0..<pairs * 2 {
        let run = p / 16 * 16 * pairs * 2
        let multiple = Int(cells.numbers[run + (j / 2 * 16 + p % 16) * 2 + j % 2])
        squares += multiple * multiple
        guard j < shape.d else {
          #expect(multiple == 0, "what fills the last pair up")
          continue
        }
        let exact = (lanes[p, j] - search.origin[j]) * search.scale / Double(cells.quantum)
        #expect(abs(Double(multiple) - exact) <= tolerance, "point \(p), column \(j)")
      }
      #expect(squares <= 1 << 28)
    }
  }

  @Test func `points that are all alike have no whole numbers`() throws {
    let rows = Matrix(rows: 40, columns: 2, values: Array(repeating: 3.5, count: 80))
    #expect(
      try SearchPoints(
        points(rows), order: nil, control: RunControl(threads: 1)
      ).cells == nil)
    try check(points(rows), start: [3.5, 3.5, 1, 2], k: 2, "alike")
  }

  @Test func `numbers at both ends of what doubles hold`() throws {
    for scale in [1e-300, 1e-160, 1e-30, 1e30, 1e149] {
      let rows = SampleRows.crowds(500, columns: 2, k: 4, seed: 6).mapped { $0 * scale / 16 }
      let start = (0..<4).flatMap { rows.row($0 * 3).map { $0 } }
      try check(points(rows), start: start, k: 4, "scale \(scale)")
    }
  }

  @Test(arguments: [(n: 700, d: 3, k: 4), (n: 4100, d: 5, k: 7), (n: 900, d: 16, k: 12)])
  func `a run that resumes an earlier division ends as one that knows nothing`(
    _ shape: (n: Int, d: Int, k: Int)
  ) throws {
    let rows = SampleRows.crowds(shape.n, columns: shape.d, k: shape.k, seed: 4, spread: 3)
    let points = try points(rows)
    let control = RunControl(threads: 2)
    let order = try SpatialOrder(points, control: control)
    let searches = [
      nil, try SearchPoints(points, order: nil, control: control),
      try SearchPoints(points, order: order, control: control),
    ]
    for search in searches {
      let lloyd = Lloyd(
        points: points, k: shape.k, tolerance: 0, maxIterations: 30, search: search,
        control: control)
      func start(_ first: Int) -> [Double] {
        (0..<shape.k).flatMap { rows.row((first + $0 * 11) % shape.n).map { $0 } }
      }
      let known = try lloyd.run(from: start(0))
      let labels = known.labels.array(0..<shape.n)
      // From centres of its own, from others, and from those it has ended with.
      for centers in [start(0), start(5), known.centroids] {
        let fresh = try lloyd.run(from: centers)
        let resumed = try lloyd.run(from: centers, resuming: known)
        #expect(resumed.centroids == fresh.centroids)
        #expect(resumed.labels.array(0..<shape.n) == fresh.labels.array(0..<shape.n))
        #expect(resumed.masses == fresh.masses)
        #expect(resumed.sums.values == fresh.sums.values)
        #expect(resumed.inertia == fresh.inertia)
        #expect(resumed.updates == fresh.updates)
        #expect(resumed.hasConverged == fresh.hasConverged)
      }
      #expect(known.labels.array(0..<shape.n) == labels, "what is resumed stays as it was")
    }
  }
}
