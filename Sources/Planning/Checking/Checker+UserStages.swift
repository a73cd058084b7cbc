import Diagnostics
import Relations
import Syntax
import Tables

extension Checker {
  /// A stage written in the language is replaced by its body, with its arguments as names.
  mutating func expand(
    _ user: UserStage, _ call: Call, into progress: inout Progress, in scope: Scope
  ) {
    let name = call.name.text
    let signature = user.signature
    guard progress.depth < 64 else {
      problems.append(
        Diagnostic(
          .recursiveDefinition, "`\(name)` uses itself without end", at: call.name.range))
      progress.type = .unknown
      return
    }
    guard admits(signature, call, progress.type, after: nil) else {
      progress.type = .unknown
      return
    }
    let number = (progress.counts[name] ?? 0) + 1
    let path = progress.prefix + name + (number == 1 ? "" : "#\(number)")
    let call = amended(call, at: path)
    var binder = Binder(
      signature: signature, call: call, stageNames: catalogue.names + stageNames,
      input: progress.type?.table, sources: sources)
    guard let bound = binder.bind(path: progress.prefix + name) else {
      problems += binder.problems
      progress.type = .unknown
      return
    }
    guard progress.type != .unknown else { return }
    guard let inner = arguments(of: user, bound, outer: scope, input: progress.type?.table) else {
      progress.type = .unknown
      return
    }
    progress.counts[name] = number
    expansions.append(
      ExpandedCall(
        path: path, call: bound,
        alternatives: bound.otherDates + user.otherDates(than: bound, inside: inner)))
    var body = Progress(
      type: progress.type, prefix: path + "/", depth: progress.depth + 1,
      because: bound.because ?? progress.because,
      callSite: progress.callSite ?? call.range)
    body.upstream = progress.upstream + progress.stages
    let before = problems.count
    if case .call(let first)? = user.definition.body.head { apply(first, to: &body, in: inner) }
    for stage in user.definition.body.calls { apply(stage, to: &body, in: inner) }
    // The analyst did not write the body: what is wrong in it is shown at the call.
    for index in before..<problems.count {
      problems[index] = problems[index].seen(from: progress.callSite ?? call.range, in: sources)
    }
    progress.stages += body.stages
    progress.type = body.type
  }

  /// The call that stands at a path, or what is to stand there instead; a pipeline is never left out.
  private func amended(_ call: Call, at path: String) -> Call {
    if case .changed(let other)? = amendments[path] { other } else { call }
  }

  /// The scope of a stage's body: its arguments, its defaults, and the roles that were found.
  private mutating func arguments(
    of user: UserStage, _ bound: BoundCall, outer: Scope, input: TableType?
  ) -> Scope? {
    var inner = user.scope
    var roles: [(parameter: String, source: String)] = []
    var isSound = true
    for parameter in user.definition.parameters {
      let name = parameter.name.text
      if let given = bound.named[name] {
        if let input, !fits(given, parameter, of: bound, in: input, outer) { isSound = false }
        inner[name] = .expression(given, outer)
        continue
      }
      guard let value = parameter.value else { continue }
      guard case .call(let call) = value, call.name.text == "role",
        case .name(let wanted)? = call.arguments.first?.value,
        let role = Role(rawValue: wanted.text), let input
      else {
        inner[name] = .expression(value, inner)
        continue
      }
      let finding = RoleFinding.find(role, in: input)
      if let expression = finding.expression(at: bound.nameRange), let source = finding.source {
        inner[name] = .expression(expression, Scope())
        roles.append((name, source))
      } else if parameter.type?.optional == true {
        inner[name] = .absent
        roles.append((name, "none"))
      } else {
        problems.append(.unknownRole(role, parameter: name, finding, in: input, at: bound))
        isSound = false
      }
    }
    guard isSound else { return nil }
    if !roles.isEmpty {
      problems.append(.rolesFound(roles, by: bound))
      found.append(
        FoundArguments(
          stage: bound.nameRange,
          arguments: roles.filter { $0.source != "none" }
            .map { .init(parameter: $0.parameter, source: $0.source) }))
    }
    return inner
  }
}

