import Diagnostics
import Execution
import Planning
import Reference
import Syntax
import Tables

/// What a prompt does with what is typed, without a terminal: statements, `|` that goes on, colon
/// commands.
///
/// A line that is wrong changes nothing. Going on never computes the beginning again: the whole
/// pipeline is run, and the runner remembers its stages.
package struct PromptSession: Sendable {
  package internal(set) var session: Session
  /// The statements that hold, in order, each whole.
  package internal(set) var statements: [PromptStatement] = []
  package var preferences = PromptPreferences()
  /// The last value, for `:last`, `:type` and `|`.
  package internal(set) var last: Runner.Remembered?
  /// What was before each accepted line, for `:undo`; the oldest first.
  var past: [Past] = []
  /// Whether the line before gave the value that `|` continues.
  var isValueFresh = true
  /// Remarks and decisions that were shown: a prompt says a thing once.
  var shown = Shown()

  struct Past: Sendable {
    var session: Session
    let statements: [PromptStatement]
    let last: Runner.Remembered?
  }

  struct Shown: Sendable {
    var remarks: [Diagnostic] = []
    var decisions: [Decision] = []
  }

  package init(_ settings: SessionSettings, onStage: (@Sendable (String) -> Void)? = nil) {
    session = Session(settings, allowsRedefinition: true, onStage: onStage)
  }

  /// Does what was typed or pasted: a colon command, or statements.
  ///
  /// - Parameter text: One or several lines; the prompts of a transcript are taken away.
  /// - Returns: What there is to show, errors included: they never end anything.
  package mutating func submit(_ text: String) -> PromptReply {
    let text = withStatementBefore(PromptText.strippingPrompts(text)).trimmed
    if text.isEmpty { return PromptReply(sources: session.sources) }
    if text.hasPrefix(":") { return command(text) }
    if let command = bareCommand(text) { return self.command(command) }
    return run(PromptSession.pieces(of: text))
  }

  /// Runs statements in order, up to the first that fails.
  mutating func run(_ pieces: [String]) -> PromptReply {
    var reply = PromptReply(sources: session.sources)
    for piece in pieces {
      var before = Past(session: session, statements: statements, last: last)
      // Results are remembered once, by the session that goes on.
      before.session.forgetResults()
      let (next, outcome) = take(piece)
      reply.add(next)
      if outcome == .accepted { past.append(before) }
      isValueFresh = outcome == .accepted && statements.last?.hasValue == true
      if past.count > 200 { past.removeFirst() }
      if outcome == .refused || next.isCutShort { break }
    }
    return reply
  }

  /// A text as statements, each with what stands above it; one that cannot be read stays whole.
  static func pieces(of text: String) -> [String] {
    let source = SourceText(name: "<prompt>", text: text)
    let parsed = Parser.parse(source, number: 0)
    guard parsed.script.statements.count > 1,
      !parsed.diagnostics.contains(where: { $0.severity == .error })
    else { return [text] }
    var start = 0
    return parsed.script.statements.map { statement in
      let end = statement.range.end
      defer { start = end }
      return source.text(in: SourceRange(source: 0, start: start, end: end)).trimmed
    }
  }

  /// What became of a statement.
  enum StatementOutcome {
    /// It holds, and its value is `it`.
    case accepted
    /// It only showed something: everything is as it was.
    case viewed
    case refused
  }

  /// Takes one statement, on a copy of everything; the copy is kept if all went well.
  private mutating func take(_ text: String) -> (PromptReply, StatementOutcome) {
    // A line that belongs to the statement above makes it longer.
    if let above = statements.last, text.hasPrefix(above.text + "\n  ") {
      return run(PromptStatement(text), replacing: above)
    }
    guard let base = statements.last(where: \.hasValue) else {
      return run(PromptStatement(text), replacing: nil)
    }
    guard let rest = PromptSession.continuation(text) else {
      let statement = PromptStatement(PromptSession.naming(it: base, in: text))
      return run(statement, replacing: nil, onlyShows: text == "it" || isView(statement.text))
    }
    var (reply, outcome) = resume(from: base, with: rest)
    if !isValueFresh, reply.results.last?.hasErrors == false {
      let line = base.text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
      reply.notes.insert("continues: \(VisibleText(line.trimmed).text)", at: 0)
    }
    return (reply, outcome)
  }

  private mutating func resume(from base: PromptStatement, with rest: String) -> (
    PromptReply, StatementOutcome
  ) {
    let whole = base.text + "\n  " + rest
    if base.isInterrupted, let last {
      return resume(from: last, with: rest, whole, replacing: base)
    }
    let view = base.reference + "\n  " + rest
    if isView(view) { return run(PromptStatement(view), replacing: nil, onlyShows: true) }
    return run(PromptStatement(whole), replacing: base)
  }

  /// Whether a pipeline ends in a stage that looks: it shows its input and makes nothing of it.
  private func isView(_ text: String) -> Bool {
    var trial = session
    return PromptSession.isView(trial.check(SourceText(name: "<prompt>", text: text)).plan)
  }

  private static func isView(_ plan: Plan) -> Bool {
    guard case .shown(let pipeline)? = plan.statements.last?.kind,
      let last = pipeline.stages.last
    else { return false }
    return switch pipeline.output.kind {
    case .profile, .display: true
    case .table, .features, .scaled, .sweep, .model, .run, .scalar, .unknown:
      ["take", "show", "describe"].contains(last.name)
    }
  }

  /// A text in which `it` stands for a whole value, `it` or `let name = it …`, with the value
  /// written out.
  private static func naming(it base: PromptStatement, in text: String) -> String {
    if text == "it" { return base.reference }
    guard let match = text.firstMatch(of: #/^let\s+[^=\s]+\s*=\s*(it)(?=\s|$)/#) else {
      return text
    }
    return text[..<match.1.startIndex] + base.reference + text[match.1.endIndex...]
  }

  /// What follows the last value: a line that begins with `|`, or with `it |`.
  static func continuation(_ text: String) -> String? {
    if text.hasPrefix("|") { return text }
    guard text.hasPrefix("it") else { return nil }
    let rest = String(text.dropFirst(2)).trimmed
    return rest.hasPrefix("|") ? rest : nil
  }

  private mutating func run(
    _ statement: PromptStatement, replacing base: PromptStatement?, onlyShows: Bool = false
  ) -> (PromptReply, StatementOutcome) {
    var trial = handingOverResults()
    var reply = PromptReply(sources: session.sources)
    let stale = slice(of: statement).filter(\.isStale)
    for definition in stale {
      let result = trial.run(SourceText(name: "<prompt>", text: definition.text))
      guard result.exitCode == .done else {
        reply.take(result, sources: trial.sources, shown: shown)
        session.keepResults(of: trial)
        return (reply, .refused)
      }
      for name in definition.defines { reply.notes.append("`\(name)` was computed again") }
    }
    let checked = trial.check(SourceText(name: "<prompt>", text: statement.text))
    if !checked.hasErrors, !past.isEmpty, !trial.runner.holdsAll(of: checked.plan) {
      past = []
      reply.notes.append(
        "`:undo` begins here: values of earlier lines were released to free memory")
    }
    let result = trial.run(checked)
    reply.take(result, sources: trial.sources, shown: shown)
    shown.note(result)
    if result.exitCode == .done {
      session = trial
      for definition in stale { mark(definition.defines, stale: false) }
      if onlyShows { return (reply, .viewed) }
      reply.notes += accept(statement, replacing: base)
      remember(result)
      return (reply, .accepted)
    }
    session.keepResults(of: trial)
    guard let (finished, value) = PromptSession.reached(by: result, of: statement) else {
      return (reply, .refused)
    }
    reply.notes += accept(finished, replacing: base)
    reply.keepsWhatWasReached = true
    last = value
    return (reply, .accepted)
  }

  /// A copy to try a line on, which alone holds the results: what it releases is free at once.
  private mutating func handingOverResults() -> Session {
    let trial = session
    session.forgetResults()
    return trial
  }

  /// What a statement had reached when it was cancelled, to go on from, and the part of the
  /// statement that says so; `nil` where that is inside a stage that is written in the language.
  private static func reached(by result: SessionResult, of statement: PromptStatement)
    -> (PromptStatement, Runner.Remembered)?
  {
    let outcome = result.outcome
    guard case .cancelled = outcome.stop, case .value(let value, _)? = outcome.results.last,
      case .shown(let pipeline)? = result.plan.statements.last?.kind
    else { return nil }
    var finished = statement
    if outcome.endsUnfinished {
      let stages = pipeline.stages
      guard let place = stages.firstIndex(where: { $0.path == value.decisions.last?.at }),
        place + 1 < stages.count, stages[place].range != stages[place + 1].range
      else { return nil }
      let end = stages[place + 1].range.start
      let text = SourceText(name: "<prompt>", text: statement.text)
        .text(in: SourceRange(source: 0, start: 0, end: end)).trimmed
      finished = PromptStatement(String(text.dropLast(text.hasSuffix("|") ? 1 : 0)).trimmed)
    }
    finished.isInterrupted = true
    return (finished, value)
  }

  /// Goes on from what a cancelled stage had finished.
  private mutating func resume(
    from value: Runner.Remembered, with rest: String, _ whole: String,
    replacing base: PromptStatement
  ) -> (PromptReply, StatementOutcome) {
    var trial = handingOverResults()
    let result = trial.resume(from: value, with: SourceText(name: "<prompt>", text: rest))
    var reply = PromptReply(sources: trial.sources)
    reply.take(result, sources: trial.sources, shown: shown)
    shown.note(result)
    guard result.exitCode == .done else {
      session.keepResults(of: trial)
      return (reply, .refused)
    }
    if PromptSession.isView(result.plan) {
      session.keepResults(of: trial)
      return (reply, .viewed)
    }
    session = trial
    var statement = PromptStatement(whole)
    statement.isInterrupted = true
    reply.notes += accept(statement, replacing: base)
    remember(result)
    return (reply, .accepted)
  }

  private mutating func remember(_ result: SessionResult) {
    if case .value(let value, _)? = result.outcome.results.last { last = value }
    if let name = result.outcome.bindings.last, let value = session.runner.datasets[name] {
      last = value
    }
  }

  /// Puts a statement among those that hold; gives remarks about others that it makes stale.
  private mutating func accept(_ statement: PromptStatement, replacing base: PromptStatement?)
    -> [String]
  {
    let old = statements.filter { before in
      before == base
        || !before.defines.isEmpty && before.defines.allSatisfy(statement.defines.contains)
    }
    let redefined = statement.defines.filter { name in old.contains { $0.defines.contains(name) } }
    statements.removeAll { old.contains($0) }
    statements.append(statement)
    guard !redefined.isEmpty else { return [] }
    if statement.changesMeaning { session.forgetResults() }
    let dependants = dependants(of: redefined)
    guard !dependants.isEmpty else { return [] }
    mark(dependants, stale: true)
    let list = dependants.map { "`\($0)`" }.joined(separator: ", ")
    let names = redefined.map { "`\($0)`" }.joined(separator: ", ")
    let verb = dependants.count == 1 ? "is stale: it uses" : "are stale: they use"
    return ["\(list) \(verb) the old \(names), and will be computed again when next used"]
  }
}

