import Planning

/// Runs stages of a script that is running once more, on other rows.
///
/// What has a name is not computed again, and what was read is not read again.
struct Rerun: StageReplaying {
  private let context: RunContext
  private let known: [String: Value]
  /// What a source gave in this run; `nil` if it did not run or its files changed since.
  private let remembered: @Sendable (PlannedStage) -> Value?

  init(
    _ context: RunContext, known: [String: Value],
    remembered: @escaping @Sendable (PlannedStage) -> Value?
  ) {
    self.context = context
    self.known = known
    self.remembered = remembered
  }

  func replay(
    _ stages: [PlannedStage], given: Value?, records: [String: [LedgerRecord]],
    _ prepare: (Value, PlannedStage) throws(StageFailure) -> Value
  ) throws(StageFailure) -> [ReplayedStage] {
    // Steps of a replay tell nobody how far they are: whoever asked for it does.
    let quiet = context.with(control: context.control.quiet(threads: context.control.threads))
    let replay = Replay(Plan(), records: records, known: known, quiet)
    let result = try replay.run(
      stages, given: given ?? stages.first.flatMap(remembered), prepare: prepare)
    return result.steps.map {
      ReplayedStage(path: $0.planned.path, value: $0.value, record: $0.record)
    }
  }
}
