import Diagnostics

extension Parser {
  func parseScript() -> Script {
    var statements: [Statement] = []
    var nextComment = 0
    while current.kind != .end {
      var documentation: [String] = []
      var options: [String] = []
      while nextComment < comments.count, comments[nextComment].start < current.start {
        let comment = comments[nextComment]
        nextComment += 1
        guard comment.startsLine, comment.kind != .remark,
          statements.last.map({ comment.start >= $0.range.end }) ?? true
        else { continue }
        let words = String(text(comment.start + 2, comment.end)).trimmed
        if comment.kind == .documentation {
          documentation.append(words)
        } else {
          options.append(words)
        }
      }
      let start = current.start
      let before = index
      beginStatement()
      let kind = parseStatement(isFirst: statements.isEmpty)
      finishStatement()
      if index == before { advance() }
      statements.append(
        Statement(kind, documentation: documentation, options: options, at: range(from: start)))
    }
    return Script(statements: statements)
  }

  private func parseStatement(isFirst: Bool) -> Statement.Kind {
    switch current.kind {
    case .seg where peek().kind == .pipe:
      // A dataset that was given the name of the keyword.
      complain(.reservedWord(text(current), at: range(current)))
      let name = plainName(current)
      advance()
      return .pipeline(parsePipeline(from: name))
    case .seg: return parseEdition(isFirst: isFirst)
    case .use: return parseUse()
    case .param: return parseParameter()
    case .let: return parseBinding()
    case .stage: return parseStage()
    case .fn: return parseFunction()
    case .text where endsStatement(at: index + 1):
      let token = current
      advance()
      return .text(textLiteral(token))
    case .pipe where !isFirst:
      report(.nothingBeforePipe(at: range(current)))
      return .missing
    default:
      if let binding = parseForgottenLet() ?? parseForeignBinding() { return binding }
      if let query = parseSelect() { return query }
      if let word = wordThatBeginsNothing() { return word }
      return .pipeline(parsePipeline())
    }
  }

  /// What is left of a statement that should have ended is reported once and skipped.
  private func finishStatement() {
    if !isAtEnd { report(leftover()) }
    skipStatement()
    findPlace()
  }

  /// The edition, `seg 1`.
  private func parseEdition(isFirst: Bool) -> Statement.Kind {
    let keyword = current
    advance()
    guard let token = take(.number) else {
      report(
        .incomplete(
          "`seg` is followed by the edition of the language", write: "seg 1",
          at: range(keyword)))
      return .missing
    }
    if !isFirst { complain(.editionNotFirst(at: range(from: keyword.start))) }
    guard text(token) == "1", let edition = Int(text(token)) else {
      complain(.unknownEdition(text(token), at: range(token)))
      return .missing
    }
    return .edition(edition, range(token))
  }

  /// A module, `use retail as r (clean_orders, rfm5)` or `use "lib/retail.seg"`.
  private func parseUse() -> Statement.Kind {
    let keyword = current
    advance()
    let module: Use.Module
    if let token = take(.string) {
      module = .path(stringLiteral(token))
    } else if !isAtEnd, let name = parseQualifiedName() {
      module = .name(name)
    } else {
      report(
        .incomplete(
          "`use` is followed by the name of a module or the path of a file",
          write: "use retail (clean_orders)", at: range(keyword)))
      return .missing
    }
    var alias: Name?
    if let word = take(.as) {
      alias = parseName(for: "a short name for the module", after: word)
      guard alias != nil else { return .missing }
    }
    var names: [Name] = []
    if !isAtEnd, current.kind == .leftParenthesis {
      names = parseBracketed { parser -> Name? in
        parser.parseName(
          for: "the name of a stage or function of the module", after: parser.previous)
      }
    }
    return .use(Use(module: module, alias: alias, names: names))
  }

  /// A parameter, `param k_max: int = 8 in 2...20`.
  private func parseParameter() -> Statement.Kind {
    let keyword = current
    advance()
    guard let name = parseName(for: "the name of the parameter", after: keyword) else {
      return .missing
    }
    guard take(.colon) != nil else {
      report(
        .incomplete(
          "a parameter says its type", write: "param \(name.text): date",
          at: expectedHere))
      return .missing
    }
    guard let type = parseType() else { return .missing }
    var value: Expression?
    var domain: Expression?
    if take(.assign) != nil { value = parseExpression(.coalesce) }
    if !isPanicking, take(.in) != nil { domain = parseExpression(.coalesce) }
    return .parameter(ParameterDeclaration(name: name, type: type, value: value, domain: domain))
  }

