import Clustering
import Diagnostics
import Planning
import Syntax

/// Computes metrics with given settings, `measure gap, jaccard references=100`, and compares candidates
/// by columns of their customers, `measure by monetary`.
package struct Measure: Stage {
  let metrics: [Metric]
  let settings: MetricSettings
  let yardsticks: [Yardstick]
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "measure",
    "Computes metrics of candidates or of a model, with your own settings or columns.",
    group: .model, inputs: [.sweep, .model],
    positional: Parameter(
      "metrics", .words(MeasuringParameters.words(Metric.columns)),
      "The metrics to compute."),
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
          .missingArgument, "`measure` needs a metric, or columns after `by`", at: call.nameRange,
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
  /// The settings of the computed metrics, for the ledger; empty for metrics without settings.
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
    Metrics are computed when a stage uses them: `keep jaccard >= 0.75`, `sort gap`,
    `show k, gap`, `pick gap`, `expect jaccard >= 0.75`. `measure` computes them with your settings: the
    numbers of references and replicates, and the seed. Later stages use the same settings.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | kmeans k in 2...5 restarts=3
      | measure gap, jaccard references=20 replicates=20 box=uniform
      | keep jaccard >= 0.5 | sort -gap | show k, gap, gap_se, jaccard
    ```

    `gap` compares the inertia with that of reference data without structure (R. Tibshirani and others,
    2001); its standard error is `gap_se`, and the gap of a single segment, k = 1, is computed too, so
    that a rule can choose it. `prediction_strength` and `held_out` predict the segments of one part of
    the customers from another part; `instability` and `ambiguity` count pairs of customers that are in
    the same segment in some replicates and not in others; `jaccard` is that of the least reproducible
    segment. `gap` clusters its references with the same number of starts as the customers; the others
    cluster resampled customers with fewer starts, three of `kmeans` and one of `gmm` and `kmedoids`, and
    reproducibly by the seed. Algorithms that find the number of segments themselves have only `jaccard`
    and `held_out`.

    ```seg
    sample transactions customers=100 seed=7
      | rfm | scale zscore | kmeans k in 2...4 restarts=2 | measure dunn replicates=10
    # error: E0932
    ```

    Columns after `by` are summarized as in `compare`: money per segment, and how strongly an outcome
    depends on the segments.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | kmeans k in 2...5 restarts=3
      | measure by monetary | show k, monetary_least, monetary_most, monetary_eta_squared
    ```

    `dunn` compares all pairs of customers, which takes a minute for 200,000 customers.
    """
}
