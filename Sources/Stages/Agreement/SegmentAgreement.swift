import Clustering
import Documents
import Planning
import Tables

/// Two clusterings of the same customers side by side.
struct SegmentAgreement: Display, Equatable {
  /// The names of the two models.
  let names: (first: String, second: String)
  /// The numbers of customers in both models, in the first only, and in the second only.
  let both: Int
  let onlyFirst: Int
  let onlySecond: Int
  /// Customers by segment of the first and of the second model; noise is the label −1.
  let table: ContingencyTable
  let matching: SegmentMatching

  init(
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

  static func == (a: SegmentAgreement, b: SegmentAgreement) -> Bool {
    a.names == b.names && a.both == b.both && a.onlyFirst == b.onlyFirst
      && a.onlySecond == b.onlySecond && a.table == b.table
  }

  /// The adjusted Rand index, by the pairs of customers.
  var adjustedRand: Double {
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

  /// The measures of agreement, by their names in the ledger and in JSON.
  var measures: [(name: String, value: Double, definition: String)] {
    [
      (
        "adjusted_rand", adjustedRand,
        "pairs of customers treated alike, beyond chance; 1 is identical, 0 is chance"
      ),
      (
        "adjusted_mutual_information", table.adjustedMutualInformation,
        "how much one clustering says about the other, beyond chance; 1 is identical"
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

extension SegmentAgreement {
  var document: Document { Document(AgreementDocument(self).blocks) }

  var json: [(String, JSONValue)] {
    func label(_ label: Int) -> JSONValue { label < 0 ? .null : .count(label + 1) }
    func labels(_ labels: [Int]) -> JSONValue { .array(labels.map(label)) }
    let pairs = table.pairs
    return [
      ("display", .string("agreement")), ("customers", .count(both)),
      ("only_here", .count(onlyFirst)), ("only_there", .count(onlySecond)),
      ("measures", .object(measures.map { ($0.name, .number($0.value)) })),
      (
        "pairs",
        .object([
          ("together", .count(pairs.together)), ("only_here", .count(pairs.onlyInFirst)),
          ("only_there", .count(pairs.onlyInSecond)), ("apart", .count(pairs.apart)),
        ])
      ),
      (
        "matched",
        .array(
          matching.pairs.map { pair in
            .object([
              ("here", label(pair.first)), ("there", label(pair.second)),
              ("customers", .count(pair.shared)), ("jaccard", .number(pair.jaccard)),
            ])
          })
      ),
      ("here", labels(table.firstLabels)), ("there", labels(table.secondLabels)),
      ("table", .array(table.counts.map { row in .array(row.map { .count($0) }) })),
    ]
  }
}
