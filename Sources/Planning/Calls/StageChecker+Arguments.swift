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
    if let problem = bareWord(expression, for: what) {
      report(problem)
      return nil
    }
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

  /// `load tx.csv` and `name {… => Active}`: a text without its quotes.
  private func bareWord(_ expression: Expression, for what: String) -> Diagnostic? {
    let written = sources.text(in: expression.range)
    guard expression.isBareWords, scope[written] == nil else { return nil }
    let isPath =
      call.signature.positional?.kind == .path || call.signature.positional?.kind == .texts
    let isText =
      isPath || what == "a name" || call.signature.positional?.kind == .block
      || call.signature.positional?.kind == .text
    let named = call.signature.parameters.first { what == "`\($0.name)`" }
    guard named.map({ $0.kind == .text || $0.kind == .texts || $0.kind == .path }) ?? isText else {
      return nil
    }
    return Diagnostic(
      .notConstant,
      isPath && named == nil
        ? "a file name stands in double quotes" : "a text stands in double quotes",
      at: expression.range, fixes: [Diagnostic.Fix(quotedText(written), at: expression.range)])
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
      var problem = Diagnostic.unexpectedKind(
        value.type.phrase, wanted: parameter.kind.phrase, at: expression.range)
      if let whole = value.literal?.wholeNumber {
        problem.fixes = [Diagnostic.Fix(String(whole), at: expression.range)]
      }
      report(problem)
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
    let folded = (word ?? expression.source).lowercased()
    if case .number = expression, call.signature.positional?.name == parameter.name,
      let other = call.signature.parameters.first(where: { $0.kind.takesWholeNumbers })
    {
      report(
        Diagnostic(
          .unknownChoice, "\(quoted(expression.source)) is not a \(parameter.name)",
          at: expression.range,
          fixes: [Diagnostic.Fix("\(other.name)=\(expression.source)", at: expression.range)]))
      return nil
    }
    let near =
      ForeignNames.choices[folded]?.first { names.contains($0) }
      ?? word.flatMap { nearestName(to: $0, among: names) } ?? (names.count == 1 ? names[0] : nil)
      // `scale(recency)` of R: all features are scaled, and the method is named.
      ?? (call.signature.name == "scale" ? "zscore" : nil)
    let reason = near == "elbow" ? ForeignNames.reasons[folded] : nil
    report(
      Diagnostic(
        .unknownChoice,
        "\(quoted(expression.source)) is not a \(parameter.name) of `\(call.signature.name)`",
        at: expression.range, remark: reason ?? near.map { "did you mean `\($0)`?" } ?? "",
        notes: ["\(parameter.name): " + names.joined(separator: ", ")],
        fixes: near.map { [Diagnostic.Fix($0, at: expression.range)] } ?? []))
    return nil
  }

  /// The one word after the stage's name.
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

  /// The one item after the stage's name; several are reported.
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
      report(notColumn(inner, in: table))
      return nil
    }
    if name.single?.quoted != true, case .expression(let argument, let outer)? = scope[name.text] {
      return column(argument, in: table, as: outer)
    }
    guard let column = table[name.text] else {
      report(rowAsKey(name, in: table) ?? .unknownColumn(name.text, at: name.range, in: table))
      return nil
    }
    return column
  }

  /// `features by row`: what identifies a customer is a column.
  private func rowAsKey(_ name: QualifiedName, in table: TableType) -> Diagnostic? {
    guard ["row", "rows", "index", "customer", "entity"].contains(name.text.lowercased()),
      call.clauses[.by]?.items.contains(where: { $0.range == name.range }) == true,
      let id = RoleFinding.find(.id, in: table).source
    else { return nil }
    return Diagnostic(
      .unknownColumn, "no column `\(name.text)` in \(table.name)", at: name.range,
      remark: "`by` needs the column that says whom a row is about",
      fixes: [Diagnostic.Fix(id, at: name.range)])
  }

  /// What stands where a column is named: `"email"`, `["email"]`, `-email`.
  private func notColumn(_ expression: Expression, in table: TableType) -> Diagnostic {
    let listed =
      if case .list(let items, _) = expression { items } else { [expression] }
    let names = listed.compactMap { item in
      item.word.flatMap { table[$0] }.map { quotedName($0.name) }
    }
    if !names.isEmpty, names.count == listed.count {
      return Diagnostic(
        .wrongKind, "columns are named without \(listed.count > 1 ? "brackets and " : "")quotes",
        at: expression.range,
        fixes: [Diagnostic.Fix(names.joined(separator: ", "), at: expression.range)])
    }
    if case .binary(.equal, .name(let left), .name(let right), _) = expression,
      let name = left.parts.last?.text, name == right.parts.last?.text, let column = table[name]
    {
      return Diagnostic(
        .wrongKind, "a column of both sides is named once", at: expression.range,
        fixes: [Diagnostic.Fix(quotedName(column.name), at: expression.range)])
    }
    if call.signature.name == "select", let gone = expression.negatedName,
      let column = table[gone]
    {
      return Diagnostic(
        .wrongKind, "columns are taken away by `without`", at: expression.range,
        fixes: [Diagnostic.Fix("without \(quotedName(column.name))", at: call.range)])
    }
    return .unexpectedKind(
      "not a column name", wanted: "the name of a column", at: expression.range)
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
      var problem = Diagnostic.unexpectedKind(
        "not a range", wanted: "a range such as 1%...99%", at: expression.range)
      if case .number(let literal) = expression, literal.suffix == .percent {
        problem.fixes = [Diagnostic.Fix("0%...\(expression.source)", at: expression.range)]
      }
      report(problem)
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

extension Expression {
  /// The name after `-` or `not`.
  fileprivate var negatedName: String? {
    switch self {
    case .unary(_, let inner, _): inner.word
    default: nil
    }
  }

  /// Nothing but names with signs between them: `tx.csv`, `data/tx.csv`, `tx-2024.csv`.
  fileprivate var isBareWords: Bool {
    switch self {
    case .name(let name): !name.parts.contains { $0.quoted }
    case .binary(.divide, let left, let right, _), .binary(.subtract, let left, let right, _):
      left.isBareWords && right.isBareWords
    default: false
    }
  }
}

extension Literal {
  /// A whole number that stands in quotes or with a fraction of nothing: `"3"`, `3.0`.
  fileprivate var wholeNumber: Int? {
    switch self {
    case .text(let text): Int(text)
    case .decimal, .number: doubleValue.flatMap { Int(exactly: $0) }
    default: nil
    }
  }
}
