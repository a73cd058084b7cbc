import Diagnostics
import Planning
import Syntax

/// How far a pipeline has come: the way that led there, and the value as long as it is held.
struct PipelineState: Sendable {
  var value: Value?
  let rows: Int?
  let type: ValueType
  let identity: String
  let decisions: [Decision]
  let expectations: [ExpectationResult]
  let remarks: [Diagnostic]

  init(_ remembered: Runner.Remembered) {
    value = remembered.value
    rows = remembered.value.rowCount
    type = remembered.type
    identity = remembered.identity
    decisions = remembered.decisions
    expectations = remembered.expectations
    remarks = remembered.remarks
  }

  /// One stage further.
  init(
    _ value: Value?, of step: ExecutionSchedule.Step, report: StageReport,
    after before: PipelineState?,
    with operands: [PipelineState]
  ) {
    self.value = value
    rows = report.rows
    type = step.planned.stage.output
    identity = step.identity
    decisions =
      (before?.decisions ?? []) + operands.flatMap(\.decisions)
      + [Decision(step.planned, report, rowsIn: before?.rows)]
    expectations =
      (before?.expectations ?? []) + operands.flatMap(\.expectations)
      + (report.expectation.map { [$0] } ?? [])
    remarks = (before?.remarks ?? []) + operands.flatMap(\.remarks) + report.remarks
  }

  /// The same for whoever takes the value; `nil` if that was released.
  var remembered: Runner.Remembered? {
    value.map {
      Runner.Remembered(
        value: $0, type: type, identity: identity, decisions: decisions,
        expectations: expectations, remarks: remarks)
    }
  }
}

extension StageReport {
  /// The same with its remarks at the stage that tells them.
  func placed(at range: SourceRange, in sources: SourceMap) -> StageReport {
    var placed = self
    placed.remarks = remarks.map { $0.placed(at: range, in: sources) }
    return placed
  }
}

extension Diagnostic {
  /// A problem of the process, or one inside a stage of somebody else, put at the analyst's stage.
  func placed(at range: SourceRange, in sources: SourceMap) -> Diagnostic {
    guard place == .process else { return seen(from: range, in: sources) }
    return Diagnostic(
      code, message, at: range, remark: remark, labels: labels, notes: notes, fixes: fixes)
  }
}
