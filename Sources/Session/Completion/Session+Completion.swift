import Diagnostics
import Planning
import Relations
import Stages
import Syntax

extension Session {
  /// Stages that are written in the language, by name.
  var writtenStages: [String] { checker.stageNames }

  /// What could stand at the end of a text.
  package func completion(of text: String) -> Completion {
    let place = CompletionPlace(text)
    switch place.kind {
    case .insideString(let typed): return strings(typed, place)
    case .stage:
      return .matching(place.word, stages(after: type(before: place.pipeline)))
    case .statement: return .matching(place.word, beginnings)
    case .argument(let stage): return arguments(of: stage, place)
    case .nothing: return .nothing
    }
  }

  /// The type of a pipeline as far as it is written, or `nil` where that cannot be told.
  private func type(before pipeline: String) -> ValueType? {
    var trial = self
    let checked = trial.check(SourceText(name: "completion", text: pipeline))
    switch checked.plan.statements.last?.kind {
    case .shown(let planned), .binding(_, let planned):
      return planned.output == .unknown ? nil : planned.output
    case .text, nil: return nil
    }
  }

  private var signatures: [StageSignature] {
    checker.catalogue.stages.map { $0.signature }
      + checker.stageNames.compactMap { checker.stages[$0]?.signature }
  }

  private func stages(after type: ValueType?) -> [Completion.Candidate] {
    signatures.filter { signature in
      type.map { (signature.inputs + signature.alsoFollows).contains($0.kind) } ?? !signature.inputs
        .isEmpty
    }
    .map { .init($0.name, .stage, $0.summary) }
    .sorted { $0.text < $1.text }
  }

  private var beginnings: [Completion.Candidate] {
    let datasets = checker.datasets.map {
      Completion.Candidate($0.name, .dataset, $0.type.name)
    }
    let sources = signatures.filter(\.inputs.isEmpty).map {
      Completion.Candidate($0.name, .stage, $0.summary)
    }
    let words = ["let", "param", "stage", "fn", "use"].map {
      Completion.Candidate($0, .keyword)
    }
    return datasets.reversed() + sources + words
  }

  private func strings(_ typed: String, _ place: CompletionPlace) -> Completion {
    guard case .argument(let stage) = place.outer,
      let signature = signatures.first(where: { $0.name == stage })
    else { return .nothing }
    let parameter =
      place.parameter.map { name in signature.parameter(name) } ?? signature.positional
    return parameter?.kind == .path ? .files(typed) : .nothing
  }

  private func arguments(of stage: String, _ place: CompletionPlace) -> Completion {
    guard let signature = signatures.first(where: { $0.name == stage }) else { return .nothing }
    let type = type(before: place.pipeline)
    let table = type?.table
    if let name = place.parameter, let parameter = signature.parameter(name) {
      return .matching(place.word, values(for: parameter.kind, table))
    }
    if let clause = place.clause,
      let parameter = signature.clauses.first(where: { $0.preposition.rawValue == clause })
    {
      // Candidates are compared by columns of their customers, not by those of their own table.
      let rows = if case .sweep(let features, _, _, _)? = type { features.table } else { table }
      return .matching(place.word, values(for: parameter.parameter.kind, rows))
    }
    var candidates: [Completion.Candidate] = []
    // After a comma or an operator the same thing goes on; after a space, options come too.
    if let positional = signature.positional, !place.hasPositional || place.isWithinArgument {
      candidates += values(for: positional.kind, table)
      if case .sweep(_, _, _, let yardsticks)? = type, stage == Pick.signature.name {
        candidates += yardsticks.named.map { .init($0.name, .metric) }
      }
      if case .applied? = type, stage == Expect.signature.name {
        candidates += [
          .init("unassigned_share", .metric, "The share of customers without a segment."),
          .init("psi(", .function, "How far features are from those of a locked run."),
        ]
      }
    }
    if !place.isWithinArgument {
      for parameter in signature.parameters where !place.given.contains(parameter.name) {
        // What has a default is seldom swept: the equals sign comes with it.
        let isSwept = parameter.canSweep && parameter.standard == nil
        candidates.append(
          .init(isSwept ? parameter.name : parameter.name + "=", .parameter, parameter.summary))
      }
      for clause in signature.clauses where !place.given.contains(clause.preposition.rawValue) {
        candidates.append(.init(clause.preposition.rawValue, .keyword, clause.parameter.summary))
      }
      if !place.given.contains("because") { candidates.append(.init("because", .keyword)) }
    }
    return .matching(place.word, candidates)
  }

  /// What a parameter of a kind can be.
  private func values(for kind: ParameterKind, _ table: TableType?) -> [Completion.Candidate] {
    let columns = (table?.columns ?? []).map {
      Completion.Candidate(quotedName($0.name), .column, $0.type.name)
    }
    let functions = FunctionLibrary.entries.map {
      Completion.Candidate($0.name + "(", .function, $0.summary)
    }
    let own = checker.functions.keys.sorted().map { Completion.Candidate($0 + "(", .function) }
    let parameters = checker.scope.names.map { Completion.Candidate($0, .parameter) }
    switch kind {
    case .column, .columns: return columns
    case .condition, .expression, .bindings: return columns + parameters + own + functions
    case .choice(let choices), .words(let choices):
      return choices.map {
        .init($0.name, Metrics.hasMetric(named: $0.name) ? .metric : .choice, $0.summary)
      }
    case .boolean: return [.init("true", .choice), .init("false", .choice)]
    case .duration:
      return ["1 week", "1 month", "1 quarter", "1 year"].map { .init($0, .choice) } + parameters
    case .dataset:
      return checker.datasets.map { .init($0.name, .dataset, $0.type.name) }
    case .either(let kind, let choices):
      return choices.map { .init($0.name, .choice, $0.summary) } + values(for: kind, table)
    case .integer, .number, .share, .date, .range: return parameters
    case .text, .path, .texts, .block, .records, .pipelines: return []
    }
  }
}
