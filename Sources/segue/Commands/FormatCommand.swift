import ArgumentParser
import Diagnostics
import Session
import Syntax
import Tables

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Write scripts in the one style; comments stay where they are.",
    discussion: "`segue fmt -` formats standard input. There are no options of style.")

  @OptionGroup var options: GlobalOptions
  @Flag(help: "Change nothing; name the scripts that would change, and end with 1.")
  var check = false
  @ArgumentParser.Argument(help: "The scripts, or - for standard input.") var scripts: [String]

  func run() throws {
    let console = Console(options)
    var status = ExitStatus.done
    var changed: [String] = []
    for path in scripts {
      let source = try ScriptFile(path, console).source
      let (text, problems) = Formatter.format(source)
      if problems.contains(where: { $0.severity == .error }) {
        var sources = SourceMap()
        _ = sources.add(source)
        console.draw(problems, sources: sources)
        status = .scriptErrors
        continue
      }
      let isDifferent = text.utf8.elementsEqual(source.bytes) == false
      if isDifferent { changed.append(path) }
      if check {
        continue
      } else if path == "-" {
        console.print(text)
      } else if isDifferent {
        try console.write(text, to: path)
      }
    }
    if check, !changed.isEmpty, status == .done { status = .scriptErrors }
    if console.wantsJSON {
      console.print(
        .object([
          ("segue", .integer(1)), ("changed", .array(changed.map { .string($0) })),
          ("written", .bool(!check)),
        ]))
    } else if !console.isQuiet {
      for path in changed where path != "-" {
        console.remark((check ? "would change " : "formatted ") + VisibleText(path).text)
      }
    }
    try ProcessEnd.check(status)
  }
}
