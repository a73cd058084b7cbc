import Diagnostics
import Execution
import Planning
import Reference
import Documents
import Syntax
import Tables

extension PromptSession {
  /// Does what a line says that begins with a colon.
  mutating func command(_ line: String) -> PromptReply {
    let words = line.dropFirst().split(separator: " ", maxSplits: 1)
    let word = words.first.map(String.init) ?? ""
    let rest = words.count > 1 ? String(words[1]).trimmed : ""
    guard let command = ColonCommand.named(word) else { return unknown(word) }
    switch command {
    case .help: return help(rest)
    case .tables: return tables()
    case .type: return type(rest)
    case .schema: return schema(rest)
    case .columns: return columns(rest)
    case .explain: return explain(rest)
    case .decisions: return decisions()
    case .source: return source(rest)
    case .undo: return undo()
    case .save: return save(rest)
    case .load: return load(rest)
    case .run: return runAgain()
    case .last:
      return last == nil ? complain("there is no value yet") : answer { $0.showsLast = true }
    case .set: return set(rest)
    case .timer:
      preferences.timer.toggle()
      let isOn = preferences.timer
      return answer { $0.notes = [isOn ? "each line says how long it took" : "timer off"] }
    case .cache: return cache(rest)
    case .quit: return answer { $0.leaves = true }
    }
  }

  private func answer(_ fill: (inout PromptReply) -> Void) -> PromptReply {
    var reply = PromptReply(sources: session.sources)
    fill(&reply)
    return reply
  }

  private func complain(_ text: String) -> PromptReply { answer { $0.complaint = text } }

  private func unknown(_ word: String) -> PromptReply {
    let near = ColonCommand.nearest(to: word).map { "did you mean `:\($0.rawValue)`?" }
    return complain(
      "no command \(quoted(":" + word)): " + (near ?? "`:help` lists the commands"))
  }

  // MARK: Finding out

  private func help(_ name: String) -> PromptReply {
    if name.isEmpty { return answer { $0.documents = [PromptSession.overview] } }
    if name == "stages" { return answer { $0.documents = [stageList] } }
    if let command = ColonCommand.named(name.hasPrefix(":") ? String(name.dropFirst()) : "-") {
      return answer { $0.page = "\(command.usage)\n  \(command.summary)\n" }
    }
    let pages = session.reference
    if let page = pages.page(name) { return answer { $0.page = page.markdown } }
    if let command = ColonCommand.named(name) {
      return answer { $0.page = "\(command.usage)\n  \(command.summary)\n" }
    }
    let near = nearestName(to: name, among: pages.names)
    return complain(
      "nothing is called \(quoted(name))" + (near.map { "; did you mean `\($0)`?" } ?? "")
        + "; `:help stages` lists the stages")
  }

  private static var overview: Document {
    let rows = ColonCommand.allCases.map { command -> [TableBlock.Cell] in
      [.text(command.usage), .text(command.summary)]
    }
    return Document([
      .paragraph(
        "Type a pipeline, such as  load \"tx.csv\" | rfm  and go on with  | scale zscore"),
      .table(TableBlock(headings: [.init("command"), .init("does")], rows: rows)),
      .paragraph(
        "Tab completes. Ctrl-C stops a run or clears the line; Ctrl-D leaves. "
          + ":help stages lists the stages, :help kmeans is the manual of one."),
    ])
  }

  /// The type of a name, of the last value, or of a pipeline that is checked but not run.
  private func resolve(_ text: String) -> (name: String, type: ValueType)? {
    if text.isEmpty || text == "it" { return last.map { ("it", $0.type) } }
    if let dataset = session.checker.datasets.last(where: { $0.name == text }) {
      return (text, dataset.type)
    }
    return nil
  }

  private func type(_ text: String) -> PromptReply {
    if let (_, type) = resolve(text) { return answer { $0.page = type.name + "\n" } }
    if text.isEmpty { return complain("there is no value yet") }
    var trial = session
    var whole = text
    if let rest = PromptSession.continuation(text),
      let base = statements.last(where: \.hasValue)
    {
      whole = base.text + "\n  " + rest
    }
    let checked = trial.check(SourceText(name: "<prompt>", text: whole))
    guard !checked.hasErrors else {
      var reply = PromptReply(sources: trial.sources)
      reply.take(checked, sources: trial.sources, shown: shown)
      return reply
    }
    switch checked.plan.statements.last?.kind {
    case .shown(let pipeline), .binding(_, let pipeline):
      return answer { $0.page = pipeline.output.name + "\n" }
    case .text, nil: return complain("\(quoted(text)) has no type")
    }
  }

  private func schema(_ text: String) -> PromptReply {
    guard let (_, type) = resolve(text) else { return notFound(text) }
    guard let table = type.table else { return complain("\(type.name) has no columns") }
    let rows = table.columns.map { column -> [TableBlock.Cell] in
      [
        .text(column.name), .text(column.type.name),
        .text(column.missing == .never ? "never" : "possible"),
        .text(table.remarks.first { $0.column == column.name }?.text ?? ""),
      ]
    }
    let headings = ["column", "type", "missing", "note"].map { TableBlock.Heading($0) }
    let grain =
      table.grain.isEmpty ? "" : ", one row per \(table.grain.joined(separator: ", "))"
    return answer {
      $0.documents = [
        Document([
          .heading("\(table.columns.count) columns\(grain)"),
          .table(TableBlock(headings: headings, rows: rows)),
        ])
      ]
    }
  }

