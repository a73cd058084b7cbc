import Diagnostics
import Planning
import Relations
import Syntax

/// A value of a parameter that can be swept.
protocol SweepValue: Hashable, Sendable {
  /// The type of its column in the table of candidates.
  static var columnType: DataType { get }
}

/// A word of a parameter that can be swept.
typealias SweptWord = ParameterWord & SweepValue

extension ParameterWord where Self: SweepValue {
  static var columnType: DataType { .text }
}

/// The values of a parameter of a modelling stage: a single one, written or by default, or those of
/// a sweep.
///
/// ```swift
/// // `linkage in [average, complete]`
/// guard let linkages = checker.sweep(word: "linkage", standard: Linkage.average) else { return nil }
/// linkages.values  // [.average, .complete]
/// linkages.isSwept  // true
/// ```
struct SweepValues<Value: SweepValue>: Sendable {
  let name: String
  /// At least one; numbers ascending, words in the order they were written.
  let values: [Value]
  /// Whether the script sweeps over it, even if over a single value.
  let isSwept: Bool

  init(_ name: String, _ values: [Value], isSwept: Bool) {
    self.name = name
    self.values = values
    self.isSwept = isSwept
  }
}

/// A given number, or `auto` to derive it from the data.
enum Given<Value: SweepValue>: Hashable, Sendable {
  case auto
  case value(Value)
}

extension StageChecker {
  /// The whole numbers of a parameter; `standard` if it was left out.
  mutating func sweep(whole name: String, standard: Int) -> SweepValues<Int>? {
    if let values = call.swept[name] {
      return wholeNumbers(values, of: name).map { SweepValues(name, $0, isSwept: true) }
    }
    return integer(name, standard: standard).map { SweepValues(name, [$0], isSwept: false) }
  }

  /// The whole numbers of a parameter, or `auto`.
  mutating func sweep(wholeOrAuto name: String) -> SweepValues<Given<Int>>? {
    if let values = call.swept[name] {
      return wholeNumbers(values, of: name).map {
        SweepValues(name, $0.map { .value($0) }, isSwept: true)
      }
    }
    guard let written = call.named[name], !isAuto(written) else {
      return SweepValues(name, [.auto], isSwept: false)
    }
    return integer(written, of: name).map { SweepValues(name, [.value($0)], isSwept: false) }
  }

  /// The numbers of a parameter; `standard` if it was left out.
  mutating func sweep(number name: String, standard: Double) -> SweepValues<Double>? {
    if let values = call.swept[name] {
      return numbers(values, of: name).map { SweepValues(name, $0, isSwept: true) }
    }
    return number(name, standard: standard).map { SweepValues(name, [$0], isSwept: false) }
  }

  /// The numbers of a parameter, or `auto`.
  mutating func sweep(numberOrAuto name: String) -> SweepValues<Given<Double>>? {
    if let values = call.swept[name] {
      return numbers(values, of: name).map {
        SweepValues(name, $0.map { .value($0) }, isSwept: true)
      }
    }
    guard let written = call.named[name], !isAuto(written) else {
      return SweepValues(name, [.auto], isSwept: false)
    }
    return number(written, of: name).map { SweepValues(name, [.value($0)], isSwept: false) }
  }

  /// The words of a parameter; `standard` if it was left out.
  mutating func sweep<Word: SweptWord>(word name: String, standard: Word) -> SweepValues<Word>? {
    guard let parameter = call.signature.parameter(name), let values = call.swept[name] else {
      return word(name, standard: standard).map { SweepValues(name, [$0], isSwept: false) }
    }
    guard let items = items(of: values) else { return nil }
    var words: [Word] = []
    for item in items {
      guard let word: Word = word(item, of: parameter) else { return nil }
      if !words.contains(word) { words.append(word) }
    }
    return SweepValues(name, words, isSwept: true)
  }

  private func isAuto(_ expression: Expression) -> Bool {
    if case .name(let name) = expression { name.text == "auto" } else { false }
  }

  /// The items of a list, which must not be empty, or the single value.
  private mutating func items(of expression: Expression) -> [Expression]? {
    switch expression {
    case .parenthesized(let inner, _): return items(of: inner)
    case .list(let items, let range):
      guard !items.isEmpty else {
        report(Diagnostic(.outOfRange, "there is nothing to try in an empty list", at: range))
        return nil
      }
      return items
    default: return [expression]
    }
  }

  /// The numbers of a sweep, ascending and distinct: `[0.3, 0.5]` or `linspace(0.2, 1.0, 9)`.
  private mutating func numbers(_ expression: Expression, of name: String) -> [Double]? {
    switch expression {
    case .parenthesized(let inner, _): return numbers(inner, of: name)
    case .range(let low, let high, _, let range):
      report(
        Diagnostic(
          .continuousSweep, "a continuous range cannot be swept", at: range,
          remark: "`\(name)` is a number: infinitely many values",
          fixes: [
            Diagnostic.Fix("linspace(\(low.source), \(high.source), 9)", at: range)
          ]))
      return nil
    case .call(let call) where call.name.text == "linspace": return steps(call, of: name)
    default:
      guard let items = items(of: expression) else { return nil }
      var values: [Double] = []
      for item in items {
        guard let value = number(item, of: name) else { return nil }
        values.append(value)
      }
      return Set(values).sorted()
    }
  }

  /// `linspace(a, b, n)`: n numbers from a to b, the ends included, in equal steps.
  private mutating func steps(_ call: FunctionCall, of name: String) -> [Double]? {
    let usage = Diagnostic.Fix("linspace(0.2, 1.0, 9)", at: call.range)
    guard call.arguments.count == 3 else {
      report(
        Diagnostic(
          .outOfRange, "`linspace` needs the first number, the last number, and the count",
          at: call.range,
          fixes: [usage]))
      return nil
    }
    guard let first = number(call.arguments[0].value, of: name),
      let last = number(call.arguments[1].value, of: name),
      let count = constant(call.arguments[2].value, for: "the count of numbers")
    else { return nil }
    guard case .integer(let count)? = count.literal, (2...1_000).contains(count), first < last
    else {
      report(
        Diagnostic(
          .outOfRange, "`linspace` returns 2 to 1,000 numbers, from a lower to a higher one",
          at: call.range, fixes: [usage]))
      return nil
    }
    return (0..<Int(count)).map { step in
      let value = first + (last - first) * Double(step) / Double(count - 1)
      // 0.6 rather than 0.6000000000000001: the steps are shown in tables and in the ledger.
      let rounded = (value * 1e12).rounded() / 1e12
      return step == Int(count) - 1 ? last : last.magnitude < 1_000 ? rounded : value
    }
  }
}

extension SweepValues {
  /// Its column in the table of candidates; the number of segments always has one.
  var columns: [ColumnType] {
    isSwept && name != "k" ? [ColumnType(name, Value.columnType, missing: .declared)] : []
  }
}

extension Int: SweepValue {
  static var columnType: DataType { .integer }
}

extension Double: SweepValue {
  static var columnType: DataType { .number }
}

extension Given: SweepValue {
  static var columnType: DataType { Value.columnType }
}
