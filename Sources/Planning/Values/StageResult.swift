import Diagnostics

/// Why a stage could not finish.
package enum StageFailure: Error, Sendable {
  /// The analyst asked to stop. `partial` is what is usable of the result.
  case cancelled(partial: StageResult?)
  /// Something in the script, the data or the world, in words; the exit code is by its family.
  case problems([Diagnostic])
}

/// What a stage gives, and what it has to say about it.
package struct StageResult: Sendable {
  package let value: Value
  package var record: LedgerRecord
  /// Notes and warnings, to be shown once.
  package var remarks: [Diagnostic]
  package var expectation: ExpectationResult?
  /// What a rehearsal would have written.
  package var file: RehearsedFile?

  package init(
    _ value: Value, record: LedgerRecord = LedgerRecord(), remarks: [Diagnostic] = [],
    expectation: ExpectationResult? = nil, file: RehearsedFile? = nil
  ) {
    self.file = file
    self.value = value
    self.record = record
    self.remarks = remarks
    self.expectation = expectation
  }
}
