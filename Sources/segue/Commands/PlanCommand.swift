import ArgumentParser
import Diagnostics
import Session
import Tables

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Say what a script will do: stages, types, rows, memory, and every file it touches.",
    usage: "segue plan <script> [--NAME <value> ...] [<options>]")

  @OptionGroup var options: GlobalOptions

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The script, then values for its params.", valueName: "script"))
  var arguments: [String] = []

  func run() throws {
    let console = Console(options)
    guard let path = arguments.first, !path.hasPrefix("--") else {
      throw ValidationError("which script? segue plan F.seg")
    }
    let source = try ScriptFile(path, console).source
    let settings = options.sessionSettings(
      control: .init(threads: options.threadCount), scriptFolder: ScriptFile.folder(of: path))
    var session = Session(settings)
    session.override(
      try ScriptParameters(of: source).values(of: arguments.dropFirst(), in: path))
    let result = session.check(source)
    let outline = PlanOutline(result.plan, settings)
    if console.wantsJSON {
      guard case .object(let members) = outline.json else { return }
      console.print(
        .object(
          members + [
            ("problems", ProblemJSON.json(result.checkProblems, sources: session.sources))
          ]))
    } else if !result.hasErrors {
      console.print(console.format(rows: nil).text(of: outline.document))
    }
    let digest = RemarkDigest(result, sources: session.sources)
    let scope = RunDocument.Scope(notes: !console.isQuiet, allNotes: options.notes)
    ResultPrinter(console: console, sources: session.sources)
      .draw(RunDocument.notes(digest, scope))
    console.draw(digest.warnings + result.errors, sources: session.sources)
    try ProcessEnd.check(result.exitCode)
  }
}
