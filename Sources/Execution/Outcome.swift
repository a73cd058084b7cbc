import Diagnostics
import Planning
import Syntax

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

  mutating func add(_ result: StageReport, of planned: PlannedStage, rowsIn: Int?) {
    decisions.append(Decision(planned, result, rowsIn: rowsIn))
    if let expectation = result.expectation { expectations.append(expectation) }
    if let file = result.file { files.append(file) }
    for remark in result.remarks where !remarks.contains(remark) { remarks.append(remark) }
  }
}

extension Decision {
  init(_ planned: PlannedStage, _ result: StageReport, rowsIn: Int?) {
    self.init(
      at: planned.path, code: planned.code, because: planned.because, rowsIn: rowsIn,
      rowsOut: result.rows, record: result.record)
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
