import Diagnostics
import Planning
import Stages
import TestSupport
import Testing

@testable import Syntax

/// What one slip of the hand makes of the scripts of the language page.
///
/// A slip is (a) an error of the parser, (b) another tree of a shape that every checker of arity
/// and names must refuse, or (c) the same tree. Nothing else may happen.
@Suite struct SlipTests {
  enum Outcome: String { case error, shape, harmless, silent }

  @Test func `no slip changes the meaning of a script unseen`() {
    for (name, text) in LanguageScripts.all {
      let original = parse(text).script
      #expect(Shapes(of: original).found == [], "\(name)")
      for slip in ScriptSlip.all(of: text) {
        let outcome = outcome(of: slip, original: original.outline)
        #expect(outcome != .silent, "\(name): \(slip)")
      }
    }
  }

  /// The table of the slips; a change here is a change of what analysts are told.
  @Test func `the table of slips`() {
    var counts: [String: Int] = [:]
    for (_, text) in LanguageScripts.all {
      let original = parse(text).script.outline
      for slip in ScriptSlip.all(of: text) {
        counts["\(slip.kind) \(outcome(of: slip, original: original))", default: 0] += 1
      }
    }
    let table = counts.map { "\($0.key) \($0.value)" }.sorted()
    #expect(
      table == [
        "commaAdded error 159", "commaAdded shape 20", "commaDropped error 35",
        "commaDropped harmless 3", "commaDropped shape 25", "comparisonAsAssignment error 2",
        "comparisonAsAssignment shape 1", "lineDedented error 18", "lineDedented harmless 62",
        "lineIndented error 39", "lineIndented harmless 88", "lineIndented shape 2",
        "optionEqualsDropped error 27", "optionEqualsDropped shape 37",
        "pipeDroppedAtLineStart shape 49", "pipeDroppedInLine shape 25",
      ])
  }

  @Test func `one slip gives at most two messages`() {
    for (name, text) in LanguageScripts.all {
      for slip in ScriptSlip.all(of: text) {
        let found = parse(slip.text).diagnostics
        #expect(found.count <= 2, "\(name): \(slip) \(found.map(\.code.id))")
      }
    }
  }

  private func outcome(of slip: ScriptSlip, original: String) -> Outcome {
    let parsed = parse(slip.text)
    if !parsed.diagnostics.isEmpty { return .error }
    if parsed.script.outline == original { return .harmless }
    return Shapes(of: parsed.script).found.isEmpty ? .silent : .shape
  }
}

/// The shapes of a tree that cannot be meant: what a checker finds with nothing but the names of
/// stages, what each takes, and the names that a script defines.
struct Shapes {
  private(set) var found: [String] = []
  private var datasets: Set<String> = []

  enum Subject { case nothing, one, list, bindings, pipelines }

  /// What a stage is about, and its options.
  typealias Stage = (subject: Subject, options: [String])

  /// The stages of the catalogue, and those of the scripts that are written in the language or come with
  /// a later release.
  static let stages: [String: Stage] = {
    let known = Catalogue.stages.stages.map { ($0.signature.name, stage($0.signature)) }
    let others: [(String, Stage)] = [
      ("locked", (.one, [])), ("goal", (.one, ["metric", "target", "until", "owner"])),
      ("rfm", (.nothing, ["as_of"])), ("rfm5", (.nothing, ["as_of"])),
      ("clean_orders", (.nothing, ["as_of"])), ("correlate", (.nothing, [])),
      ("heatmap", (.nothing, [])), ("plot", (.list, [])), ("radar", (.list, [])),
      ("act", (.one, [])), ("migrate", (.one, [])), ("sankey", (.nothing, [])),
      ("decide", (.one, [])),
    ]
    return Dictionary(known + others, uniquingKeysWith: { known, _ in known })
  }()

  private static func stage(_ signature: StageSignature) -> Stage {
    let options = signature.parameters.map(\.name)
    guard let kind = signature.positional?.kind else { return (.nothing, options) }
    switch kind {
    case .bindings: return (.bindings, options)
    case .pipelines: return (.pipelines, options)
    case .columns, .texts, .words, .expression: return (.list, options)
    // The statistics of `profile` are a list of words.
    case .choice where signature.name == "profile": return (.list, options)
    case .integer, .number, .share, .text, .path, .boolean, .date, .duration, .choice, .column,
      .condition, .range, .block, .dataset, .records, .either:
      return (.one, options)
    }
  }

  init(of script: Script) {
    for statement in script.statements {
      switch statement.kind {
      case .binding(let binding):
        check(binding.pipeline)
        datasets.insert(binding.name.text)
      case .pipeline(let pipeline): check(pipeline)
      case .stage(let stage):
        if stage.parameters.contains(where: { $0.type == nil }) { found.append("untyped input") }
        check(stage.body)
      case .edition, .use, .parameter, .function, .text, .missing: break
      }
    }
  }

  /// `isNested` for the pipelines of `compare`, which take the input of the stage around them.
  private mutating func check(_ pipeline: Pipeline, isNested: Bool = false) {
    if case .call(let call) = pipeline.head {
      let starts = isNested || ["load", "locked", "goal"].contains(call.name.text)
      if !starts { found.append("\(call.name.text) cannot start a pipeline") }
      check(call)
    }
    for call in pipeline.calls { check(call) }
  }

  private mutating func check(_ call: Call) {
    guard let stage = Shapes.stages[call.name.text] else {
      found.append("\(call.name.text) is no stage")
      return
    }
    if !call.surplusArguments.isEmpty { found.append("surplus argument of \(call.name.text)") }
    for clause in call.clauses where clause.argument.items.contains(where: { $0.name != nil }) {
      found.append("option in the list of \(clause.preposition)")
    }
    if stage.subject == .bindings, call.arguments.count > 1 {
      found.append("two lists of bindings of \(call.name.text)")
    }
    for argument in call.arguments { check(argument, of: call.name.text, stage) }
  }

  private mutating func check(
    _ argument: Argument, of name: String, _ stage: (subject: Subject, options: [String])
  ) {
    if let swept = argument.membership?.name.text, stage.options.contains(swept) { return }
    for item in argument.items { check(item.value, in: name) }
    let options = argument.items.compactMap(\.name)
    if stage.subject == .bindings {
      if argument.items.contains(where: { $0.name == nil }) { found.append("unnamed feature") }
      return
    }
    if argument.isOption {
      if !options.allSatisfy({ stage.options.contains($0.text) }) {
        found.append("\(name) has no option \(options[0].text)")
      }
      return
    }
    if !options.isEmpty { found.append("option of \(name) in a list") }
    switch stage.subject {
    case .nothing: found.append("\(name) takes no argument")
    case .one where argument.items.count > 1: found.append("\(name) takes one thing")
    case .one, .list, .pipelines, .bindings: break
    }
  }

  private mutating func check(_ value: Expression, in stage: String) {
    switch value {
    case .name(let name):
      // `stability` is a stage and a column of the candidates.
      if Shapes.stages[name.text] != nil, name.text != "stability" {
        found.append("\(name.text) is a stage")
      }
      if Units.isUnit(name.text) { found.append("\(name.text) is a unit") }
      if datasets.contains(name.text), stage == "decide" || stage == "sankey" {
        found.append("\(name.text) is a dataset")
      }
    case .call(let call): for item in call.arguments { check(item.value, in: stage) }
    case .pipeline(let pipeline, _): check(pipeline, isNested: true)
    default: break
    }
  }
}
