import Diagnostics
import Syntax

extension Binder {
  /// How a stage takes what stands after a preposition that it does not know: `sort by amount`,
  /// `rename amount as total`, `features sum(amount) as total`, `rfm by customer_id`.
  func instead(of clause: Clause) -> Diagnostic.Fix? {
    let values = clause.argument.items.map(\.value.source).joined(separator: ", ")
    if clause.preposition == .as, let item = call.arguments.last?.items.last, item.name != nil,
      let type = clause.argument.items.first?.value.word.flatMap({
        ForeignNames.types[$0.lowercased()]
      }),
      ["text", "number", "int", "date"].contains(type)
    {
      return Diagnostic.Fix(
        "\(type)(\(item.value.source))", at: item.value.range.joined(clause.range))
    }
    if let argument = call.arguments.first,
      case .bindings(let aggregates)? = signature.positional?.kind,
      argument.items.count == 1, argument.items[0].name == nil, clause.argument.items.count == 1,
      let new = clause.argument.items[0].value.word, aggregates || clause.preposition != .by
    {
      return Diagnostic.Fix(
        "\(quotedName(new)) = \(argument.items[0].value.source)",
        at: argument.range.joined(clause.range))
    }
    if signature.positional?.kind.isList == true, call.arguments.isEmpty {
      return Diagnostic.Fix(
        "\(call.name.text) \(values)", at: call.name.range.joined(clause.range))
    }
    if clause.preposition == .by, signature.parameter("id") != nil, clause.argument.items.count == 1
    {
      return Diagnostic.Fix("id=\(values)", at: clause.range)
    }
    guard let other = signature.clauses.first(where: { clauses[$0.preposition] == nil }),
      !call.clauses.contains(where: { $0.preposition == other.preposition })
    else { return nil }
    return Diagnostic.Fix("\(other.preposition.rawValue) \(values)", at: clause.range)
  }

  /// `features total = sum(amount) group by customer_id`: the word before `by` says nothing.
  func wordBeforeBy(_ argument: Argument) -> Diagnostic? {
    guard argument.items.count == 1, argument.items[0].name == nil,
      let word = argument.items[0].value.word, input?[word] == nil,
      ["group", "grouped", "groupby", "per", "order"].contains(word.lowercased()),
      let by = call.clauses.first(where: { $0.preposition == .by }),
      by.range.start > argument.range.start
    else { return nil }
    let gap = SourceRange(
      source: argument.range.source, start: argument.range.start, end: by.range.start)
    return Diagnostic(
      .tooManyArguments, "groups are named by `by` alone", at: argument.range,
      fixes: [Diagnostic.Fix("", at: gap, remark: "remove `\(word)`")])
  }

  /// `kmeans k 3`: the name of a parameter and its value without the `=` between them.
  func forgottenEquals(_ argument: Argument, _ next: Argument) -> Diagnostic? {
    guard argument.items.count == 1, next.items.count == 1, next.items[0].name == nil,
      case .name(let name) = argument.items[0].value, argument.items[0].name == nil,
      let parameter = signature.parameter(name.text),
      signature.positional == nil || input?[name.text] == nil
    else { return nil }
    return Diagnostic(
      .tooManyArguments, "a parameter and its value are joined by `=`", at: name.range,
      fixes: [
        Diagnostic.Fix(
          "\(parameter.name)=\(next.items[0].value.source)", at: argument.range.joined(next.range))
      ])
  }

