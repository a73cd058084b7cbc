import Documents
import Clustering
import Planning
import Tables

/// What the same script would have found on earlier days, beside what it finds today.
struct WindowsDocument {
  let blocks: [Document.Block]

  init(_ windows: [EarlierWindow]) {
    let found = windows.compactMap { window in
      window.comparison.map { (end: WindowsDocument.day(window), comparison: $0) }
    }
    var blocks: [Document.Block] = []
    if !found.isEmpty {
      blocks.append(WindowsDocument.days(found))
      blocks.append(
        .paragraph(
          "`rand` compares the segments that customers had then and have now: both the customers "
            + "and the segments may have moved. `models alone` compares only the segments, by what "
            + "the model of then makes of the customers of today."))
      blocks.append(WindowsDocument.segments(found))
    }
    for window in windows {
      guard case .impossible(let reason) = window.outcome else { continue }
      blocks.append(.paragraph("\(WindowsDocument.day(window)): no segments, \(reason)."))
    }
    self.blocks = blocks
  }

  private typealias Found = (end: String, comparison: EarlierWindow.Comparison)

  private static func day(_ window: EarlierWindow) -> String {
    CivilDate(daysSinceEpoch: window.end).description
  }

  private static func days(_ found: [Found]) -> Document.Block {
    .table(
      TableBlock(
        headings: [
          TableBlock.Heading("up to"),
          TableBlock.Heading("customers", detail: "then", alignment: .trailing),
          TableBlock.Heading("common", detail: "then and now", alignment: .trailing),
          TableBlock.Heading("not yet", detail: "new since", alignment: .trailing),
          TableBlock.Heading("stayed", detail: "same segment", alignment: .trailing),
          TableBlock.Heading("rand", detail: "adjusted", alignment: .trailing),
          TableBlock.Heading("models alone", detail: "adjusted", alignment: .trailing),
        ],
        rows: found.map { end, window in
          [
            .text(end), .text(readable(window.customers)), .text(readable(window.common)),
            .text(readable(window.notYet)), .share(window.stayed),
            .number(window.adjustedRand, significant: 3),
            .number(window.modelAdjustedRand, significant: 3),
          ]
        }))
  }

  private static func segments(_ found: [Found]) -> Document.Block {
    .table(
      TableBlock(
        headings: [
          TableBlock.Heading("up to"), TableBlock.Heading("segment", alignment: .trailing),
          TableBlock.Heading("was", alignment: .trailing),
          TableBlock.Heading("size", detail: "then", alignment: .trailing),
          TableBlock.Heading("size", detail: "now", alignment: .trailing),
          TableBlock.Heading("stayed", alignment: .trailing),
          TableBlock.Heading("jaccard", alignment: .trailing), TableBlock.Heading("mark"),
        ],
        rows: found.flatMap { end, window in
          window.segments.map { segment -> [TableBlock.Cell] in
            [
              .text(end), .value(.integer(Int64(segment.label + 1))),
              segment.earlier.map { .value(.integer(Int64($0 + 1))) } ?? .text("none"),
              .text(readable(segment.earlierSize)), .text(readable(segment.size)),
              segment.stayed.map { .share($0) } ?? .empty,
              segment.jaccard.map { .number($0, significant: 3) } ?? .empty,
              segment.jaccard.map { .text(SegmentStability.Mark($0).rawValue) } ?? .empty,
            ]
          }
        }))
  }
}
