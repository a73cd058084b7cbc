import Documents
import Clustering
import Planning
import Tables

/// Why a model was picked, as data.
enum ChoiceJSON {
  static func members(_ choice: Choice, candidates: JSONValue) -> [(String, JSONValue)] {
    let sweep = choice.sweep
    var members: [(String, JSONValue)] = [
      ("picked_by", .string(choice.name)),
      (
        "votes",
        .object(
          choice.votes.map { vote in
            (vote.metric.name, .integer(Int64(sweep.candidates[vote.candidate].k)))
          })
      ),
      ("sweep", candidates),
    ]
    if let one = sweep.candidates.first?.metrics.gapOfOne {
      members.append(
        ("gap_of_one", .object([("gap", .number(one.value)), ("gap_se", .number(one.error))])))
    }
    if !choice.rules.isEmpty {
      members.append(
        (
          "gap_rules",
          .object(choice.rules.map { ($0.rule.rawValue, .integer(Int64($0.k))) })
        ))
    }
    switch choice.reason {
    case .metric(.gap):
      let settings = sweep.candidates.first?.metrics.settings ?? MetricSettings()
      members.append(("rule", .string(settings.gapRule.rawValue)))
    case .metric, .yardstick, .segments: break
    case .verdict(let report): members.append(("verdict", verdict(report, sweep)))
    }
    return members
  }

  private static func verdict(_ report: VerdictReport, _ sweep: Sweep) -> JSONValue {
    func k(_ choice: Verdict.Choice?) -> JSONValue {
      switch choice {
      case .candidate(let index): .integer(Int64(sweep.candidates[index].k))
      case .noSegments: .integer(1)
      case nil: .null
      }
    }
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    return .object([
      ("segments", .bool(report.recommendation != .noSegments)),
      ("k", k(report.recommendation)),
      ("no_segments_share", .number(report.noSegmentsShare)),
      (
        "candidates",
        .array(
          report.candidates.map { candidate in
            let model = sweep.candidates[candidate.index]
            return .object([
              ("algorithm", .string(model.algorithm)), ("k", .integer(Int64(model.k))),
              ("score", .number(candidate.score)),
              ("broken", JSONValue.strings(candidate.broken)),
            ])
          })
      ),
      (
        "votes",
        .array(
          report.votes.map { vote in
            .object([
              ("metric", .string(vote.metric.name)), ("question", .string(vote.question)),
              ("k", k(vote.choice)), ("value", number(vote.valueAtChoice)),
              ("value_at_verdict", number(vote.valueAtRecommendation)),
              ("weight", .number(vote.weight)), ("agrees", .bool(vote.dissent.isEmpty)),
              ("dissent", .string(vote.dissent)),
            ])
          })
      ),
    ])
  }
}
