import Diagnostics
import Planning
import Stages
import Syntax
import Tables

/// Every code that a message can carry: what `segue explain` knows.
package enum CodeIndex {
  /// By code, each once.
  package static let all: [DiagnosticCode] = {
    var known: [DiagnosticCode] = []
    let every = SyntaxCodes.all + PlanningCodes.all + ReadCodes.all + StageCodes.all + LockCodes.all
    for code in every where !known.contains(code) {
      known.append(code)
    }
    return known.sorted { $0.id < $1.id }
  }()

  /// The code that was asked for; upper and lower case are the same.
  package static subscript(id: String) -> DiagnosticCode? {
    all.first { $0.id == id.uppercased() }
  }

  /// The families by their first two digits, in the words of the pages.
  package static let families: [(digits: String, title: String)] = [
    ("01", "How a script is written"), ("02", "Names"), ("03", "Arguments and kinds of value"),
    ("04", "Rows, columns and keys"), ("05", "Personal data"), ("06", "Reading and writing files"),
    ("07", "Locks"), ("08", "Expectations"), ("09", "Models and resources"),
  ]
}
