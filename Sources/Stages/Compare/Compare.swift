import Diagnostics
import Matrices
import Planning
import Syntax

/// `compare (kmeans k in 2...8) (ward k in 2...8)`: the candidates of several models in one table.
package struct Compare: Stage {
  private let branches: [PlannedStage]
  private let features: FeaturesType
  private let algorithms: [String]
  private let columns: [ColumnType]
  private let yardsticks: [Yardstick]
  /// `nil` if the script does not set it: then the seed of the run is used.
  private let seed: UInt64?
  private let range: SourceRange

  package static let signature = StageSignature(
    "compare",
    "Fits several kinds of model to the same customers, and compares all candidates.",
    group: .model, inputs: [.scaled, .features],
    positional: Parameter(
      "models", .pipelines, "The stages to compare, each in parentheses.", isRequired: true),
    parameters: [
      Parameter(
        "seed", .integer(0 ... .max),
        "The seed of the models that do not set their own; by default the seed of the run.")
    ],
    clauses: [Yardsticks.clause],
    gives: "Sweep", aliases: ["compare_models", "setup"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    switch input {
    case .scaled(let type, _), .features(let type): features = type
    case .table, .sweep, .model, .profile, .display, .scalar, .run, .applied, .unknown: return nil
    }
    guard let seed = checker.integer("seed", standard: 0),
      let yardsticks = checker.yardsticks(features)
    else { return nil }
    self.yardsticks = yardsticks
    self.seed = call.named["seed"] == nil ? nil : UInt64(seed)
    range = call.range
    var branches: [PlannedStage] = []
    var algorithms: [String] = []
    var columns: [ColumnType] = []
    for item in call.positional {
      guard let branch = checker.branch(item.value, on: input) else { continue }
      let stage = branch.stages.first
      switch branch.output {
      case .sweep(_, let names, let swept, _) where branch.stages.count == 1:
        algorithms += names
        columns += swept.filter { column in !columns.contains { $0.name == column.name } }
      case .model(_, let name) where branch.stages.count == 1: algorithms.append(name)
      case .unknown: continue
      case .table, .features, .scaled, .sweep, .model, .profile, .display, .scalar, .run, .applied:
        checker.report(
          Diagnostic(
            .noModel, "`compare` takes stages that fit a model, one in each pair of parentheses",
            at: item.range, remark: "this gives \(branch.output.kind.phrase)",
            fixes: [Diagnostic.Fix("(kmeans k in 2...8) (ward k in 2...8)")]))
        continue
      }
      if let stage { branches.append(stage) }
    }
    guard !checker.hasProblems else { return nil }
    self.branches = branches
    self.algorithms = algorithms.uniqued
    self.columns = columns
  }

  /// Each of the models left out, and other seeds.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    call.otherSelections + Alternative.otherSeeds(of: call)
  }

  package var output: ValueType {
    .sweep(features, algorithms: algorithms, swept: columns, yardsticks: yardsticks)
  }

  /// The number of models that all branches fit.
  package var candidates: Int { branches.reduce(0) { $0 + $1.stage.candidates } }

  /// The largest memory need of a branch: models are fitted one after the other.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    branches.map { $0.stage.workingMemory(rows: rows, threads: threads) }.max() ?? 0
  }

  /// The alternatives of all branches.
  package func instead(rows: Int) -> [Diagnostic.Fix] {
    branches.flatMap { $0.stage.instead(rows: rows) }
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    var candidates: [Model] = []
    var swept: [String] = []
    var remarks: [Diagnostic] = []
    var isInterrupted = false
    let share = 1 / Double(branches.count)
    for (place, branch) in branches.enumerated() {
      let control = context.control.part(from: share * Double(place), share: share)
      let result: StageResult
      do throws(StageFailure) {
        result = try branch.stage.run(
          input, replaying: nil, context.with(control: control, seed: seed))
      } catch {
        guard case .cancelled = error, !candidates.isEmpty else { throw error }
        isInterrupted = true
        break
      }
      // Every branch would report the same unscaled features.
      remarks += result.remarks.filter { remark in
        !remarks.contains { $0.code == remark.code && $0.message == remark.message }
      }
      switch result.value {
      case .sweep(let sweep):
        candidates += sweep.candidates
        swept += sweep.swept.filter { !swept.contains($0) }
        isInterrupted = sweep.interrupted
      case .model(let model): candidates.append(model)
      case .table, .features, .scaled, .profile, .display, .scalar, .run, .applied:
        brokenPlan()
      }
      if isInterrupted { break }
    }
    if isInterrupted {
      remarks.append(
        Diagnostic(
          .interrupted,
          "stopped: \(counted(candidates.count, "candidate")) of the comparison are kept", at: range
        ))
    }
    let sweep = Sweep(candidates: candidates, swept: swept, interrupted: isInterrupted)
      .compared(by: yardsticks)
    return StageResult(
      .sweep(sweep), record: record(of: sweep, seed: seed ?? context.seed), remarks: remarks)
  }

  private func record(of sweep: Sweep, seed: UInt64) -> LedgerRecord {
    var record = LedgerRecord()
    record["seed"] = .integer(Int(seed))
    record["candidates"] = .list(
      sweep.candidates.map { model in
        var told = LedgerRecord()
        told["algorithm"] = .text(model.algorithm)
        told["k"] = .integer(model.k)
        for name in sweep.swept where name != "k" { told[name] = model.parameters[name] }
        if model.noise > 0 { told["noise"] = .integer(model.noise) }
        return .record(told)
      })
    for entry in sweep.record(by: yardsticks).entries { record[entry.name] = entry.value }
    return record
  }
}

