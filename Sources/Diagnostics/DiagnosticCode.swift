/// A kind of problem, with the page that `segue explain CODE` prints.
///
/// Each code is declared beside the check that raises it, as a static member in an extension; the
/// target lists its codes in one array, and `CodeIndex` joins those lists. Codes are never reused.
/// The first two digits are its `DiagnosticFamily`. `E` stops, `W` warns, `N` is a note.
package struct DiagnosticCode: Hashable, Sendable {
  /// The code as messages show it, such as `E0203`.
  package let id: String
  /// The problem in a few words, without a full stop.
  package let title: String
  /// The manual page in Markdown.
  ///
  /// It says what the problem means for the segments, shows an example in a fenced `seg` block that
  /// raises it, and says what to write instead. The block is run by the tests.
  package let page: String

  package init(_ id: String, _ title: String, page: String) {
    self.id = id
    self.title = title
    self.page = page
  }

  package static func == (left: DiagnosticCode, right: DiagnosticCode) -> Bool {
    left.id == right.id
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(id) }

  /// What the first letter of the code says.
  package var severity: Diagnostic.Severity {
    switch id.first {
    case "W": .warning
    case "N": .note
    default: .error
    }
  }
}
