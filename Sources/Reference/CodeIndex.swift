import Diagnostics
import Planning
import Stages
import Syntax
import Tables

/// Every code that a message can carry: what `segue explain` knows.
package struct CodeIndex: Sendable {
  /// Ascending by code, each once.
  package let codes: [DiagnosticCode]

  /// The codes of the language and its stages, and those that a target above declares.
  package init(adding above: [DiagnosticCode]) {
    var known: [DiagnosticCode] = []
    let every = SyntaxCodes.all + PlanningCodes.all + ReadCodes.all + StageCodes.all + above
    for code in every where !known.contains(code) {
      known.append(code)
    }
    codes = known.sorted { $0.id < $1.id }
  }

  /// The code of a name; upper and lower case are the same.
  package subscript(id: String) -> DiagnosticCode? {
    codes.first { $0.id == id.uppercased() }
  }
}
