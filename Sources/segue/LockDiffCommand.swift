import ArgumentParser
import Diagnostics
import Reports
import Session
import Tables

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract:
      "Compare two locks: decisions, fitted numbers, metrics, and which segment became which.",
    usage: "segue diff <old.lock> <new.lock> [<options>]")

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("The older lock.", valueName: "old.lock"))
  var old: String

  @Argument(help: ArgumentHelp("The newer lock.", valueName: "new.lock"))
  var new: String

  func run() throws {
    let console = Console(options)
    let files = options.sessionSettings(control: .init(threads: 1)).files
    let difference: LockDiff
    do throws(Diagnostic) {
      difference = LockDiff(try LockFile.read(old, files), try LockFile.read(new, files))
    } catch {
      throw console.refuse([error])
    }
    if console.wantsJSON {
      console.print(difference.json)
    } else {
      console.print(console.format(rows: nil).text(of: difference.document))
    }
    if !difference.isEmpty { throw ProcessEnd(status: .differs) }
  }
}
