import Diagnostics
import Execution
import Matrices
import Planning
import Session
import Tables

/// Runs a script and says what came of it: the common part of `run`, `-e` and piped input.
struct ScriptRun {
  let console: Console
  /// What to type to see the notes that were folded away.
  let showNotes: String

  private var options: GlobalOptions { console.options }

  /// - Parameters:
  ///   - source: The script, under the name that messages show.
  ///   - folder: Where its modules are looked for.
  ///   - parameters: Values for its params, as text.
  /// - Returns: What the process is to end with.
  func run(_ source: SourceText, folder: String = ".", parameters: [String: String] = [:])
    -> ExitStatus
  {
    let watch = RunWatch(console)
    let control = RunControl(threads: options.threadCount, cancellation: watch.cancellation) {
      watch.progress($0)
    }
    var settings = options.sessionSettings(control: control, scriptFolder: folder)
    settings.retention = .untilLastUse
    var session = Session(settings, onStage: { watch.began($0) })
    session.override(parameters)
    let result = session.run(source)
    watch.end()
    if console.wantsJSON {
      printJSON(result, session.sources, watch.timings)
    } else {
      print(result, session.sources, watch.timings)
    }
    return result.exitCode
  }

  private func printJSON(_ result: SessionResult, _ sources: SourceMap, _ timings: [Timing]) {
    var json = result.json(sources: sources)
    if options.timings, case .object(let members) = json {
      json = .object(members + [("timings", .array(timings.map(\.json)))])
    }
    console.print(json)
    // The document has the errors too; whoever reads a log wants to see why it failed.
    console.draw(result.errors, sources: sources)
  }

  private func print(_ result: SessionResult, _ sources: SourceMap, _ timings: [Timing]) {
    var printer = ResultPrinter(console: console, sources: sources)
    printer.seeNotes = showNotes
    printer.draw(RunDocument(result, sources: sources, scope: scope))
    if options.timings {
      for timing in timings { console.tell(timing.line + "\n") }
    }
  }

  private var scope: RunDocument.Scope {
    if console.isQuiet { return RunDocument.Scope(ledger: .none, notes: false) }
    let ledger: RunDocument.Scope.Ledger =
      options.ledger ? .full : console.errors.isTerminal ? .movedRows : .none
    return RunDocument.Scope(ledger: ledger, allNotes: options.notes)
  }
}
