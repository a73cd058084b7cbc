import Diagnostics

extension Parser {
  /// `head | call | call`; a leading `|` gives a pipeline without a head.
  func parsePipeline() -> Pipeline {
    let start = isAtEnd ? previous.end : current.start
    var head: Pipeline.Head?
    if isAtEnd {
      report(.valueMissing(after: text(previous), at: expectedHere))
      return Pipeline(head: .expression(.missing(expectedHere)), calls: [], at: expectedHere)
    }
    if current.kind != .pipe {
      head = parseHead()
      recoverAtPipe()
    }
    return parseStages(after: head, from: start)
  }

  /// The stages after a name that has been read already.
  func parsePipeline(from name: Name) -> Pipeline {
    parseStages(after: .expression(.name(QualifiedName([name]))), from: name.range.start)
  }

  private func parseStages(after head: Pipeline.Head?, from start: Int) -> Pipeline {
    var calls: [Call] = []
    while let pipe = take(.pipe) {
      findPlace()
      guard let call = parseStageCall(after: pipe) else { continue }
      calls.append(call)
      recoverAtPipe()
    }
    return Pipeline(head: head, calls: calls, at: range(from: start))
  }

  /// After a stage comes `|`, the end, or the parenthesis around the pipeline; anything else is
  /// reported once and skipped.
  private func recoverAtPipe() {
    if isAtEnd || (current.kind == .pipe && !isPanicking) { return }
    // Brackets are closed, and their errors reported, by whoever opened them.
    if brackets > 0, current.kind.closesBracket || beginsShallowLine { return }
    if brackets > 0, current.kind == .comma, !isPanicking { return }
    if !isPanicking { report(leftover()) }
    if beginsAccident(at: index) { return }
    skipToPipe()
  }

  private func parseHead() -> Pipeline.Head {
    guard beginsCall() else { return .expression(parseExpression()) }
    let start = current.start
    guard let name = parseQualifiedName() else { return .expression(parseExpression()) }
    let call = parseArguments(of: name, from: start)
    if call.arguments.isEmpty, call.clauses.isEmpty { return .expression(.name(name)) }
    return .call(call)
  }

  /// A name with an argument or a preposition after it begins a call.
  private func beginsCall() -> Bool {
    guard current.kind.isName else { return false }
    var behind = index + 1
    while tokens[behind].kind == .dot, tokens[behind].isGlued, behind + 2 < tokens.count,
      tokens[behind + 1].isGlued
    {
      behind += 2
    }
    let token = tokens[behind]
    if endsStatement(at: behind) { return false }
    if token.kind == .leftParenthesis { return !token.isGlued }
    if token.kind == .not { return tokens[behind + 1].kind != .in }
    return token.kind.isPreposition || token.kind.beginsTerm
  }

  private func parseStageCall(after pipe: Token) -> Call? {
    if isAtEnd || current.kind == .pipe || current.kind.closesBracket {
      let atEnd = isAtEnd || current.kind != .pipe
      complain(.stageMissing(at: range(pipe), atEnd: atEnd))
      return nil
    }
    let start = current.start
    if current.kind.isReserved, !beginsAccident(at: index) {
      complain(.reservedWord(text(current), at: range(current)))
      let name = QualifiedName([plainName(current)])
      advance()
      return parseArguments(of: name, from: start)
    }
    guard let name = parseQualifiedName() else {
      report(.stageExpected(text(current), at: range(current)))
      skipToPipe()
      return nil
    }
    if let call = parseFunctionStyle(name, from: start) { return call }
    return parseArguments(of: name, from: start)
  }

  /// `| kmeans(k=3, seed=1)`: a stage that is written like a function.
  private func parseFunctionStyle(_ name: QualifiedName, from start: Int) -> Call? {
    guard !isAtEnd, current.kind == .leftParenthesis, current.isGlued else { return nil }
    let opening = current
    if let behind = indexBehindBracket(), !continuesExpression(tokens[behind]) {
      let closing = tokens[behind - 1]
      let items = parseBracketed { parser in parser.parseItem() }
      let written = items.map { text($0.range.start, $0.range.end) }
      let fix = ([text(start, opening.start)] + written).joined(separator: " ")
      complain(
        .stageLikeFunction(
          name.text, at: range(opening), whole: range(start, closing.end), fix: fix))
      let arguments = items.map { Argument(items: [$0], at: $0.range) }
      return parseArguments(of: name, from: start, arguments: arguments)
    }
    complain(
      .stageLikeFunction(
        name.text, at: range(opening), whole: range(opening.start, opening.start), fix: " "))
    return nil
  }

  /// Whether a sign goes on with the expression before it, so that a bracket was part of it.
  private func continuesExpression(_ token: Token) -> Bool {
    switch token.kind {
    case .plus, .minus, .star, .slash, .and, .or, .in, .is, .not, .matches, .equal, .notEqual,
      .less, .lessOrEqual, .greater, .greaterOrEqual, .coalesce, .ellipsis, .halfOpen:
      true
    default: false
    }
  }

  /// The index of the token after the bracket that begins here, if it is closed at all.
  func indexBehindBracket() -> Int? {
    var open = 0
    var at = index
    while tokens[at].kind != .end, at - index < Parser.farthest {
      if tokens[at].kind.opensBracket { open += 1 }
      if tokens[at].kind.closesBracket {
        open -= 1
        if open == 0 { return at + 1 }
      }
      at += 1
    }
    return nil
  }

  // MARK: Arguments

