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
  /// A transcript is being pasted: lines without a prompt are its output.
  private var isTranscript = false
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
      let isPasted = isTranscript && Prompt.hasInput()
      let prompt = pending.isEmpty ? "seg> " : "...> "
      switch editor.readLine(prompt: prompt, style: console.outputStyle) {
      case .end: return .done
      case .interrupted:
        pending = []
        box.before = ""
      case .line(let line):
        guard let text = take(line, isPasted: isPasted) else { continue }
        editor.store(text)
        if submit(text) { return .done }
      }
    }
  }

  /// The statement that a line completes, or `nil` where more has to come.
  private mutating func take(_ line: String, isPasted: Bool) -> String? {
    let trimmed = line.drop { $0 == " " || $0 == "\t" }
    if trimmed.hasPrefix("seg>") {
      isTranscript = true
    } else if isTranscript, !isPasted {
      isTranscript = false
    } else if isTranscript, !trimmed.hasPrefix("...>") {
      return nil
    }
    let typed = trimmed.hasPrefix("seg>") || trimmed.hasPrefix("...>")
    let content = typed ? String(trimmed.dropFirst(4).drop { $0 == " " }) : line
    let isBlank = content.allSatisfy(\.isWhitespace)
    if pending.isEmpty, isBlank { return nil }
    if !isBlank { pending.append(isContinuation(content) ? "  " + content : content) }
    let text = pending.joined(separator: "\n")
    let isWhole = isBlank || text.hasPrefix(":") || PromptText.isComplete(text)
    box.before = isWhole ? "" : text + "\n"
    guard isWhole else { return nil }
    pending = []
    return text
  }

  /// Whether a line has to be indented to belong to those before it: an incomplete statement goes
  /// on with whatever comes, unless it is inside a text cell, where blanks would show.
  private func isContinuation(_ line: String) -> Bool {
    guard !pending.isEmpty, line.first != " ", line.first != "\t" else { return false }
    let marks =
      pending.joined(separator: "\n").split(
        separator: "\"\"\"", omittingEmptySubsequences: false
      ).count - 1
    return marks % 2 == 0
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
  private static func hasInput() -> Bool {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&request, 1, 30) > 0
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
