import Diagnostics
import Relations
import Syntax
import Tables

/// A stage written in the language: `stage rfm(…) : Table -> Features = | …`.
package struct UserStage: Sendable {
  package let definition: StageDefinition
  package let scope: Scope
  package let documentation: [String]

  package init(definition: StageDefinition, scope: Scope, documentation: [String]) {
    self.definition = definition
    self.scope = scope
    self.documentation = documentation
  }

  /// The same kind of declaration as a built-in stage has.
  package var signature: StageSignature {
    StageSignature(
      definition.name.text, documentation.first ?? "A stage written in the language.",
      group: .features, inputs: [definition.input.kind],
      parameters: definition.parameters.map { parameter in
        Parameter(
          parameter.name.text, parameter.kind,
          parameter.type.map { "Of type \($0.source)." } ?? "An expression.",
          standard: parameter.value?.source, isRequired: parameter.value == nil)
      },
      gives: definition.output.source)
  }
}

extension FormalParameter {
  /// What completion and help say can stand there.
  fileprivate var kind: ParameterKind {
    switch type?.name.text {
    case "column": .column
    case "date": .date
    case "int": .integer(.min ... .max)
    default: .expression
    }
  }
}

extension TypeExpression {
  /// The kind of value that a stage takes or gives.
  fileprivate var kind: ValueKind { ValueKind(rawValue: name.text) ?? .table }
}

extension Checker {
  /// Where a pipeline has got to.
  struct Progress {
    var type: ValueType?
    var stages: [PlannedStage] = []
    var counts: [String: Int] = [:]
    let prefix: String
    var depth = 0
    var because: String?
    /// The call that the body of a stage stands for, as the analyst wrote it.
    var callSite: SourceRange?
    /// The stage before, for messages that point at it.
    var previous: Call?
  }

  /// Checks a pipeline; `nil` if its head is not sound.
  mutating func pipeline(
    _ pipeline: Pipeline, prefix: String, continuing: ValueType? = nil
  ) -> PlannedPipeline? {
    var progress = Progress(type: nil, prefix: prefix)
    var head = PlannedPipeline.Head.source
    switch pipeline.head {
    case .call(let call): apply(call, to: &progress, in: scope)
    case .expression(.name(let name)):
      if let dataset = datasets.last(where: { $0.name == name.text }) {
        progress.type = dataset.type
        head = .dataset(name.text)
      } else {
        let call = Call(name: name, arguments: [], clauses: [], at: name.range)
        apply(call, to: &progress, in: scope)
      }
    case .expression(.missing): progress.type = .unknown
    case .expression(let expression):
      problems.append(
        Diagnostic(
          .wrongKind, "a pipeline starts with a dataset or a source", at: expression.range,
          fixes: [Diagnostic.Fix("load \"…\"", remark: "reads a file")]))
      progress.type = .unknown
    case nil:
      guard let continuing else {
        problems.append(
          Diagnostic(
            .needsInput, "this `|` continues nothing", at: pipeline.range,
            remark: "there is no value before it"))
        return nil
      }
      progress.type = continuing
      head = .dataset("it")
    }
    for call in pipeline.calls { apply(call, to: &progress, in: scope) }
    guard let output = progress.type else { return nil }
    return PlannedPipeline(
      head: head, stages: progress.stages, output: output, range: pipeline.range)
  }

  /// Checks one stage on the type that has been reached.
  mutating func apply(_ call: Call, to progress: inout Progress, in scope: Scope) {
    let name = call.name.text
    if let user = stages[name] {
      expand(user, call, into: &progress, in: scope)
      return
    }
    guard let stageType = catalogue[name] else {
      problems.append(unknownStage(call, startsPipeline: progress.type == nil))
      progress.type = .unknown
      return
    }
    let signature = stageType.signature
    defer { progress.previous = call }
    if !admits(signature, call, progress.type, after: progress.previous) {
      progress.type = .unknown
      return
    }
    var binder = Binder(
      signature: signature, call: call, stageNames: catalogue.names + stageNames,
      input: progress.type?.table, sources: sources)
    let number = (progress.counts[name] ?? 0) + 1
    progress.counts[name] = number
    let path = "\(progress.prefix)\(name)#\(number)"
    guard let bound = binder.bind(path: path) else {
      problems += binder.problems
      progress.type = .unknown
      return
    }
    // After an earlier error the columns are not known: only what was checked above can be said.
    if progress.type == .unknown { return }
    var checker = StageChecker(
      call: bound, scope: scope, functions: functions, datasets: datasets, files: files,
      sources: sources, checker: self)
    if let declaring = stageType as? any DeclarationStage.Type, let input = progress.type?.table {
      let fields = declaring.declarations(bound, on: input, &checker)
      tell(&progress, what: fields, in: scope, &checker)
    }
    let stage =
      checker.hasProblems ? nil : stageType.init(bound, on: progress.type ?? .unknown, &checker)
    problems += checker.problems + checker.remarks
    guard let stage, !checker.hasProblems else {
      progress.type = .unknown
      return
    }
    progress.stages.append(
      PlannedStage(
        stage: stage, path: path, code: call.source,
        because: bound.because ?? progress.because,
        range: progress.callSite ?? call.range,
        identity: call.source + scope.fingerprint))
    progress.type = stage.output
  }

