import Matrices
import Testing

@testable import Clustering

/// What must hold between fits of rows that are the same in another guise.
struct KMeansRelationTests {
  private let control = RunControl(threads: 2)
  private let rows = SampleRows.crowds(701, columns: 3, k: 5, seed: 3, spread: 2)

  @Test func `the order of the rows changes no bit`() throws {
    let order = SampleRows.shuffle(rows.rows, seed: 8)
    let model = try KMeans(k: 5).fit(rows, control: control)
    let shuffled = try KMeans(k: 5).fit(rows.taking(order), control: control)
    #expect(shuffled.centroids == model.centroids)
    #expect(shuffled.inertia == model.inertia)
    #expect(shuffled.labels == order.map { model.labels[$0] })
  }

  @Test func `given centres are followed whatever the order of the rows`() throws {
    let order = SampleRows.shuffle(rows.rows, seed: 9)
    let start = rows.taking([0, 1, 2, 3, 4])
    let model = try KMeans(k: 5, start: start).fit(rows, control: control)
    let shuffled = try KMeans(k: 5, start: start).fit(rows.taking(order), control: control)
    #expect(shuffled.centroids == model.centroids)
    #expect(shuffled.labels == order.map { model.labels[$0] })
  }

  @Test(arguments: [1, 2, 5])
  func `the number of threads changes no bit`(_ threads: Int) throws {
    let many = SampleRows.crowds(9001, columns: 4, k: 6, seed: 4, spread: 3)
    let one = try KMeans(k: 6, restarts: 3).fit(many, control: RunControl(threads: 1))
    let model = try KMeans(k: 6, restarts: 3).fit(many, control: RunControl(threads: threads))
    #expect(model == one)
    // One restart is shared out by blocks of rows instead of by restarts.
    let alone = try KMeans(k: 6, restarts: 1).fit(many, control: RunControl(threads: threads))
    let slow = try KMeans(k: 6, restarts: 1).fit(many, control: RunControl(threads: 1))
    #expect(alone == slow)
  }

