import Matrices
import Testing

@testable import Clustering

struct IndicatorPrototypeTests {
  private let control = RunControl(threads: 2)
  /// Two quantities and two categories, of which the first goes with the crowd, with some noise.
  private let coded = SampleRows.crowds(300, columns: 2, k: 3, seed: 2, spread: 1.5).rowArrays
    .enumerated().map { $1 + [Double($0 % 10 == 0 ? 2 : $0 % 3), Double($0 % 7 == 0 ? 1 : 0)] }

  private func settings(k: Int = 3, gamma: Double = 4) -> IndicatorPrototypes {
    IndicatorPrototypes(
      k: k, blocks: [3, 2], indicator: IndicatorPrototypes.indicator(gamma: gamma))
  }

  /// The same rows with a column for each value of a category.
  private func indicators(_ rows: [[Double]], gamma: Double) -> Matrix {
    let indicator = IndicatorPrototypes.indicator(gamma: gamma)
    return Matrix(
      rows.map { row in
        var result = Array(row[..<2])
        for (column, width) in [(2, 3), (3, 2)] {
          result += (0..<width).map { Double($0) == row[column] ? indicator : 0 }
        }
        return result
      })
  }

  @Test(arguments: [0.5, 4, 30.0])
  func `segments are those of k-prototypes on numbered categories`(_ gamma: Double) throws {
    let naive = try KPrototypes(
      k: 3, isNominal: [false, false, true, true], gamma: gamma
    ).fit(Matrix(coded), control: control)
    let rows = indicators(coded, gamma: gamma)
    let found = try settings(gamma: gamma).fit(
      PreparedPoints(rows, control: control), control: control)
    #expect(found.labels == naive.labels)
    #expect(isClose(found.cost, naive.cost))
    let words = indicators(naive.prototypes.rowArrays, gamma: gamma)
    for (one, other) in zip(found.prototypes.values, words.values) { #expect(isClose(one, other)) }
    // What a row costs is its squared distance to the prototype.
    var cost = 0.0
    for (row, label) in zip(rows.rowArrays, found.labels) {
      cost += zip(row, found.prototypes.row(label)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(isClose(cost, found.cost))
  }

  @Test func `the rule gives the rows of the fit their labels, and order changes nothing`() throws {
    let rows = indicators(coded, gamma: 4)
    let found = try settings().fit(PreparedPoints(rows, control: control), control: control)
    #expect(try found.rule.assign(rows, control: control).labels == found.labels)
    let order = SampleRows.shuffle(300, seed: 8)
    let shuffled = try settings().fit(
      PreparedPoints(rows.taking(order), control: RunControl(threads: 1)), control: control)
    #expect(shuffled.prototypes == found.prototypes)
    #expect(shuffled.labels == order.map { found.labels[$0] })
  }

  @Test func `weights are copies, and rows without weight are placed`() throws {
    let rows = indicators(coded, gamma: 4)
    let weights = (0..<300).map { Double($0 % 4) }
    let copies = (0..<300).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try settings().fit(
      PreparedPoints(rows, weights: weights, control: control), control: control)
    let copied = try settings().fit(
      PreparedPoints(rows.taking(copies), control: control), control: control)
    #expect(weighted.prototypes == copied.prototypes)
    #expect(copies.map { weighted.labels[$0] } == copied.labels)
    #expect(try weighted.rule.assign(rows, control: control).labels == weighted.labels)
  }

  @Test func `Huang's rule is half the mean standard deviation`() {
    let rows = Matrix([[0.0, 5], [2, 5], [4, 11]])
    let deviations = [(8.0 / 3).squareRoot(), 8.0.squareRoot()]
    // One rounding for each of the few operations.
    #expect(
      abs(IndicatorPrototypes.gamma(of: rows) - (deviations[0] + deviations[1]) / 4) < 1e-15)
    #expect(IndicatorPrototypes.gamma(of: Matrix([[3.0], [3]])) == 1)
  }

  @Test func `what cannot be used is told`() throws {
    let points = try PreparedPoints(Matrix([[1.0, 2]]), control: control)
    #expect(throws: ClusteringError.columnCount(found: 2, expected: 5)) {
      try settings().fit(points, control: control)
    }
    let few = try PreparedPoints(indicators(Array(coded.prefix(2)), gamma: 4), control: control)
    #expect(throws: ClusteringError.moreSegmentsThanDistinctRows(k: 3, distinct: 2)) {
      try settings().fit(few, control: control)
    }
  }
}
