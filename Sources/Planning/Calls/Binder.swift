import Diagnostics
import Syntax

/// Finds a parameter for every argument of a call, and says what is too much, missing or misspelled.
struct Binder {
  let signature: StageSignature
  let call: Call
  let stageNames: [String]
  /// The columns that arrive, to tell a comparison from a parameter.
  let input: TableType?
  let sources: SourceMap
  private(set) var problems: [Diagnostic] = []
  private var positional: [Item]?
  private var bindings: [Item] = []
  private var named: [String: Syntax.Expression] = [:]
  private var swept: [String: Syntax.Expression] = [:]
  private var clauses: [Clause.Preposition: Argument] = [:]
  private var because: String?

  init(
    signature: StageSignature, call: Call, stageNames: [String], input: TableType?,
    sources: SourceMap
  ) {
    self.signature = signature
    self.call = call
    self.stageNames = stageNames
    self.input = input
    self.sources = sources
  }

  /// The bound call, or `nil` with the reasons in `problems`.
  mutating func bind(path: String) -> BoundCall? {
    for argument in call.arguments {
      // What follows a forgotten pipe belongs to the stage behind it.
      if problems.last?.code == .forgottenPipe { break }
      bind(argument)
    }
    for clause in call.clauses { bind(clause) }
    if problems.isEmpty { checkRequired() }
    guard problems.isEmpty else { return nil }
    return BoundCall(
      signature: signature, call: call, path: path, positional: positional ?? [],
      bindings: bindings, named: named, swept: swept, clauses: clauses, because: because)
  }

  private var takesBindings: Bool {
    if case .bindings? = signature.positional?.kind { true } else { false }
  }

  private var takesMany: Bool { signature.positional?.kind == .pipelines }

  private mutating func bind(_ argument: Argument) {
    if let sweep = sweep(argument) {
      bind(sweep.value, to: sweep.name, in: argument)
      return
    }
    let bare = argument.items.filter { $0.name == nil }
    checkCommas(argument)
    for item in argument.items {
      guard let name = item.name else { continue }
      // In a list of bindings every name is one of theirs, unless it is a parameter standing alone.
      if let parameter = signature.parameter(name.text), argument.items.count == 1 || !takesBindings
      {
        assign(parameter, item.value, at: item.range)
      } else if takesBindings {
        bindings.append(item)
      } else {
        unknownParameter(name, value: item.value)
      }
    }
    guard !bare.isEmpty else { return }
    if takesMany {
      positional = (positional ?? []) + bare
    } else if signature.positional != nil, positional == nil {
      positional = bare
    } else {
      tooMany(argument)
    }
  }

  /// A comma stands between the items of one list and nowhere else, so that a list has one reading.
  private mutating func checkCommas(_ argument: Argument) {
    for (before, item) in zip(argument.items, argument.items.dropFirst()) {
      let isParameter = [before, item].contains { item in
        item.name.map { signature.parameter($0.text) != nil } ?? false
      }
      guard isParameter, !takesBindings else { continue }
      let gap = SourceRange(
        source: item.range.source, start: before.range.end, end: item.range.start)
      problems.append(
        Diagnostic(
          .commaBetweenParameters, "arguments of a stage are separated by spaces", at: gap,
          remark: "a comma separates the items of one list",
          fixes: [Diagnostic.Fix(" ", at: gap, remark: "a space instead of the comma")]))
    }
    guard takesBindings, let last = bindings.last, let next = argument.items.first?.name,
      signature.parameter(next.text) == nil || argument.items.count > 1
    else { return }
    problems.append(
      Diagnostic(
        .missingComma, "a comma is missing before `\(next.text)`", at: next.range,
        labels: [Diagnostic.Label(last.range, "")],
        fixes: [Diagnostic.Fix(",", at: last.range.after, remark: "behind it")]))
  }

  /// `k in 2...10`, if the left side is a parameter of this stage.
  private func sweep(_ argument: Argument) -> (name: Parameter, value: Syntax.Expression)? {
    guard let membership = argument.membership,
      let parameter = signature.parameter(membership.name.text)
    else { return nil }
    return (parameter, membership.values)
  }

