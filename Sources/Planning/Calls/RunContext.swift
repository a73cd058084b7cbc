import Matrices
import Tables

/// Everything that a run may know of the world; nothing below `Session` looks elsewhere.
package struct RunContext: Sendable {
  package let files: FileAccess
  package let control: RunControl
  /// The seed of every random choice that a script does not seed itself.
  package let seed: UInt64
  /// The most memory that a stage may plan to use, in bytes.
  package let memoryLimit: Int
  /// The values of an `OperandStage`'s operands while it runs; else empty.
  package var operands: [Value] = []
  /// Runs the stages before a `ReplayingStage` again while it runs; else `nil`.
  package var replaying: (any StageReplaying)?
  /// The files that this session reads: nothing is written over them.
  package var inputs: [String] = []
  /// Whether stages may write files at all.
  package var actsOnWorld = true

  package init(files: FileAccess, control: RunControl, seed: UInt64, memoryLimit: Int) {
    self.files = files
    self.control = control
    self.seed = seed
    self.memoryLimit = memoryLimit
  }

  /// The same run under other control, such as a progress line of its own, or with another seed.
  package func with(control: RunControl? = nil, seed: UInt64? = nil) -> RunContext {
    var copy = RunContext(
      files: files, control: control ?? self.control, seed: seed ?? self.seed,
      memoryLimit: memoryLimit)
    copy.operands = operands
    copy.replaying = replaying
    copy.inputs = inputs
    copy.actsOnWorld = actsOnWorld
    return copy
  }
}
