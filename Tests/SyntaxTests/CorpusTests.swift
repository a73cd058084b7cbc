import Diagnostics
import Testing

@testable import Syntax

func parse(_ text: String) -> (script: Script, diagnostics: [Diagnostic]) {
  Parser.parse(SourceText(name: "test.seg", text: text), number: 0)
}

/// The diagnostics as lines for a comparison: code, line:column, message.
func lines(_ diagnostics: [Diagnostic], in text: String) -> [String] {
  let source = SourceText(name: "test.seg", text: text)
  return diagnostics.map { diagnostic in
    let place = source.position(of: diagnostic.range?.start ?? 0)
    return "\(diagnostic.code.id) \(place.line):\(place.column) \(diagnostic.message)"
  }
}

@Suite struct CorpusTests {
  @Test(arguments: LanguageScripts.all.indices)
  func `every script of the language page parses without a message`(index: Int) {
    let (name, text) = LanguageScripts.all[index]
    let parsed = parse(text)
    #expect(lines(parsed.diagnostics, in: text) == [], "\(name)")
    if !parsed.diagnostics.isEmpty { print(parsed.script.outline) }
  }

  @Test(arguments: LanguageScripts.all.indices)
  func `the canonical text of a script parses to the same tree`(index: Int) {
    let first = parse(LanguageScripts.all[index].text).script
    let again = parse(first.canonicalText)
    #expect(lines(again.diagnostics, in: first.canonicalText) == [])
    #expect(again.script.canonicalText == first.canonicalText)
    #expect(again.script.bareOutline == first.bareOutline)
  }
}

extension Script {
  /// The outline without documentation and options, which the canonical text leaves out.
  var bareOutline: String {
    Script(
      statements: statements.map { Statement($0.kind, at: $0.range) }
    ).outline
  }
}
