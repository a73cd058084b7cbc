import Diagnostics
import Planning
import Relations
import Syntax

extension StageChecker {
  /// The whole numbers of a sweep, ascending and distinct: `2...10` or `[2, 4, 8]`.
  mutating func wholeNumbers(_ expression: Expression, of name: String) -> [Int]? {
    switch expression {
    case .parenthesized(let inner, _): return wholeNumbers(inner, of: name)
    case .range(let low, let high, let upperIncluded, let range):
      guard let first = constant(low, for: "`\(name)`"),
        let last = constant(high, for: "`\(name)`")
      else { return nil }
      guard case .integer(let lower)? = first.literal, case .integer(let upper)? = last.literal
      else {
        report(
          Diagnostic(
            .continuousSweep, "a continuous range cannot be swept", at: range,
            remark: "it has infinitely many values",
            fixes: [Diagnostic.Fix("\(name) in 2...8", remark: "whole numbers")]))
        return nil
      }
      let top = upperIncluded ? upper : upper - 1
      guard lower <= top else {
        report(
          Diagnostic(
            .outOfRange, "the range is empty: it starts above its end", at: range,
            fixes: [Diagnostic.Fix("\(high.source)...\(low.source)", at: range)]))
        return nil
      }
      guard top - lower < 1_000 else {
        report(
          Diagnostic(
            .outOfRange, "\(grouped(Int(top - lower) + 1)) candidates are too many to fit",
            at: range, fixes: [Diagnostic.Fix("\(name) in 2...10")]))
        return nil
      }
      return check((lower...top).map { Int($0) }, of: name, at: range)
    case .list(let items, let range):
      var values: [Int] = []
      for item in items {
        guard let value = integer(item, of: name) else { return nil }
        values.append(value)
      }
      return check(Array(Set(values)).sorted(), of: name, at: range)
    default:
      guard let value = integer(expression, of: name) else { return nil }
      return [value]
    }
  }

  private mutating func check(_ values: [Int], of name: String, at range: SourceRange) -> [Int]? {
    guard case .integer(let allowed)? = call.signature.parameter(name)?.kind.written else {
      return values
    }
    if let wrong = values.first(where: { !allowed.contains($0) }) {
      report(
        Diagnostic(
          .outOfRange,
          "`\(name)` would be \(wrong), and it needs a whole number from \(allowed.lowerBound)",
          at: range))
      return nil
    }
    guard !values.isEmpty else {
      report(Diagnostic(.outOfRange, "there is nothing to try in an empty list", at: range))
      return nil
    }
    return values
  }
}
