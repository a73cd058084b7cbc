import Clustering
import Diagnostics
import Planning
import Relations
import Syntax

package struct Pick: Stage {
  let metric: Metric
  let features: FeaturesType
  let algorithm: String
  let range: SourceRange

  package static let signature = StageSignature(
    "pick", "Chooses one candidate of a sweep by a metric, and says who disagrees.",
    group: .model, inputs: [.sweep],
    positional: Parameter(
      "metric",
      .choice(
        Metric.allCases.filter(\.canPick).map { .init($0.rawValue, $0.definition) }),
      "What decides.", isRequired: true),
    gives: "Model", aliases: ["choose", "best"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .sweep(let features, let algorithms, _) = input,
      let word = checker.positionalChoice(), let metric = Metric(rawValue: word)
    else { return nil }
    self.metric = metric
    self.features = features
    algorithm = algorithms.count == 1 ? algorithms[0] : "model"
    range = call.range
  }

  /// Every other measure that has an opinion on the number of segments.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    Alternative.otherWords(
      Metric.allCases.filter { $0.canPick && $0.votes }.map(\.rawValue), of: call)
  }

  package var output: ValueType { .model(features, algorithm: algorithm) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .sweep(let given)? = input else { throw .brokenPlan }
    guard let rows = given.candidates.first?.labels.count else {
      throw .problems([
        Diagnostic(
          .noCandidates, "no candidate is left to pick from", at: range,
          notes: ["the condition before `pick` is true of none"])
      ])
    }
    // The dissent is cheap to have, except the silhouette of very many customers.
    let cheap = rows <= 50_000
    let wanted = Metric.allCases.filter { candidate in
      candidate == metric
        || candidate.votes && (cheap || candidate != .silhouette)
    }
    let sweep = try given.computing(wanted, context)
    guard let picked = sweep.best(by: metric) else {
      throw .problems([
        Diagnostic(
          .undefinedMetric, "`\(metric.rawValue)` is undefined for every candidate", at: range,
          remark: metric.definition)
      ])
    }
    let votes = Metric.allCases.filter { $0.votes && $0 != metric }.compactMap { other in
      sweep.best(by: other).map { (metric: other, candidate: $0) }
    }
    var model = sweep.candidates[picked]
    model.choice = Choice(metric: metric, sweep: sweep, picked: picked, votes: votes)
    var record = LedgerRecord()
    record["metric"] = .text(metric.rawValue)
    record["k"] = .integer(model.k)
    if let value = model.metrics[metric] { record["value"] = .number(value) }
    record["votes"] = .record(
      votes.reduce(into: LedgerRecord()) {
        $0[$1.metric.rawValue] = .integer(sweep.candidates[$1.candidate].k)
      })
    return StageResult(
      .model(model), record: record, remarks: try Caution(model, at: range).remarks(context))
  }
}

extension Sweep {
  /// The candidate that a metric prefers; ties go to fewer segments, then to the earlier one.
  func best(by metric: Metric) -> Int? {
    if metric == .elbow {
      let curve = candidates.indices.compactMap { index in
        candidates[index].inertia.map { (index: index, x: Double(candidates[index].k), y: $0) }
      }
      guard let knee = Kneedle.elbow(x: curve.map(\.x), y: curve.map(\.y)) else { return nil }
      return curve[knee].index
    }
    var best: (index: Int, value: Double)?
    for (index, candidate) in candidates.enumerated() {
      guard let value = candidate.metrics[metric] else { continue }
      guard let leader = best else {
        best = (index, value)
        continue
      }
      let isBetter =
        metric.better == .lower ? value < leader.value : value > leader.value
      let isSmallerTie = value == leader.value && candidate.k < candidates[leader.index].k
      if isBetter || isSmallerTie { best = (index, value) }
    }
    return best?.index
  }
}

extension DiagnosticCode {
  package static let noCandidates = DiagnosticCode(
    "E0905", "no candidate is left",
    page: """
      A `keep` after the sweep took every candidate away.

      ```seg
      sample transactions customers=200 seed=7 | rfm | scale zscore | kmeans k in 2...4
        | keep smallest > 90% | pick silhouette
      # error: E0905
      ```

      Loosen the condition; `show` instead of `pick` lists the candidates.
      """)
}

extension Pick {
  package static let manual = """
    Shows the candidates, the one that was picked and why, and which metrics would have picked
    another: no metric knows the business. It warns when the choice rests on outliers, on one giant
    segment, or on few customers.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale robust | kmeans k in 2...6 restarts=5 | pick calinski_harabasz
    ```

    ```seg
    sample transactions customers=200 seed=7 | rfm | scale zscore | kmeans k=4 | pick silhouette
    # error: E0301
    ```

    `silhouette`, `calinski_harabasz`, `stability` and `smallest` take the highest value,
    `davies_bouldin` and `largest` the lowest, `elbow` the knee of the inertia (Kneedle). Ties go to
    fewer segments. The silhouette is exact, not sampled.
    """
}
