import Clustering
import Diagnostics
import Planning
import Relations
import Syntax

package struct Pick: Stage {
  /// The criterion of the choice.
  enum Judge: Equatable {
    case metric(Metric)
    case verdict(Jurors)
    /// The largest value of a measure by a column.
    case yardstick(String)
    /// The script says how many segments.
    case segments(Int)
  }

  let judge: Judge
  let settings: MetricSettings
  let features: FeaturesType
  let algorithm: String
  let range: SourceRange
  let because: String?

  package static let signature = StageSignature(
    "pick", "Chooses one candidate of a sweep by a metric, and reports which metrics disagree.",
    group: .model, inputs: [.sweep],
    positional: Parameter(
      "metric",
      .choice(
        MeasuringParameters.words(Metric.all.filter(\.canPick))
          + [
            .init(
              "verdict", "A weighted vote of several metrics, with the constraints of the business."
            )
          ]),
      "The metric that decides; without it `k` says how many segments."),
    parameters: [
      Parameter(
        "k", .integer(1...100_000),
        "Takes the candidate with this number of segments, whatever the metrics say.")
    ] + [MeasuringParameters.rule] + MeasuringParameters.measuring + Jurors.parameters,
    clauses: [ClauseParameter(.by, Jurors.clause)],
    gives: "Model", aliases: ["choose", "best"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .sweep(let features, let algorithms, _, let yardsticks) = input else { return nil }
    let asked: [Metric]
    because = call.because
    if call.named["k"] != nil || call.positional.isEmpty {
      guard let count = checker.segmentsToPick() else { return nil }
      checker.refuseConstraints()
      judge = .segments(count)
      asked = []
    } else if let named = checker.yardstick(among: yardsticks) {
      checker.refuseConstraints()
      judge = .yardstick(named)
      asked = []
    } else if checker.hasProblems {
      return nil
    } else if let word = checker.positionalChoice() {
      guard let judged = Pick.judge(word, &checker, algorithms: algorithms) else { return nil }
      (judge, asked) = judged
    } else {
      return nil
    }
    guard let settings = checker.metricSettings(of: asked) else { return nil }
    self.settings = settings
    self.features = features
    algorithm = algorithms.count == 1 ? algorithms[0] : "model"
    range = call.range
  }

  /// The criterion that a word names, and the metrics that it needs.
  private static func judge(
    _ word: String, _ checker: inout StageChecker, algorithms: [String]
  ) -> (Judge, [Metric])? {
    if let metric = Metric(named: word) {
      checker.refuseConstraints()
      return (.metric(metric), [metric])
    }
    return Jurors(&checker, algorithms: algorithms).map { (.verdict($0), $0.metrics) }
  }

  /// Every other metric that can choose the number of segments.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    Alternative.otherWords(
      Metric.all.filter { $0.canPick && $0.dissentsUnasked }.map(\.name), of: call)
  }

  package var output: ValueType { .model(features, algorithm: algorithm) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .sweep(let given)? = input else { brokenPlan() }
    guard let rows = given.candidates.first?.labels.count else {
      throw .problems([
        Diagnostic(
          .noCandidates, "no candidate is left to pick from", at: range,
          notes: ["the condition before `pick` is false for all of them"])
      ])
    }
    let sweep = given.measured(by: settings)
    switch judge {
    case .metric(let metric): return try pick(by: metric, sweep, rows: rows, context)
    case .verdict(let jurors): return try pick(by: jurors, sweep, context)
    case .yardstick(let name): return try pick(by: name, sweep, rows: rows, context)
    case .segments(let count): return try pick(count, sweep, rows: rows, context)
    }
  }

  /// The candidate with this number of segments; of several the one with the best silhouette, and then the
  /// earlier one.
  private func pick(
    _ count: Int, _ given: Sweep, rows: Int, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let cheap = Metric.all.filter {
      $0.dissentsUnasked && (rows <= Pick.mostForSilhouette || $0 != .silhouette)
    }
    let sweep = try given.computing(cheap, at: range, context)
    var best: (index: Int, silhouette: Double)?
    for (index, candidate) in sweep.candidates.enumerated() where candidate.k == count {
      let silhouette = candidate.metrics[.silhouette] ?? -.infinity
      if best.map({ silhouette > $0.silhouette }) ?? true { best = (index, silhouette) }
    }
    guard let best else {
      var counts: [Int] = []
      for candidate in sweep.candidates where !counts.contains(candidate.k) {
        counts.append(candidate.k)
      }
      throw .problems([
        Diagnostic(
          .noCandidates, "no candidate has \(counted(count, "segment"))", at: range,
          notes: ["candidates: " + counts.map { "k=\($0)" }.joined(separator: ", ")])
      ])
    }
    let votes = cheap.compactMap { other in
      sweep.best(by: other).map { (metric: other, candidate: $0) }
    }
    var record = LedgerRecord()
    record["votes"] = .record(
      votes.reduce(into: LedgerRecord()) {
        $0[$1.metric.name] = .integer(sweep.candidates[$1.candidate].k)
      })
    return try result(
      .candidate(best.index), .segments(because: because), sweep, votes, record: record, asked: [],
      noSegments: "", context)
  }

  /// The candidate with the largest value, ties to fewer segments and then to the earlier one.
  private func pick(
    by name: String, _ given: Sweep, rows: Int, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let cheap = Metric.all.filter {
      $0.dissentsUnasked && (rows <= Pick.mostForSilhouette || $0 != .silhouette)
    }
    let sweep = try given.computing(cheap, at: range, context)
    var best: (index: Int, value: Double)?
    for (index, candidate) in sweep.candidates.enumerated() {
      guard let value = candidate.metrics.byColumn[name] else { continue }
      let isTie = best.map { value == $0.value && candidate.k < sweep.candidates[$0.index].k }
      if best.map({ value > $0.value }) ?? true || isTie == true { best = (index, value) }
    }
    guard let best else {
      throw .problems([
        Diagnostic(.undefinedMetric, "`\(name)` is undefined for every candidate", at: range)
      ])
    }
    let votes = cheap.compactMap { other in
      sweep.best(by: other).map { (metric: other, candidate: $0) }
    }
    var record = LedgerRecord()
    record["metric"] = .text(name)
    record["value"] = .number(best.value)
    return try result(
      .candidate(best.index), .yardstick(name), sweep, votes, record: record, asked: [],
      noSegments: "", context)
  }

  /// The other metrics are cheap, except the silhouette of very many customers.
  private static let mostForSilhouette = 50_000

  private func pick(
    by metric: Metric, _ given: Sweep, rows: Int, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let cheap = rows <= Pick.mostForSilhouette
    let wanted = Metric.all.filter { candidate in
      candidate == metric || candidate.dissentsUnasked && (cheap || candidate != .silhouette)
    }
    let sweep = try given.computing(wanted, at: range, context)
    guard let choice = sweep.choice(by: metric) else {
      throw .problems([
        Diagnostic(
          .undefinedMetric, "`\(metric.name)` is undefined for every candidate", at: range,
          remark: metric.definition, notes: ["it has no value " + metric.undefined])
      ])
    }
    let votes = Metric.all.filter { $0.dissentsUnasked && $0 != metric }.compactMap { other in
      sweep.best(by: other).map { (metric: other, candidate: $0) }
    }
    var record = LedgerRecord()
    record["metric"] = .text(metric.name)
    if metric == .gap { record["rule"] = .text(sweep.settings.gapRule.rawValue) }
    return try result(
      choice, .metric(metric), sweep, votes, record: record, asked: [metric],
      noSegments: reasonForNone(metric, sweep), context)
  }

  private func pick(
    by jurors: Jurors, _ given: Sweep, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let sweep = try given.computing(jurors.metrics, at: range, context)
    let report = try jurors.verdict(on: sweep, at: range)
    let votes = report.votes.compactMap { vote -> (metric: Metric, candidate: Int)? in
      if case .candidate(let index)? = vote.choice { (vote.metric, index) } else { nil }
    }
    var record = LedgerRecord()
    record["metric"] = .text("verdict")
    for entry in jurors.record(of: report, sweep).entries { record[entry.name] = entry.value }
    return try result(
      report.recommendation, .verdict(report), sweep, votes, record: record,
      asked: jurors.metrics, noSegments: jurors.reasonForNone(report, sweep), context)
  }

  /// The chosen model, with the record and the remarks of the choice.
  private func result(
    _ choice: Verdict.Choice, _ reason: Choice.Reason, _ sweep: Sweep,
    _ votes: [(metric: Metric, candidate: Int)], record: LedgerRecord, asked: [Metric],
    noSegments: String, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    var model: Model
    let picked: Int?
    switch choice {
    case .candidate(let index): (model, picked) = (sweep.candidates[index], index)
    case .noSegments:
      guard let whole = sweep.wholeModel() else { brokenPlan() }
      (model, picked) = (whole, sweep.oneSegment)
    }
    let rules = asked.contains(.gap) ? sweep.gapRules : []
    model.choice = Choice(
      reason: reason, sweep: sweep, picked: picked, votes: votes, rules: rules)
    var record = record
    record["k"] = .integer(model.k)
    if case .metric(let metric) = reason {
      if let value = model.metrics[metric] { record["value"] = .number(value) }
      record["votes"] = .record(
        votes.reduce(into: LedgerRecord()) {
          $0[$1.metric.name] = .integer(sweep.candidates[$1.candidate].k)
        })
    }
    if !rules.isEmpty {
      record["rules"] = .record(
        rules.reduce(into: LedgerRecord()) { $0[$1.rule.rawValue] = .integer($1.k) })
    }
    if asked.contains(.gap), let one = sweep.candidates.first?.metrics.gapOfOne {
      record["gap_of_one"] = .number(one.value)
    }
    for entry in sweep.record(of: asked, context).entries { record[entry.name] = entry.value }
    var remarks = try ModelWarnings(model, at: range).remarks(context)
    if choice == .noSegments {
      remarks.append(.noSegments(noSegments, of: model.labels.count, at: range))
    }
    return StageResult(.model(model), record: record, remarks: remarks)
  }

  private func reasonForNone(_ metric: Metric, _ sweep: Sweep) -> String {
    guard metric == .predictionStrength, let best = sweep.best(by: metric),
      let value = sweep.candidates[best].metrics[metric]
    else {
      let others = sweep.gapRules.filter { $0.k > 1 }
        .map { "\($0.rule.rawValue) would choose k=\($0.k)" }
      return "by the rule \(sweep.settings.gapRule.rawValue), the gaps choose a single segment"
        + (others.isEmpty ? "" : "; " + others.joined(separator: ", "))
    }
    return "no candidate has a prediction strength of 0.8; k=\(sweep.candidates[best].k) is "
      + "closest with \(hundredths(value))"
  }
}

