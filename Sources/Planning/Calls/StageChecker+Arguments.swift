import Diagnostics
import Relations
import Syntax

/// Arguments as typed values. Each method reports what is wrong and gives `nil`, or gives a value
/// that needs no further look.
extension StageChecker {
  /// A constant: a literal, a parameter of the script, or arithmetic on these.
  package mutating func constant(_ expression: Expression, for what: String) -> TypedScalar? {
    var checker = ExpressionChecker(
      columns: TableType([], name: "a constant"), functions: functions, mode: .rows)
    if let value = checker.check(expression, in: scope), let folded = value.folded,
      checker.wholeTable.isEmpty
    {
      return folded
    }
    let unknownName = checker.problems.first { $0.code == .unknownColumn }
    if unknownName == nil, let problem = checker.problems.first {
      report(problem)
    } else {
      report(
        Diagnostic(
          .notConstant, "\(what) needs a value that is known before rows are read",
          at: expression.range,
          notes: scope.names.isEmpty ? [] : ["params here: " + scope.names.joined(separator: ", ")]
        ))
    }
    return nil
  }

  /// A whole number in the parameter's range; `standard` where the argument was left out.
  package mutating func integer(_ name: String, standard: Int) -> Int? {
    guard let expression = call.named[name] else { return standard }
    return integer(expression, of: name)
  }

  package mutating func integer(_ expression: Expression, of name: String) -> Int? {
    guard let parameter = call.signature.parameter(name) ?? call.signature.positional,
      case .integer(let range) = parameter.kind.written,
      let value = constant(expression, for: "`\(name)`")
    else { return nil }
    guard case .integer(let number)? = value.literal else {
      report(
        .unexpectedKind(
          value.type.phrase, wanted: parameter.kind.phrase, at: expression.range))
      return nil
    }
    guard let whole = Int(exactly: number), range.contains(whole) else {
      report(
        Diagnostic(
          .outOfRange, "`\(name)` is \(number), and it needs \(parameter.kind.phrase)",
          at: expression.range))
      return nil
    }
    return whole
  }

  package mutating func number(_ name: String, standard: Double) -> Double? {
    guard let expression = call.named[name] else { return standard }
    return number(expression, of: name)
  }

  package mutating func number(_ expression: Expression, of name: String) -> Double? {
    guard let value = constant(expression, for: "`\(name)`") else { return nil }
    guard let number = value.literal?.doubleValue else {
      report(.unexpectedKind(value.type.phrase, wanted: "a number", at: expression.range))
      return nil
    }
    let kind = call.signature.parameter(name)?.kind.written
    if case .number(let range)? = kind, !range.contains(number) {
      report(
        Diagnostic(
          .outOfRange, "`\(name)` is \(number), outside \(range.lowerBound)...\(range.upperBound)",
          at: expression.range))
      return nil
    }
    if case .share? = kind, !(0...1).contains(number) {
      report(
        Diagnostic(
          .outOfRange, "`\(name)` is a share, from 0% to 100%", at: expression.range,
          fixes: number > 1 && number <= 100
            ? [Diagnostic.Fix("\(expression.source)%", at: expression.range)] : []))
      return nil
    }
    return number
  }

  /// A length of time; `standard` where the argument was left out.
  package mutating func duration(_ name: String, standard: Duration) -> Duration? {
    guard let expression = call.named[name] else { return standard }
    guard let value = constant(expression, for: "`\(name)`") else { return nil }
    guard case .duration(let duration)? = value.literal else {
      var problem = Diagnostic.unexpectedKind(
        value.type.phrase, wanted: "a length of time such as 1 month", at: expression.range)
      if case .integer(let count)? = value.literal, count > 0 {
        problem.fixes = [
          Diagnostic.Fix("\(count) \(count == 1 ? "month" : "months")", at: expression.range)
        ]
      }
      report(problem)
      return nil
    }
    return duration
  }

  package mutating func text(_ name: String, standard: String?) -> String?? {
    guard let expression = call.named[name] else { return .some(standard) }
    guard let value = constant(expression, for: "`\(name)`") else { return nil }
    guard case .text(let text)? = value.literal else {
      report(
        .unexpectedKind(
          value.type.phrase, wanted: "a text in double quotes", at: expression.range))
      return nil
    }
    return .some(text)
  }

  package mutating func boolean(_ name: String, standard: Bool) -> Bool? {
    guard let expression = call.named[name] else { return standard }
    guard let value = constant(expression, for: "`\(name)`") else { return nil }
    guard case .boolean(let flag)? = value.literal else {
      report(.unexpectedKind(value.type.phrase, wanted: "true or false", at: expression.range))
      return nil
    }
    return flag
  }

  /// One of the parameter's words.
  package mutating func choice(_ name: String, standard: String) -> String? {
    guard let parameter = call.signature.parameter(name) else { return standard }
    guard let expression = call.named[name] else { return standard }
    return choice(expression, of: parameter)
  }

  package mutating func choice(_ expression: Expression, of parameter: Parameter) -> String? {
    choice(expression, of: parameter, in: scope)
  }

