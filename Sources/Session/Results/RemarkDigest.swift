import Diagnostics
import Planning
import Stages
import Syntax
import Tables

/// Notes and warnings as a first-time analyst wants them: what was assumed, what deserves a look and
/// what to do about it; the rest is counted and shown on request.
package struct RemarkDigest: Sendable {
  /// To be drawn in full: each stage says the same thing once.
  package let warnings: [Diagnostic]
  /// One line each: which columns were taken, which rows were left out.
  package let notes: [Diagnostic]
  /// How files were read, and columns that the script never names.
  package let folded: [Diagnostic]

  /// - Parameters:
  ///   - result: What was checked and run.
  ///   - sources: The texts that the ranges belong to.
  package init(_ result: SessionResult, sources: SourceMap) {
    let remarks = (result.checkProblems + result.outcome.remarks)
      .filter { $0.severity != .error }.inOrderOfPlace()
    let words = RemarkDigest.words(of: result, in: sources)
    var warnings: [Diagnostic] = []
    var notes: [Diagnostic] = []
    var folded: [Diagnostic] = []
    for remark in remarks {
      switch remark.code {
      case ReadCodes.readingRemark: folded.append(remark)
      case ReadCodes.readingWarning where !remark.names(anyOf: words): folded.append(remark)
      default:
        if remark.severity == .warning {
          let isKnown = warnings.contains { $0.code == remark.code && $0.place == remark.place }
          if !isKnown || remark.code == ReadCodes.readingWarning { warnings.append(remark) }
        } else {
          notes.append(remark)
        }
      }
    }
    self.warnings = warnings
    self.notes = notes
    self.folded = folded
  }

  private init(warnings: [Diagnostic], notes: [Diagnostic], folded: [Diagnostic]) {
    self.warnings = warnings
    self.notes = notes
    self.folded = folded
  }

  /// What has not been said before.
  func without(_ shown: [Diagnostic]) -> RemarkDigest {
    func new(_ remarks: [Diagnostic]) -> [Diagnostic] {
      remarks.filter { remark in !shown.contains { $0.isSame(as: remark) } }
    }
    return RemarkDigest(warnings: new(warnings), notes: new(notes), folded: new(folded))
  }

  /// A line such as `3 notes about reading`; `nil` if nothing was folded away.
  package var foldedLine: String? {
    folded.isEmpty ? nil : "\(folded.count) note\(folded.count == 1 ? "" : "s") about reading"
  }

  /// Every name that the script writes, and the columns that were found for it by role.
  ///
  /// A column that names customers or orders is as good as text: how it was read is no matter.
  private static func words(of result: SessionResult, in sources: SourceMap) -> Set<String> {
    let found = result.plan.found.flatMap(\.arguments)
    let naming = found.filter { ["id", "order"].contains($0.parameter) }.map(\.source)
    var texts = found.map(\.source)
    let written = Set(result.plan.statements.map(\.range.source))
    texts += written.compactMap { number in
      sources.sources.indices.contains(number) ? sources.sources[number].text : nil
    }
    return Set(texts.flatMap { NamesUsed(in: $0).all })
      .subtracting(naming.flatMap { NamesUsed(in: $0).all })
  }
}

extension Diagnostic {
  /// Whether the message quotes one of these names.
  fileprivate func names(anyOf words: Set<String>) -> Bool {
    message.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .contains { $0.offset % 2 == 1 && words.contains(String($0.element)) }
  }
}

/// The names that a piece of code writes, by its tokens: more than it means, never less.
package struct NamesUsed: Sendable {
  /// In the order of their first use, each once.
  package let all: [String]

  package init(in code: String) {
    var lexer = Lexer(SourceText(name: "code", text: code), number: 0)
    let source = SourceText(name: "code", text: code)
    let tokens = lexer.lex().tokens
    var names: [String] = []
    func add(_ name: String) { if !names.contains(name) { names.append(name) } }
    for (index, token) in tokens.enumerated() {
      let text = source.text(in: SourceRange(source: 0, start: token.start, end: token.end))
      switch token.kind {
      case .name:
        // `name=` is a parameter or a definition, `.name` a property.
        let isAssigned = index + 1 < tokens.count && tokens[index + 1].kind == .assign
        let isProperty = index > 0 && tokens[index - 1].kind == .dot
        if !isAssigned && !isProperty { add(text) }
      case .quotedName: add(String(text.dropFirst().dropLast()))
      case .text:
        // What stands in `\(…)`, as code.
        for piece in text.split(separator: "\\(").dropFirst() {
          for name in NamesUsed(in: String(piece.prefix { $0 != ")" })).all { add(name) }
        }
      default: break
      }
    }
    all = names
  }
}