  /// Hands declarations to the source in front, if nothing but declarations stands between; those
  /// are checked again on the columns as the source gives them now.
  private func tell(
    _ progress: inout Progress, what fields: [DeclaredField], in scope: Scope,
    _ checker: inout StageChecker
  ) {
    let between = progress.stages.dropFirst().map { $0.stage as? any DeclarationStage }
    guard !fields.isEmpty, let first = progress.stages.first, between.allSatisfy({ $0 != nil }),
      let source = first.stage as? any DeclarableSource,
      let told = source.declaring(fields, &checker)
    else { return }
    let declared = fields.map { field in
      "\(field.name): \(field.type.rawValue)(\(field.datePatterns.map(\.text)))"
    }
    var stages = [
      first.with(told, identity: first.identity + " declared " + declared.joined(separator: ", "))
    ]
    var type = told.output
    for (planned, declaration) in zip(progress.stages.dropFirst(), between.compactMap { $0 }) {
      var inner = StageChecker(
        call: declaration.call, scope: scope, functions: functions, datasets: datasets,
        files: files, sources: sources, checker: self)
      guard let again = Swift.type(of: declaration).init(declaration.call, on: type, &inner) else {
        return
      }
      stages.append(planned.with(again, identity: planned.identity))
      type = again.output
    }
    progress.stages = stages
    progress.type = type
  }

  /// Whether the stage may stand here at all: E0301, E0307, E0308.
  private mutating func admits(
    _ signature: StageSignature, _ call: Call, _ type: ValueType?, after previous: Call?
  ) -> Bool {
    guard let type else {
      guard !signature.inputs.isEmpty else { return true }
      problems.append(
        Diagnostic(
          .needsInput, "`\(signature.name)` needs something to work on", at: call.name.range,
          remark: "it takes " + signature.inputs.map(\.phrase).joined(separator: " or "),
          fixes: [Diagnostic.Fix("load \"…\" | \(signature.name)")]))
      return false
    }
    if type == .unknown { return true }
    if signature.inputs.contains(type.kind) { return true }
    if signature.inputs.isEmpty {
      problems.append(
        Diagnostic(
          .wrongInput, "`\(signature.name)` starts a pipeline and takes nothing from before",
          at: call.name.range, notes: ["to bring in a second dataset, use `join` or `append`"]))
      return false
    }
    if signature.inputs == [.sweep], type.kind == .model {
      problems.append(.needsCandidates(call, after: previous))
      return false
    }
    problems.append(
      Diagnostic(
        .wrongInput, "`\(signature.name)` cannot follow here: this is \(type.kind.phrase)",
        at: call.name.range,
        remark: "it takes " + signature.inputs.map(\.phrase).joined(separator: " or "),
        fixes: bridge(from: type.kind, to: signature.inputs)))
    return false
  }

  /// The stage that makes what is needed from what is there.
  private func bridge(from: ValueKind, to wanted: [ValueKind]) -> [Diagnostic.Fix] {
    if from == .table, wanted.contains(where: { $0 == .features || $0 == .scaled }) {
      return [
        Diagnostic.Fix("| rfm", remark: "recency, frequency and monetary value per customer"),
        Diagnostic.Fix("| features … by …", remark: "features of your own, one row per entity"),
      ]
    }
    if from == .features, wanted.contains(.scaled) {
      return [Diagnostic.Fix("| scale zscore")]
    }
    if from == .sweep, wanted.contains(.model) { return [Diagnostic.Fix("| pick silhouette")] }
    if wanted.contains(.model) { return [Diagnostic.Fix("| kmeans k=4")] }
    return []
  }

