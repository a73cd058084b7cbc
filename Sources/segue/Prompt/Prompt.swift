import Diagnostics
import Execution
import Matrices
import Planning
import Documents
import Reports
import Session
import Syntax
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The prompt: reads lines, lets the session do them, and shows what came of it.
struct Prompt {
  private var console: Console
  private let watch: RunWatch
  private let box: SessionBox
  /// Lines of a statement that is not complete yet.
  private var pending: [String] = []
  /// Whether some of them came at once: they are a piece of a script.
  private var wasPasted = false
  private var hints = PromptHints()

  init(_ console: Console) {
    self.console = console
    let watch = RunWatch(console)
    self.watch = watch
    let control = RunControl(
      threads: console.options.threadCount, cancellation: watch.cancellation
    ) { watch.progress($0) }
    box = SessionBox(
      PromptSession(
        console.options.sessionSettings(control: control), onStage: { watch.began($0) }))
    box.session.preferences.notes = console.options.notes
    box.session.preferences.timer = console.options.timings
  }

  /// Until Ctrl-D or `:quit`.
  mutating func run() -> ExitStatus {
    Interrupts.secondEnds.store(false, ordering: .relaxed)
    let editor = LineEditor(history: PromptHistory.file) { [box] line, cursor in
      box.complete(line, cursor)
    }
    if !console.isQuiet {
      console.remark("Segue \(segueVersion)   :help for help, Tab completes, Ctrl-D leaves")
    }
    while true {
      let prompt = pending.isEmpty ? "seg> " : "...> "
      switch editor.readLine(prompt: prompt, style: console.outputStyle) {
      case .end:
        // What was pasted without a last line feed.
        if wasPasted {
          for segment in PromptSession.segments(of: pending.joined(separator: "\n"))
          where submit(segment) { break }
        }
        return .done
      case .interrupted: dropPending()
      case .line(let line):
        guard let text = take(line) else { continue }
        for segment in PromptSession.segments(of: text) {
          editor.store(segment)
          if submit(segment) { return .done }
        }
      }
    }
  }

  /// The text that a line completes, or `nil` if more has to come.
  ///
  /// Lines that come at once were pasted: they are taken together and read as in a script.
  private mutating func take(_ line: String) -> String? {
    let hasInput = Prompt.hasInput()
    let isPasted = line.contains(where: \.isNewline) || hasInput
    wasPasted = wasPasted || isPasted
    let isBlank = line.allSatisfy(\.isWhitespace)
    if pending.isEmpty, isBlank { return nil }
    pending.append(wasPasted || !isContinuation(line) ? line : "  " + line)
    let text = pending.joined(separator: "\n")
    box.before = text + "\n"
    if hasInput { return nil }
    let isInText = !PromptText.isComplete(text) && hasOpenText
    let isWhole =
      isBlank && !isInText || text.hasPrefix(":")
      || (wasPasted ? PromptText.isComplete(text) : box.session.isComplete(text))
    guard isWhole else { return nil }
    dropPending()
    return text
  }

  private mutating func dropPending() {
    pending = []
    wasPasted = false
    box.before = ""
  }

  /// Whether a typed line has to be indented to belong to those before it: a statement that is not
  /// complete goes on with whatever comes, unless it is inside a text cell, where spaces would show.
  private func isContinuation(_ line: String) -> Bool {
    guard let first = line.first, !pending.isEmpty, first != " ", first != "\t" else {
      return false
    }
    let isOpen = !PromptText.isComplete(pending.joined(separator: "\n"))
    return (isOpen || first == "|" || line.hasPrefix("by ")) && !hasOpenText
  }

  private var hasOpenText: Bool {
    let parts = pending.joined(separator: "\n").split(
      separator: "\"\"\"", omittingEmptySubsequences: false)
    return parts.count % 2 == 0
  }

