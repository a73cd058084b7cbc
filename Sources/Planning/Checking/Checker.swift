import Diagnostics
import Relations
import Syntax
import Tables

/// Decides what a script means before data are read beyond headers and samples.
///
/// It never fails: it gives a plan of what is sound, and the problems. It is a value, so that a
/// prompt can try a line and forget it again.
package struct Checker: Sendable {
  package let catalogue: StageCatalogue
  package let files: FileAccess
  /// Gives the text of a module by path or name, or why it cannot.
  package let loadModule: @Sendable (String) -> ModuleText
  /// Opens locks by path; without one, none can be opened.
  package let openLock: LockOpener?
  /// Whether a name may be defined again: at the prompt, not in a file.
  package private(set) var allowsRedefinition: Bool
  package private(set) var sources: SourceMap
  package private(set) var datasets: [StageChecker.Dataset] = []
  package private(set) var functions: [String: UserFunction] = [:]
  package private(set) var stages: [String: UserStage] = [:]
  /// The names of `stages`, in the order of definition.
  package private(set) var stageNames: [String] = []
  package var scope = Scope()
  /// Values for params from the command line, as text.
  package var overrides: [String: String] = [:]
  /// What is to be decided otherwise than it is written, by the path of the stage.
  package var amendments: [String: Alternative.Change] = [:]
  var problems: [Diagnostic] = []
  var found: [FoundArguments] = []
  var expansions: [ExpandedCall] = []
  var modules: [String] = []
  private var barePipelines = 0

  package enum ModuleText: Sendable {
    case found(SourceText)
    case missing(String)
  }

  package init(
    catalogue: StageCatalogue, files: FileAccess, sources: SourceMap = SourceMap(),
    allowsRedefinition: Bool = false, openLock: LockOpener? = nil,
    loadModule: @escaping @Sendable (String) -> ModuleText
  ) {
    self.catalogue = catalogue
    self.files = files
    self.sources = sources
    self.allowsRedefinition = allowsRedefinition
    self.loadModule = loadModule
    self.openLock = openLock
  }

  /// Parses a source and checks it; the definitions stay known for the next one.
  ///
  /// At the prompt, `continuing` is the type of the value that a leading `|` takes up. The fixes of the
  /// problems were tried.
  package mutating func check(_ source: SourceText, continuing: ValueType? = nil)
    -> (plan: Plan, problems: [Diagnostic])
  {
    let before = self
    let checked = checkOnce(source, continuing: continuing)
    guard checked.problems.contains(where: { $0.severity == .error }) else { return checked }
    let trial = FixTrial(
      checker: before, source: source, number: before.sources.sources.count,
      continuing: continuing, found: checked.problems)
    return (checked.plan, trial.tried())
  }

  /// The same without trying what the problems offer.
  mutating func checkOnce(_ source: SourceText, continuing: ValueType?)
    -> (plan: Plan, problems: [Diagnostic])
  {
    let number = sources.add(source)
    let parsed = Parser.parse(source, number: number)
    problems = parsed.diagnostics
    found = []
    expansions = []
    var plan = check(parsed.script, continuing: continuing)
    plan.found = found
    plan.expansions = expansions
    defer { problems = [] }
    return (plan, problems)
  }

  /// Takes the sources of a checker that this one grew from, or that grew from this one, if it has
  /// met more: every source keeps its number.
  package mutating func keepSources(of other: Checker) {
    if other.sources.sources.count > sources.sources.count { sources = other.sources }
  }

  /// The same knowledge under another rule for names.
  package func with(allowsRedefinition: Bool) -> Checker {
    var copy = self
    copy.allowsRedefinition = allowsRedefinition
    return copy
  }

  /// Takes the definitions of a source that is trusted and silent: the standard library.
  package mutating func define(_ source: SourceText) -> [Diagnostic] {
    let result = check(source)
    barePipelines = 0
    return result.problems
  }

  private mutating func check(_ script: Script, continuing: ValueType?) -> Plan {
    var plan = Plan()
    for statement in script.statements {
      switch statement.kind {
      case .edition: break  // The parser has looked at it.
      case .use(let use): self.use(use, at: statement.range)
      case .parameter(let declaration):
        if let parameter = parameter(declaration, statement.documentation) {
          plan.parameters.append(parameter)
        }
      case .binding(let binding):
        let name = binding.name.text
        claim(binding.name)
        let pipeline = pipeline(binding.pipeline, prefix: name + "/")
        let upstream = pipeline.map { self.upstream(of: $0) } ?? []
        datasets.removeAll { $0.name == name }
        datasets.append(
          .init(name: name, type: pipeline?.output ?? .unknown, upstream: upstream))
        if let pipeline {
          plan.statements.append(
            PlannedStatement(.binding(name: name, pipeline), at: statement.range))
        }
      case .stage(let definition):
        claim(definition.name)
        if stages[definition.name.text] == nil { stageNames.append(definition.name.text) }
        stages[definition.name.text] = UserStage(
          definition: definition, scope: scope, documentation: statement.documentation)
      case .function(let definition):
        claim(definition.name)
        functions[definition.name.text] = UserFunction(definition: definition, scope: scope)
      case .text(let literal):
        plan.statements.append(
          PlannedStatement(.text(pieces(of: literal)), at: statement.range))
      case .pipeline(let pipeline):
        barePipelines += 1
        let prefix = barePipelines == 1 || allowsRedefinition ? "" : "\(barePipelines)/"
        if let planned = self.pipeline(pipeline, prefix: prefix, continuing: continuing) {
          plan.statements.append(PlannedStatement(.shown(planned), at: statement.range))
        }
      case .missing: break
      }
    }
    return plan
  }

  /// The stages that lead to the end of a pipeline, through the dataset that it begins with.
  private func upstream(of pipeline: PlannedPipeline) -> [PlannedStage] {
    guard case .dataset(let name) = pipeline.head else { return pipeline.stages }
    return (datasets.last { $0.name == name }?.upstream ?? []) + pipeline.stages
  }

  /// A name means one thing in a file.
  private mutating func claim(_ name: Name) {
    guard !allowsRedefinition else { return }
    let taken =
      datasets.contains { $0.name == name.text } || functions[name.text] != nil
      || stages[name.text] != nil || scope[name.text] != nil
    let builtIn = catalogue[name.text] != nil
    guard taken || builtIn else { return }
    problems.append(
      Diagnostic(
        .duplicateName,
        builtIn
          ? "`\(name.text)` is the name of a stage of Segue" : "`\(name.text)` is defined twice",
        at: name.range, fixes: [Diagnostic.Fix("\(name.text)_2", at: name.range)]))
  }

  private mutating func parameter(
    _ declaration: ParameterDeclaration, _ documentation: [String]
  ) -> PlannedParameter? {
    let name = declaration.name.text
    claim(declaration.name)
    guard let type = dataType(declaration.type) else { return nil }
    var evaluator = constants()
    var value: TypedScalar?
    if let text = overrides[name] {
      value = evaluator.override(text, type, for: declaration)
    } else if let expression = declaration.value {
      value = evaluator.constant(expression, for: "`\(name)`")
    } else {
      problems.append(
        Diagnostic(
          .missingArgument, "`\(name)` has no value", at: declaration.name.range,
          fixes: [
            Diagnostic.Fix("--\(name) …", remark: "gives one on the command line"),
            Diagnostic.Fix("param \(name): \(type.name) = …", remark: "gives it a default"),
          ]))
    }
    problems += evaluator.problems
    guard let value, let literal = value.literal else { return nil }
    guard literal == .null || value.type.joined(type) != nil || type.scalar == value.type.scalar
    else {
      problems.append(
        .unexpectedKind(
          value.type.phrase, wanted: type.phrase,
          at: declaration.value?.range ?? declaration.name.range,
          remark: "`\(name)` is declared as \(type.name)"))
      return nil
    }
    if let domain = declaration.domain { check(value, of: declaration, in: domain) }
    scope[name] = .constant(literal, type)
    let source = declaration.value?.source ?? ""
    return PlannedParameter(
      name: name, type: type, value: literal, documentation: documentation,
      declaration: source + (declaration.domain.map { " in " + $0.source } ?? ""))
  }

  private mutating func check(
    _ value: TypedScalar, of declaration: ParameterDeclaration, in domain: Syntax.Expression
  ) {
    var inner = scope
    inner[declaration.name.text] = .constant(value.literal ?? .null, value.type)
    var checker = ExpressionChecker(
      columns: TableType([], name: "a constant"), functions: functions, mode: .rows)
    let test = Syntax.Expression.binary(
      .isIn, .name(QualifiedName([declaration.name])), domain,
      operatorRange: declaration.name.range)
    let result = checker.check(test, in: inner)
    problems += checker.problems
    if let result, result.folded?.literal == .boolean(false) {
      problems.append(
        Diagnostic(
          .outOfRange, "`\(declaration.name.text)` is outside \(domain.source)",
          at: declaration.value?.range ?? declaration.name.range))
    }
  }

  /// A type as written, if a column or a parameter can have it.
  mutating func dataType(_ expression: TypeExpression) -> DataType? {
    if let type = DataType(expression) { return type }
    let known = DataType.names
    let near =
      ForeignNames.types[expression.name.text.lowercased()]
      ?? nearestName(to: expression.name.text, among: known)
    problems.append(
      Diagnostic(
        .unknownChoice, "no type `\(expression.name.text)`", at: expression.name.range,
        remark: near.map { "did you mean `\($0)`?" } ?? "",
        notes: ["types: " + known.joined(separator: ", ")],
        fixes: near.map { [Diagnostic.Fix($0, at: expression.name.range)] } ?? []))
    return nil
  }

  /// A stage checker without a stage, for constants.
  private func constants() -> StageChecker {
    let nowhere = SourceRange(source: 0, start: 0, end: 0)
    let call = Call(
      name: QualifiedName([Name("param", at: nowhere)]), arguments: [], clauses: [], at: nowhere)
    let signature = StageSignature(
      "param", "A parameter.", group: .sources, inputs: [], gives: "a value")
    return StageChecker(
      call: BoundCall(
        signature: signature, call: call, path: "", positional: [], bindings: [], named: [:],
        swept: [:], clauses: [:], because: nil),
      scope: scope, functions: functions, datasets: datasets, files: files, sources: sources)
  }

  private mutating func pieces(of literal: TextLiteral) -> [PlannedStatement.TextPiece] {
    literal.pieces.compactMap { piece in
      guard case .value(let expression) = piece else {
        if case .text(let text) = piece { return .text(text) }
        return nil
      }
      if case .name(let name) = expression, name.parts.count == 2,
        datasets.contains(where: { $0.name == name.parts[0].text })
      {
        return .property(dataset: name.parts[0].text, name: name.parts[1].text)
      }
      var evaluator = constants()
      let value = evaluator.constant(expression, for: "a text cell")
      problems += evaluator.problems
      return value?.literal.map { .constant($0) }
    }
  }

  mutating func take(_ other: Checker, names: [Name]) {
    let wanted = Set(names.map(\.text))
    for (name, function) in other.functions where wanted.isEmpty || wanted.contains(name) {
      functions[name] = function
    }
    for name in other.stageNames where wanted.isEmpty || wanted.contains(name) {
      if stages[name] == nil { stageNames.append(name) }
      stages[name] = other.stages[name]
    }
    sources = other.sources
  }
}

extension DataType {
  /// The names that a declaration can use.
  package static let names = [
    "int", "number", "text", "bool", "date", "timestamp", "duration", "money", "ratio", "id",
    "path",
  ]

  /// `money<EUR>`, `text?`; `nil` if there is no such type.
  package init?(_ expression: TypeExpression) {
    switch expression.name.text {
    case "int", "integer": self = .integer
    case "number", "float": self = .number
    case "text", "string", "path", "category": self = .text
    case "bool", "boolean": self = .boolean
    case "date": self = .date
    case "timestamp", "datetime": self = .timestamp
    case "duration": self = .duration
    case "money": self = .money(currency: expression.arguments.first?.name.text)
    case "ratio": self = .ratio
    case "id": self = .id(.text)
    default: return nil
    }
  }
}
