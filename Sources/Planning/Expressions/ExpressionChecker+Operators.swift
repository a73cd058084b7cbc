import Diagnostics
import Relations
import Syntax

extension ExpressionChecker {
  mutating func unary(
    _ sign: UnaryOperator, _ operand: Expression, at range: SourceRange, in scope: Scope
  ) -> TypedScalar? {
    if sign == .not {
      guard let value = condition(operand, in: scope) else { return nil }
      if case .boolean(let known)? = value.literal {
        return TypedScalar(.literal(.boolean(!known)), .boolean)
      }
      return TypedScalar(.call(.not, [value.scalar]), .boolean, personal: value.personal)
    }
    guard let value = check(operand, in: scope) else { return nil }
    guard value.type.isNumeric || value.isNull else {
      return fail(
        .unexpectedKind(value.type.phrase, wanted: "a number", at: operand.range))
    }
    if sign == .plus { return value }
    if let literal = value.literal?.negated { return TypedScalar(.literal(literal), value.type) }
    return TypedScalar(
      .call(.negate, [value.scalar]), value.type, missing: value.missing,
      personal: value.personal)
  }

  mutating func binary(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression,
    at operatorRange: SourceRange, in scope: Scope
  ) -> TypedScalar? {
    switch symbol {
    case .isIn, .isNotIn:
      return membership(left, right, negated: symbol == .isNotIn, in: scope)
    case .and, .or: return logic(symbol, left, right, in: scope)
    default: break
    }
    if symbol.comparesValues, let problem = comparedWithWord(symbol, left, right, in: scope) {
      return fail(problem)
    }
    guard let a = check(left, in: scope), let b = check(right, in: scope) else {
      if symbol == .add { extendJoinedTexts(left, right) }
      return nil
    }
    let personal = a.personal ?? b.personal
    let missing = a.missing.joined(b.missing)
    switch symbol {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return comparison(symbol, a, b, left, right, at: operatorRange)
    case .coalesce:
      guard let type = a.isNull ? b.type : b.isNull ? a.type : a.type.joined(b.type) else {
        return fail(.differ(a, left, b, right, doing: "stand in for each other"))
      }
      return TypedScalar(
        .call(.coalesce, [a.scalar, b.scalar]), type,
        missing: b.missing, personal: personal)
    case .matches:
      guard a.type.scalar == .text, b.type == .text else {
        return fail(.differ(a, left, b, right, doing: "be matched; both sides are text"))
      }
      return TypedScalar(.call(.matches, [a.scalar, b.scalar]), .boolean, personal: personal)
    case .add, .subtract, .multiply, .divide:
      return arithmetic(
        symbol, a, b, left, right, at: operatorRange, missing: missing, personal: personal)
    case .isIn, .isNotIn, .and, .or: return nil
    }
  }

  /// A comparison with what another tool writes for a missing value, with a text without quotes, with
  /// a month, or of a text that is the name of a column.
  private mutating func comparedWithWord(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression, in scope: Scope
  ) -> Diagnostic? {
    let whole = left.range.joined(right.range)
    if case .name(let name) = right, scope[name.text] == nil, columns[name.text] == nil,
      ForeignNames.missing.contains(name.text.lowercased())
    {
      return .comparedWithMissing(symbol, name.text, left, at: whole)
    }
    if case .null = right { return .comparedWithMissing(symbol, "null", left, at: whole) }
    if case .string(let text) = left, let column = columns[text.value] {
      return .quotedColumn(column.name, at: text.range)
    }
    if case .date(let literal) = right, symbol == .equal || symbol == .notEqual {
      if case .day = literal.precision { return nil }
      let sign = symbol == .equal ? "in" : "not in"
      return Diagnostic(
        .wrongKind, "a year, quarter or month is a range of days, not one day", at: literal.range,
        fixes: [Diagnostic.Fix("\(left.source) \(sign) \(right.source)", at: whole)])
    }
    guard let word = textWithoutQuotes(right, in: scope), symbol == .equal || symbol == .notEqual
    else { return nil }
    var trial = self
    guard let value = trial.check(left, in: scope), value.type.scalar == .text else { return nil }
    return .textWithoutQuotes(word, at: right.range)
  }

