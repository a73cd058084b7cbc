import Diagnostics
import Testing

@testable import Syntax

@Suite struct CodePageTests {
  /// The example of a page: what stands in its `seg` block, without the line that names the code.
  static func example(_ code: DiagnosticCode) -> String? {
    var example: [Substring]?
    for line in code.page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```seg" {
        example = []
      } else if line == "# error: \(code.id)" {
        return example?.joined(separator: "\n")
      } else {
        example?.append(line)
      }
    }
    return nil
  }

  /// Codes whose example would be too long, or not be UTF-8, for a page.
  static let withoutExample: [DiagnosticCode] = [.nestedTooDeep, .notUTF8]

  @Test(arguments: SyntaxCodes.all)
  func `the example of a page raises the code of the page and no other`(code: DiagnosticCode) {
    guard let example = CodePageTests.example(code) else {
      #expect(CodePageTests.withoutExample.contains(code), "\(code.id) has no example")
      return
    }
    let found = parse(example).diagnostics
    #expect(found.map(\.code.id) == [code.id], "\(lines(found, in: example))")
  }

  @Test func `every code is in the list once and belongs to the family of syntax`() {
    let ids = SyntaxCodes.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.hasPrefix("E01") && $0.utf8.count == 5 })
  }

  @Test func `257 opening brackets are nested too deep and 256 are not`() {
    func nested(_ depth: Int) -> [String] {
      let text =
        "tx | keep " + String(repeating: "(", count: depth) + "a"
        + String(repeating: ")", count: depth)
      return parse(text).diagnostics.map(\.code.id)
    }
    #expect(nested(256) == [])
    #expect(nested(257) == ["E0111"])
    #expect(nested(10_000) == ["E0111"])
  }

  @Test func `a file in another encoding is reported once`() {
    let bytes = Array("load \"tx.csv\" | keep caf".utf8) + [0xE9, 0x20, 0xE9]
    let found = Parser.parse(SourceText(name: "latin.seg", bytes: bytes), number: 0).diagnostics
    #expect(found.map(\.code.id) == ["E0115"])
  }
}
