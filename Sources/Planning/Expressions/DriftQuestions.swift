import Diagnostics
import Relations
import Syntax

/// What a condition asks of rows that a locked run was applied to: `psi(june)`, `psi(june, recency)`.
package struct DriftQuestions: Sendable {
  /// The run that was applied; `nil` for rows of another kind, of which nothing can be asked.
  private let applied: RunType?
  /// The locked runs of the script, by name.
  private let runs: [String: RunType]
  /// What was asked: the column name that stands for the number, and the feature, or `nil` for the
  /// one that is furthest from the lock.
  package private(set) var asked: [(name: String, feature: String?)] = []

  /// Questions to a value of this type, with what the datasets of the script are.
  package init(of type: ValueType, _ datasets: [(name: String, type: ValueType)]) {
    applied = if case .applied(_, let run) = type { run } else { nil }
    runs = datasets.reduce(into: [:]) { runs, dataset in
      if case .run(let type) = dataset.type { runs[dataset.name] = type }
    }
  }

  /// The value of a question, to put in the place of its name.
  package func values(_ rows: AppliedRows) -> [String: Literal] {
    asked.reduce(into: [:]) { values, question in
      values[question.name] =
        rows.stabilityIndex(of: question.feature).map { .number($0) } ?? .null
    }
  }

  /// Checks a call of `psi` and keeps it.
  mutating func ask(_ call: FunctionCall) -> Result {
    guard let first = call.arguments.first, call.arguments.count <= 2,
      call.arguments.allSatisfy({ $0.name == nil }), let name = first.value.dataset
    else { return .refused(.driftArguments(call, among: runs.keys.sorted())) }
    guard let run = runs[name.text] else {
      return .refused(.noSuchRun(name, among: runs.keys.sorted()))
    }
    guard let applied else { return .refused(.nothingApplied(call)) }
    guard run == applied else { return .refused(.anotherRun(name, run, applied)) }
    guard !run.run.profiled.isEmpty else { return .refused(.noProfiles(call, run)) }
    var feature: String?
    if call.arguments.count == 2 {
      guard let asked = call.arguments[1].value.dataset else {
        return .refused(.driftArguments(call, among: runs.keys.sorted()))
      }
      guard run.run.profiled.contains(asked.text) else {
        let features = TableType(
          run.run.profiled.map { ColumnType($0, .number) },
          name: "the features of `\(name.text)`")
        return .refused(.unknownColumn(asked.text, at: asked.range, in: features))
      }
      feature = asked.text
    }
    let text = "psi(\(name.text)\(feature.map { ", \($0)" } ?? ""))"
    if !asked.contains(where: { $0.name == text }) { asked.append((text, feature)) }
    return .asked(TypedScalar(.column(text), .number, missing: .possible))
  }

  enum Result {
    case asked(TypedScalar)
    case refused(Diagnostic)
  }
}

extension Expression {
  /// The name that stands here alone.
  fileprivate var dataset: QualifiedName? {
    switch self {
    case .name(let name): name
    case .parenthesized(let inner, _): inner.dataset
    default: nil
    }
  }
}

extension Diagnostic {
  fileprivate static func driftArguments(_ call: FunctionCall, among runs: [String]) -> Diagnostic {
    Diagnostic(
      .notAskedHere, "`psi` takes a locked run, and one of its features if only that is meant",
      at: call.range,
      fixes: [Fix("psi(\(runs.last ?? "june"))", at: call.range)])
  }

  fileprivate static func noSuchRun(_ name: QualifiedName, among runs: [String]) -> Diagnostic {
    let near = nearestName(to: name.text, among: runs) ?? (runs.count == 1 ? runs[0] : nil)
    return Diagnostic(
      .notAskedHere, "`\(name.text)` is not a locked run of this script", at: name.range,
      remark: near.map { "did you mean `\($0)`?" } ?? "",
      notes: runs.isEmpty ? [] : ["locked runs here: " + runs.joined(separator: ", ")],
      fixes: near.map { [Fix($0, at: name.range)] }
        ?? [Fix("let \(name.text) = locked \"F.seg.lock\"", remark: "opens one")])
  }

  fileprivate static func nothingApplied(_ call: FunctionCall) -> Diagnostic {
    let run = call.arguments[0].value.source
    return Diagnostic(
      .notAskedHere, "`\(call.source)` is known directly after `apply`, and not here",
      at: call.range, fixes: [Fix("| apply \(run) | expect \(call.source) <= 0.2")])
  }

  fileprivate static func anotherRun(
    _ name: QualifiedName, _ run: RunType, _ applied: RunType
  ) -> Diagnostic {
    Diagnostic(
      .notAskedHere, "`\(name.text)` is not the run that was applied here", at: name.range,
      notes: [
        "it is \(quoted(run.run.path)), and \(quoted(applied.run.path)) was applied"
      ])
  }

  fileprivate static func noProfiles(_ call: FunctionCall, _ run: RunType) -> Diagnostic {
    Diagnostic(
      .notAskedHere, "\(quoted(run.run.path)) does not say how its features were distributed",
      at: call.range, notes: ["it was made by an older version"],
      fixes: [Fix("segue lock F.seg", remark: "makes it again")])
  }
}

extension FunctionCall {
  fileprivate var source: String { Expression.call(self).source }
}

extension DiagnosticCode {
  package static let notAskedHere = DiagnosticCode(
    "E0724", "drift that nobody measured",
    page: """
      `psi(june)` is how far the features of fresh rows are from those of a locked run: the greatest
      population stability index of all, or with `psi(june, recency)` that of one. It is known directly
      after `apply june`, where the rows went through the decisions of that run, and in `expect`.

      ```seg
      sample transactions customers=50 | expect psi(june) <= 0.2
      # error: E0724
      ```

      Write `… | apply june | expect psi(june) <= 0.2`, before rows are kept, sorted or changed.
      """)
}
