import Diagnostics
import Syntax

extension StageChecker {
  /// Stages in parentheses that work on what this stage is given: `(kmeans k in 2...8)`.
  ///
  /// `number` counts the branches of a call from 1 and stands in the paths of their stages.
  package mutating func branch(
    _ expression: Expression, number: Int, on input: ValueType
  ) -> PlannedPipeline? {
    guard let calls = calls(of: expression), let checker else { return nil }
    var inner = checker
    let before = inner.problems.count
    let planned = inner.pipeline(
      Pipeline(head: nil, calls: calls, at: expression.range),
      prefix: "\(call.path)/\(number)/", continuing: input)
    inner.problems.dropFirst(before).forEach { report($0) }
    return planned?.output == .unknown ? nil : planned
  }

  /// The stages of a branch in order; what is no stage is reported.
  private mutating func calls(of expression: Expression) -> [Call]? {
    switch expression {
    case .parenthesized(let inner, _): return calls(of: inner)
    case .name(let name):
      return [Call(name: name, arguments: [], clauses: [], at: name.range)]
    case .pipeline(let pipeline, _):
      switch pipeline.head {
      case .call(let call): return [call] + pipeline.calls
      case .expression(let head):
        guard let first = calls(of: head) else { return nil }
        return first + pipeline.calls
      case nil: return pipeline.calls
      }
    case .missing: return nil
    case .number, .string, .text, .date, .boolean, .null, .optionalName, .call, .unary, .binary,
      .test, .range, .list, .block, .cases, .conditional:
      report(
        .unexpectedKind(
          "no stage", wanted: "a stage in parentheses", at: expression.range,
          remark: "such as (kmeans k in 2...8)"))
      return nil
    }
  }
}
