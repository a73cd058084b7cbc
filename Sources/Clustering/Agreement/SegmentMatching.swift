/// A matching of the segments of two clusterings that maximizes the rows in matched pairs.
///
/// The total over all pairs is largest, not that of each pair.
///
/// ```swift
/// let matching = SegmentMatching(try ContingencyTable(earlier, later))
/// matching.pairs               // matched segments, by the earlier label
/// matching.renamed(later)      // later labels under the earlier names
/// ```
public struct SegmentMatching: Equatable, Sendable {
  /// Matched segments by ascending first label.
  public let pairs: [Pair]
  /// Labels of the first clustering without a partner: segments that vanished.
  public let vanished: [Int]
  /// Labels of the second clustering without a partner: new segments.
  public let appeared: [Int]
  /// The share of rows that are in a matched pair, 0...1.
  public let matchedShare: Double

  /// Two matched segments.
  public struct Pair: Equatable, Sendable {
    /// The label in the first clustering.
    public let first: Int
    /// The label in the second clustering.
    public let second: Int
    /// The number of rows in both.
    public let shared: Int
    /// The number of shared rows divided by the number of rows in either.
    public let jaccard: Double
  }

  /// Matches the segments of two clusterings of the same rows; labels below 0 are noise, which is not
  /// matched.
  ///
  /// Segments without shared rows are not a pair. Ties between pairings are always resolved the same
  /// way.
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

  /// The second clustering's labels renamed to those of the first: matched segments take their
  /// partner's label, new segments the labels after the highest one; noise stays.
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