extension DiagnosticCode {
  package static let noModel = DiagnosticCode(
    "E0913", "a comparison of something that is not a model",
    page: """
      `compare` fits several models to the same customers on the same scale. Each pair of parentheses
      holds one stage that fits a model; stages that prepare the customers come before `compare`, once
      for all models.

      ```seg
      sample transactions customers=50 seed=1 | rfm | scale zscore
        | compare (kmeans k in 2...4) (ward k=3 | profile)
      # error: E0913
      ```
      """)
}

extension Compare {
  package static let manual = """
    All candidates of all models are in one table with the same metrics, computed from the same scaled
    customers, and `pick` chooses among all of them.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary, frequency | scale zscore
      | compare (kmeans k in 2...4) (gmm k in 2...3 covariance=full) (ward k in 2...4)
          (dbscan eps=auto min_points=10) seed=20250630
      | keep smallest >= 5%
      | pick silhouette
    ```

    Parameters of one model are empty for the others; `algorithm` names the model.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary, frequency | scale zscore
      | compare (kmedoids k=3 distance in [euclidean, manhattan]) (hdbscan min_size in [10, 20])
      | show algorithm, k, distance, min_size, davies_bouldin
    ```

    Columns of the customers after `by` are summarized next to the metrics: money per segment, or a later
    outcome. A numeric column adds the smallest and the largest mean of a segment and their difference
    (`monetary_least`, `monetary_most`, `monetary_spread`), all in the original unit even after `log`,
    and `monetary_eta_squared`, the share of its variance between segments (η²; K. Pearson, 1905). A
    category adds Cramér's V (H. Cramér, 1946), `plan_cramers_v`; true and false add shares and V.
    `keep`, `sort`, `show` and `pick` know these columns.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary, frequency | scale zscore
      | compare (kmeans k in 2...4) (ward k in 2...4) by monetary
      | keep monetary_least >= 20 and smallest >= 5% | sort -monetary_eta_squared
      | show algorithm, k, silhouette, monetary_least, monetary_most, monetary_eta_squared
    ```

    Segments differ in their own features by construction. A column that is marked as an outcome is not
    a feature, and makes a fairer comparison:

    ```seg
    let later = table [{id: 1, bought: 0}, {id: 2, bought: 3}, {id: 3, bought: 1}, {id: 4, bought: 4}]
    table [{id: 1, a: 1}, {id: 2, a: 8}, {id: 3, a: 2}, {id: 4, a: 9}] | features a = sum(a) by id
      | join later on id kind=left | mark bought as outcome
      | scale zscore | compare (kmeans k=2) (ward k=2) by bought
    ```

    Noise and customers without a value are left out. Neither η² nor V decreases when a segment is split:
    use them to compare candidates of the same k, not to choose k.

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | compare (kmeans k=3 | profile)
    # error: E0913
    ```

    No metric is fair to all models: the silhouette, Davies-Bouldin and Calinski-Harabasz favour round
    segments, and leave out customers that a model calls noise. Check `smallest`, the noise and the
    profiles as well.
    """
}
