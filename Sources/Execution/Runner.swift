import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// Runs a plan, stage by stage: keeps the ledger, remembers every result, and stops when asked.
///
/// It knows no verb: a stage says itself what it does and what it has to tell.
package struct Runner: Sendable {
  package private(set) var context: RunContext
  /// Told when a stage begins, with its name, for a progress line.
  package let onStage: (@Sendable (String) -> Void)?
  /// What becomes of stages that act on the world.
  package let effects: Effects
  /// The results of stages, by identity.
  package private(set) var memory: StageMemory
  /// The values of `let`s and `it`, by name.
  package private(set) var datasets: [String: Remembered] = [:]
  private var sources = SourceMap()

  /// A value with the way that led to it.
  package struct Remembered: Sendable {
    package let value: Value
    package let type: ValueType
    /// Equal identities mean equal values.
    package let identity: String
    package let decisions: [Decision]
    package let expectations: [ExpectationResult]
    package let remarks: [Diagnostic]
  }

  package init(
    context: RunContext, memory: StageMemory = StageMemory(), effects: Effects = .happen,
    onStage: (@Sendable (String) -> Void)? = nil
  ) {
    self.context = context
    self.context.actsOnWorld = effects == .happen
    self.memory = memory
    self.effects = effects
    self.onStage = onStage
  }

  /// Runs the statements of a plan in order; what was finished before a failure is in the outcome.
  package mutating func run(_ given: Plan, of sources: SourceMap) -> Outcome {
    self.sources = sources
    // The script and its modules were read too: no stage writes over them.
    for source in sources.sources where !context.inputs.contains(source.name) {
      context.inputs.append(source.name)
    }
    var outcome = Outcome()
    let plan: Plan
    do throws(StageFailure) {
      plan = try fitting(given)
    } catch {
      if case .problems(let problems) = error { outcome.problems = problems }
      outcome.stop = .failed
      return outcome
    }
    for statement in plan.statements {
      switch statement.kind {
      case .text(let pieces):
        outcome.results.append(.text(text(of: pieces), statement.range))
      case .binding(let name, let pipeline):
        guard let result = run(pipeline, into: &outcome) else { return outcome }
        let isFinished = pipeline.isFinished(by: result)
        // A name stands for all that its statement says, or for nothing.
        if isFinished {
          datasets[name] = result
          outcome.bindings.append(name)
        }
        if outcome.stop == .cancelled { return outcome }
      case .shown(let pipeline):
        guard let result = run(pipeline, into: &outcome) else { return outcome }
        datasets["it"] = result
        outcome.results.append(.value(result, statement.range))
        outcome.endsUnfinished = !pipeline.isFinished(by: result)
        if outcome.stop == .cancelled { return outcome }
      }
    }
    return outcome
  }

  /// The plan as it fits the memory: as it is, or with sources that keep only what is looked at.
  ///
  /// A lock describes every column of what was read, so that nothing is left out where one is made.
  private func fitting(_ plan: Plan) throws(StageFailure) -> Plan {
    let limit = context.memoryLimit
    let known = datasets.compactMapValues { $0.value.rowCount }
    let estimate = MemoryEstimate(plan, rows: known)
    guard let problem = estimate.problem(limit: limit) else { return plan }
    let need = MemoryNeed(needed: estimate.most, limit: limit)
    guard effects == .happen, let narrowed = plan.narrowed(because: need) else {
      throw .problems([problem])
    }
    if let problem = MemoryEstimate(narrowed, rows: known).problem(limit: limit) {
      throw .problems([problem])
    }
    return narrowed
  }

  /// Makes a remembered value known under a name, such as `it` at the prompt.
  package mutating func remember(_ value: Remembered?, as name: String) {
    datasets[name] = value
  }

  /// What a source gave in this run, or `nil` if it did not run or its files changed since.
  package func remembered(_ source: PlannedStage) -> StageResult? {
    memory[identity(ofSource: source)]
  }

  /// Forgets what stages gave, so that everything is computed again.
  package mutating func forget() { memory.forget() }

  private mutating func run(_ pipeline: PlannedPipeline, into outcome: inout Outcome)
    -> Remembered?
  {
    var reached: Remembered?
    if case .dataset(let name) = pipeline.head { reached = datasets[name] }
    for planned in pipeline.stages {
      guard let operands = operands(of: planned, into: &outcome) else { return nil }
      // An operand may be as unfinished as what is shown: no stage works on it.
      if outcome.stop == .cancelled { return reached }
      let identity = self.identity(of: planned, after: reached, with: operands)
      do throws(StageFailure) {
        var result = try result(
          of: planned, identity, after: reached?.value, with: operands.map(\.value))
        result.remarks = result.remarks.map { $0.placed(at: planned.range, in: sources) }
        outcome.add(result, of: planned, rowsIn: reached?.value.rowCount)
        reached = Remembered(
          value: result.value, type: planned.stage.output, identity: identity,
          decisions: (reached?.decisions ?? []) + operands.flatMap(\.decisions)
            + [decision(planned, result, rowsIn: reached?.value.rowCount)],
          expectations: (reached?.expectations ?? []) + operands.flatMap(\.expectations)
            + (result.expectation.map { [$0] } ?? []),
          remarks: (reached?.remarks ?? []) + operands.flatMap(\.remarks) + result.remarks)
        if context.control.cancellation.isCancelled {
          outcome.stop = .cancelled
          return reached
        }
      } catch {
        switch error {
        case .cancelled(let partial):
          outcome.stop = .cancelled
          if let partial { outcome.add(partial, of: planned, rowsIn: reached?.value.rowCount) }
        case .problems(let problems):
          outcome.problems += problems.map { $0.placed(at: planned.range, in: sources) }
          outcome.stop = .failed
        }
        return nil
      }
    }
    return reached
  }

  /// The other datasets that a stage takes; `nil` if one of them failed, which is in the outcome.
  private mutating func operands(of planned: PlannedStage, into outcome: inout Outcome)
    -> [Remembered]?
  {
    guard let stage = planned.stage as? any OperandStage else { return [] }
    var values: [Remembered] = []
    for pipeline in stage.operands {
      guard let value = run(pipeline, into: &outcome) else { return nil }
      values.append(value)
    }
    return values
  }

  /// What tells this result from every other: all that led to it, and the state of the files.
  private mutating func identity(
    of planned: PlannedStage, after input: Remembered?, with operands: [Remembered]
  ) -> String {
    var identity = (input?.identity ?? "") + identity(ofSource: planned)
    for operand in operands { identity += "\n(" + operand.identity + ")" }
    if let source = planned.stage as? any FileStage {
      for path in source.paths where !context.inputs.contains(path) { context.inputs.append(path) }
    }
    return identity
  }

  /// A stage by itself; a source is the same only while its files are.
  private func identity(ofSource planned: PlannedStage) -> String {
    let stamp = (planned.stage as? any FileStage)?.stamp(context) ?? ""
    return "\n| " + planned.identity + stamp
  }

  private mutating func result(
    of planned: PlannedStage, _ identity: String, after input: Value?, with operands: [Value]
  ) throws(StageFailure) -> StageResult {
    if let effect = planned.stage as? any EffectStage, let input {
      switch effects {
      case .happen: break
      case .rehearsed: return try effect.rehearse(input, context)
      case .skipped: return StageResult(input)
      }
    }
    let isRemembered = !(planned.stage is any EffectStage)
    if isRemembered, let known = memory[identity] { return known }
    onStage?(planned.path)
    var context = context
    context.operands = operands
    if planned.stage is any ReplayingStage {
      let before = self
      context.replaying = Rerun(context, known: datasets.mapValues(\.value)) {
        before.remembered($0)?.value
      }
    }
    let result = try planned.stage.run(input, replaying: nil, context)
    if isRemembered, !context.control.cancellation.isCancelled { memory[identity] = result }
    return result
  }

  private func decision(_ planned: PlannedStage, _ result: StageResult, rowsIn: Int?) -> Decision {
    Decision(
      at: planned.path, code: planned.code, because: planned.because, rowsIn: rowsIn,
      rowsOut: result.value.rowCount, record: result.record)
  }

  private func text(of pieces: [PlannedStatement.TextPiece]) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .constant(let literal): literal.plainText
      case .property(let dataset, let name):
        datasets[dataset]?.value.property(name)?.plainText ?? "?"
      }
    }.joined()
  }
}

