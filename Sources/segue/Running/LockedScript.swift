import Diagnostics
import Locks
import Matrices
import Planning
import Session
import Tables

/// `run --locked`: params and seed of the lock, and a refusal where anything else is asked for.
struct LockedScript {
  /// The params of the lock, by name.
  let parameters: [String: String]
  let seed: UInt32?

  /// Reads the lock beside a script and compares, or says what changed and ends.
  ///
  /// `given` are values of the command line: they may say what the lock says, and nothing else.
  init(
    _ script: ScriptFile, at path: String, given: [String: String], _ console: Console
  ) throws(ProcessEnd) {
    let settings = console.options.sessionSettings(
      control: .init(threads: console.options.threadCount),
      scriptFolder: ScriptFile.folder(of: path))
    let lockPath = LockFile.path(of: path)
    do throws(Diagnostic) {
      let lock = try LockFile.read(lockPath, settings.files)
      try lock.requireUnchanged(script.source, settings, lockPath: lockPath)
      try lock.requireSame(
        parameters: given, seed: console.options.seed.map(Int.init), in: script.source, settings)
      parameters = lock.parameters.reduce(into: [:]) { $0[$1.name] = $1.value }
      seed = UInt32(exactly: lock.seed)
    } catch {
      throw console.refuse([error])
    }
  }
}