  private func parseArguments(
    of name: QualifiedName, from start: Int, arguments given: [Argument] = []
  ) -> Call {
    var arguments = given
    var clauses: [Clause] = []
    while !isAtEnd, !isPanicking {
      if beginsAccident(at: index) {
        complain(continuedLine(argumentOf: name))
        endStatementHere()
        break
      }
      if current.kind.isPreposition {
        clauses.append(parseClause())
      } else if current.kind.beginsTerm || startsReservedItem
        || (arguments.isEmpty && clauses.isEmpty && startsSignedArgument)
      {
        arguments.append(parseArgument())
      } else {
        break
      }
    }
    return Call(name: name, arguments: arguments, clauses: clauses, at: range(from: start))
  }

  /// A sign directly after the name of a stage: `shift -5`.
  private var startsSignedArgument: Bool {
    (current.kind == .minus || current.kind == .plus) && !current.isGlued && peek().isGlued
  }

  /// `in=5`: a reserved word where the name of a parameter should be.
  private var startsReservedItem: Bool { current.kind.isReserved && peek().kind == .assign }

  private func parseClause() -> Clause {
    let token = current
    advance()
    if !isAtEnd, current.kind == .assign {
      complain(.clauseWithEquals(text(token), at: range(current)))
      advance()
    }
    let argument = parseArgument()
    return Clause(
      Clause.Preposition(rawValue: token.kind.rawValue) ?? .by, at: range(token),
      argument: argument)
  }

  /// The items of one comma list.
  private func parseArgument() -> Argument {
    let start = isAtEnd ? previous.end : current.start
    var items = [parseItem()]
    while !isPanicking, !isAtEnd, current.kind == .comma {
      if let last = items.last, decimalComma(after: last) { continue }
      let comma = current
      advance()
      let next = current.kind
      if isAtEnd, brackets == 0, next.isName, peek().kind == .assign {
        items.append(parseDedentedItem())
        continue
      }
      if isAtEnd || next.isPreposition && peek().kind != .assign || next == .pipe
        || next.closesBracket
      {
        complain(.nothingAfterComma(at: range(comma)))
        break
      }
      if beginsAccident(at: index) { break }
      items.append(parseItem())
    }
    return Argument(items: items, at: range(from: start))
  }

  /// `name = expr` on a line that is not indented, though the list above ends with a comma.
  private func parseDedentedItem() -> Item {
    complain(
      .dedentedLine(text(current), above: line(previous.start), at: range(current)))
    brackets += 1
    defer { brackets -= 1 }
    return parseItem()
  }

  /// `expr` or `name = expr`.
  func parseItem() -> Item {
    let start = isAtEnd ? previous.end : current.start
    guard !isAtEnd, current.kind.isName || current.kind.isReserved, peek().kind == .assign,
      !endsStatement(at: index + 1)
    else {
      let value = foreignRange(after: parseExpression(), afterIn: false)
      return Item(name: nil, value: value, at: range(from: start))
    }
    if current.kind.isReserved { complain(.reservedWord(text(current), at: range(current))) }
    let name = plainName(current)
    advance()
    advance()
    let value = foreignRange(after: parseExpression(), afterIn: false)
    return Item(name: name, value: value, at: range(from: start))
  }

  /// An argument of a function, in which `by` may be a name: `first(amount, by = order_date)`.
  ///
  /// No clause can begin inside the parentheses of a call.
  func parseCallItem() -> Item {
    guard !isAtEnd, current.kind == .by, peek().kind == .assign else { return parseItem() }
    let start = current.start
    let name = plainName(current)
    advance()
    advance()
    let value = parseExpression()
    return Item(name: name, value: value, at: range(from: start))
  }

  // MARK: Lines indented by accident

  /// Whether a token begins a line that is indented deeper than its statement and yet reads like a
  /// statement of its own: a declaration, a text cell, or a pipeline with a `|` on the same line.
  ///
  /// Read as an argument of the stage above, such a line would silently change what that does.
  func beginsAccident(at index: Int) -> Bool {
    let token = tokens[index]
    guard token.startsLine, brackets == 0, index > statementStart else { return false }
    if token.kind.beginsDeclaration || token.kind == .text { return true }
    guard token.kind.beginsTerm, tokens[index + 1].kind != .assign else { return false }
    var open = 0
    var at = index
    while tokens[at].kind != .end, at == index || !tokens[at].startsLine {
      if tokens[at].kind.opensBracket { open += 1 }
      if tokens[at].kind.closesBracket { open -= 1 }
      if tokens[at].kind == .pipe, open == 0 { return true }
      at += 1
    }
    return false
  }

  /// The message for a line that continues the statement above, at the current token.
  func continuedLine(argumentOf name: QualifiedName?) -> Diagnostic {
    .continuedLine(
      at: range(current), statementStart: tokens[max(0, statementStart)].start,
      argumentOf: current.kind.beginsDeclaration ? nil : name, in: source)
  }

  /// What the current token is where a statement or stage should have ended.
  func leftover() -> Diagnostic {
    let token = current
    if token.startsLine, token.kind != .pipe, brackets == 0, !token.kind.closesBracket {
      return continuedLine(argumentOf: nil)
    }
    if token.kind.isName || token.kind == .string {
      return .forgottenPipe(text(token), at: range(token))
    }
    if token.kind.closesBracket { return .nothingToClose(text(token), at: range(token)) }
    if token.kind == .comma { return .strayComma(at: range(token)) }
    if token.kind.isReserved, !token.kind.beginsDeclaration {
      return .strayWord(text(token), after: text(previous), at: range(token))
    }
    return .unexpected(text(token), after: text(previous), at: range(token))
  }
}
