import Diagnostics
import Planning
import Syntax

/// What belongs together of the lines that are typed and pasted.
extension PromptSession {
  /// Whether a typed text can be run, or more lines belong to it.
  ///
  /// Beyond open brackets and operators, a stage whose body has lines of its own goes on, and so do
  /// `features` and its kind until their bindings and their `by` are there. A blank line ends both.
  package func isComplete(_ text: String) -> Bool {
    guard PromptText.isComplete(text) else { return false }
    let hasLines = text.contains(where: \.isNewline)
    let script = Parser.parse(SourceText(name: "<prompt>", text: text), number: 0).script
    return switch script.statements.last?.kind {
    case .stage: !hasLines
    case .pipeline(let pipeline): !isOpen(pipeline, hasLines: hasLines)
    case .binding(let binding): !isOpen(binding.pipeline, hasLines: hasLines)
    case .edition, .use, .parameter, .function, .text, .missing, nil: true
    }
  }

  private func isOpen(_ pipeline: Pipeline, hasLines: Bool) -> Bool {
    guard let call = pipeline.calls.last,
      let signature = session.checker.catalogue[call.name.text]?.signature,
      case .bindings? = signature.positional?.kind
    else { return false }
    if call.arguments.isEmpty { return true }
    let wantsGroups = signature.clauses.contains {
      $0.preposition == .by && $0.parameter.isRequired
    }
    return hasLines && wantsGroups && !call.clauses.contains { $0.preposition == .by }
  }

  /// A text as the prompt takes it, in pieces: colon commands, a line each, and what stands between
  /// them.
  package static func segments(of text: String) -> [String] {
    let text = PromptText.strippingPrompts(text)
    var segments: [String] = []
    var lines: [Substring] = []
    func statements() -> String { lines.joined(separator: "\n") }
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      guard line.hasPrefix(":"), lines.isEmpty || PromptText.isComplete(statements()) else {
        lines.append(line)
        continue
      }
      segments.append(statements())
      lines = []
      segments.append(String(line))
    }
    segments.append(statements())
    return segments.filter { !$0.allSatisfy(\.isWhitespace) }
  }

  /// A line that is indented and is no statement by itself, with the statement before, to which it
  /// belongs in a script: `skip=1` below `load "tx.csv"`.
  func withStatementBefore(_ text: String) -> String {
    guard let first = text.first, first == " " || first == "\t", let last = statements.last,
      !["|", ":", "#"].contains(text.trimmed.first)
    else { return text }
    func isClean(_ text: String) -> Bool {
      let parsed = Parser.parse(SourceText(name: "<prompt>", text: text), number: 0)
      return parsed.script.statements.count == 1
        && !parsed.diagnostics.contains { $0.severity == .error }
    }
    let whole = last.text + "\n  " + text.trimmed
    return !isClean(text.trimmed) && isClean(whole) ? whole : text
  }
}
