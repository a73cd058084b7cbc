import ArgumentParser
import Diagnostics
import Session
import Tables

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say everything that can be known without running.",
    discussion: """
      Reads scripts, headers and samples, never whole files. All problems of all scripts come at
      once: syntax, names, types, roles, keys, privacy.
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The scripts.") var scripts: [String]

  func run() throws {
    let console = Console(options)
    var status = ExitStatus.done
    var documents: [JSONValue] = []
    var count = 0
    for path in scripts {
      let source = try ScriptFile(path, console).source
      var session = Session(
        options.sessionSettings(
          control: .init(threads: options.threadCount), scriptFolder: ScriptFile.folder(of: path)))
      let result = session.check(source)
      if status == .done { status = result.exitCode }
      documents.append(
        .object([
          ("file", .string(path)),
          ("problems", ProblemJSON.json(result.checkProblems, sources: session.sources)),
        ]))
      let shown = result.checkProblems.filter {
        switch $0.severity {
        case .error, .warning: true
        case .note: options.notes
        }
      }
      count += shown.count
      console.draw(shown, sources: session.sources)
    }
    if console.wantsJSON {
      console.print(.object([("segue", .integer(1)), ("scripts", .array(documents))]))
    } else if count == 0, !console.isQuiet {
      console.remark(
        scripts.count == 1 ? "no problems" : "\(scripts.count) scripts, no problems")
    }
    try ProcessEnd.check(status)
  }
}
