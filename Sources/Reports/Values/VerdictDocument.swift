import Documents
import Clustering
import Planning

/// What several metrics said of the candidates, weighed: every vote, and why it was not followed.
struct VerdictDocument {
  let blocks: [Document.Block]

  init(_ report: VerdictReport, _ sweep: Sweep) {
    func name(_ choice: Verdict.Choice?) -> String {
      switch choice {
      case .candidate(let index): sweep.label(of: index)
      case .noSegments: "none"
      case nil: "–"
      }
    }
    func cell(_ value: Double?) -> TableBlock.Cell {
      value.map { .number($0, significant: 4) } ?? .empty
    }
    let taken = name(report.recommendation)
    let votes = TableBlock(
      headings: [
        TableBlock.Heading("metric"), TableBlock.Heading("asks for"),
        TableBlock.Heading("takes"), TableBlock.Heading("value", alignment: .trailing),
        TableBlock.Heading("value at \(taken)", alignment: .trailing),
        TableBlock.Heading("weight", alignment: .trailing), TableBlock.Heading("why not followed"),
      ],
      rows: report.votes.map { vote in
        [
          .text(vote.metric.name), .text(vote.question), .text(name(vote.choice)),
          cell(vote.valueAtChoice), cell(vote.valueAtRecommendation), .share(vote.weight),
          .text(vote.dissent),
        ]
      })
    let place = report.candidates.firstIndex { .candidate($0.index) == report.recommendation }
    let candidates = TableBlock(
      headings: [
        TableBlock.Heading("candidate"), TableBlock.Heading("mean rank", alignment: .trailing),
        TableBlock.Heading(""), TableBlock.Heading("does not keep"),
      ],
      rows: report.candidates.map { candidate in
        [
          .text(sweep.label(of: candidate.index)), .number(candidate.score, significant: 3),
          .bar(candidate.score), .text(candidate.broken.joined(separator: "; ")),
        ]
      }, highlighted: place.map { [$0] } ?? [])
    blocks =
      [
        .heading("Verdict: \(VerdictDocument.headline(report, taken))"), .table(votes),
        .table(candidates), .paragraph(VerdictDocument.summary(report, sweep)),
      ] + VerdictDocument.band(report, sweep)
  }

  /// How solid the segments are by their silhouette, in the bands of Kaufman and Rousseeuw, "Finding
  /// Groups in Data", 1990.
  private static func band(_ report: VerdictReport, _ sweep: Sweep) -> [Document.Block] {
    guard case .candidate(let index) = report.recommendation,
      let value = sweep.candidates[index].metrics[.silhouette]
    else { return [] }
    let band =
      if value > 0.7 {
        "strong structure"
      } else if value > 0.5 {
        "reasonable structure"
      } else if value > 0.25 {
        "weak structure, which could be artificial"
      } else {
        "no substantial structure"
      }
    return [
      .paragraph(
        "Silhouette \(readable(value, significant: 2)): \(band). Above 0.7 is strong, above 0.5"
          + " reasonable, above 0.25 weak (Kaufman and Rousseeuw, 1990).")
    ]
  }

  private static func headline(_ report: VerdictReport, _ taken: String) -> String {
    report.recommendation == .noSegments ? "no segments here" : taken
  }

  private static func summary(_ report: VerdictReport, _ sweep: Sweep) -> String {
    let dissent = report.votes.count { !$0.dissent.isEmpty }
    let share = report.votes.filter { $0.dissent.isEmpty }.reduce(0) { $0 + $1.weight }
    let none =
      report.noSegmentsShare > 0
      ? " \(readableShare(report.noSegmentsShare)) of the weight of those that can tell see no "
        + "segments." : ""
    let gap =
      if case .gap(let index)? = report.reason {
        " The gap of \(sweep.label(of: index)), which has most votes, is not more than a standard error"
          + " above that of one segment."
      } else {
        ""
      }
    return
      (dissent == 0
      ? "All \(readable(report.votes.count)) metrics agree."
      : "\(readable(dissent)) of \(readable(report.votes.count)) metrics would take another; "
        + "\(readableShare(share)) of the weight agrees.") + none + gap
  }
}