  /// Does it and shows it; true to leave.
  private mutating func submit(_ text: String) -> Bool {
    Interrupts.cancellation.reset()
    let start = ContinuousClock.now
    let reply = box.session.submit(text)
    watch.end()
    Interrupts.cancellation.reset()
    let duration = ContinuousClock.now - start
    let preferences = box.session.preferences
    console.width = preferences.width
    console.color = preferences.color.flatMap { ColorChoice(rawValue: $0) }
    show(reply)
    if preferences.timer {
      console.remark("  " + Timing(stage: "", duration: duration).line.trimmingBlanks)
    }
    return reply.leaves
  }

  private mutating func show(_ reply: PromptReply) {
    let printer = ResultPrinter(
      console: console, sources: reply.sources, rows: 10, seeAll: ":last shows all",
      seeNotes: ":set notes on", indent: "  ")
    let scope = RunDocument.Scope(
      ledger: console.isQuiet ? .none : .movedRows, notes: !console.isQuiet,
      allNotes: box.session.preferences.notes)
    for document in reply.documents(in: box.session.session, scope: scope) {
      printer.draw(document)
    }
    if case .cancelled? = reply.results.last?.outcome.stop { showStop(reply) }
    for document in reply.documents {
      console.print(console.format(rows: nil).text(of: document))
    }
    if !reply.page.isEmpty { console.print(reply.page.visibleLines) }
    if reply.showsLast, let last = box.session.last {
      console.print(printer.text(of: ShownValue(last.value, last.type), rows: .max))
    }
    for note in reply.notes { console.remark("  " + note) }
    if let complaint = reply.complaint { console.tell("  " + complaint + "\n") }
    if !console.isQuiet, reply.results.last?.exitCode == .done, let last = box.session.last,
      let hint = hints.next(after: last.type)
    {
      console.remark("  next: " + hint)
    }
  }

  private func showStop(_ reply: PromptReply) {
    console.remark(
      reply.keepsWhatWasReached
        ? "  stopped; what was reached is in `it`, go on with |"
        : "  stopped; the stages before it are remembered")
  }

  /// Whether something waits to be read, as after a paste.
  ///
  /// A terminal hands over what was pasted at once; a few milliseconds are enough for the rest of it, and
  /// too short to be noticed by somebody who types.
  private static func hasInput() -> Bool {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&request, 1, 4) > 0
  }
}

/// The session that the prompt and its completion share.
///
/// A class, because the line editor keeps the completer while the prompt changes the session; both
/// are called from the one thread of the prompt.
private final class SessionBox {
  var session: PromptSession
  /// The lines of the statement before the one being typed.
  var before = ""

  init(_ session: PromptSession) { self.session = session }

  func complete(_ line: String, _ cursor: Int) -> Completions {
    let completion = session.completion(of: before + line, at: before.count + cursor)
    return Completions(
      typed: completion.typed,
      candidates: completion.candidates.map { candidate in
        switch candidate.kind {
        case .stage, .keyword, .dataset: candidate.text + " "
        case .column, .parameter, .choice, .metric, .function, .file, .command: candidate.text
        }
      })
  }
}

/// What could come next, said once for each kind of value.
private struct PromptHints {
  private var said: [ValueKind] = []

  mutating func next(after type: ValueType) -> String? {
    guard !said.contains(type.kind) else { return nil }
    said.append(type.kind)
    return switch type.kind {
    case .table: "| rfm   or look: :schema, :last"
    case .features: "| scale zscore"
    case .scaled: "| kmeans k in 2...10"
    case .sweep: "| pick silhouette"
    case .model: "| profile   or keep it: :save segments.seg"
    case .run: "load \"…\" | apply NAME   pushes rows through it"
    case .profile, .display, .scalar, .unknown: nil
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String { String(drop { $0 == " " }) }

  /// Safe to show, line by line.
  fileprivate var visibleLines: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText($0).text }.joined(separator: "\n")
  }
}