extension DiagnosticCode {
  package static let noCandidates = DiagnosticCode(
    "E0905", "no candidate is left",
    page: """
      A `keep` after the sweep removed every candidate, or none has the number of segments that
      `pick k=4` asks for.

      ```seg
      sample transactions customers=200 seed=7 | rfm | scale zscore | kmeans k in 2...4
        | keep smallest > 90% | pick silhouette
      # error: E0905
      ```

      Relax the condition; `show` instead of `pick` lists the candidates.
      """)
}

extension Pick {
  package static let manual = """
    Shows the candidates, the one that was picked and why, and which metrics would have picked
    another: no metric knows your business. It warns if the choice depends on outliers, on one giant
    segment, or on few customers.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale robust | kmeans k in 2...6 restarts=5 | pick calinski_harabasz
    ```

    ```seg
    sample transactions customers=200 seed=7 | rfm | scale zscore | kmeans k=4 | pick silhouette
    # error: E0301
    ```

    A metric chooses the candidate with its best value, ties to fewer segments, with three exceptions.
    `elbow` chooses the knee of the inertia (Kneedle). `gap` follows one of the five rules of R's `maxSE`:
    the gap of a single segment, k = 1, is compared with the candidates, and if the rule chooses it, there
    are no segments. `prediction_strength` chooses the largest k that reaches 0.8, and no segments if no
    candidate does.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | kmeans k in 2...5 restarts=3
      | pick gap rule=Tibs2001SEmax box=uniform references=20
    ```

    Somebody who knows how many segments can be used says so, and why: the candidates and what the metrics
    say against it stay in sight and in the lock, where `kmeans k=4` or `keep k == 4` would leave nothing
    to compare.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | kmeans k in 2...5 restarts=3
      | pick k=4 because "four campaigns are planned"
    ```

    "No segments" is the warning W0930, and the result is one segment of all customers; `expect k >= 2`
    stops the script instead.

    `pick verdict` combines several metrics. They answer four questions: separation, structure (the gap),
    parsimony (bic, icl) and stability. Each question has one vote, shared by its metrics, which choose by
    their own rules. The candidate with most votes wins among those that meet the constraints; a candidate
    that no metric chooses never wins. There are no segments if most of the weight is for that, or if the
    gap of the winner is at most one standard error above that of a single segment. The result shows each
    vote, and why it was not followed.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | kmeans k in 2...5 restarts=3
      | pick verdict least_share=3% most_share=80% references=20
    ```

    Columns after `by` of `compare` or `measure` can decide as well: the candidate whose segments differ
    most in money, `pick monetary_spread`, or depend most strongly on an outcome,
    `pick churned_cramers_v`. Both grow with the number of segments: compare candidates of the same k, or
    fix k before.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | compare (kmeans k=3) (gmm k=3) (ward k=3) by monetary
      | pick monetary_eta_squared
    ```

    `by silhouette, gap, jaccard` chooses the metrics of a verdict; `least_jaccard=0.75` requires that
    every segment is reproducible in bootstrap samples. `references=`, `replicates=` and `seed=` control
    the random draws, as in `measure`.
    """
}
