/// One-edit slips of a typing hand, applied to a script: what a parser or checker must not let pass
/// with another meaning.
///
/// The slips are found in the text alone, outside of strings, texts and comments, so that the same
/// generator can try a parser, a checker or a whole run.
package struct ScriptSlip: Sendable, CustomStringConvertible {
  package enum Kind: String, Sendable, CaseIterable {
    case pipeDroppedAtLineStart, pipeDroppedInLine, optionEqualsDropped, commaDropped, commaAdded
    case comparisonAsAssignment, lineIndented, lineDedented
  }

  package let kind: Kind
  /// The line (from 1) that was edited.
  package let line: Int
  /// The script after the slip.
  package let text: String
  package let edited: String

  package var description: String { "\(kind.rawValue) in line \(line): \(edited)" }

  /// Every slip of every kind that a script allows, by place.
  package static func all(of script: String) -> [ScriptSlip] {
    let bytes = Array(script.utf8)
    let isCode = codeBytes(bytes)
    var slips: [ScriptSlip] = []
    for index in bytes.indices where isCode[index] {
      slips += slipsOfSign(at: index, bytes, isCode)
    }
    slips += slipsOfLines(bytes, isCode)
    return slips.sorted { ($0.line, $0.kind.rawValue) < ($1.line, $1.kind.rawValue) }
  }

  // MARK: Signs

  private static func slipsOfSign(
    at index: Int, _ bytes: [UInt8], _ isCode: [Bool]
  ) -> [ScriptSlip] {
    let before = index > 0 ? bytes[index - 1] : 0
    let after = index + 1 < bytes.count ? bytes[index + 1] : 0
    switch bytes[index] {
    case UInt8(ascii: "|"):
      let start = bytes[..<index].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      let begins = bytes[start..<index].allSatisfy { $0 == UInt8(ascii: " ") }
      return [
        replacing(
          bytes, index..<index + 1, by: " ", begins ? .pipeDroppedAtLineStart : .pipeDroppedInLine)
      ]
    case UInt8(ascii: ","):
      return [replacing(bytes, index..<index + 1, by: "", .commaDropped)]
    case UInt8(ascii: "=") where after == UInt8(ascii: "="):
      return [replacing(bytes, index..<index + 2, by: "=", .comparisonAsAssignment)]
    case UInt8(ascii: "=") where !"=<>!".utf8.contains(before) && after != UInt8(ascii: ">"):
      return [replacing(bytes, index..<index + 1, by: " ", .optionEqualsDropped)]
    case UInt8(ascii: " ") where isWordEnd(before) && isWordStart(after) && isCode[index - 1]:
      return [replacing(bytes, index..<index, by: ",", .commaAdded)]
    default: return []
    }
  }

  private static func isWordEnd(_ byte: UInt8) -> Bool {
    isWordStart(byte) || ")]}%\"".utf8.contains(byte)
  }

  private static func isWordStart(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == UInt8(ascii: "_")
  }

  // MARK: Lines

  private static func slipsOfLines(_ bytes: [UInt8], _ isCode: [Bool]) -> [ScriptSlip] {
    var slips: [ScriptSlip] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let content = bytes[start..<end].firstIndex { $0 != UInt8(ascii: " ") } ?? end
      // A text cell is not indented code, but its first line is a place to slip.
      let opensText = bytes[content..<end].starts(with: "\"\"\"".utf8)
      if content < end, isCode[content] || (opensText && (content == 0 || isCode[content - 1])) {
        slips.append(replacing(bytes, start..<start, by: "  ", .lineIndented))
        if content > start {
          slips.append(replacing(bytes, start..<content, by: "", .lineDedented))
        }
      }
      start = end + 1
    }
    return slips
  }

  private static func replacing(
    _ bytes: [UInt8], _ range: Range<Int>, by text: String, _ kind: Kind
  ) -> ScriptSlip {
    let changed = bytes[..<range.lowerBound] + Array(text.utf8) + bytes[range.upperBound...]
    let line = 1 + bytes[..<range.lowerBound].count { $0 == UInt8(ascii: "\n") }
    let script = String(decoding: changed, as: UTF8.self)
    let lines = script.split(separator: "\n", omittingEmptySubsequences: false)
    return ScriptSlip(kind: kind, line: line, text: script, edited: String(lines[line - 1]))
  }

  /// Which bytes are neither in a string, a text cell nor a comment.
  private static func codeBytes(_ bytes: [UInt8]) -> [Bool] {
    var isCode = [Bool](repeating: true, count: bytes.count)
    var index = 0
    let quotes = Array("\"\"\"".utf8)
    while index < bytes.count {
      let start = index
      if bytes[index...].starts(with: quotes) {
        index += 3
        while index < bytes.count, !bytes[index...].starts(with: quotes) { index += 1 }
        index = min(bytes.count, index + 3)
      } else if bytes[index] == UInt8(ascii: "\"") {
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") { index += 1 }
        index = min(bytes.count, index + 1)
      } else if bytes[index] == UInt8(ascii: "#") {
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
      } else {
        index += 1
        continue
      }
      for covered in start..<index { isCode[covered] = false }
    }
    return isCode
  }
}
