import Diagnostics
import Relations
import Syntax

extension BoundCall {
  /// The same call with other ends of the range after `to`.
  ///
  /// `change` gets both ends and what is the whole of them, 100 where they are percentages. Ends
  /// that are not written as numbers have no alternatives.
  package func otherLimits(
    _ change: (_ low: Double, _ high: Double, _ whole: Double) -> [(Double, Double)]
  ) -> [Alternative] {
    guard
      case .range(let lower, let upper, let isClosed, let range)? = clauses[.to]?.items.first?
        .value, let low = WrittenNumber(lower), let high = WrittenNumber(upper)
    else { return [] }
    let whole = high.literal.suffix == .percent ? 100.0 : 1
    return change(low.value, high.value, whole).compactMap { first, last in
      guard (first, last) != (low.value, high.value) else { return nil }
      let other = Expression.range(
        low.replaced(by: first), high.replaced(by: last), upperIncluded: isClosed, range)
      return Alternative(.changed(call.with(other, behind: .to)), "to \(other.source)")
    }
  }
}

/// A number as a script has it: digits, a suffix, and perhaps a minus in front.
private struct WrittenNumber {
  let literal: NumberLiteral
  let value: Double

  init?(_ expression: Expression) {
    switch expression {
    case .number(let literal):
      guard let value = Double(literal.digits) else { return nil }
      self.literal = literal
      self.value = value
    case .unary(.negate, .number(let literal), _):
      guard let value = Double(literal.digits) else { return nil }
      self.literal = literal
      self.value = -value
    default: return nil
    }
  }

  /// Another value in the same units, to a millionth.
  func replaced(by value: Double) -> Expression {
    let rounded = (value.magnitude * 1e6).rounded() / 1e6
    let digits = Int(exactly: rounded).map(String.init) ?? String(rounded)
    let number = Expression.number(
      NumberLiteral(digits: digits, suffix: literal.suffix, at: literal.range))
    return value < 0 ? .unary(.negate, number, literal.range) : number
  }
}
