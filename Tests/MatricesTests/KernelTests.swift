import Kernels
import Matrices
import Testing

/// The kernels against loops without vectors that add in the order the header promises, bit for bit.
struct KernelTests {
  /// Weighted points, some of them equal, so that ties come up.
  static func points(_ n: Int, _ d: Int) throws -> LanePoints {
    let random = CounterRandom(seed: UInt64(n), purpose: .sampling, words: [UInt64(d)])
    let matrix = Matrix(
      rows: n, columns: d,
      values: (0..<n * d).map { place in
        // A quarter of the rows stand on a coarse grid.
        place / d % 4 == 0
          ? Double(random.index(UInt64(place), below: 3))
          : 3 * random.unit(UInt64(place))
      })
    return try LanePoints(
      matrix, order: (0..<Int32(n)).map { $0 },
      weights: (0..<n).map { 0.5 + random.unit(UInt64(1_000_000 + $0)) },
      control: RunControl(threads: 2))
  }

  static func squared(_ points: LanePoints, _ p: Int, _ center: ArraySlice<Double>) -> Double {
    var sum = 0.0
    for (j, coordinate) in center.enumerated() {
      let difference = points[p, j] - coordinate
      sum = j == 0 ? difference * difference : sum + difference * difference
    }
    return sum
  }

