import Matrices
import Testing

@testable import Clustering

/// DBSCAN against its definition, pair by pair.
struct DBSCANTests {
  private let control = RunControl(threads: 2)

  /// Labels by the definition; segments are numbered by the lowest row, noise is −1.
  private func naive(
    _ rows: [[Double]], weights: [Double], radius: Double, minimum: Double
  ) -> (core: [Bool], labels: [Int]) {
    let n = rows.count
    func near(_ i: Int, _ j: Int) -> Bool {
      let square = zip(rows[i], rows[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return square <= radius * radius
    }
    let core = (0..<n).map { i in
      (0..<n).filter { near(i, $0) }.reduce(0) { $0 + weights[$1] } >= minimum
    }
    var labels = Array(repeating: -1, count: n)
    for i in 0..<n where core[i] && labels[i] < 0 {
      labels[i] = i
      var open = [i]
      while let next = open.popLast() {
        for j in 0..<n where core[j] && labels[j] < 0 && near(next, j) {
          labels[j] = i
          open.append(j)
        }
      }
    }
    for i in 0..<n where !core[i] {
      let nearest = (0..<n).filter { core[$0] && near(i, $0) }
        .min { Naive.distance(rows[i], rows[$0]) < Naive.distance(rows[i], rows[$1]) }
      if let nearest { labels[i] = labels[nearest] }
    }
    return (core, labels)
  }

  private static let samples: [Matrix] = [
    SampleRows.crowds(1, columns: 2, k: 1, seed: 1),
    SampleRows.crowds(300, columns: 1, k: 4, seed: 2),
    SampleRows.crowds(600, columns: 2, k: 5, seed: 3),
    SampleRows.crowds(400, columns: 4, k: 3, seed: 4), SampleRows.scores(300, columns: 2, seed: 5),
  ]

  @Test(arguments: samples.indices, [0, 0.05, 0.2, 0.5, 1, 50])
  func `core rows, segments and noise are those of the definition`(
    _ sample: Int, _ radius: Double
  ) throws {
    let rows = Self.samples[sample]
    for (minimum, weights) in [
      (1.0, nil), (4, nil), (12, nil), (5.5, (0..<rows.rows).map { 0.5 + Double($0 % 3) }),
    ] {
      let model = try DBSCAN(radius: radius, minimumWeight: minimum)
        .fit(rows, weights: weights, control: control)
      let expected = naive(
        rows.rowArrays, weights: weights ?? Array(repeating: 1, count: rows.rows), radius: radius,
        minimum: minimum)
      #expect(model.isCore == expected.core)
      #expect(model.labels.map { $0 < 0 } == expected.labels.map { $0 < 0 })
      #expect(try Agreement.adjustedRand(model.labels, expected.labels) == 1)
      #expect(
        model.sizes.indices.allSatisfy { label in
          model.sizes[label] == model.labels.count { $0 == label }
        })
      #expect(model.weights == model.weights.sorted(by: >))
      #expect(try model.assign(rows, control: control).labels == model.labels)
    }
  }

  private let rows = SampleRows.crowds(500, columns: 2, k: 5, seed: 9)

  @Test func `the order of the rows changes no label`() throws {
    let order = SampleRows.shuffle(rows.rows, seed: 3)
    let model = try DBSCAN(radius: 0.3).fit(rows, control: control)
    let shuffled = try DBSCAN(radius: 0.3).fit(rows.taking(order), control: control)
    #expect(shuffled.labels == order.map { model.labels[$0] })
    #expect(shuffled.centroids == model.centroids)
  }

  @Test(arguments: [1, 2, 5])
  func `the number of threads changes no label`(_ threads: Int) throws {
    let many = SampleRows.crowds(9000, columns: 3, k: 6, seed: 4, spread: 2)
    let one = try DBSCAN(radius: 0.25).fit(many, control: RunControl(threads: 1))
    let other = try DBSCAN(radius: 0.25).fit(many, control: RunControl(threads: threads))
    #expect(one.labels == other.labels)
    #expect(one.centroids == other.centroids)
  }

  @Test func `a weight of n is n copies, and a weight of 0 is absence`() throws {
    let weights = (0..<rows.rows).map { Double($0 % 4) }
    let copies = (0..<rows.rows).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try DBSCAN(radius: 0.3, minimumWeight: 8)
      .fit(rows, weights: weights, control: control)
    let copied = try DBSCAN(radius: 0.3, minimumWeight: 8).fit(
      rows.taking(copies), control: control)
    #expect(copied.labels == copies.map { weighted.labels[$0] })
    #expect(copied.weights == weighted.weights)
    let thrice = try DBSCAN(radius: 0.3, minimumWeight: 15)
      .fit(rows.taking((0..<3 * rows.rows).map { $0 % rows.rows }), control: control)
    let once = try DBSCAN(radius: 0.3, minimumWeight: 5).fit(rows, control: control)
    #expect(Array(thrice.labels.prefix(rows.rows)) == once.labels)
  }

  @Test func `moving, stretching and turning the rows leaves the segments as they are`() throws {
    let model = try DBSCAN(radius: 0.3).fit(rows, control: control)
    let guises: [(Double, (Matrix) -> Matrix)] = [
      (1, { $0.mapped { $0 + 12.5 } }), (1.7, { $0.mapped { $0 * 1.7 } }),
      (1, { Matrix($0.rowArrays.map { [0.6 * $0[0] - 0.8 * $0[1], 0.8 * $0[0] + 0.6 * $0[1]] }) }),
      (1, { Matrix($0.rowArrays.map { [$0[1], $0[0]] }) }),
      (1, { Matrix($0.rowArrays.map { $0 + [7] }) }),
    ]
    for (factor, guise) in guises {
      let other = try DBSCAN(radius: 0.3 * factor).fit(guise(rows), control: control)
      #expect(other.isCore == model.isCore)
      #expect(try Agreement.adjustedRand(other.labels, model.labels) == 1)
    }
  }

  @Test func `a row far away is noise, in the fit and after`() throws {
    let more = Matrix(rows.rowArrays + [[1e3, 1e3]])
    let model = try DBSCAN(radius: 0.3).fit(more, control: control)
    #expect(model.labels.last == -1)
    let found = try model.assign(Matrix([[1e3, 1e3], [-500, 0]]))
    #expect(found.labels == [-1, -1])
    #expect(found.distances == [.infinity, .infinity])
  }

  @Test func `a border row goes to the nearest core row, not to the first`() throws {
    // Two crowds and a row between them, nearer to the second.
    let left = (0..<5).map { [-1.0, 0.01 * Double($0)] }
    let right = (0..<5).map { [0.9, 0.01 * Double($0)] }
    let rows = Matrix(left + right + [[0, 0.02]])
    let model = try DBSCAN(radius: 1, minimumWeight: 6).fit(rows, control: control)
    #expect(model.labels[10] == model.labels[5])
    #expect(model.labels[10] != model.labels[0] || model.k == 1)
  }

  @Test func `the knee of the neighbour distances separates crowds from noise`() throws {
    let crowds = SampleRows.crowds(600, columns: 2, k: 4, seed: 6, spread: 0.3)
    let stray = SampleRows.crowds(20, columns: 2, k: 20, seed: 7, spread: 0).mapped { $0 * 8 - 30 }
    let points = try PreparedPoints(
      Matrix(crowds.rowArrays + stray.rowArrays), control: control)
    let curve = try NeighbourDistances(points, minimumWeight: 5, control: control)
    #expect(curve.distances == curve.distances.sorted(by: >))
    let radius = try #require(curve.knee())
    let model = try DBSCAN(radius: radius).fit(points, control: control)
    #expect(model.noiseWeight >= 15)
    #expect(model.noiseWeight <= 60)
  }

  @Test func `what cannot be had is an error, and a stop is obeyed`() throws {
    #expect(throws: ClusteringError.radiusOutOfRange(-1)) {
      try DBSCAN(radius: -1).fit(rows, control: control)
    }
    #expect(throws: ClusteringError.minimumOutOfRange(0)) {
      try DBSCAN(radius: 1, minimumWeight: 0).fit(rows, control: control)
    }
    let stop = Cancellation()
    let stopping = RunControl(threads: 2, cancellation: stop) { _ in stop.cancel() }
    let many = SampleRows.crowds(20_000, columns: 3, k: 6, seed: 4, spread: 2)
    #expect(throws: ClusteringError.cancelled) {
      try DBSCAN(radius: 0.1).fit(many, control: stopping)
    }
  }
}
