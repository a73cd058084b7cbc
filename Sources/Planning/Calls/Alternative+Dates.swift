import Diagnostics
import Relations
import Syntax
import Tables

extension BoundCall {
  /// The same call with the dates that stand in it a month earlier and later, and with the last day of
  /// a column, `latest(date)`, 30 days earlier and later.
  ///
  /// A date that is a param is varied with the param.
  package var otherDates: [Alternative] {
    [-1, 1].compactMap { months in
      var found: [String] = []
      let changed = call.rewritten { expression in
        guard let other = expression.otherDate(months: months, at: range) else { return nil }
        found.append(other.source)
        return other
      }
      guard let first = found.first else { return nil }
      let label = found.count == 1 ? first : "dates a month \(months < 0 ? "earlier" : "later")"
      return Alternative(.changed(changed), label)
    }
  }

  /// The same call with a date that it leaves to the stage 30 days earlier, and later.
  ///
  /// - Parameters:
  ///   - name: The parameter.
  ///   - standard: What the stage takes for it, in words of its own parameters.
  ///   - arguments: What these are, as it could be written at the call.
  /// - Returns: Nothing where the words of the stage do not mean anything at the call.
  func otherDates(
    of name: String, standard: Expression, arguments: [String: Expression]
  ) -> [Alternative] {
    var isKnown = true
    let written = standard.rewritten { expression in
      guard case .name(let name) = expression else { return nil }
      if let argument = arguments[name.text] { return argument }
      isKnown = false
      return nil
    }
    guard isKnown else { return [] }
    return [(-1, "earlier"), (1, "later")].map { months, word in
      Alternative(
        .changed(call.setting(name, to: written.moved(months: months, at: range))),
        "\(name) 30 days \(word)")
    }
  }
}

extension Expression {
  /// A date literal some months away, or a last day some 30 days away; `nil` for anything else.
  fileprivate func otherDate(months: Int, at range: SourceRange) -> Expression? {
    switch self {
    case .date(let literal): return literal.moved(months: months).map { .date($0) }
    case .call(let call) where call.name.text == "latest":
      return .parenthesized(moved(months: months, at: range), self.range)
    default: return nil
    }
  }

  /// The date that an expression gives, 30 days earlier or later for each month.
  fileprivate func moved(months: Int, at range: SourceRange) -> Expression {
    let days = NumberLiteral(
      digits: String(30 * months.magnitude), suffix: .unit(Name("days", at: range)), at: range)
    return .binary(months < 0 ? .subtract : .add, self, .number(days), operatorRange: range)
  }
}

extension DateLiteral {
  /// The same day or month some months away; `nil` for years and quarters.
  fileprivate func moved(months: Int) -> DateLiteral? {
    switch precision {
    case .year, .quarter: return nil
    case .month(let month):
      let date = CivilDate(year: year, month: month, day: 1).adding(months: months)
      return DateLiteral(year: date.year, precision: .month(date.month), at: range)
    case .day(let month, let day):
      let date = CivilDate(year: year, month: month, day: day).adding(months: months)
      return DateLiteral(
        year: date.year, precision: .day(month: date.month, day: date.day), at: range)
    }
  }
}