extension PromptSession {
  /// The names that depend on names, directly or by way of others, in the order of definition.
  func dependants(of names: [String]) -> [String] {
    var found = names
    var before = 0
    while found.count > before {
      before = found.count
      for statement in statements where statement.uses.contains(where: found.contains) {
        for defined in statement.defines where !found.contains(defined) { found.append(defined) }
      }
    }
    return Array(found.dropFirst(names.count))
  }

  /// The statements that a statement depends on, without itself: each after those that it needs,
  /// modules first.
  func slice(of statement: PromptStatement) -> [PromptStatement] {
    var kept = statements.filter { $0.kind == .use && $0 != statement }
    func visit(_ visited: PromptStatement, _ depth: Int) {
      for name in visited.uses {
        guard depth < 256, let needed = statements.last(where: { $0.defines.contains(name) }),
          needed != statement, !kept.contains(needed)
        else { continue }
        visit(needed, depth + 1)
        if !kept.contains(needed) { kept.append(needed) }
      }
    }
    visit(statement, 0)
    return kept
  }

  mutating func mark(_ names: [String], stale: Bool) {
    for index in statements.indices where statements[index].defines.contains(where: names.contains)
    {
      statements[index].isStale = stale
    }
  }
}

extension PromptSession.Shown {
  fileprivate mutating func note(_ result: SessionResult) {
    for remark in result.checkProblems + result.outcome.remarks where remark.severity != .error {
      if !remarks.contains(where: { $0.isSame(as: remark) }) { remarks.append(remark) }
    }
    for decision in result.outcome.decisions where !decisions.contains(decision) {
      decisions.append(decision)
    }
  }
}

extension Diagnostic {
  /// The same thing said, wherever the text stands.
  func isSame(as other: Diagnostic) -> Bool {
    code == other.code && message == other.message
  }
}
