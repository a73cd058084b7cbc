import Diagnostics

/// What a prompt needs to know about text before it is a statement.
package enum PromptText {
  /// Whether a text can be read as it stands, or more has to come.
  ///
  /// More has to come where a bracket or a text cell is open, or the text ends with `|`, `,`, `=`,
  /// an operator or a word that something must follow.
  /// A string that its line does not close is complete: no further line could close it, so its
  /// error is shown at once. Blank text is complete.
  package static func isComplete(_ text: String) -> Bool {
    let source = SourceText(name: "<prompt>", text: text)
    var lexer = Lexer(source, number: 0)
    let lexed = lexer.lex()
    if lexed.diagnostics.contains(where: { $0.code == .unclosedText }) { return false }
    var open: [Token.Kind] = []
    for token in lexed.tokens {
      if let closing = token.kind.closing { open.append(closing) }
      if token.kind == open.last { open.removeLast() }
    }
    guard open.isEmpty else { return false }
    guard let last = lexed.tokens.dropLast().last else { return true }
    return !needsMore(last.kind)
  }

  private static func needsMore(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .pipe, .comma, .colon, .assign, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .plus, .minus, .star, .power, .slash, .coalesce, .ellipsis, .halfOpen,
      .arrow,
      .rule:
      true
    case .let, .param, .use, .stage, .fn, .seg, .if, .then, .else, .and, .or, .not, .in, .is,
      .matches, .case, .by, .on, .as, .to, .with, .because:
      true
    case .name, .quotedName, .number, .string, .text, .date, .end, .unknown, .null, .true, .false,
      .dot, .question, .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket,
      .leftBrace, .rightBrace:
      false
    }
  }

  /// The statements of a pasted transcript, without the prompts and the output between them.
  ///
  /// A statement begins behind `seg>` and goes on behind `...>`. Text without a `seg>` is given
  /// back unchanged.
  package static func strippingPrompts(_ text: String) -> String {
    var lines: [Substring] = []
    var isTranscript = false
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let content = line.drop { $0 == " " || $0 == "\t" }
      if content.hasPrefix("seg>") {
        isTranscript = true
        lines.append(behindPrompt(content))
      } else if isTranscript, content.hasPrefix("...>") {
        let rest = behindPrompt(content)
        // What stands after `...>` belongs to the statement above, as an indented line does.
        lines.append(rest.isEmpty || rest.first == " " ? rest : "  " + rest)
      }
    }
    guard isTranscript else { return text }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One space belongs to the prompt; others are the indentation of the line.
  private static func behindPrompt(_ line: Substring) -> Substring {
    let rest = line.dropFirst(4)
    return rest.first == " " ? rest.dropFirst() : rest
  }
}
