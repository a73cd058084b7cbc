import Matrices
import Synchronization
import Testing

struct CounterRandomTests {
  @Test func `a place of a stream is the same whatever was drawn before`() {
    let stream = CounterRandom(seed: 7, purpose: .sampling, words: [1, 2])
    let forward = (0..<100).map { stream.bits($0) }
    let backward = (0..<100).reversed().map { stream.bits($0) }
    #expect(forward == backward.reversed())
    #expect(Set(forward).count == 100)
  }

  @Test func `every word of the name matters, and so does their order`() {
    var seen = Set<UInt64>()
    var streams = 0
    for seed in [0, 1, 1 << 63] as [UInt64] {
      for purpose in CounterRandom.Purpose.allCases {
        for words in [[], [0], [1], [0, 0], [0, 1], [1, 0]] as [[UInt64]] {
          streams += 1
          for counter in 0..<4 as Range<UInt64> {
            seen.insert(
              CounterRandom(seed: seed, purpose: purpose, words: words).bits(counter))
          }
        }
      }
    }
    #expect(seen.count == streams * 4)
  }

  @Test func `numbers are spread as they should be`() {
    let stream = CounterRandom(seed: 3, purpose: .sampling)
    let n = 40_000
    let units = (0..<UInt64(n)).map { stream.unit($0) }
    #expect(units.allSatisfy { (0..<1).contains($0) })
    // Five standard errors: 5 * sqrt(1 / 12 / n).
    #expect(abs(units.reduce(0, +) / Double(n) - 0.5) < 0.0073)
    let waits = (0..<UInt64(n)).map { stream.exponential($0) }
    #expect(waits.allSatisfy { $0 > 0 && $0 < 38 })
    #expect(abs(waits.reduce(0, +) / Double(n) - 1) < 0.025)
    var counts = [Int](repeating: 0, count: 7)
    for i in 0..<UInt64(n) { counts[stream.index(i, below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - n / 7) < 350 })
  }

  @Test func `the stream is pinned, because other numbers are other segments`() {
    let stream = CounterRandom(seed: 1, purpose: .kMeansSeeding, words: [3, 0])
    #expect(
      (0..<3).map { stream.bits($0) } == [
        7_578_291_220_694_986_325, 9_004_552_323_220_639_342, 16_478_561_657_369_477_434,
      ])
  }
}

struct PortableLogTests {
  @Test func `powers of two and their neighbours are right to the last places`() {
    let ln2 = 0.6931471805599453
    for exponent in [-1000, -52, -1, 1, 10, 1000] {
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      #expect(abs(portableLog(power) - Double(exponent) * ln2) <= 4e-16 * abs(Double(exponent)))
    }
    #expect(portableLog(1) == 0)
    #expect(abs(portableLog(10) - 2.302585092994046) <= 4.5e-16)
    #expect(abs(portableLog(0.1) + 2.302585092994046) <= 4.5e-16)
    #expect(abs(portableLog(1.0000000000000002) - 2.220446049250313e-16) <= 1e-31)
    #expect(abs(portableLog(1.4142135623730951) - 0.3465735902799727) <= 1.2e-16)
    #expect(abs(portableLog(.leastNonzeroMagnitude) + 744.4400719213812) <= 1.2e-13)
  }

  @Test func `the edges are those of the library`() {
    #expect(portableLog(0) == -.infinity)
    #expect(portableLog(.infinity) == .infinity)
    #expect(portableLog(-1).isNaN)
    #expect(portableLog(.nan).isNaN)
  }

  @Test func `products become sums`() {
    let stream = CounterRandom(seed: 5, purpose: .sampling)
    for i in 0..<2000 as Range<UInt64> {
      let (a, b) = (stream.unit(2 * i) * 50 + 1e-9, stream.unit(2 * i + 1) * 50 + 1e-9)
      let sum = portableLog(a) + portableLog(b)
      #expect(
        abs(portableLog(a * b) - sum) <= 1e-15 * (abs(portableLog(a)) + abs(portableLog(b)) + 1))
    }
  }
}

