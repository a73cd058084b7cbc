import Diagnostics

/// Conditions in the forms of SQL, C, spreadsheets and R: `CASE WHEN … THEN … END`, `a ? b : c`,
/// `if(a, b, c)` and `if a { b } else { c }`.
extension Parser {
  /// `a ? b : c` after its condition.
  func parseTernary(_ condition: Expression, from start: Int) -> Expression {
    let sign = current
    advance()
    let then = parseExpression()
    guard !isPanicking, take(.colon) != nil else {
      report(.conditionalPart("else", at: expectedHere))
      return .missing(range(from: start))
    }
    return conditional(condition, then, parseExpression(), sign: range(sign), from: start)
  }

  /// `if(a, b, c)`, if that is what the parenthesis behind `if` holds.
  func parseConditionalCall(from start: Int) -> Expression? {
    guard current.kind == .leftParenthesis, commasInBracket() == 2 else { return nil }
    let sign = current
    let parts = parseBracketed { parser in parser.parseExpression() }
    guard parts.count == 3 else { return .missing(range(from: start)) }
    return conditional(parts[0], parts[1], parts[2], sign: range(sign), from: start)
  }

  /// `{ "yes" } else { "no" }` after a condition.
  func parseBracedBranches(_ condition: Expression, from start: Int) -> Expression? {
    guard current.kind == .leftBrace else { return nil }
    let sign = current
    guard let then = parseBraced() else { return nil }
    guard take(.else) != nil, current.kind == .leftBrace, let otherwise = parseBraced() else {
      return nil
    }
    return conditional(condition, then, otherwise, sign: range(sign), from: start)
  }

  private func parseBraced() -> Expression? {
    brackets += 1
    defer { brackets -= 1 }
    advance()
    let value = parseExpression()
    return take(.rightBrace) == nil ? nil : value
  }

  private func conditional(
    _ condition: Expression, _ then: Expression, _ otherwise: Expression, sign: SourceRange,
    from start: Int
  ) -> Expression {
    complain(
      Diagnostic(
        .conditionalPart, "a condition is written `if … then … else …`", at: sign,
        fixes: [
          Diagnostic.Fix(
            "if \(text(condition.range)) then \(text(then.range)) else \(text(otherwise.range))",
            at: range(from: start))
        ]))
    return .conditional(
      condition: condition, then: then, otherwise: otherwise, range(from: start))
  }

  /// How many commas stand directly in the bracket that begins here.
  private func commasInBracket() -> Int {
    var open = 0
    var commas = 0
    var at = index
    while tokens[at].kind != .end, at - index < Parser.farthest {
      let kind = tokens[at].kind
      if kind.opensBracket { open += 1 }
      if kind.closesBracket { open -= 1 }
      if open == 0 { break }
      if open == 1, kind == .comma { commas += 1 }
      at += 1
    }
    return commas
  }

  /// Whether `CASE WHEN` or `case when` stands here.
  var beginsWhen: Bool {
    guard current.end - current.start == 4, text(current).lowercased() == "case" else {
      return false
    }
    return text(peek()).lowercased() == "when"
  }

  /// `CASE WHEN a THEN b ELSE c END`.
  func parseWhen() -> Expression {
    let word = current
    guard enter() else { return .missing(range(word)) }
    defer { depth -= 1 }
    advance()
    var entries: [Block.Entry] = []
    var rules: [String] = []
    while takeWord("when") {
      let condition = parseExpression()
      guard !isPanicking, takeWord("then") else { return whenMissing("then", from: word.start) }
      let value = parseExpression()
      guard !isPanicking else { return .missing(range(from: word.start)) }
      entries.append(
        .rule(condition: condition, value: value, condition.range.joined(value.range)))
      rules.append("\(text(condition.range)) => \(text(value.range))")
    }
    if takeWord("else") {
      let value = parseExpression()
      entries.append(.rule(condition: nil, value: value, value.range))
      rules.append("else => \(text(value.range))")
    }
    guard !isPanicking, takeWord("end") else { return whenMissing("end", from: word.start) }
    let whole = range(from: word.start)
    complain(
      Diagnostic(
        .conditionalPart, "cases are written `case { condition => value, … }`", at: range(word),
        fixes: [Diagnostic.Fix("case { " + rules.joined(separator: ", ") + " }", at: whole)]))
    height += 1
    return .cases(Block(entries: entries, at: whole), whole)
  }

  private func takeWord(_ word: String) -> Bool {
    guard !isAtEnd, text(current).lowercased() == word else { return false }
    advance()
    return true
  }

  private func whenMissing(_ word: String, from start: Int) -> Expression {
    report(.conditionalPart(word, at: expectedHere))
    return .missing(range(from: start))
  }
}