  /// An argument of a stage that is written in the language is read where it was written, in a scope
  /// of its own: it may have the name of the parameter that it is given to.
  private mutating func choice(
    _ expression: Expression, of parameter: Parameter, in scope: Scope
  ) -> String? {
    guard let choices = parameter.kind.choices else { return nil }
    let names = choices.map(\.name)
    var word: String?
    switch expression {
    case .name(let name):
      if case .expression(let argument, let outer)? = scope[name.text], !names.contains(name.text) {
        return choice(argument, of: parameter, in: outer)
      }
      word = name.text
    // `median(x)` or `"csv"` stand for the word that was meant.
    case .string(let literal): word = literal.value
    default: word = nil
    }
    if let word, names.contains(word) {
      if case .name = expression { return word }
      report(
        Diagnostic(
          .unknownChoice, "a word of the language is written without quotes",
          at: expression.range, fixes: [Diagnostic.Fix(word, at: expression.range)]))
      return nil
    }
    let near =
      word.flatMap { nearestName(to: $0, among: names) } ?? (names.count == 1 ? names[0] : nil)
    report(
      Diagnostic(
        .unknownChoice,
        "\(quoted(expression.source)) is no \(parameter.name) of `\(call.signature.name)`",
        at: expression.range, remark: near.map { "did you mean `\($0)`?" } ?? "",
        notes: ["\(parameter.name): " + names.joined(separator: ", ")],
        fixes: near.map { [Diagnostic.Fix($0, at: expression.range)] } ?? []))
    return nil
  }

  /// The one word behind the stage's name.
  package mutating func positionalChoice(standard: String? = nil) -> String? {
    guard let parameter = call.signature.positional else { return nil }
    guard let item = onlyItem() else { return call.positional.isEmpty ? standard : nil }
    return choice(item.value, of: parameter)
  }

  /// Several of the words of a parameter, each once, in the order in which they were written.
  package mutating func words(_ items: [Item], of parameter: Parameter) -> [String]? {
    guard case .words(let choices) = parameter.kind else { return nil }
    let one = Parameter(parameter.name, .choice(choices), parameter.summary)
    var words: [String] = []
    for item in items {
      guard let word = choice(item.value, of: one) else { continue }
      if words.contains(word) { report(.duplicateArgument(word, at: item.range)) }
      words.append(word)
    }
    return hasProblems ? nil : words
  }

  /// The one item behind the stage's name; several are reported.
  package mutating func onlyItem() -> Item? {
    if call.positional.count > 1 {
      report(
        Diagnostic(
          .tooManyArguments, "`\(call.signature.name)` takes one argument, not a list",
          at: call.positional[1].range))
      return nil
    }
    return call.positional.first
  }

  /// A column of `table` that a bare name means.
  package mutating func column(_ expression: Expression, in table: TableType) -> ColumnType? {
    column(expression, in: table, as: scope)
  }

  private mutating func column(
    _ expression: Expression, in table: TableType, as scope: Scope
  ) -> ColumnType? {
    var inner: Expression = expression
    while case .parenthesized(let next, _) = inner { inner = next }
    guard case .name(let name) = inner else {
      report(.unexpectedKind("no column name", wanted: "the name of a column", at: inner.range))
      return nil
    }
    if name.single?.quoted != true, case .expression(let argument, let outer)? = scope[name.text] {
      return column(argument, in: table, as: outer)
    }
    guard let column = table[name.text] else {
      report(.unknownColumn(name.text, at: name.range, in: table))
      return nil
    }
    return column
  }

  /// Distinct columns of a list, in its order.
  package mutating func columns(_ items: [Item], in table: TableType) -> [ColumnType]? {
    var found: [ColumnType] = []
    var isSound = true
    for item in items {
      guard let column = column(item.value, in: table) else {
        isSound = false
        continue
      }
      if found.contains(where: { $0.name == column.name }) {
        report(.duplicateArgument(column.name, at: item.range))
        isSound = false
      } else {
        found.append(column)
      }
    }
    return isSound ? found : nil
  }

  package mutating func texts(_ items: [Item]) -> [String]? {
    var texts: [String] = []
    for item in items {
      guard let value = constant(item.value, for: "`\(call.signature.name)`") else { return nil }
      guard case .text(let text)? = value.literal else {
        report(
          .unexpectedKind(
            value.type.phrase, wanted: "a text in double quotes", at: item.range))
        return nil
      }
      texts.append(text)
    }
    return texts
  }

  /// `low...high` of numbers.
  package mutating func numberRange(_ expression: Expression) -> ClosedRange<Double>? {
    guard case .range(let low, let high, true, let range) = expression else {
      report(
        .unexpectedKind("no range", wanted: "a range such as 1%...99%", at: expression.range))
      return nil
    }
    guard let first = constant(low, for: "the lower end"),
      let last = constant(high, for: "the upper end")
    else { return nil }
    guard let lower = first.literal?.doubleValue, let upper = last.literal?.doubleValue else {
      report(.unexpectedKind("a range of something else", wanted: "numbers", at: range))
      return nil
    }
    guard lower <= upper else {
      report(
        Diagnostic(
          .outOfRange, "the range starts above its end", at: range,
          fixes: [Diagnostic.Fix("\(high.source)...\(low.source)", at: range)]))
      return nil
    }
    return lower...upper
  }
}

extension TypedScalar {
  /// The constant that it comes to, where nothing in it depends on a row.
  var folded: TypedScalar? {
    if literal != nil { return self }
    guard scalar.columns.isEmpty, let value = ConstantFolding.value(of: scalar) else { return nil }
    return TypedScalar(.literal(value), type)
  }
}