  /// `a + "-" + b` is one message: what joins the texts so far is extended by the next one.
  private mutating func extendJoinedTexts(_ left: Expression, _ right: Expression) {
    guard let last = problems.last, last.code == .typesDiffer, let fix = last.fixes.first,
      fix.range == left.range, fix.replacement.hasPrefix("concat("), fix.replacement.hasSuffix(")")
    else { return }
    problems[problems.count - 1].fixes = [
      Diagnostic.Fix(
        fix.replacement.dropLast() + ", " + right.source + ")", at: left.range.joined(right.range))
    ]
  }

  private mutating func logic(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression, in scope: Scope
  ) -> TypedScalar? {
    let a = condition(left, in: scope)
    let b = condition(right, in: scope)
    guard let a, let b else { return nil }
    let function: ScalarFunction = symbol == .and ? .and : .or
    return TypedScalar(
      .call(function, [a.scalar, b.scalar]), .boolean, personal: a.personal ?? b.personal)
  }

  private mutating func comparison(
    _ symbol: BinaryOperator, _ a: TypedScalar, _ b: TypedScalar, _ left: Expression,
    _ right: Expression, at range: SourceRange
  ) -> TypedScalar? {
    if a.isNull || b.isNull {
      return fail(
        .comparedWithMissing(
          symbol, "null", a.isNull ? right : left, at: left.range.joined(right.range)))
    }
    guard a.type.joined(b.type) != nil,
      ScalarFunction.commonType(of: [a.type.scalar, b.type.scalar]) != nil
    else {
      if a.type.isNumeric, b.type.isNumeric {
        return fail(
          Diagnostic(
            .mixedCurrencies, "money in different currencies does not mix", at: left.range,
            remark: "this is \(a.type.phrase)",
            labels: [Diagnostic.Label(right.range, "this is \(b.type.phrase)")],
            notes: ["convert one side first, with a rate that the script states"]))
      }
      return fail(.differ(a, left, b, right, doing: "be compared"))
    }
    guard let function = ScalarFunction(rawValue: symbol.rawValue) else { return nil }
    // A timestamp is compared with a day by its day: `<= @2025-06-30` holds until midnight.
    let byDay = a.type == .date || b.type == .date
    func side(_ value: TypedScalar) -> Scalar {
      byDay && value.type == .timestamp ? .call(.toDate, [value.scalar]) : value.scalar
    }
    return TypedScalar(
      .call(function, [side(a), side(b)]), .boolean, personal: a.personal ?? b.personal)
  }

  private mutating func arithmetic(
    _ symbol: BinaryOperator, _ a: TypedScalar, _ b: TypedScalar, _ left: Expression,
    _ right: Expression, at range: SourceRange, missing: Missingness, personal: SourceRange?
  ) -> TypedScalar? {
    if a.type.isTemporal || b.type.isTemporal || a.type == .duration || b.type == .duration {
      return temporal(
        symbol, a, b, left, right, at: range, missing: missing, personal: personal)
    }
    guard a.type.isNumeric || a.isNull, b.type.isNumeric || b.isNull else {
      if symbol == .add, a.type.scalar == .text || b.type.scalar == .text,
        let problem = joined(a, left, b, right)
      {
        return fail(problem)
      }
      return fail(.differ(a, left, b, right, doing: "be calculated with `\(symbol.rawValue)`"))
    }
    guard let type = arithmeticType(symbol, a.type, b.type) else {
      return fail(
        Diagnostic(
          .mixedCurrencies, "money in different currencies does not mix", at: range,
          labels: [
            Diagnostic.Label(left.range, a.type.phrase),
            Diagnostic.Label(right.range, b.type.phrase),
          ],
          notes: ["convert one of them with a stated rate first"],
          fixes: [
            Diagnostic.Fix("derive", remark: "amount_eur = number(amount) * rate, with a rate")
          ]))
    }
    guard let function = ScalarFunction(rawValue: symbol.rawValue) else { return nil }
    // A quotient has no value where the divisor is zero.
    let canMiss: Missingness = symbol == .divide && b.literal == nil ? .possible : .never
    return TypedScalar(
      .call(function, [a.scalar, b.scalar]), type, missing: missing.joined(canMiss),
      personal: personal)
  }

