import Diagnostics
import Relations
import Syntax

/// Other values of one parameter.
///
/// A parameter that is swept has none: the script tries several itself. Neither has one whose value
/// is a param: `segue whatif` varies the param.
extension BoundCall {
  /// Every other word of a parameter that takes words; `words` are those worth trying, all of them
  /// where it is left out.
  package func otherWords(of name: String, among words: [String]? = nil) -> [Alternative] {
    guard swept[name] == nil, let parameter = signature.parameter(name) else { return [] }
    let known = parameter.kind.words
    let now = named[name]?.source ?? parameter.standard
    guard let now, known.contains(now) else { return [] }
    return (words ?? known).filter { $0 != now }.map { word in
      setting(name, to: placeholder(name).replaced(by: word), as: word)
    }
  }

  /// Other whole numbers that lie within what the parameter takes.
  ///
  /// `change` gets the one that is written, or meant where none is. Where `auto` is meant, there is
  /// nothing to change; where a number is written, `auto` is another way.
  package func otherCounts(
    of name: String, _ change: (Int) -> [Int]
  ) -> [Alternative] {
    guard swept[name] == nil, let parameter = signature.parameter(name) else { return [] }
    guard let now = writtenNumber(name, parameter).flatMap({ Int(exactly: $0) }) else { return [] }
    var taken = [now]
    var alternatives: [Alternative] = []
    for value in change(now) where parameter.kind.takes(value) && !taken.contains(value) {
      taken.append(value)
      alternatives.append(
        setting(name, to: placeholder(name).replaced(by: value), as: String(value)))
    }
    return alternatives + automatic(name, parameter)
  }

  /// The same for numbers with a fraction, to a millionth.
  package func otherNumbers(of name: String, _ change: (Double) -> [Double]) -> [Alternative] {
    guard swept[name] == nil, let parameter = signature.parameter(name),
      let now = writtenNumber(name, parameter)
    else { return [] }
    let values = change(now).map { ($0 * 1e6).rounded() / 1e6 }
    return values.filter { $0 != now && parameter.kind.takes($0) }.map { value in
      let digits = Int(exactly: value).map(String.init) ?? String(value)
      let number = Expression.number(
        NumberLiteral(digits: digits, suffix: .none, at: placeholder(name).range))
      return setting(name, to: number, as: digits)
    } + automatic(name, parameter)
  }

  /// One segment fewer and one more where their number is fixed; at least two.
  package var otherSegmentCounts: [Alternative] {
    guard named["start"] == nil else { return [] }
    return otherCounts(of: "k") { k in [k - 1, k + 1].filter { $0 > 1 } }
  }

  /// The call without one of several items of its positional argument, each in turn.
  package var otherSelections: [Alternative] {
    guard positional.count > 1 else { return [] }
    return positional.map { item in
      Alternative(.changed(call.without(item)), "without \(item.value.source)")
    }
  }

  /// What stands at a parameter, or where the call is: the place of what is written instead.
  private func placeholder(_ name: String) -> Expression { named[name] ?? .null(range) }

  private func setting(_ name: String, to value: Expression, as text: String) -> Alternative {
    Alternative(.changed(call.setting(name, to: value)), "\(name)=\(text)")
  }

  /// The plain number that is written at a parameter, or the standard where nothing is.
  private func writtenNumber(_ name: String, _ parameter: Parameter) -> Double? {
    guard let written = named[name] else { return parameter.standard.flatMap { Double($0) } }
    guard case .number(let literal) = written, literal.suffix == .none else { return nil }
    return Double(literal.digits)
  }

  /// `auto`, where a number is written at a parameter that could be left to the data.
  private func automatic(_ name: String, _ parameter: Parameter) -> [Alternative] {
    guard named[name] != nil, parameter.kind.words.contains("auto") else { return [] }
    return [setting(name, to: placeholder(name).replaced(by: "auto"), as: "auto")]
  }
}

extension ParameterKind {
  /// The words that may stand there.
  fileprivate var words: [String] {
    switch self {
    case .choice(let choices), .words(let choices), .either(_, let choices): choices.map(\.name)
    case .integer, .number, .share, .text, .path, .boolean, .date, .duration, .column, .columns,
      .condition, .expression, .bindings, .range, .block, .texts, .dataset, .records, .pipelines:
      []
    }
  }

  fileprivate func takes(_ value: Int) -> Bool {
    switch self {
    case .integer(let range): range.contains(value)
    case .either(let kind, _): kind.takes(value)
    case .number, .share, .text, .path, .boolean, .date, .duration, .choice, .column,
      .columns, .condition, .expression, .bindings, .words, .range, .block, .texts, .dataset,
      .records, .pipelines:
      false
    }
  }

  fileprivate func takes(_ value: Double) -> Bool {
    switch self {
    case .number(let range): range.contains(value)
    case .share: (0...1).contains(value)
    case .either(let kind, _): kind.takes(value)
    case .integer, .text, .path, .boolean, .date, .duration, .choice, .column, .columns, .condition,
      .expression, .bindings, .words, .range, .block, .texts, .dataset, .records, .pipelines:
      false
    }
  }
}
