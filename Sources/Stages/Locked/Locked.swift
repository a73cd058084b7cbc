import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// A run of the past, opened to be applied: `let june = locked "2025-06.seg.lock"`.
package struct Locked: FileStage {
  /// The lock with the script beside it, as the check read them.
  package let run: any LockedRun

  package var output: ValueType { .run(RunType(run)) }

  package static let signature = StageSignature(
    "locked", "Opens a lock, so that its decisions can be applied to fresh rows.", group: .monitor,
    inputs: [],
    positional: Parameter(
      "path", .path, "The lock, from the folder of this script; its own script stands beside it.",
      isRequired: true),
    parameters: [
      Parameter("model", .text, "Which model, where the lock has several.")
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

  /// A lock says itself which one it is.
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
    A lock holds every number that a run fitted. `locked` opens one, and `apply` pushes fresh rows
    through it:

    ```
    let june = locked "2025-06.seg.lock"
    load "data/today.csv" | apply june | export "out/assignments.csv"
    ```

    The path goes from the folder of the script, as in `use`. The script that the lock was made of
    stands beside the lock, and has to be the one that was locked. The files that it loads are not
    needed, except those that it joins. Lock and columns are looked at when the script is checked,
    before a row is read.

    ```seg
    locked "no-such.seg.lock"
    # error: E0709
    ```

    Where a lock has several models, `model="segments"` says which. A script that opens a lock can be
    locked itself: the digest of the lock that it opened is kept, and `segue verify` names it as the
    cause where it is another one.

    `segue lock F.seg` makes a lock; [Locks](../lock.md) tells what is in it.
    """
}
