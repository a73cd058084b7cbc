import Diagnostics

extension Parser {
  /// How tightly an operator binds, loosest first.
  enum Precedence: Int, Comparable {
    case or = 1, and, not, comparison, coalesce, range, sum, product, power, unary

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

    var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .unary }
  }

  enum Infix {
    case binary(BinaryOperator, Precedence)
    case range(upperIncluded: Bool)
    case test
    /// An operator that the language writes in another way.
    case foreign(ForeignSign)

    var precedence: Precedence {
      switch self {
      case .binary(_, let precedence): precedence
      case .range: .range
      case .test, .foreign(.like), .foreign(.between), .foreign(.null): .comparison
      case .foreign(.power), .foreign(.cast): .power
      }
    }
  }

  /// An expression of operators that bind at least as tightly as `minimum`.
  func parseExpression(_ minimum: Precedence = .or) -> Expression {
    let start = isAtEnd ? previous.end : current.start
    var left = parsePrefix(minimum)
    var compared: (Infix, operand: Expression)?
    while !isPanicking, !isAtEnd, let infix = infix(), infix.precedence >= minimum {
      let sign = current
      if infix.precedence == .comparison || infix.precedence == .range,
        let before = compared, before.0.precedence == infix.precedence
      {
        complain(chained(infix, sign: sign, shared: before.operand, from: start))
      }
      let leftHeight = height
      let next = parseInfix(infix, left: left, from: start)
      height = max(leftHeight, height) + 1
      guard height <= Parser.highest else {
        giveUp(.nestedTooDeep(at: range(sign)))
        break
      }
      compared = (infix, next.operand)
      left = next.whole
    }
    if minimum == .or, !isPanicking, !isAtEnd, current.kind == .question, !current.isGlued,
      peek().kind.beginsTerm
    {
      left = parseTernary(left, from: start)
    }
    peak = max(peak, height)
    return left
  }

  private func parseInfix(
    _ infix: Infix, left: Expression, from start: Int
  ) -> (whole: Expression, operand: Expression) {
    if case .foreign(let foreign) = infix { return parseForeign(foreign, left: left, from: start) }
    let sign = current
    if sign.kind == .assign { complain(.equalsForComparison(at: range(sign))) }
    if sign.kind == .rule {
      complain(.foreignSign("=>", fix: ">=", remark: "at least is written `>=`", at: range(sign)))
    }
    reportSpelling()
    advance()
    switch infix {
    case .foreign: return (left, left)
    case .binary(let binary, let precedence):
      if binary == .isNotIn {
        reportSpelling()
        advance()
      }
      let signRange = range(sign.start, previous.end)
      var right = parseExpression(precedence.tighter)
      if binary == .isIn || binary == .isNotIn { right = foreignRange(after: right, afterIn: true) }
      return (.binary(binary, left, right, operatorRange: signRange), right)
    case .range(let upperIncluded):
      let right = parseExpression(.sum)
      return (
        .range(left, right, upperIncluded: upperIncluded, left.range.joined(right.range)), right
      )
    case .test:
      let negated = take(.not) != nil || takeForeign(["not"], meaning: "not") != nil
      var name: Name?
      if take(.null) == nil,
        takeForeign(["null", "none", "na", "nan", "nil"], meaning: "null") == nil
      {
        name = parseName(for: "`null` or a level such as `low`", after: previous)
      }
      height = 0
      let whole = Expression.test(left, negated: negated, is: name, range(from: start))
      return (whole, whole)
    }
  }

  /// `AND` is read as `and`.
  private func reportSpelling() {
    guard current.kind == .name else { return }
    complain(.foreignWord(text(current), fix: text(current).lowercased(), at: range(current)))
  }

  private func infix() -> Infix? {
    switch current.kind {
    case .or: .binary(.or, .or)
    case .and: .binary(.and, .and)
    // Where it may give a name a value, `=` has been read before it comes here.
    case .assign: peek().kind.beginsTerm ? .binary(.equal, .comparison) : nil
    case .equal: .binary(.equal, .comparison)
    case .notEqual: .binary(.notEqual, .comparison)
    case .less: .binary(.less, .comparison)
    case .lessOrEqual: .binary(.lessOrEqual, .comparison)
    case .greater: .binary(.greater, .comparison)
    case .greaterOrEqual: .binary(.greaterOrEqual, .comparison)
    // In a block, `=>` ends a condition; elsewhere it is `>=` turned around.
    case .rule:
      braces == 0 && brackets == 0 && peek().kind.beginsTerm
        ? .binary(.greaterOrEqual, .comparison) : nil
    case .in: .binary(.isIn, .comparison)
    case .not: peek().kind == .in ? .binary(.isNotIn, .comparison) : foreignInfix()
    case .matches: .binary(.matches, .comparison)
    case .is: .test
    case .coalesce: .binary(.coalesce, .coalesce)
    case .ellipsis: .range(upperIncluded: true)
    case .halfOpen: .range(upperIncluded: false)
    case .plus: .binary(.add, .sum)
    case .minus: .binary(.subtract, .sum)
    case .star: .binary(.multiply, .product)
    case .slash: .binary(.divide, .product)
    case .name, .power, .colon: foreignInfix()
    default: nil
    }
  }

  /// `0 < x < 5` and `1...5...9`.
  private func chained(
    _ infix: Infix, sign: Token, shared: Expression, from start: Int
  ) -> Diagnostic {
    if case .range = infix { return .chainedRange(at: range(sign)) }
    let middle = text(shared.range.start, shared.range.end)
    return .chainedComparison(
      at: range(sign), insertAt: range(shared.range.end, shared.range.end), middle: middle)
  }

  private func parsePrefix(_ minimum: Precedence) -> Expression {
    let sign = current
    guard !isAtEnd else { return parseAtom() }
    switch sign.kind {
    case .name where beginsForeignNot:
      complain(.foreignWord(text(sign), fix: "not", at: range(sign)))
      fallthrough
    case .not:
      if minimum > .not, previous.kind != .not { complain(.notNeedsParentheses(at: range(sign))) }
      advance()
      guard enter() else { return .missing(range(sign)) }
      defer { depth -= 1 }
      let operand = parseExpression(.comparison)
      height += 1
      return .unary(.not, operand, range(from: sign.start))
    case .minus, .plus:
      advance()
      let operand = parseAtom()
      height += 1
      return .unary(sign.kind == .minus ? .negate : .plus, operand, range(from: sign.start))
    default:
      return parseAtom()
    }
  }

  /// `NOT amount > 5` and `NOT (amount > 5)`.
  private var beginsForeignNot: Bool {
    guard current.end - current.start == 3 else { return false }
    let next = peek()
    return (text(current) == "NOT" || text(current) == "Not") && next.kind.beginsTerm
      && !endsStatement(at: index + 1)
  }

  /// One level deeper, or a message if that is too deep.
  func enter() -> Bool {
    guard depth < Parser.deepest else {
      giveUp(.nestedTooDeep(at: range(current)))
      height = 0
      return false
    }
    depth += 1
    return true
  }

  // MARK: Atoms

  private func parseAtom() -> Expression {
    height = 0
    guard !isAtEnd else { return missingValue() }
    let token = current
    switch token.kind {
    case .number:
      advance()
      return .number(numberLiteral(token))
    case .string:
      advance()
      return .string(stringLiteral(token))
    case .text:
      advance()
      return .text(textLiteral(token))
    case .date:
      advance()
      guard let date = dateLiteral(token) else { return .missing(range(token)) }
      return .date(date)
    case .true, .false:
      advance()
      return .boolean(token.kind == .true, range(token))
    case .null:
      advance()
      return .null(range(token))
    case .name where beginsWhen: return parseWhen()
    case .name, .quotedName: return parseNamed()
    case .leftParenthesis: return parseParenthesis()
    case .leftBracket: return parseBracket()
    case .leftBrace: return .block(parseBlock(onlyRules: false))
    case .if, .case:
      if usesReservedWordAsName(at: index) { return missingValue() }
      if beginsWhen { return parseWhen() }
      return token.kind == .if ? parseConditional() : parseCases()
    default: return missingValue()
    }
  }

  private func missingValue() -> Expression {
    let place = expectedHere
    if !isAtEnd, current.kind.isReserved, !current.kind.beginsDeclaration,
      usesReservedWordAsName(at: index)
    {
      let word = current
      complain(.reservedWord(text(word), at: range(word)))
      advance()
      return .name(QualifiedName([Name(text(word), at: range(word))]))
    }
    if !isAtEnd, current.kind.closesBracket, brackets == 0 {
      report(.nothingToClose(text(current), at: range(current)))
    } else {
      report(.valueMissing(after: text(previous), at: place))
    }
    return .missing(place)
  }

  /// `select a, by` and `keep to > 3`: the word stands where only a value makes sense.
  private func usesReservedWordAsName(at index: Int) -> Bool {
    let behind = tokens[index + 1]
    if endsStatement(at: index + 1) { return true }
    switch behind.kind {
    case .comma, .pipe, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
      .rightParenthesis, .rightBracket, .rightBrace, .is, .plus, .star, .slash:
      return true
    default: return false
    }
  }

  /// A name, or a function call if a parenthesis is glued to it.
  private func parseNamed() -> Expression {
    let start = current.start
    guard let name = parseQualifiedName() else { return missingValue() }
    guard !isAtEnd, !isPanicking else { return .name(name) }
    if current.kind == .question, current.isGlued {
      advance()
      complain(.strayQuestionMark(name.text, at: range(previous)))
      return .optionalName(name, range(from: start))
    }
    guard current.kind == .leftParenthesis else { return .name(name) }
    if !current.isGlued {
      // With a pipeline in it, it is the next argument of the stage.
      if parenthesisHoldsPipeline() { return .name(name) }
      complain(
        .spaceBeforeParenthesis(name.text, at: range(previous.end, current.start), from: start))
    }
    if let cast = parseCast(name, from: start) { return cast }
    return .call(parseFunctionCall(name, from: start))
  }

  func parseFunctionCall(_ name: QualifiedName, from start: Int) -> FunctionCall {
    guard enter() else {
      return FunctionCall(name: name, arguments: [], at: range(from: start))
    }
    defer { depth -= 1 }
    let outer = peak
    peak = 0
    let items = parseBracketed { parser -> Item? in
      if parser.current.kind == .star, parser.peek().kind == .rightParenthesis {
        parser.complain(.starArgument(name.text, at: parser.range(parser.current)))
        parser.advance()
        return nil
      }
      parser.skipDistinct(in: name, from: start)
      return parser.parseCallItem()
    }
    height = peak + 1
    peak = outer
    return FunctionCall(name: name, arguments: items, at: range(from: start))
  }

  /// `count(distinct x)`: the word is reported and stepped over.
  private func skipDistinct(in name: QualifiedName, from start: Int) {
    guard name.text.lowercased() == "count", text(current).lowercased() == "distinct",
      peek().kind.isName, let behind = closingBracket()
    else { return }
    complain(
      .foreignExpression(
        "distinct values are counted by `count_distinct(x)`", at: range(current),
        whole: range(start, behind.end), fix: "count_distinct(\(text(peek().start, behind.start)))")
    )
    advance()
  }

  /// The `)` of the call being read, if it is near.
  private func closingBracket() -> Token? {
    var open = 1
    var at = index
    while tokens[at].kind != .end, at - index < Parser.farthest {
      if tokens[at].kind.opensBracket { open += 1 }
      if tokens[at].kind.closesBracket { open -= 1 }
      if open == 0 { return tokens[at] }
      at += 1
    }
    return nil
  }

  /// Looks ahead: `(kmeans k=3)` and `(a | b)` hold a pipeline, `(a)` and `(a, b)` do not.
  private func parenthesisHoldsPipeline() -> Bool {
    let first = tokens[min(index + 1, tokens.count - 1)]
    let second = tokens[min(index + 2, tokens.count - 1)]
    if first.kind.isName, !second.isGlued,
      second.kind.isName || second.kind.isPreposition
        || (second.kind.beginsTerm && second.kind != .not)
    {
      return true
    }
    var open = 0
    var at = index
    while tokens[at].kind != .end, at - index < Parser.farthest {
      if tokens[at].kind.opensBracket { open += 1 }
      if tokens[at].kind.closesBracket { open -= 1 }
      if open == 0 { return false }
      if open == 1, tokens[at].kind == .pipe { return true }
      at += 1
    }
    return false
  }

  private func parseConditional() -> Expression {
    let start = current.start
    guard enter() else { return .missing(range(current)) }
    defer { depth -= 1 }
    let outer = peak
    peak = 0
    advance()
    if let call = parseConditionalCall(from: start) {
      height = peak + 1
      peak = outer
      return call
    }
    let condition = parseExpression()
    if !isPanicking, let braced = parseBracedBranches(condition, from: start) {
      height = peak + 1
      peak = outer
      return braced
    }
    guard !isPanicking, take(.then) != nil else {
      report(.conditionalPart("then", at: expectedHere))
      return .missing(range(from: start))
    }
    let then = parseExpression()
    guard !isPanicking, take(.else) != nil else {
      let isWhole = isAtEnd || current.kind == .pipe || current.kind.closesBracket
      if !isPanicking, isWhole {
        complain(.elseMissing(at: expectedHere))
        height = peak + 1
        peak = outer
        return .conditional(
          condition: condition, then: then, otherwise: .null(expectedHere), range(from: start))
      }
      report(.conditionalPart("else", at: expectedHere))
      return .missing(range(from: start))
    }
    let otherwise = parseExpression()
    height = peak + 1
    peak = outer
    return .conditional(
      condition: condition, then: then, otherwise: otherwise, range(from: start))
  }
}
