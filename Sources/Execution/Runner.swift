import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// Runs a plan, stage by stage: keeps the ledger, remembers every result, and stops when asked.
///
/// It knows no verb: a stage says itself what it does and what it has to report.
package struct Runner: Sendable {
  package private(set) var context: RunContext
  /// Told when a stage begins, with its name, for a progress line.
  package let onStage: (@Sendable (String) -> Void)?
  /// What becomes of stages that act on the world.
  package let effects: Effects
  /// How long results are held.
  package let retention: Retention
  /// The results of stages, by identity.
  package internal(set) var memory: StageMemory
  /// What has a name: `let`s and `it`.
  var names: [String: PipelineState] = [:]
  private var sources = SourceMap()
  private var course = ExecutionSchedule(Plan(), holding: .everything)
  /// The steps of the course that are done.
  private var done = 0

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
    holding retention: Retention = .everything, onStage: (@Sendable (String) -> Void)? = nil
  ) {
    self.retention = retention
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
    switch fitting(given) {
    case .fits(let fitting, let retention):
      plan = fitting
      course = ExecutionSchedule(plan, from: start, holding: retention)
      done = 0
      letGo()
    case .tooLarge(let problem):
      outcome.problems = [problem]
      outcome.stop = .failed
      return outcome
    }
    for statement in plan.statements {
      switch statement.kind {
      case .text(let pieces):
        outcome.results.append(.text(text(of: pieces), statement.range))
      case .binding(let name, let pipeline):
        guard let reached = run(pipeline, into: &outcome) else { return outcome }
        // A name stands for all that its statement says, or for nothing.
        if pipeline.isFinished(by: reached) {
          names[name] = reached
          outcome.bindings.append(name)
        }
      case .shown(let pipeline):
        guard let reached = run(pipeline, into: &outcome) else { return outcome }
        names["it"] = reached
        if let remembered = reached.remembered {
          outcome.results.append(.value(remembered, statement.range))
          outcome.endsUnfinished = !pipeline.isFinished(by: reached)
        }
      }
      letGo()
      if outcome.stop == .cancelled { return outcome }
    }
    // Also what the last statement only read.
    done += 1
    letGo()
    return outcome
  }

  /// The values of `let`s and `it`, by name, as far as they are held.
  package var datasets: [String: Remembered] { names.compactMapValues(\.remembered) }

  /// Lets go what the rest of the course does not come back to.
  private mutating func letGo() {
    if course.retention == .everything { return }
    for identity in memory.held where !course.recalls(identity, after: done - 1) {
      memory.letGo(identity)
    }
    for name in names.keys where !course.reads(name, after: done - 1) { names[name]?.value = nil }
  }

  /// Makes a remembered value known under a name, such as `it` at the prompt.
  package mutating func remember(_ value: Remembered?, as name: String) {
    names[name] = value.map { PipelineState($0) }
  }

  /// What a source gave in this run, or `nil` if it did not run or its files changed since.
  package func remembered(_ source: PlannedStage) -> Value? {
    memory[ExecutionSchedule.identity(ofSource: source, stamp: stamp(of: source))]
  }

  /// Forgets what stages gave, so that everything is computed again.
  package mutating func forget() { memory.forget() }

  private mutating func run(_ pipeline: PlannedPipeline, into outcome: inout Outcome)
    -> PipelineState?
  {
    var reached: PipelineState?
    if case .dataset(let name) = pipeline.head { reached = names[name] }
    for planned in pipeline.stages {
      guard let operands = operands(of: planned, into: &outcome) else { return nil }
      // An operand may be as unfinished as what is shown: no stage works on it.
      if outcome.stop == .cancelled { return reached }
      let step = course.steps[done]
      if let source = planned.stage as? any FileStage {
        for path in source.paths where !context.inputs.contains(path) {
          context.inputs.append(path)
        }
      }
      do throws(StageFailure) {
        let given = try input(of: step, reached?.value)
        // What the cells were made from is needed no longer.
        reached?.value = given
        let result = try result(of: step, after: given, with: operands)
        outcome.add(result.report, of: planned, rowsIn: reached?.rows)
        reached = PipelineState(
          result.value, of: step, report: result.report, after: reached, with: operands)
        done += 1
        letGo()
        if step.action == .runs { FreedMemory.giveBack() }
        if context.control.cancellation.isCancelled, reached?.value != nil {
          outcome.stop = .cancelled
          return reached
        }
      } catch {
        switch error {
        case .cancelled(let partial):
          outcome.stop = .cancelled
          if let partial {
            outcome.add(StageReport(partial, of: planned.stage), of: planned, rowsIn: reached?.rows)
          }
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
    -> [PipelineState]?
  {
    guard let stage = planned.stage as? any OperandStage else { return [] }
    var values: [PipelineState] = []
    for pipeline in stage.operands {
      guard let value = run(pipeline, into: &outcome) else { return nil }
      values.append(value)
    }
    return values
  }

  private func stamp(of source: PlannedStage) -> String {
    (source.stage as? any FileStage)?.stamp(context) ?? ""
  }

  /// What a step gives: a value, where one is needed, and what there is to report.
  private mutating func result(
    of step: ExecutionSchedule.Step, after input: Value?, with operands: [PipelineState]
  ) throws(StageFailure) -> (value: Value?, report: StageReport) {
    let report: StageReport
    var value: Value?
    if step.action != .runs, let known = memory.report(step.identity) {
      report = known
      if step.action == .isRecalled { value = memory.recall(step.identity) }
    } else {
      let result = try run(step.planned, after: input, with: operands.compactMap(\.value))
      report = StageReport(result, of: step.planned.stage)
      value = result.value
      if step.isLast || course.recalls(step.identity, after: done) {
        value = try value?.stored(context)
      }
      // What was stopped is not all that the stage gives, and what acts on the world does so again.
      if !(step.planned.stage is any EffectStage), !context.control.cancellation.isCancelled {
        let isHeld = course.recalls(step.identity, after: done)
        memory.remember(report, isHeld ? value : nil, as: step.identity)
      }
    }
    return (value, report.placed(at: step.planned.range, in: sources))
  }

  /// What a step takes: rows that are still a relation, as long as the stage only goes on with it;
  /// else the cells that the stage needs, without those that they were made from.
  private func input(of step: ExecutionSchedule.Step, _ value: Value?) throws(StageFailure)
    -> Value?
  {
    guard step.action == .runs, case .table(let rows)? = value, rows.stored == nil else {
      return value
    }
    guard let stage = step.planned.stage as? any RowStage else { return try value?.stored(context) }
    switch stage.outline(over: .scan(stageInput)).rowOrigin {
    case .new: return try value?.stored(columns: stage.columnsNeeded(for: nil), context)
    case .same, .chosen:
      return rows.computes(stage.columnsAsked) ? try value?.stored(context) : value
    }
  }

  private func run(
    _ planned: PlannedStage, after input: Value?, with operands: [Value]
  ) throws(StageFailure) -> StageResult {
    if let effect = planned.stage as? any EffectStage, let input {
      switch effects {
      case .happen: break
      case .rehearsed: return try effect.rehearse(input, context)
      case .skipped: return StageResult(input)
      }
    }
    onStage?(planned.path)
    var context = context
    context.operands = operands
    if planned.stage is any ReplayingStage {
      let before = self
      context.replaying = Rerun(context, known: datasets.mapValues(\.value)) {
        before.remembered($0)
      }
    }
    return try planned.stage.run(input, replaying: nil, context)
  }

  private func text(of pieces: [PlannedStatement.TextPiece]) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .constant(let literal): literal.plainText
      case .property(let dataset, let name):
        names[dataset]?.value?.property(name)?.plainText ?? "?"
      }
    }.joined()
  }
}

extension PlannedPipeline {
  /// Whether a value is what the whole of it gives, rather than what it had reached.
  fileprivate func isFinished(by reached: PipelineState) -> Bool {
    stages.isEmpty || reached.decisions.last?.at == stages.last?.path
  }
}
