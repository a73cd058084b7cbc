import Diagnostics
import Planning
import Relations
import Syntax
import Tables

extension WhatIf {
  /// One decision, decided otherwise.
  struct Question: Sendable {
    enum Change: Sendable {
      case stage(path: String, Alternative.Change)
      case parameter(name: String, value: String)
    }

    let at: String
    let code: String
    let because: String?
    let instead: String
    let change: Change
  }
}

extension WhatIf.Question {
  /// Every question that a plan can be asked, in the order of the script: params first.
  ///
  /// What the standard library decides inside a stage of its own is no decision of the analyst.
  static func all(of plan: Plan, _ sources: SourceMap) -> [WhatIf.Question] {
    var questions: [WhatIf.Question] = []
    for parameter in plan.parameters {
      questions += parameter.neighbours.map { value in
        WhatIf.Question(
          at: "param \(parameter.name)",
          code: "param \(parameter.name): \(parameter.type.name) = \(parameter.value.plainText)",
          because: nil, instead: value,
          change: .parameter(name: parameter.name, value: value))
      }
    }
    for planned in plan.namedPipelines.flatMap({ stages(of: $0.pipeline) })
    where !sources[planned.call.range].name.hasPrefix("stdlib/") {
      questions += planned.alternatives.map { alternative in
        WhatIf.Question(
          at: planned.path, code: planned.codeWithoutReason, because: planned.because,
          instead: alternative.label,
          change: .stage(path: planned.path, alternative.change))
      }
    }
    return questions
  }

  private static func stages(of pipeline: PlannedPipeline) -> [PlannedStage] {
    pipeline.stages.flatMap { planned -> [PlannedStage] in
      let inner = (planned.stage as? any OperandStage)?.operands.flatMap(stages) ?? []
      return inner + [planned]
    }
  }
}

extension PlannedParameter {
  /// Values nearby, as they would be given on a command line; none for what is no number or day.
  ///
  /// Whole numbers one lower and higher, other numbers a tenth, days a month.
  fileprivate var neighbours: [String] {
    switch value {
    case .integer(let number):
      return [number - 1, number + 1].map(String.init)
    case .decimal, .number:
      guard let number = value.doubleValue, number != 0 else { return [] }
      return [0.9, 1.1].map { String((number * $0 * 1e9).rounded() / 1e9) }
    case .date(let day):
      let date = CivilDate(daysSinceEpoch: day)
      return [-1, 1].map { date.adding(months: $0).description }
    case .null, .boolean, .text, .timestamp, .duration: return []
    }
  }
}

extension PlannedStage {
  /// The stage without `because`, which is told beside it.
  fileprivate var codeWithoutReason: String {
    let written = call.call
    return Call(
      name: written.name, arguments: written.arguments,
      clauses: written.clauses.filter { $0.preposition != .because }, at: written.range
    ).source
  }
}
