import Diagnostics
import Execution
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
    var expansions = plan.expansions
    for planned in plan.stages {
      // What the arguments of a pipeline decide comes before what its body does.
      while let place = expansions.firstIndex(where: { planned.path.hasPrefix($0.path + "/") }) {
        let outer = expansions.remove(at: place)
        questions += all(outer.alternatives, to: outer.call, at: outer.path, outer.call.because)
      }
      questions += all(planned.alternatives, to: planned.call, at: planned.path, planned.because)
    }
    return questions

    func all(
      _ alternatives: [Alternative], to call: BoundCall, at path: String, _ because: String?
    ) -> [WhatIf.Question] {
      if sources[call.range].name.hasPrefix("stdlib/") { return [] }
      return alternatives.map { alternative in
        WhatIf.Question(
          at: path, code: call.codeWithoutReason, because: because, instead: alternative.label,
          change: .stage(path: path, alternative.change))
      }
    }
  }
}

extension PlannedParameter {
  /// Values nearby, as they would be given on a command line; none for what is not a number or day.
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

extension BoundCall {
  /// The call without `because`, which is told beside it.
  fileprivate var codeWithoutReason: String {
    Call(
      name: call.name, arguments: call.arguments,
      clauses: call.clauses.filter { $0.preposition != .because }, at: call.range
    ).source
  }
}
