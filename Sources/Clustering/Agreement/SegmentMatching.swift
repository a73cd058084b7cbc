/// Which segment of one division is which segment of another: pairs that share the most rows.
///
/// The pairing as a whole has the largest number of rows in matched pairs, not each pair for
/// itself.
public struct SegmentMatching: Equatable, Sendable {
  /// Matched segments by ascending first label.
  public let pairs: [Pair]
  /// Labels of the first division without a partner: segments that are gone.
  public let vanished: [Int]
  /// Labels of the second division without a partner: segments that are new.
  public let appeared: [Int]
  /// The share of rows that are in a matched pair, 0...1.
  public let matchedShare: Double

  /// Two segments that are taken to be the same.
  public struct Pair: Equatable, Sendable {
    /// The label in the first division.
    public let first: Int
    /// The label in the second.
    public let second: Int
    /// The rows that are in both.
    public let shared: Int
    /// The shared rows among all rows of either.
    public let jaccard: Double
  }

  /// Matches the segments of two divisions of the same rows; labels below 0 are noise, which is
  /// matched with nothing.
  ///
  /// Segments that share no row are not a pair. Among pairings of equally many rows, the same is
  /// always taken.
  ///
  /// - Complexity: O(*k³*).
  public init(_ table: ContingencyTable) {
    let rows = table.firstLabels.indices.filter { table.firstLabels[$0] >= 0 }
    let columns = table.secondLabels.indices.filter { table.secondLabels[$0] >= 0 }
    let overlaps = rows.map { row in columns.map { table.counts[row][$0] } }
    let partner = BestPairing(gains: overlaps, columns: columns.count).columnOfRow
    let (firstSizes, secondSizes) = (table.firstSizes, table.secondSizes)
    var pairs: [Pair] = []
    for (place, other) in partner.enumerated() {
      guard let other, overlaps[place][other] > 0 else { continue }
      let (row, column) = (rows[place], columns[other])
      let shared = overlaps[place][other]
      pairs.append(
        Pair(
          first: table.firstLabels[row], second: table.secondLabels[column], shared: shared,
          jaccard: Double(shared) / Double(firstSizes[row] + secondSizes[column] - shared)))
    }
    self.pairs = pairs
    let matchedFirst = Set(pairs.map(\.first))
    let matchedSecond = Set(pairs.map(\.second))
    vanished = rows.map { table.firstLabels[$0] }.filter { !matchedFirst.contains($0) }
    appeared = columns.map { table.secondLabels[$0] }.filter { !matchedSecond.contains($0) }
    matchedShare =
      table.rows > 0 ? Double(pairs.reduce(0) { $0 + $1.shared }) / Double(table.rows) : 0
  }

  /// The second division's labels in the names of the first: partners take their partner's label,
  /// new segments the labels after the highest there is; noise stays.
  public func renamed(_ labels: [Int]) -> [Int] {
    var names: [Int: Int] = [:]
    for pair in pairs { names[pair.second] = pair.first }
    var next = (pairs.map(\.first) + vanished).reduce(-1, max) + 1
    for label in appeared {
      names[label] = next
      next += 1
    }
    return labels.map { names[$0] ?? $0 }
  }
}
