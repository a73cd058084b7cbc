import ArgumentParser
import Diagnostics
import Locks
import Matrices
import Documents
import Session

struct WhatIfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whatif",
    abstract: "Run a script with each decision made otherwise, and rank what hangs on them.",
    usage: "segue whatif <script> [--NAME <value> ...] [<options>]",
    discussion: """
      Each decision is left out or varied alone: rows that are dropped, caps, the scaling, the seed, \
      params. The share of the customers who would be in another segment says how much it matters. \
      Ctrl-C keeps what was compared. Nothing is written but what --summary names.
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("Also write Markdown for a pull request.", valueName: "out.md"))
  var summary: String?

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The script, then values for its params.", valueName: "script"))
  var arguments: [String] = []

  func run() throws {
    let input = try LockInput(arguments, options, command: "whatif")
    let console = input.console
    let watch = RunWatch(console)
    let control = RunControl(threads: options.threadCount, cancellation: watch.cancellation) {
      watch.progress($0)
    }
    let run = Session.whatIf(
      input.source,
      options.sessionSettings(control: control, scriptFolder: ScriptFile.folder(of: input.path)),
      parameters: input.given, onStage: { watch.began($0) },
      onQuestion: { watch.began("what if \($0) of \($1)") })
    watch.end()
    guard let whatIf = run.whatIf else {
      if run.base.exitCode == .interrupted { throw ProcessEnd(status: .interrupted) }
      throw console.refuse(run.base.errors, sources: run.sources, status: run.base.exitCode)
    }
    let report = WhatIfReport(whatIf, script: input.path)
    if let summary { try console.write(MarkdownFormat().text(of: report.document), to: summary) }
    if console.wantsJSON {
      console.print(report.json)
    } else {
      console.print(console.format(rows: nil).text(of: report.document))
    }
    if whatIf.interrupted { throw ProcessEnd(status: .interrupted) }
  }
}
