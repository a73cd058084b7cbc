import Diagnostics
import Planning
import Relations
import Syntax

/// What could stand at a place of a text.
package struct Completion: Equatable, Sendable {
  /// How many characters before the cursor the candidates replace.
  package let typed: Int
  /// In the order to list them: what the place asks for first, then by name.
  package let candidates: [Candidate]

  package struct Candidate: Equatable, Sendable {
    package enum Kind: String, Sendable {
      case stage, column, parameter, choice, metric, function, dataset, file, keyword, command
    }

    /// What is inserted; one that ends in a space or `=` is finished.
    package let text: String
    package let kind: Kind
    /// A few words for an editor that shows them.
    package let detail: String

    package init(_ text: String, _ kind: Kind, _ detail: String = "") {
      self.text = text
      self.kind = kind
      self.detail = detail
    }
  }

  package static let nothing = Completion(typed: 0, candidates: [])
}

extension PromptSession {
  /// What could stand at the cursor of a line.
  ///
  /// - Parameters:
  ///   - line: What is being typed, with lines of the same statement before it.
  ///   - cursor: Characters of the line before the cursor.
  /// - Returns: Candidates that fit what was typed of the word; none where nothing is known.
  package func completion(of line: String, at cursor: Int) -> Completion {
    let before = String(line.prefix(cursor))
    if before.hasPrefix(":") { return commandCompletion(before) }
    var text = before
    if let rest = PromptSession.continuation(before),
      let base = statements.last(where: \.hasValue)
    {
      text = base.text + "\n  " + rest
    }
    return session.completion(of: text)
  }

  private func commandCompletion(_ before: String) -> Completion {
    let words = before.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count > 1, let last = words.last else {
      let candidates = ColonCommand.allCases.map {
        Completion.Candidate(":\($0.rawValue)", .command, $0.summary)
      }
      return .matching(before, candidates)
    }
    let command = ColonCommand.named(String(words[0].dropFirst()))
    switch command {
    case .help:
      let names = session.reference.names + ColonCommand.allCases.map { ":\($0.rawValue)" }
      return .matching(last, names.map { .init($0, .stage) })
    case .type, .schema, .columns, .source:
      let names = statements.flatMap(\.defines) + (command == .source ? session.writtenStages : [])
      return .matching(last, names.map { .init($0, .dataset) })
    case .explain:
      return .matching(last, session.codes.codes.map { .init($0.id, .keyword, $0.title) })
    case .save where words.count > 2:
      return .matching(last, statements.flatMap(\.defines).map { .init($0, .dataset) })
    case .save, .load: return .files(last, ending: [".seg"])
    case .set where words.count == 2:
      return .matching(last, PromptSetting.allCases.map { .init($0.rawValue, .keyword, $0.values) })
    case .set:
      let values = ["color": ["auto", "always", "never"], "notes": ["on", "off"]][words[1]] ?? []
      return .matching(last, values.map { .init($0, .choice) })
    case .cache: return .matching(last, [.init("clear", .keyword)])
    case .tables, .decisions, .undo, .run, .last, .timer, .quit, nil: return .nothing
    }
  }
}

extension Completion {
  /// The candidates that begin with what was typed, or with it in another case.
  static func matching(_ word: String, _ candidates: [Candidate]) -> Completion {
    // A name in backquotes is found without them too.
    func plain(_ text: String) -> Substring { text.hasPrefix("`") ? text.dropFirst() : text[...] }
    let wanted = plain(word)
    var fitting = candidates.filter { plain($0.text).hasPrefix(wanted) }
    if fitting.isEmpty {
      let folded = wanted.lowercased()
      fitting = candidates.filter { plain($0.text).lowercased().hasPrefix(folded) }
    }
    var unique: [Candidate] = []
    for candidate in fitting where !unique.contains(where: { $0.text == candidate.text }) {
      unique.append(candidate)
    }
    return Completion(typed: word.count, candidates: unique)
  }
}