  static func laneSum(_ v: [Double]) -> Double {
    ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]))
  }

  static let shapes = [
    (1, 1), (7, 2), (8, 3), (31, 3), (32, 4), (33, 5), (100, 6), (65, 7), (40, 8), (70, 9),
    (90, 16), (90, 17),
  ]

  @Test(arguments: shapes)
  func `the two nearest centroids`(_ shape: (Int, Int)) throws {
    let (n, d) = shape
    let points = try Self.points(n, d)
    let places = points.groups * 8
    for k in [1, 2, 6] {
      let centroids = (0..<k).flatMap { points.point($0 * 4 % n) }
      let labels = AlignedArray<Int32>(repeating: -1, count: places)
      let nearest = AlignedArray(repeating: -1.0, count: places)
      let second = AlignedArray(repeating: -1.0, count: places)
      unsafe segue_nearest(
        points.coordinates.base, Int64(points.groups), Int64(d), centroids, Int64(k),
        labels.base, nearest.base, second.base)
      for p in 0..<places {
        let squares = (0..<k).map { Self.squared(points, p, centroids[$0 * d..<($0 + 1) * d]) }
        let order = squares.indices.sorted { (squares[$0], $0) < (squares[$1], $1) }
        #expect(labels[p] == Int32(order[0]))
        #expect(nearest[p] == squares[order[0]])
        #expect(second[p] == (k > 1 ? squares[order[1]] : .infinity))
      }
    }
  }

  @Test(arguments: shapes)
  func `what a seed would leave, and what it leaves`(_ shape: (Int, Int)) throws {
    let (n, d) = shape
    let points = try Self.points(n, d)
    let places = points.groups * 8
    let closest = AlignedArray(repeating: Double.infinity, count: places)
    let first = points.point(n / 2)
    unsafe segue_potentials(
      points.coordinates.base, points.weights.base, Int64(points.groups), Int64(d), first, [], 0,
      closest.base, closest.base)
    for p in 0..<places { #expect(closest[p] == Self.squared(points, p, first[...])) }

    let candidates = (0..<3).map { points.point($0 % n) }
    func potentials(after last: [Double]?) -> [Double] {
      var found = [Double](repeating: 0, count: 3)
      let flat = candidates.flatMap { $0 }
      if let last {
        unsafe segue_potentials(
          points.coordinates.base, points.weights.base, Int64(points.groups), Int64(d), last, flat,
          3, closest.base, &found)
      } else {
        unsafe segue_potentials(
          points.coordinates.base, points.weights.base, Int64(points.groups), Int64(d), nil, flat,
          3, closest.base, &found)
      }
      return found
    }
    func expected(_ candidate: [Double]) -> Double {
      var lanes = [Double](repeating: 0, count: 8)
      for p in 0..<places {
        lanes[p % 8] +=
          points.weights[p] * min(closest[p], Self.squared(points, p, candidate[...]))
      }
      return Self.laneSum(lanes)
    }
    #expect(potentials(after: nil) == candidates.map(expected))
    let second = points.point(n / 3)
    let after = potentials(after: second)
    for p in 0..<places {
      #expect(
        closest[p]
          == min(Self.squared(points, p, first[...]), Self.squared(points, p, second[...])))
    }
    #expect(after == candidates.map(expected))
  }

  @Test(arguments: shapes, [1, 3, 4, 6])
  func `sums of distances`(_ shape: (Int, Int), _ q: Int) throws {
    let (n, d) = shape
    let points = try Self.points(n, d)
    let queries = (0..<q).map { points.point($0 * 3 % n) }
    var sums = [Double](repeating: 0, count: q)
    unsafe segue_distance_sums(
      points.coordinates.base, points.weights.base, Int64(points.groups), Int64(d),
      queries.flatMap { $0 }, Int64(q), &sums)
    for (query, sum) in zip(queries, sums) {
      var naive = 0.0
      for p in 0..<n {
        naive += points.weights[p] * Self.squared(points, p, query[...]).squareRoot()
      }
      #expect(abs(sum - naive) <= 1e-13 * naive)
    }
  }

  @Test(arguments: [1, 3, 7])
  func `where all points weigh 1 their weights need not be read`(_ d: Int) throws {
    let points = try LanePoints(Self.points(96, d), weights: AlignedArray(repeating: 1, count: 96))
    let weighted = AlignedArray(repeating: 0.25, count: 96)
    unsafe segue_mutual_distance_sums(
      points.coordinates.base, points.weights.base, 4, points.coordinates.base + 32 * d,
      points.weights.base, 8, Int64(d), weighted.base, weighted.base + 32)
    let plain = AlignedArray(repeating: 0.25, count: 96)
    unsafe segue_mutual_distances(
      points.coordinates.base, 4, points.coordinates.base + 32 * d, 8, Int64(d), plain.base,
      plain.base + 32)
    #expect(plain.array(0..<96) == weighted.array(0..<96))
    for p in 0..<96 {
      let query = points.point(p)
      let others = p < 32 ? 32..<96 : 0..<32
      let naive = others.reduce(0.25) { $0 + Self.squared(points, $1, query[...]).squareRoot() }
      #expect(abs(weighted[p] - naive) <= 1e-13 * naive)
    }
  }

  @Test func `a point moves to a farther centroid if that lowers the inertia`() throws {
    let matrix = Matrix(rows: 5, columns: 1, values: [0, 4.2, 8, 8, 8])
    let points = try LanePoints(matrix, control: RunControl(threads: 1))
    var centroids = [2.1, 8.0]
    var masses = [2.0, 3.0]
    let labels = AlignedArray<Int32>(repeating: 0, count: points.groups * 8)
    for p in 2..<labels.count { labels[p] = 1 }
    // 2 / (2 - 1) * 2.1^2 = 8.82 is left, 3 / (3 + 1) * 3.8^2 = 10.83 would be taken up.
    #expect(
      unsafe segue_transfer(
        points.coordinates.base, points.weights.base, Int64(points.groups), 1, &centroids,
        &masses, 2, labels.base) == 0)
    centroids = [2.1, 7.4]
    // 3 / 4 * 3.2^2 = 7.68, although 7.4 is farther than 2.1.
    #expect(
      unsafe segue_transfer(
        points.coordinates.base, points.weights.base, Int64(points.groups), 1, &centroids,
        &masses, 2, labels.base) == 1)
    #expect(labels.array(0..<5) == [0, 1, 1, 1, 1])
    #expect(masses == [1, 4])
    #expect(centroids == [0, 7.4 + (4.2 - 7.4) / 4])
  }
}