  private mutating func bind(
    _ values: Syntax.Expression, to parameter: Parameter, in argument: Argument
  ) {
    guard parameter.canSweep else {
      problems.append(
        Diagnostic(
          .cannotSweep, "`\(parameter.name)` of `\(signature.name)` cannot be swept",
          at: argument.range, remark: "give it one value",
          fixes: [Diagnostic.Fix("\(parameter.name)=…")]))
      return
    }
    if named[parameter.name] != nil || swept[parameter.name] != nil {
      problems.append(.duplicateArgument(parameter.name, at: argument.range))
    }
    swept[parameter.name] = values
  }

  private mutating func assign(
    _ parameter: Parameter, _ value: Syntax.Expression, at range: SourceRange
  ) {
    if named[parameter.name] != nil || swept[parameter.name] != nil {
      problems.append(.duplicateArgument(parameter.name, at: range))
    }
    named[parameter.name] = value
  }

  private mutating func bind(_ clause: Clause) {
    if clause.preposition == .because {
      guard clause.argument.items.count == 1,
        case .string(let reason) = clause.argument.items[0].value
      else {
        problems.append(
          .unexpectedKind(
            "something else", wanted: "a reason in double quotes",
            at: clause.argument.range, remark: "such as because \"refunds are booked elsewhere\""))
        return
      }
      because = reason.value
      return
    }
    guard signature.clauses.contains(where: { $0.preposition == clause.preposition }) else {
      let known = signature.clauses.map { "`\($0.preposition.rawValue)`" } + ["`because`"]
      problems.append(
        Diagnostic(
          .unknownClause,
          "`\(signature.name)` does not understand `\(clause.preposition.rawValue)`",
          at: clause.prepositionRange,
          notes: ["\(signature.name) understands: " + known.joined(separator: ", ")]))
      return
    }
    if clauses[clause.preposition] != nil {
      problems.append(.duplicateArgument(clause.preposition.rawValue, at: clause.range))
    }
    clauses[clause.preposition] = clause.argument
  }

  private mutating func checkRequired() {
    if let parameter = signature.positional, parameter.isRequired, positional == nil,
      !(takesBindings && !bindings.isEmpty)
    {
      missing(parameter.kind.phrase, "\(signature.name) …")
    }
    for parameter in signature.parameters
    where parameter.isRequired && named[parameter.name] == nil && swept[parameter.name] == nil {
      missing(
        "`\(parameter.name)`",
        parameter.canSweep
          ? "\(signature.name) \(parameter.name) in 2...10"
          : "\(signature.name) \(parameter.name)=…")
    }
    for clause in signature.clauses
    where clause.parameter.isRequired && clauses[clause.preposition] == nil {
      missing(
        "`\(clause.preposition.rawValue)` and \(clause.parameter.kind.phrase)",
        "\(signature.name) … \(clause.preposition.rawValue) …")
    }
  }

  private mutating func missing(_ what: String, _ usage: String) {
    problems.append(
      Diagnostic(
        .missingArgument, "`\(signature.name)` needs \(what)", at: call.name.range,
        notes: ["`:help \(signature.name)` shows the whole stage"],
        fixes: [Diagnostic.Fix(usage)]))
  }
}

extension Binder {
  private mutating func unknownParameter(_ name: Name, value: Syntax.Expression) {
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
    let near = nearestName(to: name.text, among: known)
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

  /// Where a surplus argument probably belongs: behind a name, behind a preposition, or into the
  /// list before it.
  private func place(for argument: Argument) -> Diagnostic.Fix? {
    guard argument.items.count == 1 else { return nil }
    let value = argument.items[0].value
    let text = value.source
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

  /// The `=` between a name and its value.
  private func assignmentRange(between name: Name, and value: Syntax.Expression) -> SourceRange {
    let gap = SourceRange(
      source: name.range.source, start: name.range.end, end: value.range.start)
    let text = sources[gap].bytes[gap.start..<gap.end]
    guard let offset = text.firstIndex(of: UInt8(ascii: "=")) else { return gap }
    return SourceRange(source: gap.source, start: offset, end: offset + 1)
  }

  /// An argument for which there is no place: usually a forgotten pipe or an accidental indent.
  private mutating func tooMany(_ argument: Argument) {
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

extension Diagnostic {
  package static func duplicateArgument(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.duplicateArgument, "`\(name)` is given twice", at: range)
  }
}
