import Matrices
import Testing

@testable import Clustering

/// Points in Z-order of the cells between quantiles: the same points, neighbours side by side.
struct SpatialOrderTests {
  private let control = RunControl(threads: 3)

  private func points(_ matrix: Matrix, weights: [Double]? = nil) throws -> LanePoints {
    try LanePoints(
      matrix, order: Array(0..<Int32(matrix.rows)), weights: weights, control: control)
  }

  @Test(arguments: [(n: 1, d: 1), (n: 9, d: 2), (n: 5000, d: 3), (n: 4100, d: 5), (n: 300, d: 33)])
  func `each point with its weight has one place`(_ shape: (n: Int, d: Int)) throws {
    let rows = SampleRows.crowds(shape.n, columns: shape.d, k: 4, seed: 9)
    let lanes = try points(rows, weights: (0..<shape.n).map { Double($0 + 1) })
    let order = try SpatialOrder(lanes, control: control)
    // A weight tells which point it is.
    var seen = [Bool](repeating: false, count: shape.n)
    for place in 0..<shape.n {
      let point = Int(order.points.weights[place]) - 1
      #expect(!seen[point])
      seen[point] = true
      #expect(order.points.point(place) == lanes.point(point))
    }
    #expect(order.points.units == lanes.units)
    #expect(order.points.reach == lanes.reach)

    let labels = AlignedArray<Int32>(repeating: 0, count: lanes.groups * LanePoints.lanes)
    for p in 0..<labels.count { labels[p] = Int32(min(p, shape.n - 1)) }
    let places = AlignedArray<Int32>(repeating: -1, count: labels.count)
    order.arrange(labels, into: places)
    for place in 0..<shape.n {
      #expect(Double(places[place] + 1) == order.points.weights[place])
    }
    #expect(order.restore(places).array(0..<labels.count) == labels.array(0..<labels.count))
  }

  @Test func `neighbours of a crowd with a long tail are near each other`() throws {
    let random = CounterRandom(seed: 2, purpose: .sampling)
    let n = 20_000
    let rows = Matrix(
      rows: n, columns: 2,
      values: (0..<2 * n).map { i in
        random.unit(UInt64(i)) * (i / 2 % 1000 == 0 ? 1e6 : 1)
      })
    let lanes = try points(rows)
    let order = try SpatialOrder(lanes, control: control)
    func steps(_ points: LanePoints) -> [Double] {
      (1..<n).map { p in
        (0..<2).map { abs(points[p, $0] - points[p - 1, $0]) }.reduce(0, +)
      }.sorted()
    }
    // 20 000 points in a unit square: the next one is a hundredth of its side away, not a third.
    #expect(steps(lanes)[n / 2] > 0.5)
    #expect(steps(order.points)[n / 2] < 0.05)
  }

  @Test func `points that are equal in a column keep their order`() throws {
    let rows = Matrix(rows: 50, columns: 2, values: Array(repeating: 1.5, count: 100))
    let lanes = try points(rows, weights: (0..<50).map { Double($0 + 1) })
    let order = try SpatialOrder(lanes, control: control)
    #expect((0..<50).map { order.points.weights[$0] } == (0..<50).map { Double($0 + 1) })
  }

  @Test func `models of a sweep in space are those of fits in canonical order`() throws {
    let rows = SampleRows.crowds(30_000, columns: 2, k: 5, seed: 12, spread: 3)
    let sweep = KMeansSweep(2...6, polish: .none)
    let settings = sweep.settings
    let prepared = try PreparedPoints(rows, control: control)
    let lanes = prepared.canonical.points
    let centroids = settings.restarts * sweep.candidates.reduce(0, +)
    try #require(SpatialOrder.pays(lanes, centroids: centroids))
    let models = try sweep.fit(prepared, control: control).models
    for (k, model) in zip(sweep.candidates, models) {
      var alone = settings
      alone.k = k
      try #require(!SpatialOrder.pays(lanes, centroids: k * settings.restarts))
      #expect(try alone.fit(prepared, control: control) == model)
    }
  }

  @Test func `few centroids, few points and many columns stay as they are`() throws {
    let many = try points(SampleRows.crowds(50_000, columns: 3, k: 3, seed: 1))
    #expect(SpatialOrder.pays(many, centroids: 540))
    #expect(!SpatialOrder.pays(many, centroids: 80))
    let few = try points(SampleRows.crowds(5000, columns: 3, k: 3, seed: 1))
    #expect(!SpatialOrder.pays(few, centroids: 540))
    let wide = try points(SampleRows.crowds(50_000, columns: 9, k: 3, seed: 1))
    #expect(!SpatialOrder.pays(wide, centroids: 540))
  }
}