  /// Texts are joined by `concat`.
  private func joined(
    _ a: TypedScalar, _ left: Expression, _ b: TypedScalar, _ right: Expression
  ) -> Diagnostic? {
    // `"2" + 1` may mean the number; a text of a column is one.
    guard a.type.scalar == .text || b.literal == nil || b.type.scalar == .text else { return nil }
    let parts = [(a, left), (b, right)].map { value, expression in
      value.type.scalar == .text ? expression.source : "text(\(expression.source))"
    }
    return Diagnostic(
      .typesDiffer, "\(a.type.phrase) and \(b.type.phrase) cannot be added", at: left.range,
      remark: "this is \(a.type.phrase)",
      labels: [Diagnostic.Label(right.range, "this is \(b.type.phrase)")],
      notes: ["texts are joined by `concat`"],
      fixes: [
        Diagnostic.Fix(
          "concat(\(parts.joined(separator: ", ")))", at: left.range.joined(right.range))
      ])
  }

  private func arithmeticType(_ symbol: BinaryOperator, _ a: DataType, _ b: DataType) -> DataType? {
    switch (a, b) {
    case (.money(let x), .money(let y)):
      guard x == nil || y == nil || x == y else { return nil }
      switch symbol {
      case .divide: return .ratio
      case .multiply: return .number
      default: return .money(currency: x ?? y)
      }
    case (.money, _): return a
    case (_, .money): return symbol == .divide ? .number : b
    case (.integer, .integer): return symbol == .divide ? .number : .integer
    default: return .number
    }
  }

  /// Dates and lengths of time: a date plus a length is a date; the days between two dates are a
  /// question of their own.
  private mutating func temporal(
    _ symbol: BinaryOperator, _ a: TypedScalar, _ b: TypedScalar, _ left: Expression,
    _ right: Expression, at range: SourceRange, missing: Missingness, personal: SourceRange?
  ) -> TypedScalar? {
    func result(_ function: ScalarFunction, _ x: TypedScalar, _ y: TypedScalar) -> TypedScalar {
      TypedScalar(
        .call(function, [x.scalar, y.scalar]), x.type, missing: missing, personal: personal)
    }
    switch (symbol, a.type, b.type) {
    case (.add, let x, .duration) where x.isTemporal || x == .duration:
      return result(.addDuration, a, b)
    case (.add, .duration, let y) where y.isTemporal: return result(.addDuration, b, a)
    case (.subtract, let x, .duration) where x.isTemporal || x == .duration:
      return result(.subtractDuration, a, b)
    case (.subtract, let x, let y) where x.isTemporal && y.isTemporal:
      return fail(
        Diagnostic(
          .wrongKind, "the time between two dates needs its unit", at: range,
          fixes: [
            Diagnostic.Fix(
              "days_between(\(right.source), \(left.source))", at: left.range.joined(right.range),
              remark: "whole days"),
            Diagnostic.Fix(
              "months_between(\(right.source), \(left.source))", at: left.range.joined(right.range),
              remark: "whole months"),
          ]))
    case (_, let x, let y) where x.isTemporal && y.isNumeric:
      return fail(
        Diagnostic(
          .wrongKind, "a date and a bare number do not add up", at: right.range,
          remark: "so many of what?",
          fixes: b.literal?.wholeNumber.map {
            [Diagnostic.Fix("\($0) days", at: right.range, remark: "or months, weeks, years")]
          } ?? [Diagnostic.Fix("30 days", remark: "or months, weeks, years")]))
    default:
      if case .string(let literal) = right, let length = literal.value.lengthOfTime {
        return fail(
          Diagnostic(
            .typesDiffer, "a length of time is written without quotes", at: literal.range,
            fixes: [Diagnostic.Fix(length, at: literal.range)]))
      }
      return fail(.differ(a, left, b, right, doing: "be calculated with `\(symbol.rawValue)`"))
    }
  }

