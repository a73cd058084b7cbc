import Diagnostics
import Relations
import Syntax
import Tables

/// What a stage may ask while it is being checked, and where it reports.
package struct StageChecker: Sendable {
  /// The stage being checked, in full.
  package let call: BoundCall
  /// What names mean before columns are asked.
  package let scope: Scope
  /// The functions that the script and its modules define.
  package let functions: [String: UserFunction]
  /// The datasets that the script has defined so far.
  package let datasets: [Dataset]
  /// For sources that look at a header and a sample.
  package let files: FileAccess
  package let sources: SourceMap
  /// Checks pipelines in parentheses, for stages that take such.
  private let checker: (any PipelineChecking)?
  package private(set) var problems: [Diagnostic] = []
  /// Notes that the check itself gives, such as the roles that were found.
  package private(set) var remarks: [Diagnostic] = []
  /// The stages that lead to this one, the source first; empty where the way is not known.
  package let upstream: [PlannedStage]
  /// How deep functions written in the language call each other.
  var depth = 0

  /// A dataset by name, its type, and the statement that gives its value.
  package struct Dataset: Sendable {
    package let name: String
    package let type: ValueType
    /// The stages that lead to it, the source first; empty where the way is not known.
    package let upstream: [PlannedStage]

    package init(name: String, type: ValueType, upstream: [PlannedStage] = []) {
      self.name = name
      self.type = type
      self.upstream = upstream
    }
  }

  package init(
    call: BoundCall, scope: Scope, functions: [String: UserFunction], datasets: [Dataset],
    files: FileAccess, sources: SourceMap, checker: (any PipelineChecking)? = nil,
    upstream: [PlannedStage] = []
  ) {
    self.upstream = upstream
    self.checker = checker
    self.call = call
    self.scope = scope
    self.functions = functions
    self.datasets = datasets
    self.files = files
    self.sources = sources
  }

  package mutating func report(_ problem: Diagnostic) {
    if problem.severity == .error { problems.append(problem) } else { remarks.append(problem) }
  }

  package var hasProblems: Bool { !problems.isEmpty }

  /// The plan of an inner pipeline, after its problems are reported.
  private mutating func report(
    _ checked: (plan: PlannedPipeline?, problems: [Diagnostic])
  ) -> PlannedPipeline? {
    checked.problems.forEach { report($0) }
    return checked.plan
  }

  /// A lock by its path; why it cannot be had is reported.
  package mutating func openLock(
    _ path: String, model: String?, at range: SourceRange
  ) -> (any LockedRun)? {
    guard let open = checker?.openLock else {
      preconditionFailure("a session opens locks, and only a session checks `locked`")
    }
    switch open(path, model: model) {
    case .opened(let run): return run
    case .refused(let problem):
      report(
        Diagnostic(
          problem.code, problem.message, at: range, notes: problem.notes, fixes: problem.fixes))
      return nil
    }
  }

  /// Stages in parentheses that go on from what flows into this one: `(kmeans k in 2...8)`.
  package mutating func branch(_ expression: Syntax.Expression, on input: ValueType)
    -> PlannedPipeline?
  {
    var calls: [Call] = []
    switch expression {
    case .parenthesized(let inner, _): return branch(inner, on: input)
    case .name(let name):
      calls = [Call(name: name, arguments: [], clauses: [], at: name.range)]
    case .pipeline(let pipeline, _):
      switch pipeline.head {
      case .call(let call): calls = [call] + pipeline.calls
      case .expression(.name(let name)):
        calls = [Call(name: name, arguments: [], clauses: [], at: name.range)] + pipeline.calls
      case nil: calls = pipeline.calls
      case .expression: break
      }
    case .missing: return nil
    default: break
    }
    guard !calls.isEmpty, let checker else {
      report(.unexpectedKind("a value", wanted: "a stage in parentheses", at: expression.range))
      return nil
    }
    return report(
      checker.check(
        Pipeline(head: nil, calls: calls, at: expression.range), prefix: call.path + "/",
        continuing: input, after: upstream))
  }

  /// Another dataset: the name of one, or a pipeline in parentheses that gives one.
  package mutating func operand(_ expression: Syntax.Expression) -> PlannedPipeline? {
    switch expression {
    case .parenthesized(let inner, _): return operand(inner)
    case .pipeline(let pipeline, _):
      guard let checker else { return nil }
      return report(
        checker.check(pipeline, prefix: call.path + "/", continuing: nil, after: []))
    case .name(let name):
      if let dataset = datasets.last(where: { $0.name == name.text }) {
        return PlannedPipeline(
          head: .dataset(dataset.name), stages: [], output: dataset.type, range: name.range)
      }
      let near = nearestName(to: name.text, among: datasets.map(\.name))
      report(
        Diagnostic(
          .unknownDataset, "no dataset is called `\(name.text)`", at: name.range,
          remark: near.map { "did you mean `\($0)`?" } ?? "",
          notes: datasets.isEmpty
            ? ["no dataset is defined yet"]
            : ["datasets here: " + datasets.map(\.name).joined(separator: ", ")],
          fixes: near.map { [Diagnostic.Fix($0, at: name.range)] }
            ?? [Diagnostic.Fix("let \(name.text) = load \"…\"", remark: "defines it")]))
      return nil
    case .missing: return nil
    case .string(let literal):
      var problem = Diagnostic.unexpectedKind(
        "a text", wanted: "a dataset", at: expression.range)
      problem.fixes = [
        Diagnostic.Fix(
          "(load \"\(literal.value)\")", at: expression.range, remark: "reads the file")
      ]
      report(problem)
      return nil
    default:
      report(.unexpectedKind("a value", wanted: "a dataset", at: expression.range))
      return nil
    }
  }
}

/// Checks the pipelines inside a stage's call.
///
/// The checker of the whole script is the only one; a stage knows no more of it than this.
package protocol PipelineChecking: Sendable {
  /// Opens the locks that the script names; `nil` where no session is there to replay them.
  var openLock: LockOpener? { get }

  /// Checks a pipeline that goes on from a value of type `input`, if there is one, which the stages
  /// `upstream` have led to.
  func check(
    _ pipeline: Pipeline, prefix: String, continuing input: ValueType?,
    after upstream: [PlannedStage]
  ) -> (plan: PlannedPipeline?, problems: [Diagnostic])
}
