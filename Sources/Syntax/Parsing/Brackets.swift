import Diagnostics

extension Parser {
  /// A comma list between brackets, from the opening bracket to after the closing one.
  ///
  /// An element that cannot be read is skipped up to the next comma, so that every element can
  /// have its own message.
  func parseBracketed<Element>(
    _ element: (Parser) -> Element?
  ) -> [Element] {
    let opening = current
    guard let closing = opening.kind.closing else { return [] }
    brackets += 1
    defer { brackets -= 1 }
    advance()
    var elements: [Element] = []
    while true {
      if current.kind == closing {
        advance()
        return elements
      }
      if isUnclosed(closing) {
        report(unclosed(opening, closing))
        return elements
      }
      let before = index
      if let element = element(self) { elements.append(element) }
      if isPanicking {
        skipInBracket(closing)
        guard current.kind == .comma || current.kind == closing else { return elements }
        findPlace()
      }
      switch current.kind {
      case closing: continue
      case .comma:
        let comma = current
        advance()
        if current.kind == closing, closing != .rightBrace {
          complain(.nothingAfterComma(at: range(comma)))
        }
      case _ where isUnclosed(closing): continue
      case _ where current.kind.beginsTerm || current.kind.isReserved:
        complain(.missingComma(before: text(current), at: expectedHere))
        if index == before { advance() }
      default:
        report(.unexpectedInBracket(text(current), closing.rawValue, at: range(current)))
        skipInBracket(closing)
        guard current.kind == .comma || current.kind == closing else { return elements }
        findPlace()
        if current.kind == .comma { advance() }
      }
    }
  }

  /// The text, a declaration, another bracket or a line of another stage comes before the closing
  /// bracket.
  private func isUnclosed(_ closing: Token.Kind) -> Bool {
    if isAtEnd || current.kind.beginsDeclaration { return true }
    if current.kind.closesBracket { return current.kind != closing }
    return current.kind == .pipe && current.startsLine
  }

  private func unclosed(_ opening: Token, _ closing: Token.Kind) -> Diagnostic {
    let found = current
    let label =
      found.kind == .end
      ? nil : Diagnostic.Label(range(found), "`\(closing.rawValue)` is missing before this")
    return .unclosedBracket(
      text(opening), closing: closing.rawValue, at: range(opening), end: expectedHere,
      label: label)
  }

  /// Skips to the comma or bracket that ends the current element.
  private func skipInBracket(_ closing: Token.Kind) {
    var open: [Token.Kind] = []
    while !isAtEnd, !current.kind.beginsDeclaration {
      let kind = current.kind
      if open.isEmpty, kind == .comma || kind.closesBracket { return }
      if open.isEmpty, kind == .pipe, current.startsLine { return }
      if let inner = kind.closing { open.append(inner) }
      if kind == open.last { open.removeLast() }
      advance()
    }
  }

  // MARK: Round and square

  /// `(a + b)`, or a pipeline in parentheses.
  func parseParenthesis() -> Expression {
    let opening = current
    guard enter() else { return .missing(range(opening)) }
    defer { depth -= 1 }
    let outer = peak
    peak = 0
    brackets += 1
    advance()
    let inner: Pipeline
    if current.kind == .rightParenthesis {
      report(.valueMissing(after: "(", at: expectedHere))
      inner = Pipeline(head: .expression(.missing(expectedHere)), calls: [], at: expectedHere)
      findPlace()
    } else {
      inner = parsePipeline()
    }
    var elements: [Expression] = []
    if current.kind == .comma, !isPanicking, inner.calls.isEmpty,
      case .expression(let first) = inner.head
    {
      elements = silently {
        var elements = [first]
        while take(.comma) != nil { elements.append(parseItem().value) }
        findPlace()
        while current.kind != .rightParenthesis, !isAtEnd, !beginsShallowLine { advance() }
        return elements
      }
    }
    if current.kind == .rightParenthesis {
      advance()
    } else if !isPanicking {
      report(unclosed(opening, .rightParenthesis))
    }
    brackets -= 1
    height = peak + 1
    peak = outer
    let whole = range(from: opening.start)
    if !elements.isEmpty {
      let content = text(opening.end, max(opening.end, previous.start))
      complain(.listInParentheses(at: range(opening), whole: whole, fix: "[" + content + "]"))
      return .list(elements, whole)
    }
    if inner.calls.isEmpty, case .expression(let expression) = inner.head {
      return .parenthesized(expression, whole)
    }
    return .pipeline(inner, whole)
  }

  /// A list such as `[a, b]`.
  func parseBracket() -> Expression {
    let opening = current
    guard enter() else { return .missing(range(opening)) }
    defer { depth -= 1 }
    let outer = peak
    peak = 0
    let elements = parseBracketed { parser in parser.parseExpression() }
    height = peak + 1
    peak = outer
    return .list(elements, range(from: opening.start))
  }

  // MARK: Braces