/// What was done, and what was found, up to the end or the first failure.
package struct Outcome: Sendable {
  package enum Result: Sendable {
    case value(Runner.Remembered, SourceRange)
    case text(String, SourceRange)
  }

  package enum Stop: Sendable { case none, cancelled, failed }

  package var results: [Result] = []
  /// The names that `let` bound.
  package var bindings: [String] = []
  /// The ledger, in the order in which stages ran; a shared head stands once.
  package var decisions: [Decision] = []
  package var expectations: [ExpectationResult] = []
  /// What a rehearsal would have written, in order.
  package var files: [RehearsedFile] = []
  package var remarks: [Diagnostic] = []
  package var problems: [Diagnostic] = []
  package var stop = Stop.none
  /// Whether the last result is what its pipeline had reached when it was interrupted, with stages
  /// still to come.
  package var endsUnfinished = false

  package init() {}

  /// The results to show: an unfinished one only if it tells of segments, not of rows on the way.
  package var shown: [Result] {
    guard endsUnfinished, case .value(let reached, _)? = results.last,
      !reached.value.tellsOfSegments
    else { return results }
    return results.dropLast()
  }

  mutating func add(_ result: StageResult, of planned: PlannedStage, rowsIn: Int?) {
    decisions.append(
      Decision(
        at: planned.path, code: planned.code, because: planned.because, rowsIn: rowsIn,
        rowsOut: result.value.rowCount, record: result.record))
    if let expectation = result.expectation { expectations.append(expectation) }
    if let file = result.file { files.append(file) }
    for remark in result.remarks where !remarks.contains(remark) { remarks.append(remark) }
  }
}

/// The results of stages by what they are made of, so that going on never recomputes the head.
package struct StageMemory: Sendable {
  private var results: [String: StageResult] = [:]

  package init() {}

  package subscript(identity: String) -> StageResult? {
    get { results[identity] }
    set { results[identity] = newValue }
  }

  package mutating func forget() { results = [:] }

  /// How many results are remembered.
  package var count: Int { results.count }
}

extension Diagnostic {
  /// A problem of the process, or one inside a stage of somebody else, put at the analyst's stage.
  fileprivate func placed(at range: SourceRange, in sources: SourceMap) -> Diagnostic {
    guard place == .process else { return seen(from: range, in: sources) }
    return Diagnostic(
      code, message, at: range, remark: remark, labels: labels, notes: notes, fixes: fixes)
  }
}

extension PlannedPipeline {
  /// Whether a value is what the whole of it gives, rather than what it had reached.
  fileprivate func isFinished(by value: Runner.Remembered) -> Bool {
    stages.isEmpty || value.decisions.last?.at == stages.last?.path
  }
}

extension Value {
  /// Whether there is something of segments to see, though the statement wanted more of them.
  fileprivate var tellsOfSegments: Bool {
    switch self {
    case .sweep, .model, .profile, .display, .scalar, .run: true
    case .table, .features, .scaled, .applied: false
    }
  }
}
