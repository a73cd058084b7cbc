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
  /// Checks a pipeline in parentheses, for stages that take such.
  package private(set) var problems: [Diagnostic] = []
  /// Notes that the check itself gives, such as the roles that were found.
  package private(set) var remarks: [Diagnostic] = []
  /// How deep functions written in the language call each other.
  var depth = 0

  /// A dataset by name, its type, and the statement that gives its value.
  package struct Dataset: Sendable {
    package let name: String
    package let type: ValueType

    package init(name: String, type: ValueType) {
      self.name = name
      self.type = type
    }
  }

  package init(
    call: BoundCall, scope: Scope, functions: [String: UserFunction], datasets: [Dataset],
    files: FileAccess, sources: SourceMap
  ) {
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
}

/// A function written in the language: `fn age(d, end) = …`.
package struct UserFunction: Sendable {
  package let definition: FunctionDefinition
  package let scope: Scope

  package init(definition: FunctionDefinition, scope: Scope) {
    self.definition = definition
    self.scope = scope
  }
}
