import Documents
import Clustering
import Planning

/// How well each segment was found again.
struct StabilityDocument {
  let blocks: [Document.Block]

  init(_ report: StabilityReport) {
    blocks =
      [.heading(StabilityDocument.title(report))]
      + (report.windows.isEmpty ? [] : WindowsDocument(report.windows).blocks)
      + (report.segments.isEmpty ? [] : StabilityDocument.found(report))
  }

  private static func found(_ report: StabilityReport) -> [Document.Block] {
    let rows = report.segments.map { segment -> [TableBlock.Cell] in
      [
        .value(.integer(Int64(segment.label + 1))), .number(segment.meanJaccard, significant: 3),
        .bar(segment.meanJaccard), .text(segment.mark.rawValue), .share(segment.recoveredShare),
        .share(segment.dissolvedShare),
      ]
    }
    return [
      .table(
        TableBlock(
          headings: [
            TableBlock.Heading("segment", alignment: .trailing),
            TableBlock.Heading("jaccard", detail: "mean", alignment: .trailing),
            TableBlock.Heading(""), TableBlock.Heading("mark"),
            TableBlock.Heading("recovered", detail: "above 0.75", alignment: .trailing),
            TableBlock.Heading("dissolved", detail: "0.5 or less", alignment: .trailing),
          ], rows: rows)),
      .paragraph(
        "Adjusted Rand index over all: \(readable(report.meanAdjustedRand, significant: 3)) in the "
          + "mean, \(readable(report.leastAdjustedRand, significant: 3)) at least."),
    ]
  }

  private static func title(_ report: StabilityReport) -> String {
    let times = "\(readable(report.replicates)) \(report.replicates == 1 ? "time" : "times")"
    switch report.change {
    case .seeds: return "Stability: fitted \(times) with other seeds"
    case .bootstrap: return "Stability: customers drawn again \(times) (bootstrap)"
    case .subsets(let share):
      return "Stability: \(readableShare(share)) of the customers, drawn \(times)"
    case .noise(let share):
      return "Stability: noise of \(readableShare(share)) of the spread added \(times)"
    case .heldOut(let share):
      return "Agreement on the \(readableShare(1 - share)) held out, split \(times)"
    case .windows(let step):
      return "Stability: the script on earlier days, \(times) \(step.phrase) back"
    }
  }
}
