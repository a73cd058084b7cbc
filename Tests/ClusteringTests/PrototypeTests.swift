import Matrices
import Testing

@testable import Clustering

struct PrototypeTests {
  private let control = RunControl(threads: 2)
  /// Two quantities and a category that goes with the crowd, with some noise.
  private let rows = Matrix(
    SampleRows.crowds(300, columns: 2, k: 3, seed: 2, spread: 1.5).rowArrays.enumerated().map {
      $1 + [Double($0 % 10 == 0 ? 2 : $0 % 3)]
    })
  private let settings = KPrototypes(k: 3, isNominal: [false, false, true], gamma: 4)

  @Test func `prototypes are means and most frequent categories of their segments`() throws {
    let model = try settings.fit(rows, control: control)
    var cost = 0.0
    for c in 0..<3 {
      let members = rows.rowArrays.enumerated().filter { model.labels[$0.offset] == c }
        .map(\.element)
      #expect(!members.isEmpty)
      for j in 0..<2 {
        let mean = members.reduce(0) { $0 + $1[j] } / Double(members.count)
        #expect(abs(model.prototypes[c, j] - mean) < 1e-9)
      }
      let counts = (0..<3).map { value in members.count { $0[2] == Double(value) } }
      #expect(counts[Int(model.prototypes[c, 2])] == counts.max())
    }
    for (row, label) in zip(rows.rowArrays, model.labels) {
      let costs = model.prototypes.rowArrays.map {
        ($0[0] - row[0]) * ($0[0] - row[0]) + ($0[1] - row[1]) * ($0[1] - row[1])
          + ($0[2] == row[2] ? 0 : 4)
      }
      #expect(costs[label] == costs.min())
      cost += costs[label]
    }
    #expect(isClose(model.cost, cost))
    #expect(try model.assign(rows) == model.labels)
  }

  @Test func `order, copies and threads change no bit`() throws {
    let one = try settings.fit(rows, control: RunControl(threads: 1))
    #expect(try settings.fit(rows, control: RunControl(threads: 5)) == one)
    let order = SampleRows.shuffle(300, seed: 8)
    let shuffled = try settings.fit(rows.taking(order), control: control)
    #expect(shuffled.prototypes == one.prototypes)
    #expect(shuffled.labels == order.map { one.labels[$0] })
    let weights = (0..<300).map { Double($0 % 4) }
    let copies = (0..<300).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try settings.fit(rows, weights: weights, control: control)
    let copied = try settings.fit(rows.taking(copies), control: control)
    #expect(weighted.prototypes == copied.prototypes)
    #expect(copies.map { weighted.labels[$0] } == copied.labels)
  }

  @Test func `a mismatch costs half of the mean deviation where nothing is said`() throws {
    let model = try KPrototypes(k: 3, isNominal: [false, false, true]).fit(rows, control: control)
    let deviations = (0..<2).map { column in
      let values = rows.rowArrays.map { $0[column] }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(values.count)).squareRoot()
    }
    #expect(isClose(model.gamma, (deviations[0] + deviations[1]) / 4))
  }

  @Test func `categories alone, and what cannot be used`() throws {
    let only = Matrix([[1, 1], [1, 1], [2, 2], [2, 2], [2, 1]])
    let model = try KPrototypes(k: 2, isNominal: [true, true]).fit(only, control: control)
    #expect(model.gamma == 1)
    #expect(model.cost == 1)
    #expect(throws: ClusteringError.columnCount(found: 1, expected: 2)) {
      try KPrototypes(k: 2, isNominal: [true]).fit(only, control: control)
    }
    #expect(throws: ClusteringError.moreSegmentsThanDistinctRows(k: 4, distinct: 3)) {
      try KPrototypes(k: 4, isNominal: [true, true]).fit(only, control: control)
    }
  }
}
