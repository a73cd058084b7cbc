import Matrices
import Testing

@testable import Clustering

/// The numbers of segments, the weight that ties carry with them, and which centroid is missed least.
struct SegmentOrderTests {
  private let control = RunControl(threads: 2)

  private func lloyd(_ rows: [[Double]], weights: [Double], k: Int) throws -> Lloyd {
    Lloyd(
      points: try LanePoints(
        Matrix(rows), order: Array(0..<Int32(rows.count)), weights: weights, control: control),
      k: k, tolerance: 0, maxIterations: 20, search: nil, control: control)
  }

  @Test func `a tie that follows the new numbers can change their order once more`() throws {
    // The row at 0 is as far from the centroid at -2 as from that at 2 and goes to the lower number.
    // By weight the segments are 6, 8 and 5 while it is in the first, 4, 10 and 5 in the second.
    let rows = [[-3.0, 0], [0, 0], [2, 0], [100, 0]]
    let lloyd = try lloyd(rows, weights: [4, 2, 8, 5], k: 3)
    let found = try lloyd.run(from: [-2, 0, 2, 0, 100, 0])
    #expect(found.masses == [6, 8, 5])
    let numbered = try SegmentOrder(lloyd: lloyd).number(found)
    #expect(numbered.masses == [10, 5, 4])
    #expect(numbered.centroids == [2, 0, 100, 0, -2, 0])
    #expect(numbered.labels.array(0..<4) == [2, 0, 0, 1])
    #expect(numbered.inertia == 4 * 1 + 2 * 4)
  }

  @Test func `of segments that weigh the same, the first column tells, then the next`() throws {
    let rows = [[5.0, 1], [2, 9], [2, 3], [7, 0]]
    let lloyd = try lloyd(rows, weights: [1, 1, 1, 2], k: 4)
    let numbered = try SegmentOrder(lloyd: lloyd).number(lloyd.run(from: rows.flatMap { $0 }))
    #expect(numbered.centroids == [7, 0, 2, 3, 2, 9, 5, 1])
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a centroid is missed by what its rows would cost at their second nearest`(_ seed: UInt64)
    throws
  {
    let rows = SampleRows.crowds(300, columns: 2, k: 8, seed: seed, spread: 3).rowArrays
    let random = CounterRandom(seed: seed, purpose: .sampling, words: [3])
    // A few rows weigh as much as all others together.
    let weights = (0..<300).map { random.unit(UInt64($0)) * ($0 % 40 == 0 ? 40 : 1) }
    let centers = (0..<6).map { rows[$0 * 31] }
    var losses = [Double](repeating: 0, count: 6)
    for (row, weight) in zip(rows, weights) {
      let squares = centers.map { pow2(Naive.distance(row, $0)) }.sorted()
      losses[Naive.nearest(row, centers)] += weight * (squares[1] - squares[0])
    }
    let found = try CentroidLosses(
      centers.flatMap { $0 }, lloyd: lloyd(rows, weights: weights, k: 6))
    #expect(found.order == (0..<6).sorted { losses[$0] < losses[$1] })
  }

  private func pow2(_ x: Double) -> Double { x * x }
}
