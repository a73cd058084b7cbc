import Foundation
import Matrices
import TestSupport
import Testing

@testable import Clustering

struct FuzzyTests {
  private let control = RunControl(threads: 2)
  private let rows = SampleRows.crowds(211, columns: 3, k: 3, seed: 6, spread: 2)

  /// Bezdek's formula, word for word.
  private func memberships(_ row: [Double], _ centers: [[Double]], m: Double) -> [Double] {
    centers.map { center in
      1
        / centers.reduce(0) {
          $0 + pow(Naive.distance(row, center) / Naive.distance(row, $1), 2 / (m - 1))
        }
    }
  }

  @Test(arguments: [2, 1.3, 3.7])
  func `memberships and centroids are what the formulas say, and hold each other in place`(
    _ m: Double
  ) throws {
    let model = try FuzzyCMeans(k: 3, fuzziness: m, maxIterations: 2000, tolerance: 1e-24)
      .fit(rows, control: control)
    let centers = model.centroids.rowArrays
    var sums = [[Double]](repeating: [0, 0, 0, 0], count: 3)
    var objective = 0.0
    for (i, row) in rows.rowArrays.enumerated() {
      let expected = memberships(row, centers, m: m)
      for c in 0..<3 {
        #expect(abs(model.memberships[i, c] - expected[c]) < 1e-12)
        let pull = pow(expected[c], m)
        for j in 0..<3 { sums[c][j] += pull * row[j] }
        sums[c][3] += pull
        objective += pull * Naive.distance(row, centers[c]) * Naive.distance(row, centers[c])
      }
      #expect(model.labels[i] == Naive.nearest(row, centers))
    }
    #expect(isClose(model.objective, objective, 1e-11))
    for c in 0..<3 {
      for j in 0..<3 { #expect(abs(centers[c][j] - sums[c][j] / sums[c][3]) < 1e-8) }
    }
    let least =
      (0..<3).flatMap { a in
        (0..<a).map { Naive.distance(centers[a], centers[$0]) }
      }.min() ?? 0
    #expect(isClose(model.xieBeni, objective / 211 / (least * least), 1e-10))
    #expect(
      isClose(
        model.partitionCoefficient,
        model.memberships.values.reduce(0) { $0 + $1 * $1 } / 211, 1e-12))
  }

  @Test(.enabled(if: SharedFiles.root != nil, "needs the folder of shared data"))
  func `the centroids of iris are those of R`() throws {
    let iris = try GoldenData("iris").points
    let model = try FuzzyCMeans(k: 3).fit(iris, control: control)
    // `cmeans(iris[, 1:4], 3)` of the R package e1071, as printed.
    let expected = [
      [5.888932, 2.761069, 4.363952, 1.397315], [5.003966, 3.414089, 1.482816, 0.253546],
      [6.775011, 3.052382, 5.646782, 2.053547],
    ]
    for center in expected {
      #expect(
        model.centroids.rowArrays.contains { found in
          zip(found, center).allSatisfy { abs($0 - $1) < 2e-5 }
        })
    }
    #expect(abs(model.objective - 60.5057) < 1e-3)
  }

  @Test func `a row between two crowds belongs half to each, one at a centroid wholly there`()
    throws
  {
    let butterfly = Matrix([
      [-3, -1], [-3, 0], [-3, 1], [-2, 0], [0, 0], [2, 0], [3, -1], [3, 0], [3, 1],
    ])
    let model = try FuzzyCMeans(k: 2).fit(butterfly, control: control)
    #expect(abs(model.memberships[4, 0] - 0.5) < 1e-6)
    let there = try model.fuzzy.memberships(of: model.centroids)
    #expect(there == Matrix([[1, 0], [0, 1]]))
    #expect(try FuzzyCMeans(k: 9).fit(butterfly, control: control).objective < 1e-12)
  }

  @Test func `new rows get the memberships that the rows of the fit have`() throws {
    for m in [2, 1.6] {
      let weights = (0..<211).map { Double($0 % 3) }
      let model = try FuzzyCMeans(k: 4, fuzziness: m).fit(rows, weights: weights, control: control)
      #expect(try model.fuzzy.memberships(of: rows) == model.memberships)
      let found = try model.assign(rows)
      #expect(found.labels == model.labels)
      for (i, label) in found.labels.enumerated() {
        #expect(found.confidences[i] == model.memberships[i, label])
        #expect((0..<4).allSatisfy { model.memberships[i, $0] <= found.confidences[i] })
      }
      #expect(model.weights == model.weights.sorted(by: >))
      #expect(isClose(model.weights.reduce(0, +), weights.reduce(0, +), 1e-12))
    }
  }

  @Test func `near an exponent of 1 it is k-means`() throws {
    let crowds = SampleRows.crowds(200, columns: 2, k: 4, seed: 9, spread: 1)
    let model = try FuzzyCMeans(k: 4, fuzziness: 1.01).fit(crowds, control: control)
    let plain = try KMeans(k: 4, tolerance: 0).fit(crowds, control: control)
    #expect(isClose(model.objective, plain.inertia, 1e-6))
    #expect(model.partitionCoefficient > 0.999)
  }

  @Test func `order, copies and threads change no bit`() throws {
    let many = SampleRows.crowds(9000, columns: 2, k: 3, seed: 6, spread: 2)
    let settings = FuzzyCMeans(k: 3, fuzziness: 1.8, starts: 2, maxIterations: 40)
    let one = try settings.fit(many, control: RunControl(threads: 1))
    for threads in [2, 5] {
      #expect(try settings.fit(many, control: RunControl(threads: threads)) == one)
    }
    let order = SampleRows.shuffle(9000, seed: 8)
    let shuffled = try settings.fit(many.taking(order), control: control)
    #expect(shuffled.fuzzy == one.fuzzy)
    #expect(shuffled.memberships == one.memberships.taking(order))
    let weights = (0..<211).map { Double($0 % 4) }
    let copies = (0..<211).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try settings.fit(rows, weights: weights, control: control)
    let copied = try settings.fit(rows.taking(copies), control: control)
    #expect(weighted.fuzzy == copied.fuzzy)
    #expect(weighted.memberships.taking(copies) == copied.memberships)
  }

  @Test func `what cannot be fuzzy is named, and a stop is noticed`() {
    func check(_ error: ClusteringError, _ settings: FuzzyCMeans) {
      #expect(throws: error) { try settings.fit(Matrix([[1, 2], [3, 4]]), control: control) }
    }
    check(.fuzzinessOutOfRange(1), FuzzyCMeans(k: 2, fuzziness: 1))
    check(.moreSegmentsThanDistinctRows(k: 3, distinct: 2), FuzzyCMeans(k: 3))
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try FuzzyCMeans(k: 3).fit(
        rows, control: RunControl(threads: 2, cancellation: cancellation))
    }
  }
}
