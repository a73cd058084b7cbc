import ArgumentParser
import Diagnostics
import Session

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `segue` without a command: a line, a script on standard input, or the prompt.
struct PromptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt", abstract: "Open a prompt, or run one line or standard input.",
    shouldDisplay: false)

  @OptionGroup var options: GlobalOptions
  @Option(name: .customShort("e"), help: ArgumentHelp("Run this code and end.", valueName: "code"))
  var code: String?

  func run() throws {
    let console = Console(options)
    if let code {
      let run = ScriptRun(console: console, showNotes: "segue --notes -e …")
      try ProcessEnd.check(run.run(SourceText(name: "<command line>", text: code)))
      return
    }
    if isatty(STDIN_FILENO) == 1, console.output.isTerminal, !options.noInput, !console.wantsJSON {
      var prompt = Prompt(console)
      try ProcessEnd.check(prompt.run())
      return
    }
    let run = ScriptRun(console: console, showNotes: "segue --notes")
    try ProcessEnd.check(run.run(try ScriptFile("-", console).source))
  }
}