  @Test func `a weight of n is n copies, and a weight of 0 is absence`() throws {
    let weights = (0..<rows.rows).map { Double($0 % 4) }
    let copies = (0..<rows.rows).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try KMeans(k: 5).fit(rows, weights: weights, control: control)
    let copied = try KMeans(k: 5).fit(rows.taking(copies), control: control)
    #expect(weighted.centroids == copied.centroids)
    #expect(weighted.inertia == copied.inertia)
    #expect(weighted.weights == copied.weights)
    #expect(weighted.sizes.reduce(0, +) == weights.count { $0 > 0 })
    #expect(copies.map { weighted.labels[$0] } == copied.labels)
    #expect(
      weighted.labels
        == (0..<rows.rows).map {
          Naive.nearest(Array(rows.row($0)), weighted.centroids.rowArrays)
        })
  }

  @Test func `all rows three times over are the same segments`() throws {
    let model = try KMeans(k: 5).fit(rows, control: control)
    let thrice = try KMeans(k: 5).fit(
      rows.taking((0..<3 * rows.rows).map { $0 % rows.rows }), control: control)
    #expect(Array(thrice.labels[0..<rows.rows]) == model.labels)
    #expect(thrice.sizes == model.sizes.map { 3 * $0 })
    #expect(isClose(thrice.inertia, 3 * model.inertia, 1e-12))
  }

  @Test func `moving, stretching and turning the rows leaves the segments as they are`() throws {
    let start = rows.taking([10, 20, 30, 40, 50])
    let model = try KMeans(k: 5, tolerance: 0, start: start).fit(rows, control: control)
    func turned(_ matrix: Matrix) -> Matrix {
      Matrix(
        matrix.rowArrays.map { [0.6 * $0[0] - 0.8 * $0[1], 0.8 * $0[0] + 0.6 * $0[1], -$0[2]] })
    }
    let guises: [(Matrix) -> Matrix] = [
      { $0.mapped { $0 + 12.5 } }, { $0.mapped { $0 * 1.7 } }, turned,
      { Matrix($0.rowArrays.map { [$0[2], $0[0], $0[1]] }) },
      { Matrix($0.rowArrays.map { $0 + [7] }) },
    ]
    for guise in guises {
      let other = try KMeans(k: 5, tolerance: 0, start: guise(start))
        .fit(guise(rows), control: control)
      #expect(other.labels == model.labels)
      #expect(other.iterations == model.iterations)
    }
  }

  @Test func `a row at a centroid moves no other row`() throws {
    let model = try KMeans(k: 5, tolerance: 0).fit(rows, control: control)
    let more = Matrix(rows.rowArrays + [Array(model.centroids.row(2))])
    let again = try KMeans(k: 5, tolerance: 0, start: model.centroids).fit(more, control: control)
    #expect(Array(again.labels.dropLast()) == model.labels)
    #expect(again.labels.last == 2)
  }

  @Test func `the rows of the fit are assigned to their own segments`() throws {
    for matrix in [rows, SampleRows.scores(500, columns: 3, seed: 2)] {
      for tolerance in [0, 1e-4, 0.5] {
        let model = try KMeans(k: 7, tolerance: tolerance).fit(matrix, control: control)
        let assignment = try model.assign(matrix)
        #expect(assignment.labels == model.labels)
        for (i, row) in matrix.rowArrays.enumerated() {
          let distances = model.centroids.rowArrays.map { Naive.distance(row, $0) }.sorted()
          #expect(abs(assignment.distances[i] - distances[0]) < 1e-12)
          #expect(abs(assignment.secondDistances[i] - distances[1]) < 1e-12)
        }
      }
    }
  }

  @Test func `more iterations never raise the inertia`() throws {
    let start = rows.taking([0, 5, 10, 15, 20])
    var last = Double.infinity
    for iterations in 1...12 {
      let model = try KMeans(k: 5, maxIterations: iterations, tolerance: 0, start: start)
        .fit(rows, control: control)
      #expect(model.inertia <= last)
      last = model.inertia
    }
  }

  @Test func `one segment is the mean of all rows, and a segment per row leaves nothing over`()
    throws
  {
    let one = try KMeans(k: 1).fit(rows, control: control)
    let mean = (0..<3).map { rows.column($0).reduce(0, +) / Double(rows.rows) }
    for (found, expected) in zip(one.centroids.values, mean) { #expect(isClose(found, expected)) }
    #expect(isClose(one.inertia, Naive.inertia(rows.rowArrays, one.labels, [mean])))
    let few = rows.taking(Array(0..<20))
    let each = try KMeans(k: 20).fit(few, control: control)
    #expect(each.inertia == 0)
    #expect(Set(each.labels).count == 20)
    #expect(each.sizes == Array(repeating: 1, count: 20))
  }

  @Test func `segments are numbered by size, then by centroid`() throws {
    let model = try KMeans(k: 5).fit(rows, control: control)
    #expect(model.sizes == model.sizes.sorted(by: >))
    #expect(model.sizes == (0..<5).map { label in model.labels.count { $0 == label } })
    let pair = Matrix([[9, 1], [9, 1], [-3, 4], [-3, 4]])
    let two = try KMeans(k: 2).fit(pair, control: control)
    #expect(two.centroids == Matrix([[-3, 4], [9, 1]]))
    #expect(two.labels == [1, 1, 0, 0])
  }

  @Test func `zero and minus zero are one number`() throws {
    let plain = Matrix([[0, 1], [0, 1], [5, 0], [6, 0], [5, 5]])
    let signed = Matrix([[-0.0, 1], [0, 1], [5, -0.0], [6, 0], [5, 5]])
    #expect(
      try KMeans(k: 2).fit(plain, control: control) == KMeans(k: 2).fit(signed, control: control))
  }
}
