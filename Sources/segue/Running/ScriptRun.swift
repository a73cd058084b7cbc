import Diagnostics
import Execution
import Matrices
import Planning
import Reports
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
    let digest = RemarkDigest(result, sources: sources)
    let teller = Teller(console: console, sources: sources)
    if result.outcome.stop == .cancelled {
      console.tell(
        result.outcome.shown.isEmpty
          ? "stopped by Ctrl-C; nothing that could be shown was finished\n"
          : "stopped by Ctrl-C; what was finished follows\n")
    }
    if !console.isQuiet {
      if options.ledger {
        let format = TerminalFormat(style: console.errorStyle)
        console.tell(format.text(of: LedgerSummary(result.outcome.decisions).document) + "\n")
      } else if console.errors.isTerminal {
        teller.ledger(result.outcome.decisions)
      }
      teller.notes(digest, all: options.notes)
    }
    teller.results(result.outcome.shown)
    console.draw(digest.warnings, sources: sources)
    if !console.isQuiet, !options.notes, let line = digest.foldedLine {
      console.remark("\(line): \(showNotes)")
    }
    console.draw(result.errors, sources: sources)
    if options.timings {
      for timing in timings { console.tell(timing.line + "\n") }
    }
  }
}
