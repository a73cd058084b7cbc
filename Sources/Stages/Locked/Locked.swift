import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Opens an earlier run to apply it: `let june = locked "2025-06.seg.lock"`.
package struct Locked: FileStage {
  /// The lock and its script, as the check read them.
  package let run: any LockedRun

  package var output: ValueType { .run(RunType(run)) }

  package static let signature = StageSignature(
    "locked", "Opens a lock, so that its decisions can be applied to new rows.", group: .monitor,
    inputs: [],
    positional: Parameter(
      "path", .path,
      "The lock, relative to the folder of this script; its own script must be next to it.",
      isRequired: true),
    parameters: [
      Parameter("model", .text, "The name of the model, if the lock has several.")
    ],
    gives: "Run", aliases: ["open_lock", "load_model"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let item = checker.onlyItem(), let value = checker.constant(item.value, for: "`locked`"),
      let model = checker.text("model", standard: nil)
    else { return nil }
    guard case .text(let path)? = value.literal else {
      checker.report(
        .unexpectedKind(value.type.phrase, wanted: "a file name in quotes", at: item.range))
      return nil
    }
    guard let run = checker.openLock(path, model: model, at: item.range) else { return nil }
    self.run = run
  }

  package var paths: [String] { [run.path] }

  /// The digest of a lock identifies it.
  package func stamp(_ context: RunContext) -> String { " " + run.digest }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    var record = LedgerRecord()
    record["path"] = .text(run.path)
    record["sha256"] = .text(run.digest)
    record["model"] = .text(run.model)
    return StageResult(.run(run), record: record)
  }
}

extension Locked {
  package static let manual = """
    A lock stores every number that a run fitted. `locked` opens one, and `apply` assigns new rows with
    it:

    ```
    let june = locked "2025-06.seg.lock"
    load "data/today.csv" | apply june | export "out/assignments.csv"
    ```

    The path is relative to the folder of the script, as in `use`. The locked script must be next to the
    lock, unchanged. The files that it loads are not needed, except those that it joins. Lock and columns
    are compared when the script is checked, before a row is read.

    ```seg
    locked "no-such.seg.lock"
    # error: E0709
    ```

    If a lock has several models, `model="segments"` chooses one. A script that opens a lock can be locked
    itself: the digest of the opened lock is recorded, and `segue verify` reports it as the cause if it
    has changed.

    `segue lock F.seg` makes a lock; [Locks](../lock.md) describes its contents.
    """
}
