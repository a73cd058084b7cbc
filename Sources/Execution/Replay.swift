import Diagnostics
import Planning
import Tables

/// A pipeline on fresh rows with the numbers of an earlier run: nothing is fitted.
package struct Replay: Sendable {
  private let plan: Plan
  private let context: RunContext
  /// What each stage recorded, by its path, in the order of the run.
  private let records: [String: [LedgerRecord]]
  /// Values that pipelines begin with and that are not computed again, by name.
  private let known: [String: Value]
  /// What the operands of stages gave, by the path of the stage: they do not run again.
  private var held: [String: [Value]] = [:]

  /// One stage that was replayed.
  package struct Step: Sendable {
    package let planned: PlannedStage
    package let value: Value
    /// What it counted this time.
    package let record: LedgerRecord
  }

  package struct Result: Sendable {
    /// The source first.
    package fileprivate(set) var steps: [Step] = []
    /// Everything that was read, operands' sources included, in the order of the run.
    package fileprivate(set) var sources: [Step] = []
    /// What stages had to say, and expectations that fresh rows do not meet.
    package fileprivate(set) var remarks: [Diagnostic] = []
  }

  package init(
    _ plan: Plan, records: [String: [LedgerRecord]], known: [String: Value] = [:],
    _ context: RunContext
  ) {
    self.plan = plan
    self.records = records
    self.known = known
    self.context = context
  }

  /// Runs stages on one another, the first one a source.
  ///
  /// Stages that act on the world are passed by. An expectation that does not hold is a remark:
  /// it was stated of the data that the decisions were made on.
  /// With `given`, the first stage does not run: that is what it gives.
  /// With `start`, the first stage is no source, and goes on from that.
  /// `prepare` sees every value before the stage that takes it, and may give another.
  /// `withoutFaults` sees the input of a stage that failed and whether the stage fails on another; it
  /// may give the input without the rows that are at fault.
  package func run(
    _ stages: [PlannedStage], given: Value? = nil, from start: Value? = nil,
    in control: RunContext? = nil,
    prepare: (Value, PlannedStage) throws(StageFailure) -> Value = { value, _ in value },
    withoutFaults: (
      Value, _ fails: (Value) throws(StageFailure) -> Bool
    ) throws(StageFailure) -> Value? = { _, _ in nil }
  ) throws(StageFailure) -> Result {
    var result = Result()
    var seen: [String: Int] = [:]
    for planned in stages where !(planned.stage is any EffectStage) {
      if result.steps.isEmpty, let given {
        result.steps.append(Step(planned: planned, value: given, record: LedgerRecord()))
        continue
      }
      var input: Value?
      if let last = result.steps.last?.value ?? start { input = try prepare(last, planned) }
      let place = seen[planned.path, default: 0]
      seen[planned.path] = place + 1
      let stored = records[planned.path] ?? []
      var context = control ?? context
      context.operands = try operands(of: planned, &result)
      let record = place < stored.count ? stored[place] : nil
      do throws(StageFailure) {
        let given = try planned.stage.run(input, replaying: record, context)
        // Whoever looks at the steps of a replay looks at cells.
        let value = try given.value.stored(context)
        let step = Step(planned: planned, value: value, record: given.record)
        if input == nil { result.sources.append(step) }
        result.steps.append(step)
        result.remarks += given.remarks
      } catch {
        guard case .problems(let problems) = error, let input,
          problems.allSatisfy({ $0.code.family == .expectations })
        else {
          guard case .problems = error, let input else { throw error }
          let rest = try withoutFaults(input) { value throws(StageFailure) in
            try planned.stage.fails(on: value, replaying: record, context)
          }
          guard let rest else { throw error }
          let given = try planned.stage.run(rest, replaying: record, context)
          let value = try given.value.stored(context)
          result.steps.append(Step(planned: planned, value: value, record: given.record))
          result.remarks += given.remarks
          continue
        }
        result.steps.append(Step(planned: planned, value: input, record: LedgerRecord()))
        result.remarks += problems
      }
    }
    return result
  }

  /// The same replay with the operands of stages computed already.
  package func holdingOperands(of stages: [PlannedStage]) throws(StageFailure) -> Replay {
    var copy = self
    var result = Result()
    for planned in stages where planned.stage is any OperandStage {
      copy.held[planned.path] = try operands(of: planned, &result)
    }
    return copy
  }

  /// The values of a stage's operands; what they read joins the sources of `outer`.
  private func operands(
    of planned: PlannedStage, _ outer: inout Result
  ) throws(StageFailure) -> [Value] {
    guard let stage = planned.stage as? any OperandStage else { return [] }
    if let values = held[planned.path] { return values }
    var values: [Value] = []
    for pipeline in stage.operands {
      let result: Result
      if case .dataset(let name) = pipeline.head, let value = known[name] {
        guard !pipeline.stages.isEmpty else {
          values.append(value)
          continue
        }
        result = try run(pipeline.stages, from: value)
      } else {
        result = try run(Lineage(of: pipeline, in: plan).stages)
      }
      outer.sources += result.sources
      if let value = result.steps.last?.value { values.append(value) }
    }
    return values
  }
}

extension Stage {
  /// Whether the stage has problems with these rows; a stop is thrown on.
  fileprivate func fails(
    on value: Value, replaying record: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> Bool {
    do throws(StageFailure) {
      _ = try run(value, replaying: record, context)
      return false
    } catch {
      if case .cancelled = error { throw error }
      return true
    }
  }
}