  mutating func unknownParameter(_ name: Name, value: Syntax.Expression) {
    if let column = input?[name.text], signature.positional?.kind == .condition {
      problems.append(
        .equalsForComparison(
          at: assignmentRange(between: name, and: value),
          remark:
            "`\(signature.name)` has no parameter called `\(column.name)`; "
            + "`\(column.name)` is a column"))
      return
    }
    let known = signature.parameters.map(\.name)
    let whole = name.range.joined(value.range)
    if let positional = signature.positional, known.isEmpty || positional.name == name.text {
      let clause = signature.clauses.first { $0.parameter.isRequired }
      let fix: String? =
        if input?[name.text] != nil, positional.kind == .columns, let clause {
          "\(quotedName(name.text)) \(clause.preposition.rawValue) \(value.source)"
        } else if input?[name.text] == nil, signature.clauses.isEmpty || clause == nil {
          value.source
        } else {
          nil
        }
      if let fix {
        problems.append(
          Diagnostic(
            .unknownParameter, "`\(signature.name)` has no parameter called `\(name.text)`",
            at: name.range, fixes: [Diagnostic.Fix(fix, at: whole)]))
        return
      }
    }
    let folded = name.text.lowercased()
    if let written = stageInstead(of: folded, value) {
      problems.append(
        Diagnostic(
          .unknownParameter, "`\(signature.name)` has no parameter called `\(name.text)`",
          at: name.range, remark: "a stage of its own does that",
          fixes: [Diagnostic.Fix(written, at: call.range)]))
      return
    }
    let near =
      known.first { $0.lowercased() == folded }
      ?? ForeignNames.parameters[folded]?.first { known.contains($0) }
      ?? nearestName(to: name.text, among: known)
    problems.append(
      Diagnostic(
        .unknownParameter, "`\(signature.name)` has no parameter called `\(name.text)`",
        at: name.range, remark: near.map { "did you mean `\($0)`?" } ?? "",
        notes: [
          known.isEmpty
            ? "\(signature.name) has no parameters"
            : "parameters of \(signature.name): " + known.joined(separator: ", ")
        ],
        fixes: near.map { [Diagnostic.Fix($0, at: name.range)] } ?? []))
  }

  /// `nrows=5` and `usecols=["amount"]` of pandas, which stages do here.
  private func stageInstead(of name: String, _ value: Syntax.Expression) -> String? {
    let stage: String
    switch name {
    case "nrows", "n_max", "n_rows", "limit": stage = "take \(value.source)"
    case "usecols", "col_select", "columns":
      let items = if case .list(let items, _) = value { items } else { [value] }
      let names = items.compactMap { $0.word.map(quotedName) }
      guard !names.isEmpty, names.count == items.count else { return nil }
      stage = "select " + names.joined(separator: ", ")
    default: return nil
    }
    guard signature.inputs.isEmpty, call.clauses.isEmpty else { return nil }
    let rest = call.arguments.filter { $0.items.first?.name?.text.lowercased() != name }
    return ([call.name.text] + rest.map(\.source)).joined(separator: " ") + " | " + stage
  }

  /// Where a surplus argument probably belongs: after a name, after a preposition, or into the
  /// list before it.
  private func place(for argument: Argument) -> Diagnostic.Fix? {
    guard argument.items.count == 1 else { return nil }
    let value = argument.items[0].value
    let text = value.source
    if case .binary(.equal, .name(let name), let given, _) = value,
      signature.parameter(name.text) != nil
    {
      return Diagnostic.Fix("\(name.text)=\(given.source)", at: argument.range)
    }
    if case .number = value, let parameter = signature.parameters.first(where: \.isRequired),
      named[parameter.name] == nil
    {
      return Diagnostic.Fix("\(parameter.name)=\(text)", at: argument.range)
    }
    if signature.positional == nil, let fix = columns(of: argument) { return fix }
    for parameter in signature.parameters {
      guard case .choice(let choices) = parameter.kind, case .name(let name) = value,
        let word = choices.first(where: { $0.name.hasPrefix(name.text.lowercased()) })
      else { continue }
      return Diagnostic.Fix("\(parameter.name)=\(word.name)", at: argument.range)
    }
    let open = signature.clauses.first {
      clauses[$0.preposition] == nil
        && ($0.parameter.isRequired || signature.positional == nil && $0.parameter.kind == .columns)
    }
    if let open {
      return Diagnostic.Fix("\(open.preposition.rawValue) \(text)", at: argument.range)
    }
    guard let before = positional?.last, before.range.end <= argument.range.start,
      signature.positional?.kind.isList == true
    else { return nil }
    return Diagnostic.Fix(
      "\(before.value.source), \(text)", at: before.range.joined(argument.range),
      remark: "commas separate the items of a list")
  }

