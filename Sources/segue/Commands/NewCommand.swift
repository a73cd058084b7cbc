import ArgumentParser
import Diagnostics
import Session
import Tables

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a commented first script for a file of data.",
    discussion: """
      Looks at the header and a sample, and writes down what it found: the columns with their types,
      who bought, when, and for how much. The script runs as it stands.
      """)

  @OptionGroup var options: GlobalOptions
  @Option(name: .shortAndLong, help: ArgumentHelp("Write here; - prints.", valueName: "script"))
  var output: String?
  @Argument(help: "The file, such as tx.csv.") var data: String

  func run() throws {
    let console = Console(options)
    let script = StarterScript(
      for: data, settings: options.sessionSettings(control: .init(threads: options.threadCount)))
    let errors = script.problems.filter { $0.severity == .error }
    guard let first = errors.first else {
      try write(script.text, console)
      return
    }
    console.draw(errors, sources: script.sources)
    throw ProcessEnd(status: ExitStatus(first))
  }

  private func write(_ text: String, _ console: Console) throws {
    let path = output ?? defaultName
    if path != "-" { try console.write(text, to: path, existing: .kept, inputs: [data]) }
    if console.wantsJSON {
      console.print(
        .object([
          ("segue", .integer(1)), ("script", .string(text)),
          ("file", path == "-" ? .null : .string(path)),
        ]))
    } else if path == "-" {
      console.print(text)
    }
    if path != "-", !console.isQuiet {
      console.remark("wrote \(VisibleText(path).text); next: segue run \(VisibleText(path).text)")
    }
  }

  /// `data/tx.csv.gz` becomes `tx.seg`.
  private var defaultName: String {
    let last = data.split(separator: "/").last.map(String.init) ?? "data"
    return (last.split(separator: ".").first.map(String.init) ?? "data") + ".seg"
  }
}