  /// A name for a pipeline, `let tx = load "tx.csv"`.
  private func parseBinding() -> Statement.Kind {
    let keyword = current
    advance()
    guard let name = parseName(for: "a name", after: keyword) else { return .missing }
    var type: TypeExpression?
    if take(.colon) != nil {
      type = parseType()
      if type == nil { return .missing }
    }
    guard take(.assign) != nil else {
      report(
        .incomplete(
          "`let` gives a name to what comes after `=`",
          write: "let \(name.text) = …", at: expectedHere))
      return .missing
    }
    let pipeline = parsePipeline()
    return .binding(BindingDeclaration(name: name, type: type, pipeline: pipeline))
  }

  /// A stage made of others, `stage clean(as_of: date) : Table -> Table = | … | …`.
  private func parseStage() -> Statement.Kind {
    let keyword = current
    advance()
    guard let name = parseName(for: "the name of the stage", after: keyword) else {
      return .missing
    }
    let parameters = parseParameters()
    let example = "stage \(name.text)(…) : Table -> Table ="
    guard !isPanicking, take(.colon) != nil, let input = parseType() else {
      report(.incomplete("a stage says what it takes and gives", write: example, at: expectedHere))
      return .missing
    }
    guard take(.arrow) != nil, let output = parseType() else {
      report(.incomplete("a stage says what it takes and gives", write: example, at: expectedHere))
      return .missing
    }
    guard take(.assign) != nil else {
      report(.incomplete("`=` is missing before the body", write: example, at: expectedHere))
      return .missing
    }
    return .stage(
      StageDefinition(
        name: name, parameters: parameters, input: input, output: output, body: parsePipeline()))
  }

  /// A function, `fn age(d: date?, end: date) -> number? = days_between(d, end)`.
  private func parseFunction() -> Statement.Kind {
    let keyword = current
    advance()
    guard let name = parseName(for: "the name of the function", after: keyword) else {
      return .missing
    }
    let example = "fn \(name.text)(x: number) -> number = …"
    guard !isAtEnd, current.kind == .leftParenthesis else {
      report(
        .incomplete("a function names its inputs in parentheses", write: example, at: expectedHere))
      return .missing
    }
    let parameters = parseParameters()
    var result: TypeExpression?
    if take(.arrow) != nil {
      result = parseType()
      if result == nil { return .missing }
    }
    guard !isPanicking, take(.assign) != nil else {
      report(.incomplete("`=` is missing before the body", write: example, at: expectedHere))
      return .missing
    }
    return .function(
      FunctionDefinition(
        name: name, parameters: parameters, result: result, body: parseExpression()))
  }

  private func parseParameters() -> [FormalParameter] {
    guard !isAtEnd, current.kind == .leftParenthesis else { return [] }
    return parseBracketed { parser -> FormalParameter? in
      guard let name = parser.parseName(for: "the name of an input", after: parser.previous) else {
        return nil
      }
      var type: TypeExpression?
      var value: Expression?
      if parser.take(.colon) != nil { type = parser.parseType() }
      if !parser.isPanicking, parser.take(.assign) != nil {
        value = parser.parseExpression()
      } else if !parser.isPanicking, type != nil, parser.current.kind.beginsTerm {
        parser.report(
          .incomplete(
            "`=` is missing before the value of `\(name.text)`", write: " =",
            at: parser.expectedHere))
      }
      return FormalParameter(name: name, type: type, value: value)
    }
  }

  /// `tx = load "tx.csv"`: a name in the first column with `=` after it.
  private func parseForgottenLet() -> Statement.Kind? {
    guard current.kind.isName, peek().kind == .assign, !endsStatement(at: index + 1) else {
      return nil
    }
    let token = current
    complain(.forgottenLet(text(token), at: range(token)))
    let name = plainName(token)
    advance()
    advance()
    // The line may be one of a list; then what is wrong with its end is no news.
    let pipeline = silently {
      let pipeline = parsePipeline()
      skipStatement()
      return pipeline
    }
    return .binding(BindingDeclaration(name: name, type: nil, pipeline: pipeline))
  }

  /// `by id` in the first column belongs to the line above; `case = 3` needs another name.
  private func wordThatBeginsNothing() -> Statement.Kind? {
    let token = current
    guard token.kind.isReserved, !token.kind.beginsTerm else {
      return nil
    }
    report(
      .beginsNothing(text(token), isFirst: statementStart == 0, at: range(token)))
    return .missing
  }
}