  /// The rules of `case { condition => value, …, else => value }`.
  func parseCases() -> Expression {
    let start = current.start
    advance()
    guard !isAtEnd, current.kind == .leftBrace else {
      report(.conditionalPart("{ … }", at: expectedHere))
      return .missing(range(from: start))
    }
    let block = parseBlock(onlyRules: true)
    return .cases(block, range(from: start))
  }

  /// `{name: value, …}` or `{condition => value, …}`.
  func parseBlock(onlyRules: Bool) -> Block {
    let opening = current
    guard enter() else { return Block(entries: [], at: range(opening)) }
    braces += 1
    defer {
      depth -= 1
      braces -= 1
    }
    let outer = peak
    peak = 0
    var isRecord: Bool? = onlyRules ? false : nil
    let entries = parseBracketed { parser -> Block.Entry? in
      let start = parser.current
      let entry = parser.parseEntry()
      switch entry {
      case .field where isRecord == false, .rule where isRecord == true:
        parser.complain(
          .mixedBlock(isRecord: isRecord == true, at: parser.range(from: start.start)))
      case .field: isRecord = true
      case .rule: isRecord = false
      case nil: break
      }
      return entry
    }
    height = peak + 1
    peak = outer
    return Block(entries: entries, at: range(from: opening.start))
  }

  private func parseEntry() -> Block.Entry? {
    let token = current
    if token.kind == .else {
      advance()
      return parseRule(condition: nil, from: token.start)
    }
    if peek().kind == .colon, token.kind.isName || token.kind.isReserved || token.kind == .string {
      if token.kind == .string {
        complain(.quotedField(text(token), at: range(token)))
      } else if token.kind.isReserved {
        complain(.reservedWord(text(token), at: range(token)))
      }
      let name =
        token.kind == .string
        ? Name(stringLiteral(token).value, quoted: true, at: range(token)) : plainName(token)
      advance()
      advance()
      return .field(name, parseFieldValue())
    }
    if peek().kind == .assign, token.kind.isName {
      let sign = peek()
      complain(
        .foreignSign(
          "=", fix: ":", remark: "an entry is `name: value`",
          at: sign.isGlued ? range(sign) : range(token.end, sign.end)))
      let name = plainName(token)
      advance()
      advance()
      return .field(name, parseFieldValue())
    }
    let condition = parseExpression()
    if isPanicking { return nil }
    return parseRule(condition: condition, from: token.start)
  }

  private func parseRule(condition: Expression?, from start: Int) -> Block.Entry? {
    if !isAtEnd, current.kind == .colon || current.kind == .arrow {
      complain(
        .foreignSign(
          text(current), fix: "=>", remark: "a rule is `condition => value`", at: range(current)))
      advance()
      return .rule(condition: condition, value: parseExpression(), range(from: start))
    }
    guard take(.rule) != nil else {
      report(.arrowMissing(at: expectedHere, hasValue: current.kind.beginsTerm))
      // `recency, is low => …`: what stands after the comma belongs to this entry.
      if current.kind == .comma { advance() }
      return nil
    }
    return .rule(condition: condition, value: parseExpression(), range(from: start))
  }

  /// The value of a field: a type with `?`, a type with a part in `<…>` or `(…)`, or any value.
  private func parseFieldValue() -> Expression {
    guard !isAtEnd, current.kind.isName else { return parseExpression() }
    let start = current.start
    let next = peek()
    if next.kind == .question, next.isGlued {
      guard let name = parseQualifiedName() else { return parseExpression() }
      height = 0
      advance()
      return .optionalName(name, range(from: start))
    }
    if next.kind == .less, next.isGlued, peek(2).kind.isName, peek(2).isGlued,
      peek(3).kind == .greater, peek(3).isGlued
    {
      return parseFieldType(from: start)
    }
    if next.kind == .leftParenthesis, next.isGlued, let name = parsePatternName() {
      let call = parseFunctionCall(name, from: start)
      guard !isAtEnd, current.kind == .question, current.isGlued else { return .call(call) }
      advance()
      return .call(
        FunctionCall(
          name: name, arguments: call.arguments, isOptional: true, at: range(from: start)))
    }
    return parseExpression()
  }

  /// `money<EUR>` means `money(EUR)`.
  private func parseFieldType(from start: Int) -> Expression {
    let name = QualifiedName([plainName(current)])
    advance()
    advance()
    let argument = plainName(current)
    advance()
    advance()
    var optional = false
    if !isAtEnd, current.kind == .question, current.isGlued {
      optional = true
      advance()
    }
    height = 0
    let item = Item(name: nil, value: .name(QualifiedName([argument])), at: argument.range)
    return .call(
      FunctionCall(name: name, arguments: [item], isOptional: optional, at: range(from: start)))
  }

  /// The name of a call that is the whole value of a field, such as `date("dd/MM/yyyy")?`.
  private func parsePatternName() -> QualifiedName? {
    let behindName = index
    index += 1
    let behind = indexBehindBracket()
    index = behindName
    guard let behind else { return nil }
    switch tokens[behind].kind {
    case .question, .comma, .rightBrace: return parseQualifiedName()
    default: return nil
    }
  }
}
