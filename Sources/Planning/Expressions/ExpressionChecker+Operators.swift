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
    guard let a = check(left, in: scope), let b = check(right, in: scope) else { return nil }
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
        Diagnostic(
          .wrongKind, "nothing is equal to a missing value", at: range,
          remark: "`\(symbol.rawValue) null` is never true",
          fixes: [Diagnostic.Fix(symbol == .notEqual ? "is not null" : "is null")]))
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
            Diagnostic.Fix("days_between(a, b)", remark: "whole days from a to b"),
            Diagnostic.Fix("months_between(a, b)", remark: "whole months"),
          ]))
    case (_, let x, let y) where x.isTemporal && y.isNumeric:
      return fail(
        Diagnostic(
          .wrongKind, "a date and a bare number do not add up", at: right.range,
          remark: "so many of what?",
          fixes: [Diagnostic.Fix("30 days", remark: "or months, weeks, years")]))
    default:
      return fail(.differ(a, left, b, right, doing: "be calculated with `\(symbol.rawValue)`"))
    }
  }

  private mutating func membership(
    _ left: Expression, _ right: Expression, negated: Bool, in scope: Scope
  ) -> TypedScalar? {
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
      return fail(
        .unexpectedKind(
          "this", wanted: "a list or a range behind `in`", at: right.range,
          remark: "such as [\"SE\", \"NO\"] or 1...10"))
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
