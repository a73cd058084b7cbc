import Matrices
import Testing

@testable import Clustering

struct NumberBySegmentTests {
  @Test func `the part of the variance between segments is that of a published example`() throws {
    // Marks in algebra, geometry and statistics, a common textbook example of the correlation ratio:
    // means 36, 33 and 78, 52 of all, η² = 6780 / 9640.
    let marks = [[45.0, 70, 29, 15, 21], [40, 20, 30, 42], [65, 95, 80, 70, 85, 73]]
    let labels = marks.enumerated().flatMap { subject, own in own.map { _ in subject } }
    let found = try NumberBySegment(marks.flatMap { $0 }, labels: labels)
    #expect(found.counts == [5, 4, 6])
    #expect(found.means == [36, 33, 78])
    // Two roundings of a quotient.
    #expect(abs((found.etaSquared ?? 0) - 6780.0 / 9640) < 1e-15)
  }

  @Test func `noise, missing values and the order of rows change nothing`() throws {
    let random = CounterRandom(seed: 4, purpose: .sampling)
    let rows = (0..<500).map { row -> (value: Double?, label: Int) in
      (row % 9 == 0 ? nil : random.unit(UInt64(row)) * 1e9, row % 7 - 1)
    }
    let found = try NumberBySegment(rows.map(\.value), labels: rows.map(\.label))
    let turned = try NumberBySegment(
      rows.reversed().map(\.value), labels: rows.reversed().map(\.label))
    #expect(found == turned)
    let counted = rows.filter { $0.value != nil && $0.label >= 0 }
    let without = try NumberBySegment(counted.map(\.value), labels: counted.map(\.label))
    #expect(found == without)
  }

  @Test func `there is no share of a variance that is none, nor between fewer than two segments`()
    throws
  {
    #expect(try NumberBySegment([2, 2, 2], labels: [0, 1, 1]).etaSquared == nil)
    #expect(try NumberBySegment([2, 3, nil], labels: [0, 0, 1]).etaSquared == nil)
    #expect(try NumberBySegment([], labels: []).etaSquared == nil)
    #expect(try NumberBySegment([2, 3, nil], labels: [0, 0, 1]).means == [2.5, nil])
    #expect(throws: ClusteringError.labelCount(labels: 1, rows: 2)) {
      try NumberBySegment([1, 2], labels: [0])
    }
  }

  @Test func `segments that tell the number have all of its variance`() throws {
    #expect(try NumberBySegment([1, 1, 5, 5], labels: [0, 0, 1, 1]).etaSquared == 1)
    #expect(try NumberBySegment([1, 5, 1, 5], labels: [0, 0, 1, 1]).etaSquared == 0)
  }
}

struct CategoryBySegmentTests {
  /// Rows that have the counts of a table of segments and categories.
  private func rows(_ counts: [[Int]]) -> (labels: [Int], categories: [Int?]) {
    var labels: [Int] = []
    var categories: [Int?] = []
    for (segment, own) in counts.enumerated() {
      for (category, count) in own.enumerated() {
        labels += [Int](repeating: segment, count: count)
        categories += [Int?](repeating: category, count: count)
      }
    }
    return (labels, categories)
  }

  @Test func `hair and eyes of 592 students go together as published`() throws {
    // R. D. Snee, The American Statistician 28, 1974: χ² = 138.29 with 9 degrees of freedom.
    let students = rows([[68, 20, 15, 5], [119, 84, 54, 29], [26, 17, 14, 14], [7, 94, 10, 16]])
    let found = try CategoryBySegment(students.categories, labels: students.labels)
    // The published χ² has two decimals: V is known to 1e-5.
    #expect(abs((found.cramersV ?? 0) - (138.29 / (592 * 3)).squareRoot()) < 1e-5)
  }

  @Test func `V is that of the definition by expected counts`() throws {
    let counts = [[7, 0, 3], [2, 9, 4]]
    let table = rows(counts)
    var chi = 0.0
    for i in 0..<2 {
      for j in 0..<3 {
        let expected =
          Double(counts[i].reduce(0, +) * (counts[0][j] + counts[1][j])) / 25
        chi += (Double(counts[i][j]) - expected) * (Double(counts[i][j]) - expected) / expected
      }
    }
    let found = try CategoryBySegment(table.categories, labels: table.labels)
    #expect(abs((found.cramersV ?? 0) - (chi / 25).squareRoot()) < 1e-14)
  }

  @Test func `one category, one segment or noise alone have no V`() throws {
    #expect(try CategoryBySegment([1, 1, 1], labels: [0, 1, 1]).cramersV == nil)
    #expect(try CategoryBySegment([1, 2, nil], labels: [0, 0, 1]).cramersV == nil)
    #expect(try CategoryBySegment([1, 2], labels: [-1, -1]).cramersV == nil)
    #expect(try CategoryBySegment([3, 4, 3, 4], labels: [0, 1, 0, 1]).cramersV == 1)
  }
}
