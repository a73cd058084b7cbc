import Clustering
import Diagnostics
import Planning
import Syntax

/// The metrics of a verdict, and the constraints of the business.
struct Jurors: Equatable {
  /// In the order of `Metric.all`.
  let metrics: [Metric]
  let constraints: Constraints

  static let parameters = [
    Parameter("least_share", .share, "The minimum share of customers in the smallest segment."),
    Parameter("most_share", .share, "The maximum share of customers in the largest segment."),
    Parameter(
      "least_jaccard", .number(0...1),
      "The minimum reproducibility of every segment in bootstrap samples, such as 0.75."),
  ]

  static let clause = Parameter(
    "by", .words(MeasuringParameters.words(Metric.all.filter { $0.vote != nil })),
    "The metrics of a verdict; by default \(names(.always)), and \(names(.ofMixtures, " and ")) of"
      + " mixtures, \(names(.ofOwnCount)) of `dbscan`, `optics` and `hdbscan`.")

  /// Algorithms that find the number of segments themselves.
  private static let ownCount: Set<String> = ["dbscan", "optics", "hdbscan"]

  private static func names(
    _ participation: Metric.Participation, _ separator: String = ", "
  ) -> String {
    taking(part: participation).map { "`\($0.name)`" }.joined(separator: separator)
  }

  private static func taking(part participation: Metric.Participation) -> [Metric] {
    Metric.all.filter { $0.vote?.participation == participation }
  }

  init?(_ checker: inout StageChecker, algorithms: [String]) {
    var named = Jurors.taking(part: .always)
    if algorithms.contains("gmm") { named += Jurors.taking(part: .ofMixtures) }
    if algorithms.contains(where: Jurors.ownCount.contains) {
      named += Jurors.taking(part: .ofOwnCount)
    }
    if let clause = checker.call.clauses[.by] {
      guard let words = checker.words(clause.items, of: Jurors.clause) else { return nil }
      named = words.compactMap { Metric(named: $0) }
    }
    guard let leastShare = checker.number("least_share", standard: 0),
      let mostShare = checker.number("most_share", standard: 1),
      let leastJaccard = checker.number("least_jaccard", standard: 0)
    else { return nil }
    func given(_ name: String, _ value: Double) -> Double? {
      checker.call.named[name] == nil ? nil : value
    }
    constraints = Constraints(
      leastShare: given("least_share", leastShare), mostShare: given("most_share", mostShare),
      leastJaccard: given("least_jaccard", leastJaccard))
    if constraints.leastJaccard != nil, !named.contains(.jaccard) { named.append(.jaccard) }
    metrics = Metric.all.filter { named.contains($0) }
  }

  /// Compares the candidates, whose metrics must be computed.
  func verdict(on sweep: Sweep, at range: SourceRange) throws(StageFailure) -> VerdictReport {
    let verdict = Verdict(
      sweep.measured(by: metrics), gapRule: sweep.settings.gapRule, constraints: constraints)
    let recommendation: Verdict.Choice
    switch verdict.recommendation {
    case .segments(let index): recommendation = .candidate(index)
    case .noSegments: recommendation = .noSegments
    case .noneFits: throw .problems([noneFits(verdict, sweep, at: range)])
    }
    return VerdictReport(
      recommendation: recommendation, noSegmentsShare: verdict.noSegmentsShare,
      reason: verdict.reason,
      candidates: verdict.candidates.map {
        .init(index: $0.id, score: $0.score, broken: $0.broken.map(\.words))
      },
      votes: verdict.votes.map { vote in
        .init(
          metric: vote.metric, question: vote.metric.vote?.question.rawValue ?? "",
          choice: vote.choice, valueAtChoice: vote.valueAtChoice,
          valueAtRecommendation: vote.valueAtRecommendation, weight: vote.weight,
          dissent: vote.dissent?.words ?? "")
      })
  }

