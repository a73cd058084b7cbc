import Diagnostics
import Relations
import Syntax
import Tables

extension Checker {
  /// Where a pipeline has got to.
  struct Progress {
    var type: ValueType?
    var stages: [PlannedStage] = []
    /// The stages that lead to the dataset that it begins with.
    var upstream: [PlannedStage] = []
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
  ///
  /// `upstream` are the stages that lead to the value of the type `continuing`, as far as known.
  mutating func pipeline(
    _ pipeline: Pipeline, prefix: String, continuing: ValueType? = nil,
    after upstream: [PlannedStage] = []
  ) -> PlannedPipeline? {
    var progress = Progress(type: nil, prefix: prefix)
    var head = PlannedPipeline.Head.source
    switch pipeline.head {
    case .call(let call): apply(call, to: &progress, in: scope)
    case .expression(.name(let name)):
      if let dataset = datasets.last(where: { $0.name == name.text }) {
        progress.type = dataset.type
        progress.upstream = dataset.upstream
        head = .dataset(name.text)
      } else {
        let call = Call(name: name, arguments: [], clauses: [], at: name.range)
        apply(call, to: &progress, in: scope)
      }
    case .expression(.missing): progress.type = .unknown
    case .expression(.call(let call)) where foreignHead(call) != nil:
      foreignHead(call).map { problems.append($0) }
      progress.type = .unknown
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
      progress.upstream = upstream
      head = .dataset("it")
    }
    var calls = pipeline.calls[...]
    while let call = calls.popFirst() {
      if let next = calls.first, let problem = grouping(call, then: next, after: progress.type) {
        problems.append(problem)
        progress.type = .unknown
        calls.removeFirst()
      } else {
        apply(call, to: &progress, in: scope)
      }
    }
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
    guard var stageType = catalogue[name] else {
      problems.append(unknownStage(call, after: progress.type))
      progress.type = .unknown
      return
    }
    var signature = stageType.signature
    defer { progress.previous = call }
    if !admits(signature, call, progress.type, after: progress.previous) {
      progress.type = .unknown
      return
    }
    let number = (progress.counts[name] ?? 0) + 1
    progress.counts[name] = number
    let path = "\(progress.prefix)\(name)#\(number)"
    var call = call
    switch amendments[path] {
    case .leftOut?: return
    case .changed(let other)?:
      call = other
      if let instead = catalogue[other.name.text] {
        stageType = instead
        signature = instead.signature
      }
    case nil: break
    }
    var binder = Binder(
      signature: signature, call: call, stageNames: catalogue.names + stageNames,
      input: progress.type?.table, sources: sources)
    guard let bound = binder.bind(path: path) else {
      problems += binder.problems
      progress.type = .unknown
      return
    }
    // After an earlier error the columns are not known: only what was checked above can be said.
    if progress.type == .unknown { return }
    var checker = StageChecker(
      call: bound, scope: scope, functions: functions, datasets: datasets, files: files,
      sources: sources, checker: self, upstream: progress.upstream + progress.stages)
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
        range: progress.callSite ?? call.range, call: bound,
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

extension Checker: PipelineChecking {
  package func check(
    _ pipeline: Pipeline, prefix: String, continuing input: ValueType?,
    after upstream: [PlannedStage]
  ) -> (plan: PlannedPipeline?, problems: [Diagnostic]) {
    var inner = self
    let before = inner.problems.count
    let plan = inner.pipeline(pipeline, prefix: prefix, continuing: input, after: upstream)
    return (plan, Array(inner.problems.dropFirst(before)))
  }
}
