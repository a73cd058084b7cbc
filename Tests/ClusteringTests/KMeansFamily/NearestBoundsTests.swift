import Matrices
import Testing

@testable import Clustering

/// What is remembered of distances when centroids move, and what is not.
struct NearestBoundsTests {
  private let control = RunControl(threads: 1)

  private func bounds(k: Int) throws -> NearestBounds {
    let rows = SampleRows.crowds(40, columns: 2, k: 3, seed: 1)
    let points = try LanePoints(rows, control: control)
    return NearestBounds(
      points: try SearchPoints(points, order: nil, control: control), k: k)
  }

  @Test func `bounds shrink by the fastest centroid, and by the two fastest together`() throws {
    var bounds = try bounds(k: 3)
    let scale = bounds.points.scale
    bounds.move(from: [0, 0, 5, 5, 9, 9], to: [3, 4, 5, 7, 9, 10])
    bounds.move(from: [3, 4, 5, 7, 9, 10], to: [3, 4, 5, 7, 9, 13])
    // 5, 2 and 1; then 0, 0 and 3. Rounded up, by less than a millionth.
    for (drift, exact) in [(bounds.drift, 8.0 * scale), (bounds.gapDrift, 10 * scale)] {
      #expect(Double(drift) >= exact)
      #expect(Double(drift) <= exact * (1 + 2e-6))
    }
  }

  @Test func `after so far a way nothing is known of any point`() throws {
    var bounds = try bounds(k: 50)
    let seconds = try #require(bounds.seconds)
    for place in 0..<seconds.count {
      bounds.gaps[place] = 3
      seconds[place] = 5
    }
    let start = [Double](repeating: 0, count: 100)
    bounds.move(from: start, to: start.map { $0 + 1 / bounds.points.scale })
    #expect(bounds.gaps.array(0..<seconds.count).allSatisfy { $0 == 3 })
    bounds.move(from: start, to: start.map { $0 + 100 / bounds.points.scale })
    #expect(bounds.gaps.array(0..<seconds.count).allSatisfy { $0 == -.infinity })
    #expect(seconds.array(0..<seconds.count).allSatisfy { $0 == -.infinity })
    #expect(Double(bounds.gapDrift) < 1e-30)
  }
}
