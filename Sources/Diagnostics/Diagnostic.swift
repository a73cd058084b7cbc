/// A message to an analyst: what is wrong, where, what it means, what to write instead.
///
/// It cannot be made without a code and a place. The wording stands beside the check that makes it.
package struct Diagnostic: Error, Equatable, Sendable {
  package enum Severity: String, Sendable { case error, warning, note }

  /// Where a problem is.
  package enum Place: Equatable, Sendable {
    /// In a script.
    case script(SourceRange)
    /// In a data file. `line` and `column` count from 1; `column` is in characters of the line.
    /// `excerpt` is the line as it stands in the file, `length` the characters to underline.
    case file(path: String, line: Int?, column: Int?, excerpt: String?, length: Int)
    /// In what was typed on the command line, or of the process as a whole.
    case process
  }

  /// A range of the script that has a part in the problem, with a remark or none.
  package struct Label: Equatable, Sendable {
    package let range: SourceRange
    package let text: String

    package init(_ range: SourceRange, _ text: String) {
      self.range = range
      self.text = text
    }
  }

  /// Something to write instead.
  package struct Fix: Equatable, Sendable {
    /// The text to put there, as the analyst would type it.
    package let replacement: String
    /// What to replace; `nil` where the fix is advice that no tool can apply by itself.
    package let range: SourceRange?
    /// What it does, where the replacement does not say it.
    package let remark: String

    package init(_ replacement: String, at range: SourceRange? = nil, remark: String = "") {
      self.replacement = replacement
      self.range = range
      self.remark = remark
    }
  }

  package let code: DiagnosticCode
  package let severity: Severity
  /// One sentence in the analyst's words, without a full stop.
  package let message: String
  package let place: Place
  /// The remark under the carets of the place, such as "did you mean `customer_id`?".
  package var remark: String
  /// Other places that have a part in it, drawn with dashes, above or below by line.
  package var labels: [Label]
  /// What we know that helps, a line each: columns here, counts, examples.
  package var notes: [String]
  package var fixes: [Fix]

  package init(
    _ code: DiagnosticCode, _ message: String, at place: Place, remark: String = "",
    labels: [Label] = [], notes: [String] = [], fixes: [Fix] = []
  ) {
    self.code = code
    self.severity = code.severity
    self.message = message
    self.place = place
    self.remark = remark
    self.labels = labels
    self.notes = notes
    self.fixes = fixes
  }

  package init(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, remark: String = "",
    labels: [Label] = [], notes: [String] = [], fixes: [Fix] = []
  ) {
    self.init(
      code, message, at: .script(range), remark: remark, labels: labels, notes: notes,
      fixes: fixes)
  }

  /// The range in the script, if the problem is in one.
  package var range: SourceRange? {
    if case .script(let range) = place { range } else { nil }
  }
}
