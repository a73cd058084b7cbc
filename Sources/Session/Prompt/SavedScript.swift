import Diagnostics
import Planning
import Syntax
import Tables

/// What a value depends on, as a script that gives the same value anywhere: only the statements
/// that it needs, the roles that were found written out, the seed explicit, formatted.
package struct SavedScript: Sendable {
  package let text: String

  /// - Parameters:
  ///   - statements: In an order in which each comes after what it needs.
  ///   - settings: The seed, and where files are.
  init(_ statements: [PromptStatement], settings: SessionSettings) {
    var session = Session(settings, allowsRedefinition: true)
    var pieces = ["seg 1"]
    for statement in statements where !statement.text.hasPrefix("seg ") {
      pieces.append(SavedScript.explicit(statement.text, seed: settings.seed, &session))
    }
    // A `let` is silent: the script shows what was saved.
    if let name = statements.last?.defines.first, statements.last?.kind == .binding {
      pieces.append(name)
    }
    let draft = pieces.joined(separator: "\n\n") + "\n"
    text = Formatter.format(SourceText(name: "saved", text: draft)).text
  }

  /// A statement with everything that was found for it written into its calls.
  private static func explicit(_ text: String, seed: UInt64, _ session: inout Session) -> String {
    let source = SourceText(name: "saved", text: text)
    let number = session.sources.sources.count
    var trial = session
    let checked = trial.check(source)
    guard !checked.hasErrors else { return text }
    let before = session
    session = trial
    var insertions: [(offset: Int, text: String)] = []
    for found in checked.plan.found where found.stage.source == number {
      let arguments = found.arguments.map {
        " \($0.parameter)=\(StarterScript.argument($0.source))"
      }
      insertions.append((found.stage.end, arguments.joined()))
    }
    let script = Parser.parse(source, number: number).script
    for call in script.statements.flatMap(\.calls) {
      guard let signature = session.checker.catalogue[call.name.text]?.signature,
        signature.parameter("seed") != nil,
        !call.arguments.contains(where: { $0.items.contains { $0.name?.text == "seed" } })
      else { continue }
      let end = call.arguments.last?.range.end ?? call.name.range.end
      let seeded = (offset: end, text: " seed=\(seed)")
      // `pick silhouette` draws no lots and refuses a seed, `pick gap` takes one.
      var other = before
      let draft = SavedScript.text(source, with: [seeded])
      guard !other.check(SourceText(name: "saved", text: draft)).hasErrors else { continue }
      insertions.append(seeded)
    }
    return SavedScript.text(source, with: insertions)
  }

  private static func text(
    _ source: SourceText, with insertions: [(offset: Int, text: String)]
  ) -> String {
    var bytes = source.bytes
    for (offset, code) in insertions.sorted(by: { $0.offset > $1.offset }) {
      bytes.insert(contentsOf: Array(code.utf8), at: offset)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Statement {
  /// Every call of a stage in it, those of nested pipelines too.
  fileprivate var calls: [Call] {
    switch kind {
    case .binding(let binding): binding.pipeline.allCalls
    case .stage(let stage): stage.body.allCalls
    case .pipeline(let pipeline): pipeline.allCalls
    case .edition, .use, .parameter, .function, .text, .missing: []
    }
  }
}

extension Pipeline {
  fileprivate var allCalls: [Call] {
    var own = calls
    if case .call(let call)? = head { own.insert(call, at: 0) }
    for item in own.flatMap(\.arguments).flatMap(\.items) {
      if case .pipeline(let inner, _) = item.value { own += inner.allCalls }
    }
    return own
  }
}

extension PromptSession {
  /// Does what `:save FILE [NAME]` says.
  func save(_ rest: String) -> PromptReply {
    var reply = PromptReply(sources: session.sources)
    let words = rest.split(separator: " ").map { String($0).unquoted }
    guard let path = words.first, words.count <= 2 else {
      reply.complaint = "where to? \(ColonCommand.save.usage)"
      return reply
    }
    guard let script = savedScript(words.count == 2 ? words[1] : nil) else {
      let names = statements.flatMap(\.defines)
      let near = words.count == 2 ? nearestName(to: words[1], among: names) : nil
      reply.complaint =
        words.count == 2
        ? "no name \(quoted(words[1]))" + (near.map { "; did you mean `\($0)`?" } ?? "")
        : "there is nothing to save yet"
      return reply
    }
    guard path.hasSuffix(".seg") else {
      reply.complaint = "a script ends in .seg: :save \(VisibleText(path).text).seg"
      return reply
    }
    do throws(WriteError) {
      try AtomicFile.write(
        Array(script.text.utf8), to: path, root: session.settings.files.root)
      let lines = script.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      reply.notes = [
        "wrote \(VisibleText(path).text), \(lines) lines; segue run \(VisibleText(path).text)"
      ]
    } catch {
      let problem = diagnostic(for: error)
      reply.complaint = ([problem.message] + problem.notes).joined(separator: "; ")
    }
    return reply
  }

  /// The script of a name, or of the last value; `nil` if there is none.
  package func savedScript(_ name: String? = nil) -> SavedScript? {
    let target =
      if let name {
        statements.last { $0.defines.contains(name) }
      } else {
        statements.last { $0.hasValue }
      }
    return target.map { SavedScript(slice(of: $0) + [$0], settings: session.settings) }
  }
}
