import Clustering

/// Two divisions of the same customers side by side.
package struct SegmentAgreement: Equatable, Sendable {
  /// What the two are called.
  package let names: (first: String, second: String)
  /// Customers of both models, of the first alone, of the second alone.
  package let both: Int
  package let onlyFirst: Int
  package let onlySecond: Int
  /// Who is where; noise is the label −1.
  package let table: ContingencyTable
  package let matching: SegmentMatching

  package init(
    names: (first: String, second: String), both: Int, onlyFirst: Int, onlySecond: Int,
    table: ContingencyTable
  ) {
    self.names = names
    self.both = both
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
    self.table = table
    matching = SegmentMatching(table)
  }

  package static func == (a: SegmentAgreement, b: SegmentAgreement) -> Bool {
    a.names == b.names && a.both == b.both && a.onlyFirst == b.onlyFirst
      && a.onlySecond == b.onlySecond && a.table == b.table
  }

  /// The adjusted Rand index, by the pairs of customers.
  package var adjustedRand: Double {
    let pairs = table.pairs
    let (both, first, second) = (
      Double(pairs.together), Double(pairs.together + pairs.onlyInFirst),
      Double(pairs.together + pairs.onlyInSecond)
    )
    let all = first + Double(pairs.onlyInSecond) + Double(pairs.apart)
    let expected = all > 0 ? first * second / all : 0
    let most = (first + second) / 2
    return most == expected ? 1 : (both - expected) / (most - expected)
  }

  /// The measures of agreement by name, as ledger and JSON keep them.
  package var measures: [(name: String, value: Double, definition: String)] {
    [
      (
        "adjusted_rand", adjustedRand,
        "pairs of customers treated alike, beyond chance; 1 is identical, 0 is chance"
      ),
      (
        "adjusted_mutual_information", table.adjustedMutualInformation,
        "what one division says about the other, beyond chance; 1 is identical"
      ),
      (
        "v_measure", table.vMeasure,
        "harmonic mean of homogeneity and completeness; not corrected for chance"
      ),
      (
        "homogeneity", table.homogeneity,
        "1 if every segment of the second lies within one of the first"
      ),
      (
        "completeness", table.completeness,
        "1 if every segment of the first lies within one of the second"
      ),
      (
        "fowlkes_mallows", table.fowlkesMallows,
        "geometric mean of pairwise precision and recall"
      ),
      ("matched_share", matching.matchedShare, "customers in segments that match each other"),
    ]
  }
}
