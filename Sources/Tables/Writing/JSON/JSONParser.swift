/// Why a text is not JSON, and where.
package struct JSONError: Error, Equatable, Sendable {
  package enum Problem: Equatable, Sendable {
    case expectedValue
    case expected(Character)
    case unclosedString
    case controlCharacterInString
    case unknownEscape
    case halfSurrogate
    case badUTF8
    case malformedNumber
    case numberTooLarge
    case duplicateName(String)
    case nestedTooDeep
    case textAfterEnd
  }

  package let problem: Problem
  /// From 1.
  package let line: Int
  /// From 1, in bytes of the line.
  package let column: Int
}

/// A strict reader of RFC 8259: no comments, no trailing commas, no duplicate names, and no number
/// that a 64-bit float cannot hold.
///
/// A number without fraction and exponent that fits 64 bits becomes `.integer`, any other `.number`.
package struct JSONParser {
  /// Deeper nesting is an error, so that a hostile file cannot exhaust the stack.
  package static let maximumDepth = 256

  private let bytes: [UInt8]
  private var position = 0

  /// The value of a whole text.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.position == bytes.count else { throw parser.failure(.textAfterEnd) }
    return value
  }

  /// The value of a whole text.
  package static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < JSONParser.maximumDepth else { throw failure(.nestedTooDeep) }
    skipBlanks()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): return try number()
    default: throw failure(.expectedValue)
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var members: [(String, JSONValue)] = []
    // Membership only; the order of a set never leaves it.
    var names: Set<[UInt8]> = []
    skipBlanks()
    if take("}") { return .object([]) }
    while true {
      skipBlanks()
      guard peek == UInt8(ascii: "\"") else { throw failure(.expected("\"")) }
      let start = position
      let name = try string()
      guard names.insert(Array(name.utf8)).inserted else {
        throw failure(.duplicateName(name), at: start)
      }
      skipBlanks()
      guard take(":") else { throw failure(.expected(":")) }
      members.append((name, try value(depth: depth + 1)))
      skipBlanks()
      if take(",") { continue }
      guard take("}") else { throw failure(.expected("}")) }
      return .object(members)
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipBlanks()
    if take("]") { return .array([]) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipBlanks()
      if take(",") { continue }
      guard take("]") else { throw failure(.expected("]")) }
      return .array(elements)
    }
  }

  private mutating func word(
    _ word: String, _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw failure(.expectedValue) }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    _ = take("-")
    let whole = takeDigits()
    guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else {
      throw failure(.malformedNumber, at: start)
    }
    var isWhole = true
    if take(".") {
      isWhole = false
      guard takeDigits() > 0 else { throw failure(.malformedNumber, at: start) }
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      guard takeDigits() > 0 else { throw failure(.malformedNumber, at: start) }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw failure(.numberTooLarge, at: start)
    }
    return .number(value)
  }

  private mutating func takeDigits() -> Int {
    let start = position
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    return position - start
  }

  private mutating func string() throws(JSONError) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let valid = String(validating: text, as: UTF8.self) else {
          throw failure(.badUTF8, at: start)
        }
        return valid
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw failure(.controlCharacterInString, at: position - 1)
      default: text.append(byte)
      }
    }
    throw failure(.unclosedString, at: start)
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    let start = position - 1
    guard let letter = peek else { throw failure(.unclosedString, at: start) }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      var value = try fourHexDigits(from: start)
      if (0xD800..<0xDC00).contains(value) {
        guard take("\\"), take("u") else { throw failure(.halfSurrogate, at: start) }
        let low = try fourHexDigits(from: start)
        guard (0xDC00..<0xE000).contains(low) else { throw failure(.halfSurrogate, at: start) }
        value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(value) else { throw failure(.halfSurrogate, at: start) }
      text.append(contentsOf: String(Character(scalar)).utf8)
    default: throw failure(.unknownEscape, at: start)
    }
  }

  private mutating func fourHexDigits(from start: Int) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure(.unknownEscape, at: start)
      }
      position += 1
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private func failure(_ problem: JSONError.Problem, at offset: Int? = nil) -> JSONError {
    let offset = offset ?? position
    let before = bytes[..<min(offset, bytes.count)]
    let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return JSONError(problem: problem, line: line, column: offset - lineStart + 1)
  }
}
