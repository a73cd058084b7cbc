import ArgumentParser
import Diagnostics
import Locks
import Session
import Tables

struct LockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "Run a script and write what it decided and found to F.seg.lock.",
    usage: "segue lock <script> [--NAME <value> ...] [<options>]",
    discussion: """
      The difference to the old lock is shown before the new one takes its place. Files are only \
      read: stages that write, such as export, do not act.
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    name: .customLong("id-key-file"),
    help: ArgumentHelp(
      "A secret that ids are mixed with before they are hashed.", valueName: "file"))
  var idKeyFile: String?

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The script, then values for its params.", valueName: "script"))
  var arguments: [String] = []

  func run() throws {
    let input = try LockInput(arguments, options, command: "lock")
    let console = input.console
    let idKey = try console.idKey(idKeyFile)
    let turn: WriteLock
    do throws(WriteLock.Refusal) {
      turn = try WriteLock(on: input.path, toReplace: input.lockPath)
    } catch {
      throw input.refuse([LockCodes.diagnostic(for: error, script: input.path)])
    }
    if let before = turn.endedEarly, !console.isQuiet {
      console.tell(
        "note: `segue lock` of process \(before.process) was ended before it wrote; it holds nothing "
          + "up\n")
    }
    let old = oldLock(input)
    let run = try input.record(idKey: idKey)
    console.draw(run.result.errors, sources: run.sources)
    try ProcessEnd.check(run.result.exitCode)
    let unchanged = old.map { LockFile.bytes(of: $0) == LockFile.bytes(of: run.document) } ?? false
    var difference: LockDiff?
    if let old, !unchanged {
      let found = try self.difference(to: old, run, input)
      difference = found
    }
    if !unchanged {
      do throws(Diagnostic) {
        try LockFile.write(
          run.document, to: input.lockPath, replacing: old,
          root: options.sessionSettings(control: .init(threads: 1)).files.root)
      } catch {
        throw input.refuse([error])
      }
    }
    _ = consume turn
    // What is printed comes last: output that cannot be written ends the process.
    if let difference { show(difference, of: run, console) }
    tell(console, input, run, difference, isNew: old == nil, unchanged: unchanged)
  }

  private func show(_ difference: LockDiff, of run: RecordedRun, _ console: Console) {
    if console.isQuiet || console.wantsJSON {
      console.draw(difference.findings, sources: run.sources)
    } else if !difference.isEmpty {
      console.print(console.format(rows: nil).text(of: difference.document) + "\n")
    }
  }

  /// What is different from the old lock; with who went where, if the old decisions can be applied to
  /// the files of today.
  private func difference(
    to old: LockDocument, _ run: RecordedRun, _ input: LockInput
  ) throws(ProcessEnd) -> LockDiff {
    let isRefit = old.models.map(\.labels) != run.document.models.map(\.labels)
    guard isRefit, let before = try input.customers(of: old) else {
      return LockDiff(old, run.document)
    }
    do throws(Diagnostic) {
      return LockDiff(
        old, run.document, migrations: try Migration.all(before, LockedCustomers(run)))
    } catch {
      throw input.refuse([error])
    }
  }

  /// The lock that is there; one that cannot be read is told and replaced.
  private func oldLock(_ input: LockInput) -> LockDocument? {
    let files = options.sessionSettings(control: .init(threads: 1)).files
    do throws(Diagnostic) {
      return try LockFile.read(input.lockPath, files)
    } catch {
      if error.code != .noLock {
        input.console.tell(
          "the old lock cannot be compared with: \(error.message) (\(error.code.id))\n")
      }
      return nil
    }
  }

  private func tell(
    _ console: Console, _ input: LockInput, _ run: RecordedRun, _ difference: LockDiff?,
    isNew: Bool, unchanged: Bool
  ) {
    if console.wantsJSON {
      console.print([
        "segue": 1, "lock": .string(input.lockPath), "changed": .bool(!unchanged),
        "decisions": .integer(Int64(run.document.steps.count)),
        "models": .integer(Int64(run.document.models.count)),
        "findings": difference?.findingsJSON ?? .array([]),
      ])
      return
    }
    guard !console.isQuiet else { return }
    let path = VisibleText(input.lockPath).text
    if unchanged {
      console.tell("\(path) already says this\n")
      return
    }
    console.tell(
      "\(isNew ? "wrote" : "replaced") \(path): decisions \(run.document.steps.count), "
        + "models \(run.document.models.count)\n")
    if isNew { console.remark("commit it beside the script; segue verify \(input.path) checks it") }
  }
}
