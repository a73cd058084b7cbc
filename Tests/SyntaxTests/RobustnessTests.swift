import Diagnostics
import Testing

@testable import Syntax

@Suite struct RobustnessTests {
  /// Whatever the bytes: parsing ends, ranges are in the text, and printing does not trap.
  private func check(_ bytes: [UInt8]) {
    let source = SourceText(name: "fuzz.seg", bytes: bytes)
    let (script, diagnostics) = Parser.parse(source, number: 3)
    for diagnostic in diagnostics {
      guard let range = diagnostic.range else { continue }
      #expect(range.source == 3)
      #expect(range.start >= 0 && range.start <= range.end && range.end <= bytes.count)
      for fix in diagnostic.fixes {
        guard let place = fix.range else { continue }
        #expect(place.start >= 0 && place.start <= place.end && place.end <= bytes.count)
      }
    }
    _ = script.outline
    _ = script.canonicalText
    let (once, problems) = Formatter.format(source)
    if problems.isEmpty { #expect(format(once) == once, "\(source.text)") }
    _ = PromptText.isComplete(source.text)
  }

  @Test(arguments: 0..<30)
  func `changed, lost and doubled bytes never stop the parser`(seed: Int) {
    var random = Steps(seed: UInt64(1000 + seed))
    for (_, text) in LanguageScripts.all {
      var bytes = Array(text.utf8)
      for _ in 0..<(1 + random.next() % 6) {
        let at = random.next() % bytes.count
        switch random.next() % 4 {
        case 0: bytes[at] = UInt8(random.next() % 256)
        case 1: bytes.remove(at: at)
        case 2:
          let signs = Array("|=,(){}[]\"\\.%@`#-+<> \n".utf8)
          bytes.insert(signs[random.next() % signs.count], at: at)
        default:
          let end = min(bytes.count, at + random.next() % 40)
          bytes.insert(contentsOf: Array(bytes[at..<end]), at: random.next() % bytes.count)
        }
      }
      check(bytes)
    }
  }

  @Test func `every beginning of a script can be parsed`() {
    let bytes = Array(LanguageScripts.notebook.utf8)
    for end in stride(from: 0, through: bytes.count, by: 3) { check(Array(bytes[..<end])) }
  }

  @Test(arguments: [
    "(", "[", "{", "{a:", "f(", "x (", "f (", "not ", "-", "if a then b else ", "a.", "A<", "$",
    "\"\"\"\\(", "a\n  ", "keep a,\n  b ", "x | {a:", "\u{A0}", "|", "a + ", "@", "`", "'", "\"",
    "case {a => ", "let x: A<",
    "x | f(\n", "x | {a: b(\n", "f (\n", "x | keep f (a | b\n", "a b\n",
  ])
  func `what is repeated thousands of times is read in time`(piece: String) {
    for start in ["", "x | keep ", "let x: ", "stage s(a: "] {
      let text = start + String(repeating: piece, count: 3_000)
      let found = parse(text).diagnostics
      #expect(found.count < 6_100)
    }
  }

  @Test func `a pipe of a hundred thousand stages is as many calls`() {
    let parsed = parse("x" + String(repeating: " | rfm", count: 100_000))
    #expect(parsed.diagnostics == [])
    guard case .pipeline(let pipeline) = parsed.script.statements.first?.kind else {
      Issue.record("no pipeline")
      return
    }
    #expect(pipeline.calls.count == 100_000)
  }
}
