import Clustering
import Diagnostics
import Planning
import Syntax

/// Metrics computed by settings of the analyst's own: `measure gap, jaccard references=100`, and
/// candidates compared by columns of their customers: `measure by monetary`.
package struct Measure: Stage {
  let metrics: [Metric]
  let settings: MetricSettings
  let yardsticks: [Yardstick]
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "measure",
    "Computes metrics of the candidates or of a model, by settings or columns of your own.",
    group: .model, inputs: [.sweep, .model],
    positional: Parameter(
      "metrics", .words(MeasuringParameters.words(Metric.columns)),
      "Which metrics."),
    parameters: MeasuringParameters.measuring, clauses: [Yardsticks.clause],
    gives: "what it was given",
    aliases: ["evaluate", "score", "metrics"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let parameter = call.signature.positional,
      let words = checker.words(call.positional, of: parameter)
    else { return nil }
    metrics = Metric.asked(by: words)
    guard let settings = checker.metricSettings(of: metrics) else { return nil }
    self.settings = settings
    range = call.range
    switch input {
    case .sweep(let features, let algorithms, let swept, let known):
      guard let yardsticks = checker.yardsticks(features) else { return nil }
      self.yardsticks = yardsticks
      output = .sweep(
        features, algorithms: algorithms, swept: swept, yardsticks: known.joined(by: yardsticks))
    case .table, .applied, .features, .scaled, .model, .profile, .display, .scalar, .run,
      .unknown:
      if let clause = call.clauses[.by] {
        checker.report(
          Diagnostic(
            .wrongInput, "`by` compares several candidates, and this is one model",
            at: clause.range,
            fixes: [Diagnostic.Fix("| profile", remark: "shows the means of its segments")]))
        return nil
      }
      yardsticks = []
      output = input
    }
    if metrics.isEmpty, yardsticks.isEmpty {
      checker.report(
        Diagnostic(
          .missingArgument, "`measure` needs a metric, or columns behind `by`", at: call.nameRange,
          fixes: [Diagnostic.Fix("measure gap"), Diagnostic.Fix("measure by monetary")]))
      return nil
    }
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    switch input {
    case .sweep(let given)?:
      let sweep = try given.measured(by: settings).computing(metrics, at: range, context)
        .compared(by: yardsticks)
      var record = sweep.record(of: metrics, context)
      for entry in sweep.record(by: yardsticks).entries { record[entry.name] = entry.value }
      return StageResult(.sweep(sweep), record: record)
    case .model(let given)?:
      var model = given
      model.metrics.measure(by: given.metrics.settings.replaced(by: settings))
      try model.compute(metrics, at: range, context)
      let alone = Sweep(candidates: [model], swept: [], interrupted: false)
      return StageResult(.model(model), record: alone.record(of: metrics, context))
    case .table?, .features?, .scaled?, .profile?, .display?, .scalar?, .run?, .applied?, nil:
      brokenPlan()
    }
  }
}

extension Sweep {
  /// What was computed by which settings, for the ledger; empty for metrics without settings.
  func record(of metrics: [Metric], _ context: RunContext) -> LedgerRecord {
    var record = LedgerRecord()
    let measured = settings.record(
      of: metrics, seed: candidates.first?.seed ?? context.seed)
    if !measured.isEmpty { record["measured"] = .record(measured) }
    return record
  }
}

extension Measure {
  package static let manual = """
    Metrics are computed when something names them: `keep jaccard >= 0.75`, `sort gap`,
    `show k, gap`, `pick gap`, `expect jaccard >= 0.75`. `measure` names them too, and says how:
    by how many references, replicates, and by which seed. What comes later keeps to it.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | kmeans k in 2...5 restarts=3
      | measure gap, jaccard references=20 replicates=20 box=uniform
      | keep jaccard >= 0.5 | sort -gap | show k, gap, gap_se, jaccard
    ```

    `gap` compares the inertia with that of customers without structure (R. Tibshirani and others,
    2001); its standard error is `gap_se`, and the gap of one segment of all, k = 1, is computed along
    with it, so that a rule may choose it. `prediction_strength` and `held_out` foretell the segments
    of one part of the customers by another part; `instability` and `ambiguity` count pairs of
    customers that are now together, now apart; `jaccard` is that of the segment which is found again
    worst. `gap` clusters its references with as many starts as the customers had; the others cluster
    other customers with fewer starts, three of `kmeans`
    and one of `gmm` and `kmedoids`, and exactly by the seed. Algorithms that find the number of
    segments themselves have only `jaccard` and `held_out`.

    ```seg
    sample transactions customers=100 seed=7
      | rfm | scale zscore | kmeans k in 2...4 restarts=2 | measure dunn replicates=10
    # error: E0932
    ```

    Columns behind `by` are measured as in `compare`: money per segment, and how strongly an outcome
    goes with them.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | kmeans k in 2...5 restarts=3
      | measure by monetary | show k, monetary_least, monetary_most, monetary_eta_squared
    ```

    `dunn` compares all pairs of customers, which takes a minute for 200,000 of them.
    """
}