  private func columns(_ text: String) -> PromptReply {
    guard let (_, type) = resolve(text) else { return notFound(text) }
    guard let table = type.table else { return complain("\(type.name) has no columns") }
    let lines = table.columns.map { column in
      "  \(quotedName(column.name)): \(column.type.name)"
        + (column.missing == .never ? "" : "?")
    }
    return answer {
      $0.page = "| columns {\n" + lines.joined(separator: ",\n") + "\n}\n"
    }
  }

  private func notFound(_ name: String) -> PromptReply {
    if name.isEmpty { return complain("there is no value yet") }
    let known = session.checker.datasets.map(\.name)
    let near = nearestName(to: name, among: known)
    return complain(
      "no dataset \(quoted(name))" + (near.map { "; did you mean `\($0)`?" } ?? ""))
  }

  private func explain(_ code: String) -> PromptReply {
    guard let known = session.codes[code] else {
      let near = nearestName(to: code.uppercased(), among: session.codes.codes.map(\.id))
      return complain(
        "no code \(quoted(code))" + (near.map { "; did you mean \($0)?" } ?? ""))
    }
    return answer { $0.page = "\(known.id): \(known.title)\n\n\(known.page.trimmed)\n" }
  }

  private func decisions() -> PromptReply {
    guard let last else { return complain("nothing was decided yet") }
    return answer { $0.documents = [LedgerSummary(last.decisions).document] }
  }

  private func source(_ name: String) -> PromptReply {
    if name.isEmpty || name == "it" {
      guard let statement = statements.last(where: \.hasValue) else {
        return complain("there is no value yet")
      }
      return answer { $0.page = statement.text + "\n" }
    }
    if let statement = statements.last(where: { $0.defines.contains(name) }) {
      let mark = statement.isStale ? "# stale: what it uses was defined again\n" : ""
      return answer { $0.page = mark + statement.text + "\n" }
    }
    if let stage = session.checker.stages[name] {
      let text = session.sources[stage.definition.name.range]
      return answer { $0.page = text.statement(at: stage.definition.name.range.start) + "\n" }
    }
    if session.checker.catalogue[name] != nil {
      return complain("`\(name)` is built in; `:help \(name)` is its manual")
    }
    return notFound(name)
  }

  // MARK: Going back and again

  private mutating func undo() -> PromptReply {
    guard let before = past.popLast() else { return complain("there is nothing to undo") }
    let results = session
    let undone = statements.last?.text.split(whereSeparator: \.isNewline).last.map(String.init)
    session = before.session
    session.keepResults(of: results)
    statements = before.statements
    last = before.last
    return answer {
      $0.notes = ["forgot: \(VisibleText((undone ?? "").trimmed).text)"]
      if let last = before.last { $0.notes.append("it is now \(last.type.name)") }
    }
  }

  private mutating func runAgain() -> PromptReply {
    guard !statements.isEmpty else { return complain("there is nothing to run yet") }
    let pieces = statements.map(\.text)
    var fresh = PromptSession(session.settings, onStage: session.runner.onStage)
    // `:undo` goes back to sessions from before this: sources keep their numbers.
    fresh.session.keepSources(of: session)
    fresh.preferences = preferences
    let reply = fresh.run(pieces)
    if reply.results.allSatisfy({ $0.exitCode == .done }) {
      fresh.past = past
      self = fresh
    }
    return reply
  }

  private mutating func load(_ path: String) -> PromptReply {
    let path = path.unquoted
    guard !path.isEmpty else { return complain("which script? \(ColonCommand.load.usage)") }
    do throws(ReadError) {
      let bytes = try session.settings.files.read(path)
      return run(PromptSession.pieces(of: String(decoding: bytes, as: UTF8.self)))
    } catch {
      let problem = diagnostic(for: error)
      var reply = PromptReply(sources: session.sources)
      var outcome = Outcome()
      outcome.problems = [problem]
      outcome.stop = .failed
      reply.take(
        SessionResult(plan: Plan(), checkProblems: [], outcome: outcome),
        sources: session.sources, shown: shown)
      return reply
    }
  }

  private mutating func cache(_ word: String) -> PromptReply {
    if word == "clear" {
      session.forgetResults()
      return answer { $0.notes = ["forgot all results; they are computed again when needed"] }
    }
    let count = session.runner.memory.count
    return answer {
      $0.notes = [
        "\(count) result\(count == 1 ? " is" : "s are") remembered; `:cache clear` forgets"
      ]
    }
  }
}

extension SourceText {
  /// The statement around an offset, with its documentation: up to the next line that begins in
  /// column 1 and is no part of it.
  fileprivate func statement(at offset: Int) -> String {
    let here = position(of: offset).line
    var first = here
    while first > 1, line(first - 1).hasPrefix("##") { first -= 1 }
    var last = here
    while last < lineCount {
      let next = line(last + 1)
      let belongs = next.first.map { $0 == " " || $0 == "\t" || $0 == ")" || $0 == "|" } ?? false
      guard belongs else { break }
      last += 1
    }
    return (first...last).map { line($0) }.joined(separator: "\n")
  }
}

extension String {
  /// Without the double quotes around it, if it has them.
  var unquoted: String {
    count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
  }
}
