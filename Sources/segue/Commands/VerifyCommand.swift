import ArgumentParser
import Diagnostics
import Locks
import Documents
import Session
import Tables

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract:
      "Recompute a script and compare everything with its lock; name the cause of a difference.",
    usage: "segue verify <script> [--NAME <value> ...] [<options>]",
    discussion: """
      Ends with 0 if everything is as locked and with 5 if not. Params and the seed are those of \
      the lock unless they are given. Nothing is written but what --summary and --junit name.
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    name: .customLong("id-key-file"),
    help: ArgumentHelp("The secret that the lock was made with.", valueName: "file"))
  var idKeyFile: String?

  @Option(help: ArgumentHelp("Also write Markdown for a pull request.", valueName: "out.md"))
  var summary: String?

  @Option(help: ArgumentHelp("Also write JUnit XML for a CI server.", valueName: "out.xml"))
  var junit: String?

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The script, then values for its params.", valueName: "script"))
  var arguments: [String] = []

  func run() throws {
    let input = try LockInput(arguments, options, command: "verify")
    let console = input.console
    let idKey = try console.idKey(idKeyFile)
    let lock: LockDocument
    do throws(Diagnostic) {
      lock = try LockFile.read(
        input.lockPath, options.sessionSettings(control: .init(threads: 1)).files)
    } catch {
      throw input.refuse([error])
    }
    let declared = ScriptParameters(of: input.source)
    var parameters: [String: String] = [:]
    for parameter in lock.parameters where parameter.isGiven && declared.contains(parameter.name) {
      parameters[parameter.name] = parameter.value
    }
    let run = try input.record(parameters: parameters, seed: lock.seed, idKey: idKey)
    let isComplete = run.result.exitCode == .done
    let verification = Verification(lock, run.document, isComplete: isComplete)
    let report = VerificationReport(verification, script: input.path)
    let inputs =
      [input.path, input.lockPath] + lock.inputs.map(\.path) + run.document.inputs.map(\.path)
      + [idKeyFile].compactMap(\.self)
    if let summary {
      try console.write(MarkdownFormat().text(of: report.document), to: summary, inputs: inputs)
    }
    if let junit { try console.write(report.junit, to: junit, inputs: inputs) }
    if console.wantsJSON {
      console.print(report.json)
    } else {
      console.print(console.format(rows: nil).text(of: report.document))
    }
    console.draw(run.result.errors, sources: run.sources)
    // A file that is not there may come yet; what is in it has not changed before it was read.
    if let unread = run.result.errors.first(where: { ReadCodes.unread.contains($0.code) }) {
      throw ProcessEnd(status: ExitStatus(unread))
    }
    if !verification.holds { throw ProcessEnd(status: .differs) }
    try ProcessEnd.check(run.result.exitCode)
  }
}
