/// How strongly a category is associated with segments, which need not be based on it.
public struct CategoryBySegment: Equatable, Sendable {
  /// Cramér's V in 0...1: 0 if each segment has the same mix of categories, 1 if one of the two,
  /// segment or category, determines the other.
  ///
  /// √(χ² / (n · min(*r* − 1, *c* − 1))), χ² of the table of *r* segments and *c* categories, without
  /// bias correction: with few rows and many categories, chance alone gives values above 0. H. Cramér,
  /// "Mathematical Methods of Statistics", Princeton University Press, 1946, p. 282. `nil` for fewer
  /// than two segments or fewer than two categories among the rows with a category.
  public let cramersV: Double?

  /// Compares segments by a category.
  ///
  /// - Parameters:
  ///   - categories: Shape `[n]`, a number per category; a row without one is left out.
  ///   - labels: Shape `[n]`, segments from 0; a negative label is noise and is left out.
  /// - Throws: `.labelCount` if there are not as many labels as categories.
  /// - Complexity: O(*n* log *k*), and a number per segment and category.
  ///
  /// Category numbers only determine the order of a sum: they should not depend on the order of rows.
  public init(_ categories: [Int?], labels: [Int]) throws(ClusteringError) {
    guard categories.count == labels.count else {
      throw .labelCount(labels: labels.count, rows: categories.count)
    }
    var segmentOfRow: [Int] = []
    var categoryOfRow: [Int] = []
    for case (let category?, let label) in zip(categories, labels) where label >= 0 {
      segmentOfRow.append(label)
      categoryOfRow.append(category)
    }
    let table = try ContingencyTable(segmentOfRow, categoryOfRow)
    let (segments, sizes) = (table.firstSizes, table.secondSizes)
    guard segments.count > 1, sizes.count > 1 else {
      cramersV = nil
      return
    }
    // χ² / n + 1 is the sum of count² / (row · column): no expectation is subtracted, so small tables
    // are exact.
    var sum = 0.0
    for (row, counts) in table.counts.enumerated() {
      for (column, count) in counts.enumerated() where count > 0 {
        sum += Double(count) / Double(segments[row]) * (Double(count) / Double(sizes[column]))
      }
    }
    let freedom = Double(min(segments.count, sizes.count) - 1)
    cramersV = min(1, (max(0, sum - 1) / freedom).squareRoot())
  }
}
