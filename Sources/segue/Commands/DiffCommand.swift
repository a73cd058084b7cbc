import ArgumentParser
import Diagnostics
import Locks
import Matrices
import Documents
import Session
import Tables

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract:
      "Compare two locks: decisions, fitted numbers, metrics, and which segment became which.",
    usage: "segue diff <old.lock> <new.lock> [--data | --input NAME=<file>] [<options>]",
    discussion: """
      Two locks say which segments have centres near each other. With --data, both scripts, which \
      stand beside their locks, are run again, and it is said which customers went where; with \
      --input, both locks give the customers of the same fresh file their segments.
      """)

  @OptionGroup var options: GlobalOptions

  @Flag(help: "Run both scripts again and compare customer by customer.")
  var data = false

  @Option(
    name: .customLong("input"),
    help: ArgumentHelp(
      "Compare on this file, by the decisions of either lock.", valueName: "NAME=file"))
  var inputs: [String] = []

  @Option(help: ArgumentHelp("The feature that says what a customer is worth.", valueName: "name"))
  var money: String?

  @Option(help: ArgumentHelp("Also write Markdown for a pull request.", valueName: "out.md"))
  var summary: String?

  @Argument(help: ArgumentHelp("The older lock.", valueName: "old.lock"))
  var old: String

  @Argument(help: ArgumentHelp("The newer lock.", valueName: "new.lock"))
  var new: String

  func validate() throws {
    if data, !inputs.isEmpty {
      throw ValidationError("--data and --input cannot both be had: which rows are meant?")
    }
  }

  func run() throws {
    let console = Console(options)
    let files = options.sessionSettings(control: .init(threads: 1)).files
    let locks: (old: LockDocument, new: LockDocument)
    do throws(Diagnostic) {
      locks = (try LockFile.read(old, files), try LockFile.read(new, files))
    } catch {
      throw console.refuse([error])
    }
    let difference: LockDiff
    if data || !inputs.isEmpty {
      let before = try customers(of: locks.old, at: old, console)
      let after = try customers(of: locks.new, at: new, console)
      do throws(Diagnostic) {
        difference = LockDiff(
          locks.old, locks.new, migrations: try Migration.all(before, after, money: money),
          notes: before.notes + after.notes)
      } catch {
        throw console.refuse([error])
      }
    } else {
      difference = LockDiff(locks.old, locks.new)
    }
    if let summary {
      try console.write(MarkdownFormat().text(of: difference.document), to: summary)
    }
    if console.wantsJSON {
      console.print(difference.json)
    } else {
      console.print(console.format(rows: nil).text(of: difference.document))
    }
    if !difference.isEmpty { throw ProcessEnd(status: .differs) }
  }

  /// Who is in which segment of a lock, by its script.
  private func customers(
    of lock: LockDocument, at path: String, _ console: Console
  ) throws -> LockedCustomers {
    guard let script = LockFile.script(of: path) else {
      throw ValidationError("the script of a lock stands beside it: \(path) should end in .lock")
    }
    let source = try ScriptFile(script, console).source
    let watch = RunWatch(console)
    watch.began(script)
    let control = RunControl(threads: options.threadCount, cancellation: watch.cancellation) {
      watch.progress($0)
    }
    let settings = options.sessionSettings(
      control: control, scriptFolder: ScriptFile.folder(of: script))
    defer { watch.end() }
    do throws(ApplicationFailure) {
      return inputs.isEmpty
        ? try Session.customers(of: lock, rerunning: source, settings, version: segueVersion)
        : try Session.customers(of: lock, applying: source, settings, inputs.map(\.asInput))
    } catch {
      watch.end()
      switch error.reason {
      case .cancelled: throw ProcessEnd(status: .interrupted)
      case .problems(let problems): throw console.refuse(problems, sources: error.sources)
      }
    }
  }
}
