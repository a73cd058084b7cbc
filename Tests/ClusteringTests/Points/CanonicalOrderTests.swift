import Matrices
import Testing

@testable import Clustering

/// Rows as a set of points, each with the weight of its copies.
struct CanonicalOrderTests {
  @Test func `copies weigh the same in whatever order they come`() throws {
    // From the left, 10¹⁶ + 1 + 1 is 10¹⁶, and 1 + 1 + 10¹⁶ is not.
    let weights = [1e16, 1, 1]
    for order in [[0, 1, 2], [1, 0, 2], [1, 2, 0]] {
      let points = try Matrix([[5, 7], [5, 7], [5, 7]]).lend { rows throws(CancellationError) in
        try CanonicalOrder(
          rows, weights: order.map { weights[$0] }, control: RunControl(threads: 1))
      }
      #expect(points.weights == [1e16 + 2], "\(order)")
      #expect(points.rowCounts == [3])
    }
  }
}
