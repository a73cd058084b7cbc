import Foundation
import Matrices
import TestSupport
import Testing

@testable import Clustering

private struct GoldenComponents: Decodable {
  let input: String
  let mean: [Double]
  let components: [[Double]]
  let explained_variance: [Double]
  let explained_variance_ratio: [Double]
  let first5_scores: [[Double]]
}

struct ProjectionTests {
  private let control = RunControl(threads: 2)

  @Test(
    .enabled(if: SharedFiles.isPresent, "the folder of golden results is not here"),
    arguments: GoldenKMeans.names)
  func `components are scikit-learn's`(_ name: String) throws {
    let golden = try JSONDecoder().decode(
      GoldenComponents.self, from: GoldenKMeans.bytes("bench/golden/\(name).pca.json"))
    let data = try GoldenData(name)
    let points = golden.input == "zscore" ? data.points.zScored : data.points
    let found = try PrincipalComponents(
      PreparedPoints(points, control: control), count: golden.components.count, control: control)
    for (a, b) in zip(found.mean, golden.mean) { #expect(abs(a - b) < 1e-12) }
    for (a, b) in zip(found.explainedVariance, golden.explained_variance) {
      #expect(abs(a - b) < 1e-9)
    }
    for (a, b) in zip(found.explainedShare, golden.explained_variance_ratio) {
      #expect(abs(a - b) < 1e-11)
    }
    for (c, expected) in golden.components.enumerated() {
      // Two components of nearly one variance could be turned into each other.
      let product = zip(found.components.row(c), expected).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(product - 1) < 1e-9, "\(name), component \(c)")
    }
    let scores = try found.scores(points.taking(Array(0..<golden.first5_scores.count)))
    for (a, b) in zip(scores.values, golden.first5_scores.flatMap { $0 }) {
      #expect(abs(a - b) < 1e-7)
    }
  }

  @Test func `an eigen decomposition puts the matrix together again`() {
    let random = CounterRandom(seed: 3, purpose: .sampling)
    for d in [1, 2, 5, 17] {
      var matrix = [Double](repeating: 0, count: d * d)
      for i in 0..<d {
        for j in 0...i {
          matrix[i * d + j] = random.unit(UInt64(i * d + j)) - 0.3
          matrix[j * d + i] = matrix[i * d + j]
        }
      }
      let eigen = SymmetricEigen(matrix, order: d)
      #expect(eigen.values == eigen.values.sorted(by: >))
      for i in 0..<d {
        for j in 0..<d {
          let entry = (0..<d).reduce(0.0) {
            $0 + eigen.values[$1] * eigen.vectors[$1 * d + i] * eigen.vectors[$1 * d + j]
          }
          #expect(abs(entry - matrix[i * d + j]) < 1e-13)
        }
      }
    }
  }

  @Test func `scores turn back into rows, and weights are copies`() throws {
    let rows = SampleRows.crowds(200, columns: 4, k: 3, seed: 3)
    let found = try PrincipalComponents(PreparedPoints(rows, control: control), control: control)
    let back = try found.rows(fromScores: found.scores(rows))
    for (a, b) in zip(back.values, rows.values) { #expect(abs(a - b) < 1e-12) }
    let weights = (0..<200).map { Double($0 % 3) }
    let copies = (0..<200).flatMap { Array(repeating: $0, count: $0 % 3) }
    #expect(
      try PrincipalComponents(
        PreparedPoints(rows, weights: weights, control: control), control: control)
        == PrincipalComponents(
          PreparedPoints(rows.taking(copies), control: control),
          control: RunControl(threads: 5)))
  }

  @Test func `random directions end at the exact components`() throws {
    let rows = SampleRows.crowds(500, columns: 40, k: 6, seed: 3, spread: 0.5)
    let points = try PreparedPoints(rows, control: control)
    let exact = try PrincipalComponents(points, count: 4, control: control)
    let fast = try PrincipalComponents(
      points, count: 4, method: .randomized(seed: 5), control: control)
    expectClose(fast, exact)
    #expect(isClose(fast.explainedShare[0], exact.explainedShare[0], 1e-10))
  }

  @Test func `random directions take weights, and their time where variances are near each other`()
    throws
  {
    // Forty columns, each with nine tenths of the variance of the one before.
    let random = CounterRandom(seed: 8, purpose: .sampling)
    let rows = Matrix(
      rows: 600, columns: 40,
      values: (0..<600 * 40).map { i in
        (0..<i % 40).reduce(random.unit(UInt64(i)) - 0.5) { value, _ in value * 0.9.squareRoot() }
      })
    let points = try PreparedPoints(
      rows, weights: (0..<600).map { Double(1 + $0 % 7) }, control: control)
    let exact = try PrincipalComponents(points, count: 4, method: .exact, control: control)
    let fast = try PrincipalComponents(
      points, count: 4, method: .randomized(seed: 5), control: control)
    expectClose(fast, exact)
  }

  /// Variances to 1e-10 of their size and coordinates of the first four components to 1e-5.
  private func expectClose(_ fast: PrincipalComponents, _ exact: PrincipalComponents) {
    for c in 0..<4 {
      #expect(isClose(fast.explainedVariance[c], exact.explainedVariance[c], 1e-10))
      for (a, b) in zip(fast.components.row(c), exact.components.row(c)) {
        #expect(abs(a - b) < 1e-5)
      }
    }
  }

  @Test func `a plot shows the plane of the largest spread and says how much that is`() throws {
    let line = Matrix((0..<50).map { [Double($0), 2 * Double($0)] })
    let plane = try PlanarProjection(line, control: control)
    #expect(abs(plane.shownShare - 1) < 1e-12)
    #expect(plane.y.allSatisfy { abs($0) < 1e-12 })
    #expect(abs(plane.x[49] - plane.x[0] - 49 * 5.0.squareRoot()) < 1e-9)
    #expect(abs(plane.loadings[1].x - 2 / 5.0.squareRoot()) < 1e-12)
    let narrow = try PlanarProjection(Matrix([[1], [2], [4]]), control: control)
    #expect(narrow.y == [0, 0, 0])
  }
}
