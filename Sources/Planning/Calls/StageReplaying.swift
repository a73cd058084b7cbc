/// A stage that asks what other rows would have given: whoever runs it hands it the means to run
/// the stages before it again.
package protocol ReplayingStage: Stage {
  /// Whether this call does.
  var runsEarlierStages: Bool { get }
}

/// Runs stages once more on other rows: what a `ReplayingStage` may ask of whoever runs it.
package protocol StageReplaying: Sendable {
  /// Runs stages on one another, the first one a source, and writes nothing.
  ///
  /// - Parameters:
  ///   - stages: None of them acts on the world.
  ///   - given: What the first stage gives, so that it does not run.
  ///   - records: What each stage recorded, by its path: their numbers are used again. A stage
  ///     without one finds its numbers in the rows.
  ///   - prepare: Sees every value before the stage that takes it, in order, and may give another.
  /// - Returns: What each stage gave, in order.
  /// - Throws: What a stage or `prepare` throws; an expectation that does not hold stops nothing.
  func replay(
    _ stages: [PlannedStage], given: Value?, records: [String: [LedgerRecord]],
    _ prepare: (Value, PlannedStage) throws(StageFailure) -> Value
  ) throws(StageFailure) -> [ReplayedStage]
}

/// What one stage gave when it ran once more.
package struct ReplayedStage: Sendable {
  package let path: String
  package let value: Value
  /// What it counted and found this time.
  package let record: LedgerRecord

  package init(path: String, value: Value, record: LedgerRecord) {
    self.path = path
    self.value = value
    self.record = record
  }
}
