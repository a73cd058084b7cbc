import Matrices
import Testing

@testable import Clustering

struct SimplifiedSilhouetteTests {
  private let control = RunControl(threads: 2)

  private func measure(_ rows: Matrix, _ labels: [Int]) throws -> LabelsValue {
    try LabelledPoints(rows, labels: labels, control: control).simplifiedSilhouette(
      control: control)
  }

  /// As the definition says, from rows and labels alone.
  private func naive(_ rows: [[Double]], _ labels: [Int]) -> [Double?] {
    let present = Set(labels.filter { $0 >= 0 })
    func members(_ label: Int) -> [[Double]] {
      rows.indices.filter { labels[$0] == label }.map { rows[$0] }
    }
    func distance(_ row: [Double], _ label: Int) -> Double {
      let own = members(label)
      return row.indices.reduce(0) { sum, j in
        let mean = own.reduce(0) { $0 + $1[j] } / Double(own.count)
        return sum + (row[j] - mean) * (row[j] - mean)
      }.squareRoot()
    }
    return rows.indices.map { i in
      guard labels[i] >= 0 else { return nil }
      guard members(labels[i]).count > 1 else { return 0 }
      let a = distance(rows[i], labels[i])
      let b = present.filter { $0 != labels[i] }.map { distance(rows[i], $0) }.min() ?? 0
      return max(a, b) == 0 ? 0 : (b - a) / max(a, b)
    }
  }

  @Test(arguments: [5, 33, 130])
  func `every value is that of the definition`(_ n: Int) throws {
    for (k, spread) in [(2, 0.5), (3, 3.0), (4, 9)] {
      let rows = SampleRows.crowds(n, columns: 3, k: k, seed: UInt64(n), spread: spread)
      for labels in [(0..<n).map { $0 % k }, (0..<n).map { ($0 / 2 * 7) % k - ($0 == 3 ? 9 : 0) }] {
        let expected = naive(rows.rowArrays, labels)
        let found = try measure(rows, labels)
        // Sums of squares in another order differ in the last digits.
        for (a, b) in zip(found.rows, expected) {
          #expect((a == nil) == (b == nil))
          #expect(abs((a ?? 0) - (b ?? 0)) <= 1e-10)
        }
        let counted = expected.compactMap { $0 }
        #expect(abs(found.value - counted.reduce(0, +) / Double(counted.count)) <= 1e-10)
        #expect(Metric.simplifiedSilhouette.range.contains(found.value))
      }
    }
  }

  @Test func `a row alone in its segment and a row between two centroids count 0`() throws {
    let rows = Matrix([[0.0], [2], [4], [3]])
    #expect(try measure(rows, [0, 0, 1, 2]).rows[2...] == [0, 0])
    // Two segments around one centroid: each row is as near to the one as to the other.
    #expect(try measure(Matrix([[0.0], [2], [0.5], [1.5]]), [0, 0, 1, 1]).value == 0)
    // Equal rows are at distance 0 of their centroid, and of the other one too.
    #expect(try measure(Matrix([[1.0], [1], [1]]), [0, 0, 1]).value == 0)
  }

  @Test func `copies count as rows`() throws {
    let rows = Matrix([[0.0], [0], [0], [5], [6]])
    let labels = [0, 0, 0, 1, 1]
    let expected = naive(rows.rowArrays, labels).compactMap { $0 }
    #expect(abs(try measure(rows, labels).value - expected.reduce(0, +) / 5) <= 1e-12)
    let weighted = try PreparedPoints(
      Matrix([[0.0], [5], [6]]), weights: [3, 1, 1], control: control)
    let found = try LabelledPoints(weighted, labels: [0, 1, 1], control: control)
      .simplifiedSilhouette(control: control)
    #expect(abs(found.value - expected.reduce(0, +) / 5) <= 1e-12)
  }

  @Test func `one segment has none`() {
    #expect(throws: ClusteringError.segmentsOutOfRange(segments: 1, rows: 2)) {
      try measure(Matrix([[1], [2]]), [0, 0])
    }
  }
}
