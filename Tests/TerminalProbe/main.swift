import Diagnostics
import Synchronization
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows the terminal to tests that look at it through a pseudo-terminal.
///
/// `edit FILE` reads lines and says what it read; `work` runs until it is interrupted.
let arguments = CommandLine.arguments
let interrupted = Atomic<Bool>(false)
let installed = InterruptHandler.install { interrupted.store(true, ordering: .relaxed) }

switch arguments.dropFirst().first {
case "edit":
  let names = ["kmeans", "kmedoids", "keep", "pick", "Grüße"]
  let editor = LineEditor(history: HistoryFile(path: arguments[2])) { line, cursor in
    let word =
      line.prefix(cursor).split(separator: " ", omittingEmptySubsequences: false).last ?? ""
    return Completions(typed: word.count, candidates: names.filter { $0.hasPrefix(word) })
  }
  reading: while true {
    switch editor.readLine(prompt: "seg> ") {
    case .line(let text):
      print("got <\(text)>")
      editor.store(text)
    case .interrupted: print("interrupted, handler \(interrupted.load(ordering: .relaxed))")
    case .end:
      print("end")
      break reading
    }
  }
case "work":
  let settings = TerminalSettings.of(
    descriptor: 2, environment: TerminalSettings.processEnvironment())
  let line = ProgressLine.onTerminal(settings: settings, hint: "^C stops")
  print("working \(settings.columns ?? 0)")
  var steps = 0
  while !interrupted.load(ordering: .relaxed), steps < 1000 {
    line?.show("k=7", done: Double(steps) / 1000)
    usleep(10_000)
    steps += 1
  }
  line?.erase()
  print("stopped")
default: print("edit FILE | work")
}
