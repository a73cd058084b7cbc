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
  var problems: [Diagnostic] = []
  var positional: [Item]?
  private var bindings: [Item] = []
  var named: [String: Syntax.Expression] = [:]
  private var swept: [String: Syntax.Expression] = [:]
  var clauses: [Clause.Preposition: Argument] = [:]
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
    var arguments = call.arguments[...]
    while let argument = arguments.popFirst() {
      // What follows a forgotten pipe belongs to the stage after it.
      if problems.last?.code == .forgottenPipe { break }
      if let next = arguments.first, let problem = forgottenEquals(argument, next) {
        problems.append(problem)
        arguments.removeFirst()
        continue
      }
      // One message is enough for several arguments without a name.
      if problems.last?.code == .tooManyArguments, signature.positional == nil { continue }
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
    if bindTexts(argument) { return }
    if let problem = wordBeforeBy(argument) {
      problems.append(problem)
      return
    }
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

  /// `missing="NA", "-"`: the texts of one parameter.
  private mutating func bindTexts(_ argument: Argument) -> Bool {
    guard argument.items.count > 1, let name = argument.items[0].name,
      let parameter = signature.parameter(name.text), parameter.kind == .texts,
      argument.items.dropFirst().allSatisfy({ $0.name == nil })
    else { return false }
    let values = argument.items.map(\.value)
    let range = values.map(\.range).dropFirst().reduce(values[0].range) { $0.joined($1) }
    assign(parameter, .list(values, range), at: argument.range)
    return true
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
        fixes: [Diagnostic.Fix(",", at: last.range.after, remark: "after it")]))
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
    if case .call = values, let written = values.sweptValues {
      problems.append(
        Diagnostic(
          .wrongKind, "several values are a range or a list", at: values.range,
          fixes: [Diagnostic.Fix(written, at: values.range)]))
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
    if parameter.canSweep, let values = value.sweptValues {
      problems.append(
        Diagnostic(
          .wrongKind, "several values of `\(parameter.name)` are tried with `in`", at: value.range,
          fixes: [Diagnostic.Fix("\(parameter.name) in \(values)", at: range)]))
      return
    }
    named[parameter.name] = value
  }

  private mutating func bind(_ clause: Clause) {
    if clause.preposition == .because {
      guard clause.argument.items.count == 1,
        case .string(let reason) = clause.argument.items[0].value
      else {
        var problem = Diagnostic.unexpectedKind(
          "something else", wanted: "a reason in double quotes",
          at: clause.argument.range, remark: "such as because \"refunds are booked elsewhere\"")
        problem.fixes = [
          Diagnostic.Fix(
            quotedText(sources.text(in: clause.argument.range)), at: clause.argument.range)
        ]
        problems.append(problem)
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
          notes: ["\(signature.name) understands: " + known.joined(separator: ", ")],
          fixes: instead(of: clause).map { [$0] } ?? []))
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
      if case .choice(let words) = parameter.kind, call.arguments.isEmpty {
        problems.append(
          Diagnostic(
            .missingArgument, "`\(signature.name)` needs \(parameter.kind.phrase)",
            at: call.name.range,
            notes: ["`:help \(signature.name)` shows the whole stage"],
            fixes: words.prefix(2).map {
              Diagnostic.Fix(
                "\(signature.name) \($0.name)", at: call.name.range, remark: $0.summary)
            }))
        return
      }
      missing(parameter.kind.phrase, "\(signature.name) …")
    }
    for parameter in signature.parameters
    where parameter.isRequired && named[parameter.name] == nil && swept[parameter.name] == nil {
      missing(
        "`\(parameter.name)`",
        parameter.canSweep
          ? "\(signature.name) \(parameter.name) in 2...10"
          : "\(signature.name) \(parameter.name)=…",
        at: parameter.canSweep ? call.name.range : nil)
    }
    for clause in signature.clauses
    where clause.parameter.isRequired && clauses[clause.preposition] == nil {
      let end = call.range.after
      let id = input.flatMap { RoleFinding.find(.id, in: $0).source }
      if clause.preposition == .by, let id {
        missing(
          "`by` and \(clause.parameter.kind.phrase)", " by \(id)", at: end,
          remark: "insert \"by \(id)\"")
      } else if clause.preposition == .with, clause.parameter.kind == .expression {
        missing("`with` and a value", " with 0", at: end, remark: "insert \"with 0\"")
      } else {
        missing(
          "`\(clause.preposition.rawValue)` and \(clause.parameter.kind.phrase)",
          "\(signature.name) … \(clause.preposition.rawValue) …")
      }
    }
  }

  private mutating func missing(
    _ what: String, _ usage: String, at place: SourceRange? = nil, remark: String = ""
  ) {
    problems.append(
      Diagnostic(
        .missingArgument, "`\(signature.name)` needs \(what)", at: call.name.range,
        notes: ["`:help \(signature.name)` shows the whole stage"],
        fixes: [Diagnostic.Fix(usage, at: place, remark: remark)]))
  }
}

extension Diagnostic {
  package static func duplicateArgument(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.duplicateArgument, "`\(name)` is given twice", at: range)
  }
}