  private mutating func membership(
    _ left: Expression, _ right: Expression, negated: Bool, in scope: Scope
  ) -> TypedScalar? {
    if case .string(let text) = left, let column = columns[text.value] {
      return fail(.quotedColumn(column.name, at: text.range))
    }
    guard let value = check(left, in: scope) else { return nil }
    switch right {
    case .parenthesized(let inner, _):
      return membership(left, inner, negated: negated, in: scope)
    case .list(let items, let range):
      var literals: [Literal] = []
      for item in items {
        guard let checked = check(item, in: scope) else { return nil }
        guard let literal = checked.literal else {
          return fail(
            .unexpectedKind("a column", wanted: "constants in this list", at: item.range))
        }
        guard checked.isNull || checked.type.joined(value.type) != nil else {
          return fail(.differ(value, left, checked, item, doing: "be compared"))
        }
        literals.append(literal)
      }
      if items.isEmpty {
        return fail(.unexpectedKind("an empty list", wanted: "values to look for", at: range))
      }
      return TypedScalar(
        .isIn(value.scalar, literals, negated: negated), .boolean, personal: value.personal)
    case .range(let low, let high, let upperIncluded, _):
      guard let first = bound(low, upper: false, in: scope),
        let last = bound(high, upper: true, in: scope)
      else { return nil }
      guard
        let above = comparison(.greaterOrEqual, value, first, left, low, at: right.range),
        let below = comparison(
          upperIncluded ? .lessOrEqual : .less, value, last, left, high, at: right.range)
      else { return nil }
      let inside = Scalar.call(.and, [above.scalar, below.scalar])
      return TypedScalar(
        negated ? .call(.not, [inside]) : inside, .boolean, personal: value.personal)
    case .date(let literal):
      let days = literal.days
      func day(_ number: Int32) -> TypedScalar { TypedScalar(.literal(.date(number)), .date) }
      guard
        let above = comparison(
          .greaterOrEqual, value, day(days.lowerBound), left, right, at: right.range),
        let below = comparison(
          .lessOrEqual, value, day(days.upperBound), left, right, at: right.range)
      else { return nil }
      let inside = Scalar.call(.and, [above.scalar, below.scalar])
      return TypedScalar(negated ? .call(.not, [inside]) : inside, .boolean)
    case .name(let name):
      if case .list(let literals, _)? = scope[name.text] {
        return TypedScalar(
          .isIn(value.scalar, literals, negated: negated), .boolean, personal: value.personal)
      }
      if case .expression(let argument, let outer)? = scope[name.text] {
        return membership(left, argument, negated: negated, in: outer)
      }
      fallthrough
    default:
      var problem = Diagnostic.unexpectedKind(
        "one value", wanted: "a list or a range after `in`", at: right.range,
        remark: "such as [\"SE\", \"NO\"] or 1...10")
      switch right {
      case .call(let call) where ["c", "list", "tuple", "array", "set"].contains(call.name.text):
        let items = call.arguments.map(\.value.source).joined(separator: ", ")
        problem.fixes = [Diagnostic.Fix("[\(items)]", at: right.range)]
      case .string, .number:
        problem.fixes = [Diagnostic.Fix("[\(right.source)]", at: right.range)]
      default: break
      }
      return fail(problem)
    }
  }

  /// One end of a range; a month or a year gives its first or its last day.
  private mutating func bound(_ expression: Expression, upper: Bool, in scope: Scope)
    -> TypedScalar?
  {
    guard case .date(let literal) = expression else { return check(expression, in: scope) }
    let days = literal.days
    return TypedScalar(.literal(.date(upper ? days.upperBound : days.lowerBound)), .date)
  }
}

extension BinaryOperator {
  fileprivate var comparesValues: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    case .or, .and, .isIn, .isNotIn, .matches, .coalesce, .add, .subtract, .multiply, .divide: false
    }
  }
}

extension Literal {
  fileprivate var wholeNumber: Int64? { if case .integer(let value) = self { value } else { nil } }
}

extension String {
  /// `30 days` in a text, as it is written without quotes.
  fileprivate var lengthOfTime: String? {
    let parts = split(separator: " ")
    guard parts.count == 2, Int(parts[0]) != nil,
      let unit = nearestName(to: parts[1].lowercased(), among: Units.names)
    else { return nil }
    return "\(parts[0]) \(unit)"
  }
}

extension Diagnostic {
  /// `== NULL`, which holds for nothing.
  static func comparedWithMissing(
    _ symbol: BinaryOperator, _ word: String, _ value: Expression, at range: SourceRange
  ) -> Diagnostic {
    let test = symbol == .notEqual ? "is not null" : "is null"
    return Diagnostic(
      .wrongKind, "nothing is equal to a missing value", at: range,
      remark: "`\(symbol.rawValue) \(word)` is never true",
      fixes: [Fix("\(value.source) \(test)", at: range)])
  }

  /// `keep status == paid`: a text without its quotes.
  static func textWithoutQuotes(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unknownColumn, "no column `\(word)` here; a text stands in double quotes", at: range,
      fixes: [Fix(quotedText(word), at: range, remark: "as text")])
  }

  /// `"country" == "SE"`: a column in quotes, which makes it a text.
  static func quotedColumn(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .wrongKind, "a column is named without quotes", at: range,
      remark: "in quotes this is a text, the same in every row",
      fixes: [Fix(quotedName(name), at: range)])
  }
}
