/// JSON text: the same bytes for the same value, on any machine.
///
/// Control characters, bidirectional marks and invisible characters are written as `\u` escapes, so
/// that a terminal that shows the text obeys none of them; a parser reads back what was given.
package struct JSONWriter: Sendable {
  /// How the text is laid out.
  package enum Layout: Sendable {
    /// Members on lines of their own, indented by two spaces; an array of plain values on one line.
    case indented
    /// Everything on one line, for lines of NDJSON.
    case compact
  }

  private let layout: Layout
  private var bytes: [UInt8] = []

  /// The text of a value; indented text ends with a line feed, compact text does not.
  package static func text(_ value: JSONValue, layout: Layout = .indented) -> [UInt8] {
    var writer = JSONWriter(layout: layout)
    writer.write(value, depth: 0)
    if layout == .indented { writer.bytes.append(UInt8(ascii: "\n")) }
    return writer.bytes
  }

  private init(layout: Layout) { self.layout = layout }

  private mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(String(value))
    case .number(let value): append(value.isFinite ? numberText(value) : "null")
    case .decimal(let mantissa, let scale):
      append(decimalText(mantissa: mantissa, scale: scale))
    case .string(let text): writeString(text)
    case .array(let elements):
      let plain = layout == .compact || elements.allSatisfy(\.isPlain)
      writeList(elements, between: ("[", "]"), onOneLine: plain, depth: depth) {
        $0.write($1, depth: depth + 1)
      }
    case .object(let members):
      let oneLine = layout == .compact
      writeList(sortedMembers(members), between: ("{", "}"), onOneLine: oneLine, depth: depth) {
        $0.writeString($1.0)
        $0.append($0.layout == .compact ? ":" : ": ")
        $0.write($1.1, depth: depth + 1)
      }
    }
  }

  private mutating func writeList<Element>(
    _ elements: [Element], between marks: (open: String, close: String), onOneLine: Bool,
    depth: Int, _ writeElement: (inout JSONWriter, Element) -> Void
  ) {
    append(marks.open)
    for (index, element) in elements.enumerated() {
      if index > 0 { append(layout == .indented && onOneLine ? ", " : ",") }
      if !onOneLine { breakLine(depth + 1) }
      writeElement(&self, element)
    }
    if !onOneLine, !elements.isEmpty { breakLine(depth) }
    append(marks.close)
  }

  private mutating func breakLine(_ depth: Int) {
    append("\n" + String(repeating: "  ", count: depth))
  }

  private mutating func writeString(_ text: String) {
    append("\"")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      case _ where JSONWriter.isEscaped(scalar.value):
        let hex = String(scalar.value, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - hex.count) + hex)
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    append("\"")
  }

  private static func isEscaped(_ value: UInt32) -> Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C: true
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false
    }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

extension JSONValue {
  /// The text of the value; see `JSONWriter`.
  package func text(_ layout: JSONWriter.Layout = .indented) -> String {
    String(decoding: JSONWriter.text(self, layout: layout), as: UTF8.self)
  }

  fileprivate var isPlain: Bool {
    switch self {
    case .null, .bool, .integer, .number, .decimal, .string: true
    case .array, .object: false
    }
  }
}
