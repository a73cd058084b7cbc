import Diagnostics
import Planning
import Relations
import Syntax

/// `compare (kmeans k in 2...8) (ward k in 2...8)`: candidates of several algorithms side by side.
package struct Compare: Stage {
  let branches: [PlannedPipeline]
  /// `nil` where the script leaves it to the run.
  let seed: UInt64?
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "compare", "Fits several algorithms to the same customers: one table of candidates.",
    group: .model, inputs: [.scaled, .features],
    positional: Parameter(
      "models", .pipelines, "Each a modelling stage with its parameters, in parentheses.",
      isRequired: true),
    parameters: [
      Parameter(
        "seed", .integer(0 ... .max),
        "Decides the starts of those that give none; the run's seed where it is left out.")
    ],
    gives: "Sweep", aliases: ["GridSearchCV", "compare_models"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let seed = checker.integer("seed", standard: 0) else { return nil }
    self.seed = call.named["seed"] == nil ? nil : UInt64(seed)
    var branches: [PlannedPipeline] = []
    var features: FeaturesType?
    var algorithms: [String] = []
    var columns: [ColumnType] = []
    for (place, item) in call.positional.enumerated() {
      guard let branch = checker.branch(item.value, number: place + 1, on: input) else { continue }
      switch branch.output {
      case .sweep(let type, let names, let swept):
        features = features ?? type
        algorithms += names
        columns += swept.filter { new in !columns.contains { $0.name == new.name } }
      case .model(let type, let algorithm):
        features = features ?? type
        algorithms.append(algorithm)
      case .table, .features, .scaled, .profile, .display, .scalar, .unknown:
        checker.report(
          .unexpectedKind(
            branch.output.kind.phrase, wanted: "a model or candidates", at: item.range,
            remark: "such as (kmeans k in 2...8)"))
        continue
      }
      branches.append(branch)
    }
    guard !checker.hasProblems, let features else { return nil }
    self.branches = branches
    range = call.range
    output = .sweep(features, algorithms: algorithms.uniqued, swept: columns)
  }

  /// One branch works at a time.
  package func workingMemory(rows: Int) -> Int {
    branches.flatMap(\.stages).map { $0.stage.workingMemory(rows: rows) }.max() ?? 0
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    var collected = Collected()
    let share = 1 / Double(max(1, branches.count))
    for (place, branch) in branches.enumerated() {
      let control = context.control.part(from: share * Double(place), share: share)
      let inner =
        seed.map { context.with(control: control).with(seed: $0) }
        ?? context.with(control: control)
      do throws(StageFailure) {
        collected.add(try run(branch, on: input, inner))
      } catch {
        guard case .cancelled(let partial) = error, !collected.candidates.isEmpty else {
          throw error
        }
        if let partial { collected.add(partial) }
        collected.isInterrupted = true
      }
      if collected.isInterrupted { break }
    }
    if collected.isInterrupted {
      collected.remarks.append(
        Diagnostic(
          .interrupted,
          "stopped: \(counted(collected.candidates.count, "candidate")) are finished and kept",
          at: range))
    }
    return StageResult(
      .sweep(
        Sweep(
          candidates: collected.candidates, swept: collected.swept,
          interrupted: collected.isInterrupted)),
      record: collected.record, remarks: collected.remarks)
  }

  private func run(
    _ branch: PlannedPipeline, on input: Value?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    var value = input
    var remarks: [Diagnostic] = []
    var last: StageResult?
    for planned in branch.stages {
      var result = try planned.stage.run(value, replaying: nil, context)
      remarks += result.remarks
      result.remarks = remarks
      value = result.value
      last = result
    }
    guard let last else { throw .brokenPlan }
    return last
  }
}

/// What the branches gave so far.
private struct Collected {
  var candidates: [Model] = []
  var swept: [String] = []
  var remarks: [Diagnostic] = []
  var record = LedgerRecord()
  var isInterrupted = false
  private var count = 0

  mutating func add(_ result: StageResult) {
    count += 1
    var algorithm = ""
    switch result.value {
    case .sweep(let sweep):
      candidates += sweep.candidates
      swept = (swept + sweep.swept).uniqued
      isInterrupted = isInterrupted || sweep.interrupted
      algorithm = sweep.candidates.first?.algorithm ?? ""
    case .model(let model):
      candidates.append(model)
      swept = (swept + ["k"]).uniqued
      algorithm = model.algorithm
    case .table, .features, .scaled, .profile, .display, .scalar: break
    }
    remarks += result.remarks
    record["\(count) \(algorithm)"] = .record(result.record)
  }
}

extension Compare {
  package static let manual = """
    All candidates are fitted to the same scaled customers and stand in one table, where metrics compare
    them whatever found them. `keep`, `sort`, `show` and `pick` go on from there; what is picked knows
    its algorithm, and a lock keeps its rule.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log monetary, frequency | scale zscore
      | compare (kmeans k in 2...4 restarts=3) (ward k in 2...4) (gmm k in 2...3)
      | show algorithm, k, silhouette, smallest
    ```

    A candidate that the business cannot use is taken away before one is picked:

    ```seg
    sample transactions customers=300 seed=7 | rfm | log monetary, frequency | scale zscore
      | compare (kmeans k in 2...4 restarts=3) (ward k in 2...4) seed=42
      | keep smallest >= 5% | pick silhouette
    ```

    ```seg
    sample transactions customers=200 seed=7 | rfm | scale zscore | compare (profile)
    # error: E0307
    ```

    Criteria of a likelihood (`bic`, `icl`) are those of mixtures alone, so they compare mixtures.
    The silhouette likes round segments: it is no judge between k-means and `dbscan`, and noise, which
    it leaves out, flatters methods of density. Look at `smallest`, at `stability`, and at the profiles.
    """
}