struct BlockSumTests {
  @Test(arguments: [0, 1, 4095, 4096, 4097, 12_288, 12_289, 20_481])
  func `each number is counted once`(_ n: Int) {
    #expect(BlockSum.sum(count: n) { Double($0) } == Double(n * (n - 1) / 2))
    let blocks = (0..<BlockSum.blocks(for: n)).map { BlockSum.range(of: $0, count: n) }
    #expect(blocks.reduce(0) { $0 + $1.count } == n)
    #expect(!blocks.contains { $0.isEmpty })
  }

  @Test(arguments: 1...9)
  func `the tree adds every block of a row of sums`(_ blocks: Int) {
    let partials = AlignedArray(repeating: 0.0, count: blocks * 2)
    for b in 0..<blocks {
      partials[2 * b] = Double(b + 1)
      partials[2 * b + 1] = 1
    }
    BlockSum.tree(partials, blocks: blocks, width: 2)
    #expect(partials[0] == Double(blocks * (blocks + 1) / 2))
    #expect(partials[1] == Double(blocks))
  }
}

struct ParallelTests {
  @Test(arguments: [1, 2, 5])
  func `every piece is done once`(_ threads: Int) throws {
    let counts = Mutex([Int](repeating: 0, count: 100))
    let workers = Mutex(Set<Int>())
    try Parallel.forEach(100, control: RunControl(threads: threads)) { piece, worker in
      counts.withLock { $0[piece] += 1 }
      _ = workers.withLock { $0.insert(worker) }
    }
    #expect(counts.withLock { $0 } == Array(repeating: 1, count: 100))
    #expect(workers.withLock { $0.allSatisfy { (0..<threads).contains($0) } })
  }

  @Test(arguments: [1, 2, 5])
  func `a stop is noticed before the next piece`(_ threads: Int) {
    let cancellation = Cancellation()
    let done = Mutex(0)
    #expect(throws: CancellationError()) {
      try Parallel.forEach(
        1000, control: RunControl(threads: threads, cancellation: cancellation)
      ) { piece, _ in
        done.withLock { $0 += 1 }
        if piece == 3 { cancellation.cancel() }
      }
    }
    // Those before the stop, and at most one more per thread that was already looking.
    #expect(done.withLock { $0 } <= 4 + 2 * threads)
  }

  @Test func `no pieces are no work`() throws {
    try Parallel.forEach(0, control: RunControl(threads: 4)) { _, _ in Issue.record("a piece") }
  }
}

struct LanePointsTests {
  @Test(arguments: [1, 8, 9, 32, 33])
  func `points are where they should be, and the rest weighs nothing`(_ n: Int) throws {
    let matrix = Matrix(rows: n, columns: 3, values: (0..<3 * n).map { Double($0) })
    let points = try LanePoints(matrix, control: RunControl(threads: 2))
    #expect(points.groups % 4 == 0)
    #expect(points.groups * 8 - n < 32)
    for p in 0..<n {
      #expect(points.point(p) == Array(matrix.row(p)))
      #expect(points.weights[p] == 1)
    }
    for p in n..<points.groups * 8 {
      #expect(points.point(p) == points.point(n - 1))
      #expect(points.weights[p] == 0)
    }
    let some = LanePoints(points, order: [Int32(n - 1), 0], weights: [2, 3])
    #expect(some.point(0) == Array(matrix.row(n - 1)))
    #expect(some.point(1) == Array(matrix.row(0)))
    #expect(some.weights.array(0..<4) == [2, 3, 0, 0])
  }

  @Test func `a column reaches as far as its number farthest from zero, on either side`() throws {
    let rows = Matrix(rows: 3, columns: 2, values: [1, -3, -700, 2, 5, 0.25])
    let weights = [0.5, 1, 3]
    let points = try LanePoints(
      rows, order: [0, 1, 2], weights: weights, control: RunControl(threads: 2))
    #expect(points.reach == 700)
    // Below 2³⁰, and not by more than a factor of two.
    for (unit, most) in zip(points.units, [700.0 * 3, 3.0 * 3, 3.0]) {
      #expect(unit * most >= 0x1p29 && unit * most < 0x1p30)
    }
  }

  @Test func `no points are no groups, and minus zero is zero`() throws {
    let control = RunControl(threads: 2)
    #expect(
      try LanePoints(Matrix(rows: 0, columns: 2, values: []), control: control).groups == 0)
    let zero = try LanePoints(Matrix(rows: 1, columns: 1, values: [-0.0]), control: control)
    #expect(zero[0, 0].sign == .plus)
  }
}
