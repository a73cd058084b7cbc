import Testing

@testable import Tables

@Suite struct TextOrderTests {
  private func check(_ texts: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    let pool = TextPool(texts)
    let found = pool.sorted(texts.indices.map { Int32($0) }).map { Array(pool.utf8(Int($0))) }
    let expected = texts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(found == expected, sourceLocation: sourceLocation)
  }

  @Test func `texts with a long common beginning are in the order of their bytes`() {
    var random = SplitMix(seed: 3)
    check((0..<700).map { "customer number \($0 * 7919 % 700)" })
    check((0..<700).map { "customer \($0)" }.shuffled(using: &random))
    check((0..<100).map { String(repeating: "a", count: ($0 * 37) % 101) })
  }

  @Test func `texts that differ only in zeros at the end are in the order of their bytes`() {
    let zeros = (0..<40).map { "abc" + String(repeating: "\0", count: ($0 * 7) % 40) }
    check(zeros)
    check(zeros + (0..<600).map { "abc\($0)" })
  }

  @Test func `random texts are in the order of their bytes`() {
    var random = SplitMix(seed: 5)
    for letters in [2, 3, 200] {
      var texts: [String] = []
      for _ in 0..<1500 {
        let scalars = (0..<Int.random(in: 0...30, using: &random)).map { _ in
          Character(
            Unicode.Scalar(UInt8.random(in: 60..<UInt8(60 + min(letters, 190)), using: &random)))
        }
        let text = String(scalars)
        if !texts.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { texts.append(text) }
      }
      check(texts)
    }
  }

  @Test func `a text is found by its bytes, never by how it looks`() {
    var index = TextIndex()
    let texts = ["", "é", "e\u{301}", "a", "A", "\0"] + (0..<500).map { "text \($0)" }
    let codes = texts.map { index.intern($0.utf8) }
    #expect(codes == (0..<Int32(texts.count)).map { $0 })
    #expect(texts.map { index.intern($0.utf8) } == codes)
    #expect(index.code(of: "b".utf8) == nil)
  }
}
