import Diagnostics

/// Words and signs of SQL, Python and R inside of an expression: each is read as what was meant, with a
/// message that says what to write.
extension Parser {
  /// An operator of another language after a value, `nil` if the current token is not one.
  ///
  /// Two values never stand side by side in an expression, so that a name after a value is free to be
  /// read as a word of another language.
  func foreignInfix() -> Infix? {
    switch current.kind {
    case .name: return foreignWord()
    case .power: return .foreign(.power)
    case .not: return foreignAfterNot()
    case .colon:
      let isCast = peek().kind == .colon && peek().isGlued && peek(2).kind.isName && peek(2).isGlued
      return isCast ? .foreign(.cast) : nil
    default: return nil
    }
  }

  private func foreignWord() -> Infix? {
    let next = peek()
    guard next.kind != .assign, !endsStatement(at: index + 1) else { return isNullWord() }
    switch text(current) {
    case "AND", "And": return next.kind.beginsValue ? .binary(.and, .and) : nil
    case "OR", "Or": return next.kind.beginsValue ? .binary(.or, .or) : nil
    case "IN", "In": return next.kind.beginsTerm ? .binary(.isIn, .comparison) : nil
    case "IS", "Is": return next.kind.beginsTerm ? .test : nil
    case "NOT", "Not":
      let word = text(next).lowercased()
      return word == "in" ? .binary(.isNotIn, .comparison) : foreignAfterNot()
    case "like", "LIKE", "Like", "ilike", "ILIKE":
      return next.kind == .string ? .foreign(.like(isNegated: false)) : nil
    case "between", "BETWEEN", "Between":
      return next.kind.beginsValue ? .foreign(.between(isNegated: false)) : nil
    default: return isNullWord()
    }
  }

  /// `not like`, `NOT BETWEEN`.
  private func foreignAfterNot() -> Infix? {
    switch text(peek()).lowercased() {
    case "like", "ilike": peek(2).kind == .string ? .foreign(.like(isNegated: true)) : nil
    case "between": peek(2).kind.beginsValue ? .foreign(.between(isNegated: true)) : nil
    default: nil
    }
  }

  /// `email is_null`, with nothing after it that would belong to it.
  private func isNullWord() -> Infix? {
    guard current.kind == .name, !peek().kind.beginsTerm || endsStatement(at: index + 1),
      peek().kind != .assign
    else { return nil }
    return switch text(current).lowercased() {
    case "is_null", "isnull", "is_na", "isna", "is_missing":
      .foreign(.null(isNegated: false))
    case "is_not_null", "not_null", "notnull", "notna", "isnotnull":
      .foreign(.null(isNegated: true))
    default: nil
    }
  }

  /// The word of another language at the current token is reported and stepped over.
  func takeForeign(_ words: [String], meaning word: String) -> Token? {
    guard !isAtEnd, current.kind == .name, words.contains(text(current).lowercased()) else {
      return nil
    }
    let token = current
    complain(.foreignWord(text(token), fix: word, at: range(token)))
    advance()
    return token
  }

  func parseForeign(
    _ sign: ForeignSign, left: Expression, from start: Int
  ) -> (whole: Expression, operand: Expression) {
    switch sign {
    case .power:
      let written = current
      advance()
      let right = parseExpression(.unary)
      let name = QualifiedName([Name("power", at: range(written))])
      let whole = range(from: start)
      complain(
        .foreignExpression(
          "a power is written `power(x, y)`", at: range(written), whole: whole,
          fix: "power(\(text(left.range)), \(text(right.range)))"))
      return (call(name, [left, right], at: whole), right)
    case .cast:
      let written = current
      advance()
      advance()
      let type = text(current)
      advance()
      height = 0
      let whole = converted(left, to: type, sign: range(written), from: start)
      return (whole, whole)
    case .like(let isNegated): return parseLike(left, isNegated: isNegated, from: start)
    case .between(let isNegated): return parseBetween(left, isNegated: isNegated, from: start)
    case .null(let isNegated):
      let word = current
      advance()
      height = 0
      complain(
        .foreignWord(text(word), fix: isNegated ? "is not null" : "is null", at: range(word)))
      let whole = Expression.test(left, negated: isNegated, is: nil, range(from: start))
      return (whole, whole)
    }
  }

  /// `status like "p%"`: what begins, ends or is anywhere in a text; anything else is a pattern.
  private func parseLike(
    _ left: Expression, isNegated: Bool, from start: Int
  ) -> (whole: Expression, operand: Expression) {
    if isNegated { advance() }
    let word = current
    advance()
    let string = current
    advance()
    height = 0
    let pattern = stringLiteral(string)
    let reading = LikePattern(pattern.value)
    let subject =
      text(word).lowercased() == "ilike"
      ? "lower(\(text(left.range)))" : text(left.range)
    let value = text(word).lowercased() == "ilike" ? reading.value.lowercased() : reading.value
    let written: String
    let literal = Expression.string(StringLiteral(reading.value, at: pattern.range))
    var whole: Expression
    if let function = reading.function {
      written = "\(function)(\(subject), \(Printer.string(value)))"
      let name = QualifiedName([Name(function, at: range(word))])
      whole = call(name, [left, literal], at: range(from: start))
    } else {
      let symbol: BinaryOperator = reading.isExact ? .equal : .matches
      written = "\(subject) \(symbol.rawValue) \(Printer.string(value))"
      whole = .binary(symbol, left, literal, operatorRange: range(word))
    }
    if isNegated { whole = .unary(.not, whole, range(from: start)) }
    complain(
      .foreignExpression(
        reading.function.map { "\(quoted(text(word))) is written `\($0)(…)` here" }
          ?? "\(quoted(text(word))) is written `\(reading.isExact ? "==" : "matches")` here",
        at: range(word), whole: range(from: start), fix: (isNegated ? "not " : "") + written))
    return (whole, literal)
  }