extension Checker {
  /// Whether an argument has the kind that the stage declares for it: `column<date>`, `date`.
  private mutating func fits(
    _ argument: Syntax.Expression, _ parameter: FormalParameter, of bound: BoundCall,
    in input: TableType, _ outer: Scope
  ) -> Bool {
    guard let declared = parameter.type else { return true }
    let isColumn = declared.name.text == "column"
    guard let wanted = isColumn ? declared.arguments.first : declared,
      let type = DataType(wanted)
    else { return true }
    var expressions = ExpressionChecker(columns: input, functions: functions, mode: .rows)
    guard let value = expressions.check(argument, in: outer) else {
      problems += expressions.problems
      return false
    }
    let matches =
      switch type {
      case .id: value.type.scalar == .text || value.type.scalar.isNumeric
      case .date, .timestamp: value.type.isTemporal
      case .integer, .number, .money, .ratio: value.type.isNumeric
      default: value.type.joined(type) != nil
      }
    let role = parameter.role
    let likely = role.flatMap { RoleFinding.find($0, in: input).source }
    if matches, let likely, let problem = customerAsAmount(argument, role, likely, in: input) {
      problems.append(problem)
      return false
    }
    if matches || value.isNull { return true }
    if case .string(let literal) = argument, let column = input[literal.value] {
      problems.append(.quotedColumn(column.name, at: argument.range))
      return false
    }
    if let evidence = input.remarks.first(where: { $0.column == value.scalar.columns.first })?
      .ambiguousDate, type.isTemporal
    {
      problems.append(diagnostic(for: evidence, at: .script(argument.range)))
      return false
    }
    if type.isTemporal, case .string(let literal) = argument {
      let readings = WrittenDate.readings(of: literal.value)
      if !readings.isEmpty {
        problems.append(
          Diagnostic(
            .wrongKind,
            "`\(parameter.name.text)` of `\(bound.call.name.text)` needs a date, and this is text",
            at: argument.range,
            fixes: readings.map {
              Diagnostic.Fix(
                $0.literal, at: argument.range,
                remark: $0.remark.isEmpty ? "dates are written with @" : $0.remark)
            }))
        return false
      }
    }
    let fitting = input.columns.filter { column in
      type.isTemporal ? column.type.isTemporal : column.type.joined(type) != nil
    }
    let remarks = input.remarks.filter { value.scalar.columns.contains($0.column) }
    problems.append(
      Diagnostic(
        .wrongKind,
        "`\(parameter.name.text)` of `\(bound.call.name.text)` needs \(type.phrase), and this is "
          + value.type.phrase, at: argument.range,
        notes: fitting.isEmpty
          ? [Diagnostic.columnsHere(input)]
          : ["columns that would fit: " + fitting.map(\.name).joined(separator: ", ")],
        fixes: orderedNames(fitting, first: likely).prefix(3).map {
          Diagnostic.Fix($0, at: argument.range)
        }
      ).explained(by: remarks))
    return false
  }
}

extension Checker {
  /// A column that names customers or orders, given as an amount though another one is an amount by
  /// its name: it would add up numbers that count nothing.
  private func customerAsAmount(
    _ argument: Syntax.Expression, _ role: Role?, _ likely: String, in input: TableType
  ) -> Diagnostic? {
    guard role == .amount, let name = argument.word, let column = input[name],
      quotedName(name) != likely, Role.id.isNamed(name) || Role.order.isNamed(name),
      !Role.amount.isNamed(name)
    else { return nil }
    return Diagnostic(
      .wrongKind, "`\(column.name)` names customers or orders, and an amount is needed here",
      at: argument.range, remark: "its numbers count nothing that adds up",
      fixes: [Diagnostic.Fix(likely, at: argument.range)])
  }

  /// The likeliest column first; columns that name customers or orders come last.
  private func orderedNames(_ columns: [ColumnType], first likely: String?) -> [String] {
    let names = columns.map { quotedName($0.name) }
    let ids = columns.filter { Role.id.isNamed($0.name) || Role.order.isNamed($0.name) }
      .map { quotedName($0.name) }
    let rest = names.filter { $0 != likely }
    return names.filter { $0 == likely } + rest.filter { !ids.contains($0) }
      + rest.filter { ids.contains($0) }
  }
}

extension FormalParameter {
  /// The role of `= role(amount)`.
  fileprivate var role: Role? {
    guard case .call(let call)? = value, call.name.text == "role",
      case .name(let name)? = call.arguments.first?.value
    else { return nil }
    return Role(rawValue: name.text)
  }
}

extension Diagnostic {
  /// The same problem at the call that an analyst wrote, if it lies in a text of somebody else.
  package func seen(from call: SourceRange, in sources: SourceMap) -> Diagnostic {
    guard let range, range.source != call.source else { return self }
    let place = sources[range].position(of: range.start)
    let inside = severity == .error ? ["in \(sources[range].name), line \(place.line)"] : []
    return Diagnostic(
      code, message, at: call, remark: remark,
      labels: labels.filter { $0.range.source == call.source }, notes: notes + inside,
      fixes: fixes)
  }
}

extension UserStage {
  /// Other days for the dates that a call leaves to the stage, such as the day up to which recency
  /// counts.
  fileprivate func otherDates(than call: BoundCall, inside scope: Scope) -> [Alternative] {
    var arguments: [String: Syntax.Expression] = [:]
    for parameter in definition.parameters {
      let name = parameter.name.text
      if case .call? = parameter.value {} else if call.named[name] == nil { continue }
      if case .expression(let expression, _)? = scope[name] { arguments[name] = expression }
    }
    return definition.parameters.flatMap { parameter -> [Alternative] in
      guard parameter.type?.name.text == "date", let standard = parameter.value,
        call.named[parameter.name.text] == nil
      else { return [] }
      return call.otherDates(
        of: parameter.name.text, standard: standard, arguments: arguments)
    }
  }
}