  /// `rfm customer_id order_date amount`: each column with the parameter for its kind.
  private func columns(of argument: Argument) -> Diagnostic.Fix? {
    let rest = call.arguments.filter { $0.range.start >= argument.range.start }
    let items = rest.flatMap(\.items)
    let kinds = signature.parameters.filter { $0.kind == .column }.map(\.name)
    guard let input, let last = rest.last, items.allSatisfy({ $0.name == nil }) else { return nil }
    var written: [String] = []
    for item in items {
      guard let column = item.value.word.flatMap({ input[$0] }) else { return nil }
      let wanted =
        column.type.isTemporal
        ? ["date"] : column.type.isNumeric ? ["amount", "id"] : ["id", "order"]
      let open = wanted.first { name in
        kinds.contains(name) && !written.contains { $0.hasPrefix(name + "=") }
      }
      guard let open else { return nil }
      written.append("\(open)=\(quotedName(column.name))")
    }
    return Diagnostic.Fix(written.joined(separator: " "), at: argument.range.joined(last.range))
  }

  /// The `=` between a name and its value.
  private func assignmentRange(between name: Name, and value: Syntax.Expression) -> SourceRange {
    let gap = SourceRange(
      source: name.range.source, start: name.range.end, end: value.range.start)
    let text = sources[gap].bytes[gap.start..<gap.end]
    guard let offset = text.firstIndex(of: UInt8(ascii: "=")) else { return gap }
    return SourceRange(source: gap.source, start: offset, end: offset + 1)
  }

  /// An argument for which there is no place: usually a forgotten pipe or an accidental indent.
  mutating func tooMany(_ argument: Argument) {
    let first = argument.items[0].value
    let source = sources[argument.range]
    let line = source.position(of: argument.range.start).line
    let startsLine = source.line(line).prefix(
      max(0, source.position(of: argument.range.start).column - 1)
    ).allSatisfy { $0 == " " || $0 == "\t" }
    let isStage = first.leadingName.map { stageNames.contains($0) } ?? false
    if startsLine, !isStage {
      problems.append(
        .continuedLine(
          at: argument.range, statementStart: call.range.start, argumentOf: call.name, in: source))
      return
    }
    if signature.name == "drop", let word = positional?.first?.value.word,
      ["column", "columns", "col", "cols"].contains(word.lowercased()), input?[word] == nil
    {
      problems.append(
        Diagnostic(
          .tooManyArguments, "columns are taken away by `without`", at: argument.range,
          fixes: [Diagnostic.Fix("without \(argument.source)", at: call.range)]))
      return
    }
    let count = signature.positional == nil ? "no argument without a name" : "one argument"
    if isStage, let name = first.leadingName {
      problems.append(
        .forgottenPipe(
          name, at: argument.range,
          remark: "`\(signature.name)` takes \(count); `\(name)` is a stage"))
      return
    }
    problems.append(
      Diagnostic(
        .tooManyArguments, "`\(signature.name)` takes \(count)", at: argument.range,
        notes: signature.parameters.isEmpty
          ? []
          : [
            "everything else is written name=value: "
              + signature.parameters.map(\.name).joined(separator: ", ")
          ], fixes: place(for: argument).map { [$0] } ?? []))
  }
}

extension Syntax.Expression {
  /// Several values as they are swept: a range, a list, `2-10`, or `range(2, 11)` of Python.
  var sweptValues: String? {
    switch self {
    case .range, .list: source
    case .parenthesized(let inner, _): inner.sweptValues
    case .binary(.subtract, .number(let low), .number(let high), _):
      "\(low.digits)...\(high.digits)"
    case .call(let call):
      switch (call.name.text.lowercased(), call.arguments.map(\.value)) {
      case ("range", let values) where values.count == 2:
        "\(values[0].source)..<\(values[1].source)"
      case ("seq", let values) where values.count == 2:
        "\(values[0].source)...\(values[1].source)"
      case ("c", let values), ("list", let values):
        "[" + values.map(\.source).joined(separator: ", ") + "]"
      default: nil
      }
    default: nil
    }
  }

  /// The name that it begins with, if it begins with one.
  var leadingName: String? {
    switch self {
    case .name(let name): name.text
    case .call(let call): call.name.text
    case .binary(_, let left, _, _), .test(let left, _, _, _), .range(let left, _, _, _):
      left.leadingName
    default: nil
    }
  }
}