  /// `amount between 10 and 20`, both ends included.
  private func parseBetween(
    _ left: Expression, isNegated: Bool, from start: Int
  ) -> (whole: Expression, operand: Expression) {
    if isNegated { advance() }
    let word = current
    advance()
    let low = parseExpression(.sum)
    let isJoined = take(.and) != nil || (!isAtEnd && text(current) == "AND")
    if isJoined, !isAtEnd, current.kind == .name { advance() }
    guard isJoined, !isPanicking, !isAtEnd else {
      report(
        .foreignExpression(
          "a range is written `\(text(left.range)) in low...high`", at: range(word),
          whole: range(from: start), fix: nil))
      return (.missing(range(from: start)), low)
    }
    let high = parseExpression(.sum)
    let ends = Expression.range(
      low, high, upperIncluded: true, low.range.joined(high.range))
    let symbol = isNegated ? "not in" : "in"
    complain(
      .foreignExpression(
        "a range is written `\(symbol) low...high`", at: range(word), whole: range(from: start),
        fix: "\(text(left.range)) \(symbol) \(text(low.range))...\(text(high.range))"))
    let whole = Expression.binary(
      isNegated ? .isNotIn : .isIn, left, ends, operatorRange: range(word))
    return (whole, ends)
  }

  /// `2 to 10`, `2:10` and, after `in`, `2-10`: a range in the signs of other languages.
  ///
  /// No stage takes a number and then `to` and another number.
  func foreignRange(after low: Expression, afterIn: Bool) -> Expression {
    if afterIn, case .binary(.subtract, .number(let first), .number(let last), let sign) = low {
      complain(
        .foreignExpression(
          "a range is written with three dots", at: sign, whole: low.range,
          fix: "\(text(first.range))...\(text(last.range))"))
      return .range(.number(first), .number(last), upperIncluded: true, low.range)
    }
    guard case .number = low, !isPanicking, !isAtEnd, current.kind == .to || current.kind == .colon,
      peek().kind == .number
    else { return low }
    let sign = current
    advance()
    let high = parseExpression(.sum)
    let whole = low.range.joined(high.range)
    complain(
      .foreignExpression(
        "a range is written with three dots", at: range(sign), whole: whole,
        fix: "\(text(low.range))...\(text(high.range))"))
    return .range(low, high, upperIncluded: true, whole)
  }

  func call(_ name: QualifiedName, _ values: [Expression], at range: SourceRange) -> Expression {
    .call(
      FunctionCall(
        name: name, arguments: values.map { Item(name: nil, value: $0, at: $0.range) }, at: range))
  }

  func text(_ range: SourceRange) -> String { text(range.start, range.end) }
}

/// Operators that the language writes in another way.
enum ForeignSign {
  case power
  /// `amount::text`
  case cast
  case like(isNegated: Bool)
  case between(isNegated: Bool)
  case null(isNegated: Bool)
}

/// What a pattern of `LIKE` asks for.
private struct LikePattern {
  /// `starts_with`, `ends_with` or `contains`, where the pattern says no more than that.
  let function: String?
  /// The text without the signs of the pattern, or a regular expression.
  let value: String
  let isExact: Bool

  init(_ pattern: String) {
    var inner = pattern[...]
    let isOpenAtStart = inner.first == "%"
    if isOpenAtStart { inner.removeFirst() }
    let isOpenAtEnd = inner.last == "%"
    if isOpenAtEnd { inner.removeLast() }
    guard !inner.contains("%"), !inner.contains("_"), !inner.isEmpty else {
      function = nil
      isExact = false
      value =
        "^"
        + pattern.map { character in
          switch character {
          case "%": ".*"
          case "_": "."
          case _ where ".^$*+?()[]{}|\\".contains(character): "\\" + String(character)
          default: String(character)
          }
        }.joined() + "$"
      return
    }
    value = String(inner)
    isExact = !isOpenAtStart && !isOpenAtEnd
    function =
      switch (isOpenAtStart, isOpenAtEnd) {
      case (true, true): "contains"
      case (false, true): "starts_with"
      case (true, false): "ends_with"
      case (false, false): nil
      }
  }
}

extension Token.Kind {
  /// Whether a value may begin with it, signs included.
  var beginsValue: Bool { beginsTerm || self == .minus || self == .plus }
}

extension Diagnostic {
  /// A word of the language in the spelling of another one.
  static func foreignWord(_ word: String, fix: String, at range: SourceRange) -> Diagnostic {
    .foreignSign(word, fix: fix, remark: "", at: range)
  }

  /// An expression of another language, at the sign that is foreign.
  static func foreignExpression(
    _ sentence: String, at range: SourceRange, whole: SourceRange, fix: String?
  ) -> Diagnostic {
    Diagnostic(
      .foreignSign, sentence, at: range, fixes: fix.map { [Fix($0, at: whole)] } ?? [])
  }
}
