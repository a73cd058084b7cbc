/// A diagnostic for machines, in the fields and units of the Language Server Protocol.
///
/// Lines and characters count from 0, and characters are UTF-16 code units, as that protocol has
/// it. Texts are raw: whoever writes JSON escapes them as JSON asks.
package struct DiagnosticRecord: Equatable, Sendable {
  package struct Position: Equatable, Sendable {
    package let line: Int
    package let character: Int
  }

  /// A range of a named script or file.
  package struct Location: Equatable, Sendable {
    package let file: String
    package let start: Position
    package let end: Position
  }

  package struct Related: Equatable, Sendable {
    package let location: Location
    package let message: String
  }

  package struct Fix: Equatable, Sendable {
    package let replacement: String
    /// What to replace; `nil` for advice that no tool can apply by itself.
    package let location: Location?
    package let remark: String
  }

  package let code: String
  /// The numbers of the protocol: 1 error, 2 warning, 3 information.
  package let severity: Int
  package let message: String
  /// Where it is, or `nil` for a problem of the process as a whole.
  package let location: Location?
  package let remark: String
  package let related: [Related]
  package let notes: [String]
  package let fixes: [Fix]

  /// The record of a diagnostic whose ranges belong to these sources.
  package init(_ diagnostic: Diagnostic, sources: SourceMap) {
    code = diagnostic.code.id
    severity =
      switch diagnostic.severity {
      case .error: 1
      case .warning: 2
      case .note: 3
      }
    message = diagnostic.message
    remark = diagnostic.remark
    notes = diagnostic.notes
    location =
      switch diagnostic.place {
      case .script(let range): Location(range, in: sources)
      case .file(let path, let line, let column, let excerpt, let length):
        Location(path: path, line: line, column: column, excerpt: excerpt, length: length)
      case .process: nil
      }
    related = diagnostic.labels.compactMap { label in
      Location(label.range, in: sources).map { Related(location: $0, message: label.text) }
    }
    fixes = diagnostic.fixes.map { fix in
      Fix(
        replacement: fix.replacement, location: fix.range.flatMap { Location($0, in: sources) },
        remark: fix.remark)
    }
  }
}

extension DiagnosticRecord.Location {
  fileprivate init?(_ range: SourceRange, in sources: SourceMap) {
    guard sources.sources.indices.contains(range.source) else { return nil }
    let source = sources[range]
    func position(_ offset: Int) -> DiagnosticRecord.Position {
      let line = source.position(of: offset).line
      let start = source.start(ofLine: line)
      let before = SourceRange(source: range.source, start: start, end: max(start, offset))
      return DiagnosticRecord.Position(
        line: line - 1, character: source.text(in: before).utf16.count)
    }
    self.init(file: source.name, start: position(range.start), end: position(range.end))
  }

  fileprivate init(path: String, line: Int?, column: Int?, excerpt: String?, length: Int) {
    func position(_ characters: Int) -> DiagnosticRecord.Position {
      DiagnosticRecord.Position(
        line: max(0, (line ?? 1) - 1),
        character: excerpt?.prefix(characters).utf16.count ?? characters)
    }
    let first = max(0, (column ?? 1) - 1)
    self.init(file: path, start: position(first), end: position(first + max(0, length)))
  }
}
