import ArgumentParser
import Diagnostics
import Matrices
import Reports
import Session
import Tables

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Check a script, run it, and print each bare pipeline.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The script.") var script: String

  func run() throws {}
}

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say everything that can be known without running.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The scripts.") var scripts: [String]

  func run() throws {}
}

struct PromptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt", abstract: "Open a prompt.", shouldDisplay: false)

  @OptionGroup var options: GlobalOptions
  @Option(name: .customShort("e"), help: "Run this code and end.") var code: String?

  func run() throws {
    guard let code else { return }
    var session = Session(
      SessionSettings(
        files: FileAccess(root: options.root), control: RunControl(threads: options.threads ?? 2),
        seed: UInt64(options.seed), memoryLimit: 8 << 30))
    let result = session.run(SourceText(name: "<command line>", text: code))
    let drawing = DiagnosticDrawing(sources: session.sources, style: Style(width: 100))
    if options.json {
      print(
        RunJSON.json(
          result.outcome, notes: result.checkProblems + result.outcome.remarks,
          sources: session.sources
        ).text(), terminator: "")
      print(drawing.draw(result.outcome.problems))
    } else {
      for case .value(let value, _) in result.outcome.results {
        print(
          TerminalFormat(style: Style(width: 100), maximumRows: 10).text(
            of: Document(value.value, of: value.type, rows: 10)))
      }
      for decision in result.outcome.decisions {
        print(decision.at, decision.rowsIn ?? -1, "->", decision.rowsOut ?? -1, decision.record.entries.count)
      }
      print(drawing.draw(result.diagnostics))
    }
    throw ArgumentParser.ExitCode(result.exitCode.rawValue)
  }
}