  private func unknownStage(_ call: Call, startsPipeline: Bool) -> Diagnostic {
    let name = call.name.text
    let known = catalogue.names + stageNames
    if let alias = catalogue.stages.first(where: {
      $0.signature.aliases.contains { $0.lowercased() == name.lowercased() }
    }) {
      return Diagnostic(
        .unknownStage, "no stage `\(name)`; in Segue it is called `\(alias.signature.name)`",
        at: call.name.range, remark: alias.signature.summary,
        fixes: [Diagnostic.Fix(alias.signature.name, at: call.name.range)])
    }
    let near = nearestName(to: name, among: known)
    if startsPipeline, call.arguments.isEmpty {
      let nearDataset = nearestName(to: name, among: datasets.map(\.name))
      return Diagnostic(
        .unknownDataset, "nothing is called `\(name)`", at: call.name.range,
        remark: (nearDataset ?? near).map { "did you mean `\($0)`?" } ?? "",
        notes: datasets.isEmpty
          ? ["no dataset is defined yet"]
          : ["datasets here: " + datasets.map(\.name).joined(separator: ", ")],
        fixes: (nearDataset ?? near).map { [Diagnostic.Fix($0, at: call.name.range)] }
          ?? [Diagnostic.Fix("let \(name) = load \"…\"", remark: "defines it")])
    }
    return Diagnostic(
      .unknownStage, "no stage `\(name)`", at: call.name.range,
      remark: near.map { "did you mean `\($0)`?" } ?? "",
      notes: near == nil ? ["`segue doc` lists all stages"] : [],
      fixes: near.map { [Diagnostic.Fix($0, at: call.name.range)] } ?? [])
  }

  /// A stage written in the language is replaced by its body, with its arguments as names.
  private mutating func expand(
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
    let number = (progress.counts[name] ?? 0) + 1
    progress.counts[name] = number
    var body = Progress(
      type: progress.type,
      prefix: progress.prefix + name + (number == 1 ? "/" : "#\(number)/"),
      depth: progress.depth + 1, because: bound.because ?? progress.because,
      callSite: progress.callSite ?? call.range)
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
    if matches || value.isNull { return true }
    if let evidence = input.remarks.first(where: { $0.column == value.scalar.columns.first })?
      .ambiguousDate, type.isTemporal
    {
      problems.append(diagnostic(for: evidence, at: .script(argument.range)))
      return false
    }
    let fitting = input.columns.filter { column in
      type.isTemporal ? column.type.isTemporal : column.type.joined(type) != nil
    }
    problems.append(
      Diagnostic(
        .wrongKind,
        "`\(parameter.name.text)` of `\(bound.call.name.text)` needs \(type.phrase), and this is "
          + value.type.phrase, at: argument.range,
        notes: fitting.isEmpty
          ? [Diagnostic.columnsHere(input)]
          : ["columns that would fit: " + fitting.map(\.name).joined(separator: ", ")],
        fixes: fitting.prefix(3).map { Diagnostic.Fix(quotedName($0.name), at: argument.range) }))
    return false
  }
}

extension Diagnostic {
  /// E0301, with the model in front and what fixes its number of segments.
  fileprivate static func needsCandidates(_ call: Call, after model: Call?) -> Diagnostic {
    let k = model?.arguments.flatMap(\.items).first { $0.name?.text == "k" }?.value.source
    return Diagnostic(
      .pickNeedsCandidates, "`\(call.name.text)` needs several candidates, this is one model",
      at: call.name.range, remark: "nothing to choose from",
      labels: model.map { [Label($0.range, k.map { "k is fixed to \($0) here" } ?? "")] } ?? [],
      fixes: [
        Fix(
          "\(model?.name.text ?? "kmeans") k in 2...8",
          remark: "or remove `| \(call.source)`")
      ])
  }

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

extension Scope {
  /// What its names mean, as text: part of the identity of a stage.
  var fingerprint: String {
    names.isEmpty ? "" : " where " + names.map { meaning($0) }.joined(separator: "; ")
  }

  private func meaning(_ name: String) -> String {
    switch self[name] {
    case .constant(let literal, _): "\(name)=\(literal)"
    case .list(let literals, _): "\(name)=\(literals)"
    // The arguments of an argument are constants of the script: one level tells them all.
    case .expression(let expression, let scope):
      "\(name)=\(expression.source)" + scope.constants
    case .absent: "\(name) absent"
    case nil: ""
    }
  }

  private var constants: String {
    names.compactMap { name in
      if case .constant(let literal, _)? = self[name] { " \(name)=\(literal)" } else { nil }
    }.joined()
  }
}
