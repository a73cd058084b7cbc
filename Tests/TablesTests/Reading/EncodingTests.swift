import Testing

@testable import Tables

struct EncodingTests {
  private let windows: [UInt8] = Array("a,b\n1,".utf8) + [0xA3, 0x93, 0x80] + Array("\n".utf8)

  @Test func `windows-1252 is found out and said`() throws {
    let result = try read(bytes: windows)
    #expect(cells(result.table) == [["1", "£“€"]])
    #expect(result.remarks.contains(.encoding(.windows1252, line: 2)))
  }

  @Test(arguments: [true, false], [true, false])
  func `utf-16 is read with and without its mark`(littleEndian: Bool, mark: Bool) throws {
    var bytes: [UInt8] = []
    for unit in (mark ? [0xFEFF] : []) + Array("id,name\n1,Zoë 🙂\n2,Bob\n".utf16) {
      let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      bytes += littleEndian ? pair : pair.reversed()
    }
    if !mark { return }
    let result = try read(bytes: bytes)
    #expect(cells(result.table) == [["1", "Zoë 🙂"], ["2", "Bob"]])
    #expect(
      result.sniff.format.encoding == (littleEndian ? .utf16LittleEndian : .utf16BigEndian))
  }

  static let refused: [([UInt8], TextEncoding?, String, Int)] = [
    ([0xC0, 0xAF], .utf8, "E0617", 2),  // overlong
    ([0xED, 0xA0, 0x80], .utf8, "E0617", 2),  // surrogate
    ([0xF5, 0x80, 0x80, 0x80], .utf8, "E0617", 2),
    ([0xE2, 0x82], .utf8, "E0617", 2),  // cut short
    ([0x81], nil, "E0617", 2),
    ([0x81], .windows1252, "E0617", 2),
    (Array("é\n2,".utf8) + [0xE9], nil, "E0618", 3),
  ]

  @Test(arguments: refused)
  func `bytes that are not of the encoding are an error with the line`(
    bytes: [UInt8], encoding: TextEncoding?, code: String, line: Int
  ) throws {
    let text = Array("a,b\n1,".utf8) + bytes + Array("\n".utf8)
    let error = try #require(failure(text) { $0.encoding = encoding })
    #expect(diagnostic(for: error).code.id == code)
    #expect(error.spot?.line == line)
  }

  @Test func `a scan sees the same wherever chunks end`() {
    var random = Random(state: 3)
    let pieces: [[UInt8]] = [
      Array("é".utf8), Array("🙂".utf8), [0x22], [0x41], [0x41], [0xE9], [0xE2, 0x82], [0x0A],
    ]
    for _ in 0..<300 {
      let bytes = (0..<random.next(40)).flatMap { _ in pieces[random.next(pieces.count)] }
      let whole = ByteScan(bytes.span, 0..<bytes.count)
      let size = random.next(7) + 1
      let parts = stride(from: 0, to: bytes.count, by: size).map {
        ByteScan(bytes.span, $0..<min($0 + size, bytes.count))
      }
      #expect(parts.reduce(0) { $0 + $1.wideSequences } == whole.wideSequences)
      #expect(parts.compactMap(\.firstMalformed).first == whole.firstMalformed)
      #expect(parts.count { $0.hasOddQuotes } % 2 == (whole.hasOddQuotes ? 1 : 0))
    }
  }

  @Test func `keys that only look alike are told`() throws {
    let result = try read("id\nCaf\u{e9}\nCafe\u{301}\nA1\nA\u{200B}1\nB2\n")
    guard case .text(let column) = result.table.columns[0] else {
      Issue.record("not text")
      return
    }
    let twins = try #require(lookalikeKeys(column, column: "id"))
    #expect(twins.count == 2)
    #expect(twins.first == "Caf\\u{e9}")
    #expect(twins.second == "Cafe\\u{301}")
  }
}
