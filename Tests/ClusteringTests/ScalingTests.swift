import Foundation
import Matrices
import TestSupport
import Testing

@testable import Clustering

struct ScalingTests {
  private let control = RunControl(threads: 2)

  @Test func `each scaling has the numbers of its definition`() throws {
    let rows = Matrix(columns: [[1, 2, 3, 4, 10], [-8, 0, 4, 4, 0], [5, 5, 5, 5, 5]])
    let expected: [(Scaling, [Double], [Double])] = [
      (.zscore, [4, 0, 5], [(10.0).squareRoot(), (96.0 / 5).squareRoot(), 0]),
      (.minmax, [1, -8, 5], [9, 12, 0]),
      (.robust, [3, 0, 5], [2, 4, 0]),
      (.maxabs, [0, 0, 0], [10, 8, 5]),
    ]
    for (scaling, center, spread) in expected {
      let numbers = try scaling.fit(rows, control: control)
      #expect(numbers == ScalingNumbers(center: center, spread: spread))
    }
    #expect(try Scaling.zscore.fit(rows, control: control).constantColumns == [2])
  }

  @Test func `quartiles are interpolated as R's type 7 does`() throws {
    let rows = Matrix(columns: [[7, 1, 3, 2]])
    let numbers = try Scaling.robust.fit(rows, control: control)
    #expect(numbers == ScalingNumbers(center: [2.5], spread: [4 - 1.75]))
  }

  @Test func `equal quartiles are replaced by a wider range, never by a constant feature`() throws {
    // Type 7 over 21 values: places 1 and 19 are the 5 % and the 95 % quantile.
    let skewed = [Double](repeating: 1, count: 17) + [2, 3, 5, 90]
    #expect(try Scaling.robust.fit(Matrix(columns: [skewed]), control: control).spread == [4])
    #expect(Scaling.robustRange(of: skewed) == .ninetyPercent)
    let single = [Double](repeating: 1, count: 40) + [8]
    #expect(try Scaling.robust.fit(Matrix(columns: [single]), control: control).spread == [7])
    #expect(Scaling.robustRange(of: single) == .all)
    #expect(Scaling.robustRange(of: [1, 2, 3]) == .quartiles)
  }

  @Test(arguments: Scaling.allCases)
  func `scaled and turned back, rows are what they were`(_ scaling: Scaling) throws {
    let rows = SampleRows.crowds(77, columns: 3, k: 4, seed: 4).mapped { $0 * 1000 - 3 }
    let numbers = try scaling.fit(rows, control: control)
    let back = try numbers.invert(numbers.apply(rows))
    for (a, b) in zip(back.values, rows.values) { #expect(abs(a - b) <= 1e-9) }
  }

  @Test(arguments: Scaling.allCases)
  func `the order of the rows changes no bit`(_ scaling: Scaling) throws {
    let rows = SampleRows.crowds(9001, columns: 3, k: 4, seed: 4)
    let numbers = try scaling.fit(rows, control: RunControl(threads: 1))
    let order = SampleRows.shuffle(9001, seed: 3)
    #expect(try scaling.fit(rows.taking(order), control: RunControl(threads: 5)) == numbers)
  }

  @Test func `a constant column becomes 0, whatever its digits`() throws {
    let rows = Matrix(columns: [[0.1, 0.1, 0.1], [1, 2, 3]])
    for scaling in [Scaling.zscore, .minmax, .robust] {
      let numbers = try scaling.fit(rows, control: control)
      #expect(numbers.constantColumns == [0])
      #expect(try numbers.apply(rows).column(0) == [0, 0, 0])
      #expect(try numbers.invert(numbers.apply(rows)).column(0) == [0.1, 0.1, 0.1])
    }
  }

  @Test func `with z-scores in front, the unit of a column does not matter`() throws {
    let rows = SampleRows.crowds(300, columns: 3, k: 4, seed: 4, spread: 2)
    let cents = Matrix(rows.rowArrays.map { [$0[0], 100 * $0[1], $0[2]] })
    func labels(_ rows: Matrix) throws -> [Int] {
      let scaled = try Scaling.zscore.fit(rows, control: control).apply(rows)
      let start = scaled.taking([0, 1, 2, 3])
      return try KMeans(k: 4, start: start).fit(scaled, control: control).labels
    }
    #expect(try labels(rows) == labels(cents))
  }

  @Test func `what cannot be scaled is named`() throws {
    #expect(throws: ClusteringError.notFinite(row: 1, column: 0)) {
      try Scaling.zscore.fit(Matrix([[1.0], [.nan]]), control: control)
    }
    #expect(throws: ClusteringError.noRows) {
      try Scaling.minmax.fit(Matrix(rows: 0, columns: 1, values: []), control: control)
    }
    let numbers = ScalingNumbers(center: [0, 0], spread: [1, 1])
    #expect(throws: ClusteringError.columnCount(found: 1, expected: 2)) {
      try numbers.apply(Matrix([[1.0]]))
    }
  }

  @Test func `a stop is obeyed while rows are scaled and while columns are summed up`() throws {
    let rows = SampleRows.crowds(5000, columns: 2, k: 2, seed: 1)
    for threads in [1, 3] {
      let stop = Cancellation()
      stop.cancel()
      let stopped = RunControl(threads: threads, cancellation: stop)
      #expect(throws: ClusteringError.cancelled) {
        try Scaling.zscore.fit(rows, control: stopped)
      }
      #expect(throws: ClusteringError.cancelled) {
        try ScalingNumbers(center: [0, 0], spread: [1, 1]).apply(rows, control: stopped)
      }
      // Asked for when the last column has begun: numbers that were not fitted are not handed out.
      let late = Cancellation()
      let stopping = RunControl(threads: threads, cancellation: late) { _ in late.cancel() }
      #expect(throws: ClusteringError.cancelled) {
        try Scaling.zscore.fit(rows, control: stopping)
      }
    }
  }
}

@Suite(.enabled(if: SharedFiles.isPresent, "the folder of golden results is not here"))
struct ScalingGoldenTests {
  private struct Golden: Decodable {
    struct ZScore: Decodable { let mean, std_population: [Double] }
    struct MinMax: Decodable { let min, max: [Double] }
    struct Robust: Decodable { let median, iqr: [Double] }
    let zscore: ZScore
    let minmax: MinMax
    let robust: Robust
  }

  @Test(arguments: GoldenKMeans.names)
  func `scalings are scikit-learn's`(_ name: String) throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: GoldenKMeans.bytes("bench/golden/\(name).scale.json"))
    let points = try GoldenData(name).points
    let control = RunControl(threads: 2)
    func check(_ found: [Double], _ expected: [Double]) {
      #expect(found.count == expected.count)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-12 * max(abs(b), 1)) }
    }
    let zscore = try Scaling.zscore.fit(points, control: control)
    check(zscore.center, golden.zscore.mean)
    check(zscore.spread, golden.zscore.std_population)
    let minmax = try Scaling.minmax.fit(points, control: control)
    check(minmax.center, golden.minmax.min)
    check(minmax.spread, zip(golden.minmax.max, golden.minmax.min).map { $0 - $1 })
    let robust = try Scaling.robust.fit(points, control: control)
    check(robust.center, golden.robust.median)
    check(robust.spread, golden.robust.iqr)
  }
}