  private func noneFits(
    _ verdict: Verdict, _ sweep: Sweep, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .noneFits, "no candidate meets the constraints", at: range,
      notes: verdict.candidates.map { candidate in
        "k=\(candidate.k): " + candidate.broken.map(\.words).joined(separator: "; ")
      },
      fixes: [Diagnostic.Fix("least_share=…", remark: "a constraint that some candidate meets")])
  }

  /// The reason why there are no segments, as a clause.
  func reasonForNone(_ report: VerdictReport, _ sweep: Sweep) -> String {
    switch report.reason {
    case .gap(let index):
      return
        "\(sweep.label(of: index)) has most votes, but its gap is at most one standard error "
        + "above that of a single segment"
    case .notFoundAgain:
      return
        "no candidate has only reproducible segments in bootstrap samples (jaccard 0.75)"
    case .noCandidate: return "no candidate has two segments"
    case .votes, nil: break
    }
    let names = report.votes.filter { $0.choice == .noSegments }.map(\.metric.name)
    return "\(listed(names)) \(names.count == 1 ? "sees" : "see") none, "
      + "\(percent(report.noSegmentsShare)) of the weight of the metrics that can detect this"
  }

  func record(of report: VerdictReport, _ sweep: Sweep) -> LedgerRecord {
    func word(_ choice: Verdict.Choice?) -> LedgerValue {
      switch choice {
      case .candidate(let index): .integer(sweep.candidates[index].k)
      case .noSegments: .integer(1)
      case nil: .null
      }
    }
    var record = LedgerRecord()
    record["no_segments_share"] = .number(report.noSegmentsShare)
    record["votes"] = .record(
      report.votes.reduce(into: LedgerRecord()) { $0[$1.metric.name] = word($1.choice) })
    record["scores"] = .list(
      report.candidates.map { candidate in
        var own = LedgerRecord()
        own["k"] = .integer(sweep.candidates[candidate.index].k)
        own["score"] = .number(candidate.score)
        if !candidate.broken.isEmpty { own["broken"] = .list(candidate.broken.map { .text($0) }) }
        return .record(own)
      })
    if let share = constraints.leastShare { record["least_share"] = .number(share) }
    if let share = constraints.mostShare { record["most_share"] = .number(share) }
    if let jaccard = constraints.leastJaccard { record["least_jaccard"] = .number(jaccard) }
    return record
  }
}

extension StageChecker {
  /// Reports parameters of a verdict in a call that picks by one metric.
  mutating func refuseConstraints() {
    let named = Jurors.parameters.compactMap { call.named[$0.name].map(\.range) }
    for range in named + [call.clauses[.by]?.range].compactMap({ $0 }) {
      report(
        Diagnostic(
          .constraintWithoutVerdict, "a single metric cannot take constraints into account",
          at: range, remark: "use `pick verdict`",
          fixes: [
            Diagnostic.Fix("pick verdict"),
            Diagnostic.Fix("| keep smallest >= 3%", remark: "before `pick`"),
          ]))
    }
  }
}

extension Verdict.BrokenConstraint {
  /// The message for the analyst.
  fileprivate var words: String {
    switch self {
    case .tooSmall(let share, let least):
      "the smallest segment has \(percent(share)), less than \(percent(least))"
    case .tooLarge(let share, let most):
      "the largest segment has \(percent(share)), more than \(percent(most))"
    case .tooUnstable(let jaccard, let least):
      "a segment has a stability of \(hundredths(jaccard)), less than \(hundredths(least))"
    }
  }
}

extension Verdict.Dissent {
  /// Why a vote was not followed.
  fileprivate var words: String {
    switch self {
    case .breaks(let broken): broken.map(\.words).joined(separator: "; ")
    case .findsNone: "finds no segments, most others do"
    case .findsSome: "finds segments, the verdict is none"
    case .notFoundAgain(let jaccard):
      "a segment has a stability of \(hundredths(jaccard)), less than 0.75"
    case .outvoted(let others):
      others.isEmpty
        ? "ranked lower on average"
        : "ranked lower by "
          + others.map(\.name).joined(separator: ", ")
    }
  }
}

extension DiagnosticCode {
  package static let noneFits = DiagnosticCode(
    "E0930", "no candidate meets the constraints",
    page: """
      `pick verdict` chooses the best candidate among those that meet `least_share`, `most_share` and
      `least_jaccard`, and none does. The message lists what each candidate violates.

      ```seg
      sample transactions customers=150 seed=7 | rfm | scale zscore | kmeans k in 2...3 restarts=2
        | pick verdict by silhouette least_share=49% most_share=51%
      # error: E0930
      ```

      Relax the constraints, or try other numbers of segments, another scaling, or `log` for features
      with a long tail.
      """)

  package static let constraintWithoutVerdict = DiagnosticCode(
    "E0931", "a constraint without a verdict",
    page: """
      `least_share`, `most_share`, `least_jaccard` and `by` belong to `pick verdict`. A single metric
      chooses its best value, whatever the sizes of the segments.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore | kmeans k in 2...4 restarts=2
        | pick silhouette least_share=5%
      # error: E0931
      ```

      Write `keep smallest >= 5%` before `pick`, or `pick verdict`.
      """)
}
