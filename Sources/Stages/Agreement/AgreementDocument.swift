import Clustering
import Documents

/// How well two clusterings of the same customers agree, and which segments overlap.
struct AgreementDocument {
  let blocks: [Document.Block]

  /// With more segments than this the contingency table is left out: the matched pairs say more.
  private static let mostColumns = 12

  init(_ agreement: SegmentAgreement) {
    var blocks: [Document.Block] = [
      .heading("Agreement on \(readable(agreement.both)) customers"),
      .table(
        TableBlock(
          headings: [
            TableBlock.Heading("measure"), TableBlock.Heading("value", alignment: .trailing),
            TableBlock.Heading("is"),
          ],
          rows: agreement.measures.map {
            [.text($0.name), .number($0.value, significant: 4), .text($0.definition)]
          })), .table(AgreementDocument.pairs(agreement)),
    ]
    if let moved = AgreementDocument.crossTable(agreement) { blocks.append(.table(moved)) }
    blocks.append(.paragraph(AgreementDocument.summary(agreement)))
    self.blocks = blocks
  }

  private static func pairs(_ agreement: SegmentAgreement) -> TableBlock {
    TableBlock(
      headings: [
        TableBlock.Heading("segment", detail: agreement.names.first, alignment: .trailing),
        TableBlock.Heading("is segment", detail: agreement.names.second, alignment: .trailing),
        TableBlock.Heading("customers", detail: "in both", alignment: .trailing),
        TableBlock.Heading("jaccard", alignment: .trailing),
      ],
      rows: agreement.matching.pairs.map { pair in
        [
          .value(.integer(Int64(pair.first + 1))), .value(.integer(Int64(pair.second + 1))),
          .value(.integer(Int64(pair.shared))), .number(pair.jaccard, significant: 3),
        ]
      })
  }

  /// Rows are the segments of the first model, columns those of the second.
  private static func crossTable(_ agreement: SegmentAgreement) -> TableBlock? {
    let table = agreement.table
    guard max(table.firstLabels.count, table.secondLabels.count) <= mostColumns else { return nil }
    return TableBlock(
      headings: [
        TableBlock.Heading("customers", detail: agreement.names.first, alignment: .trailing)
      ]
        + table.secondLabels.map {
          TableBlock.Heading(name(of: $0), detail: agreement.names.second, alignment: .trailing)
        },
      rows: zip(table.firstLabels, table.counts).map { label, counts in
        [.text(name(of: label))] + counts.map { .value(.integer(Int64($0))) }
      })
  }

  private static func name(of label: Int) -> String { label < 0 ? "none" : String(label + 1) }

  private static func summary(_ agreement: SegmentAgreement) -> String {
    func list(_ labels: [Int]) -> String { labels.map { String($0 + 1) }.joined(separator: ", ") }
    var parts: [String] = []
    let pairs = agreement.table.pairs
    parts.append(
      "Of all pairs of customers, \(readable(pairs.together)) share a segment in both models, "
        + "\(readable(pairs.onlyInFirst)) only \(agreement.names.first), "
        + "\(readable(pairs.onlyInSecond)) only in \(agreement.names.second), "
        + "\(readable(pairs.apart)) in neither.")
    if !agreement.matching.vanished.isEmpty {
      parts.append("Without a partner here: segment \(list(agreement.matching.vanished)).")
    }
    if !agreement.matching.appeared.isEmpty {
      parts.append(
        "Without a partner in \(agreement.names.second): segment "
          + "\(list(agreement.matching.appeared)).")
    }
    if agreement.onlyFirst + agreement.onlySecond > 0 {
      parts.append(
        "Left out: \(readable(agreement.onlyFirst)) customers only here, "
          + "\(readable(agreement.onlySecond)) only there.")
    }
    return parts.joined(separator: " ")
  }
}
