import Matrices
import Testing

@testable import Clustering

struct MedoidTests {
  private let control = RunControl(threads: 2)
  private let rows = SampleRows.crowds(151, columns: 3, k: 4, seed: 5, spread: 2)
  private let gower = Dissimilarity.gower([.numeric(), .nominal(weight: 2), .numeric()])

  private func naive(_ kind: Dissimilarity, _ a: [Double], _ b: [Double], in rows: Matrix) -> Double
  {
    switch kind {
    case .euclidean: return Naive.distance(a, b)
    case .manhattan: return zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) }
    case .gower(let columns):
      var (sum, weights) = (0.0, 0.0)
      for (j, column) in columns.enumerated() {
        let values = rows.column(j)
        let range = (values.max() ?? 0) - (values.min() ?? 0)
        weights += column.weight
        sum +=
          column.weight * (column.isNominal ? (a[j] == b[j] ? 0 : 1) : abs(a[j] - b[j]) / range)
      }
      return sum / weights
    }
  }

  @Test func `the total is that of the distances, and no single swap lowers it`() throws {
    let mixed = Matrix(rows.rowArrays.enumerated().map { [$1[0], Double($0 % 3), $1[2]] })
    for kind in [Dissimilarity.euclidean, .manhattan, gower] {
      let model = try KMedoids(k: 4, dissimilarity: kind).fit(mixed, control: control)
      let all = mixed.rowArrays
      func total(_ medoids: [Int]) -> Double {
        all.reduce(0) { sum, row in
          sum + (medoids.map { naive(kind, row, all[$0], in: mixed) }.min() ?? 0)
        }
      }
      let best = total(model.medoidRows)
      #expect(isClose(model.totalDistance, best, 1e-11))
      for place in 0..<4 {
        for other in stride(from: 0, to: all.count, by: 10) {
          var swapped = model.medoidRows
          swapped[place] = other
          #expect(total(swapped) >= best - 1e-9)
        }
      }
      for (row, label) in zip(all, model.labels) {
        let found = model.medoidRows.map { naive(kind, row, all[$0], in: mixed) }
        #expect(found[label] <= (found.min() ?? 0) + 1e-12)
      }
      #expect(try model.assign(mixed).labels == model.labels)
      #expect(model.sizes == model.sizes.sorted(by: >))
    }
  }

  @Test func `indicators of a category are one nominal column to Gower`() throws {
    let mixed = Matrix(rows.rowArrays.enumerated().map { [$1[0], $1[1], Double($0 % 3)] })
    let spread = Matrix(
      rows.rowArrays.enumerated().map { place, row in
        [row[0], row[1]] + (0..<3).map { $0 == place % 3 ? 0.7 : 0 }
      })
    let one = try KMedoids(
      k: 4, dissimilarity: .gower([.numeric(), .numeric(weight: 2), .nominal(weight: 3)])
    ).fit(mixed, control: control)
    let several = try KMedoids(
      k: 4,
      dissimilarity: .gower(
        [.numeric(), .numeric(weight: 2)]
          + Array(repeating: .indicator(among: 3, weight: 3), count: 3))
    ).fit(spread, control: control)
    #expect(isClose(one.totalDistance, several.totalDistance, 1e-12))
    #expect(try Agreement.adjustedRand(one.labels, several.labels) == 1)
  }

  @Test func `order, copies and threads change no bit`() throws {
    let settings = KMedoids(k: 4)
    let one = try settings.fit(rows, control: RunControl(threads: 1))
    for threads in [2, 5] {
      #expect(try settings.fit(rows, control: RunControl(threads: threads)) == one)
    }
    let order = SampleRows.shuffle(rows.rows, seed: 8)
    let shuffled = try settings.fit(rows.taking(order), control: control)
    #expect(shuffled.medoids == one.medoids)
    #expect(shuffled.labels == order.map { one.labels[$0] })
    let weights = (0..<rows.rows).map { Double($0 % 3) }
    let copies = (0..<rows.rows).flatMap { Array(repeating: $0, count: $0 % 3) }
    let weighted = try settings.fit(rows, weights: weights, control: control)
    let copied = try settings.fit(rows.taking(copies), control: control)
    #expect(weighted.medoids == copied.medoids)
    #expect(weighted.totalDistance == copied.totalDistance)
    #expect(copies.map { weighted.labels[$0] } == copied.labels)
  }

  @Test func `samples come near to the whole`() throws {
    let many = SampleRows.crowds(3000, columns: 2, k: 4, seed: 5, spread: 0.5)
    let whole = try KMedoids(k: 4, search: .all, restarts: 1).fit(many, control: control)
    let sampled = try KMedoids(k: 4, search: .samples(count: 5, rows: 200), restarts: 2)
      .fit(many, control: control)
    #expect(sampled.totalDistance >= whole.totalDistance * (1 - 1e-12))
    #expect(sampled.totalDistance < whole.totalDistance * 1.05)
  }

  @Test func `a segment per row leaves nothing over, and too many are refused`() throws {
    let few = Matrix([[1, 2], [3, 4], [5, 6]])
    let model = try KMedoids(k: 3).fit(few, control: control)
    #expect(model.totalDistance == 0)
    #expect(model.medoidRows == [0, 1, 2])
    #expect(throws: ClusteringError.moreSegmentsThanDistinctRows(k: 4, distinct: 3)) {
      try KMedoids(k: 4).fit(few, control: control)
    }
    #expect(throws: ClusteringError.columnCount(found: 1, expected: 2)) {
      try KMedoids(k: 2, dissimilarity: .gower([.numeric()])).fit(few, control: control)
    }
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try KMedoids(k: 2).fit(
        rows, control: RunControl(threads: 2, cancellation: cancellation))
    }
  }
}
