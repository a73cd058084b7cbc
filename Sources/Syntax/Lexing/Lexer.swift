import Diagnostics

/// Text to tokens: one pass over the bytes, in time linear in their number.
///
/// Comments and line ends are not tokens; comments are kept beside them, and a token knows whether
/// it starts its line. Signs that other languages use become the token that was meant, with a
/// message, so that the parser goes on undisturbed.
package struct Lexer {
  let source: SourceText
  let number: Int
  let bytes: [UInt8]
  let limit: Int
  var position: Int

  private(set) var tokens: [Token] = []
  private(set) var comments: [Comment] = []
  var diagnostics: [Diagnostic] = []
  var hidden = HiddenCharacters()

  var startsLine = true
  private var indentation = 0
  private var isGlued = false
  private var blankLines = 0

  /// Reads a whole source; ranges carry `number`.
  package init(_ source: SourceText, number: Int) {
    self.init(source, number: number, in: 0..<source.bytes.count)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Reads a part of a source, such as what stands between `\(` and `)`.
  init(_ source: SourceText, number: Int, in part: Range<Int>) {
    self.source = source
    self.number = number
    bytes = source.bytes
    position = part.lowerBound
    limit = part.upperBound
  }

  /// All tokens, comments and messages of the text.
  package mutating func lex() -> LexedText {
    while let token = next() { tokens.append(token) }
    return finished()
  }

  /// The tokens up to the parenthesis that closes one opened before, and where it stands.
  mutating func lexUntilClosed() -> (LexedText, closing: Int?) {
    var depth = 0
    while let token = next() {
      if token.kind == .leftParenthesis { depth += 1 }
      if token.kind == .rightParenthesis {
        if depth == 0 { return (finished(endingAt: token.start), token.start) }
        depth -= 1
      }
      tokens.append(token)
    }
    return (finished(), nil)
  }

  private mutating func finished(endingAt end: Int? = nil) -> LexedText {
    hidden.report(into: &diagnostics, source: number)
    let end = end ?? limit
    tokens.append(
      Token(
        kind: .end, start: end, end: end, startsLine: true, isGlued: false, indentation: 0))
    return LexedText(tokens: tokens, comments: comments, diagnostics: diagnostics)
  }

  // MARK: Between tokens

  private mutating func skipBlanks() {
    while position < limit {
      switch bytes[position] {
      case UInt8(ascii: " "):
        position += 1
        if startsLine { indentation += 1 }
      case UInt8(ascii: "\t"):
        position += 1
        if startsLine { indentation = (indentation / 8 + 1) * 8 }
      case UInt8(ascii: "\r") where peek(1) == UInt8(ascii: "\n"):
        position += 1
        continue
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        position += 1
        // The line that ends here was empty if nothing had ended it before.
        if startsLine { blankLines += 1 }
        startsLine = true
        indentation = 0
      case UInt8(ascii: "#"):
        skipComment()
      case 0x80...:
        guard let (scalar, length) = scalar(at: position), HiddenCharacters.contains(scalar) else {
          return
        }
        hidden.add(scalar, start: position, end: position + length)
        position += length
        if startsLine { indentation += 1 }
      default:
        return
      }
      isGlued = false
    }
  }

  private mutating func skipComment() {
    let start = position
    let kind: Comment.Kind =
      switch peek(1) {
      case UInt8(ascii: "#"): .documentation
      case UInt8(ascii: "|"): startsLine ? .option : .remark
      default: .remark
      }
    while position < limit, bytes[position] != UInt8(ascii: "\n"),
      bytes[position] != UInt8(ascii: "\r")
    {
      position += 1
    }
    comments.append(
      Comment(
        kind: kind, start: start, end: position, startsLine: startsLine,
        followsBlankLine: startsLine && blankLines > 0, beforeToken: tokens.count))
    blankLines = 0
    // The line end after the comment ends this line, not an empty one.
    startsLine = false
  }

  // MARK: One token

  private mutating func next() -> Token? {
    isGlued = true
    skipBlanks()
    guard position < limit else { return nil }
    let start = position
    let kind = readKind()
    let token = Token(
      kind: kind, start: start, end: max(position, start + 1), startsLine: startsLine,
      isGlued: isGlued, indentation: indentation)
    position = token.end
    startsLine = false
    blankLines = 0
    return token
  }

  private mutating func readKind() -> Token.Kind {
    let byte = bytes[position]
    switch byte {
    case _ where Lexer.isLetter(byte): return readName()
    case _ where Lexer.isDigit(byte): return readNumber()
    case UInt8(ascii: "\""):
      return matches("\"\"\"") ? readText() : readString()
    case UInt8(ascii: "`"): return readQuotedName()
    case UInt8(ascii: "@"): return readDate()
    case UInt8(ascii: "'"): return readForeignString(closing: ["'"])
    case 0x80...: return readBeyondASCII()
    default: return readSign()
    }
  }

  private mutating func readSign() -> Token.Kind {
    if let foreign = foreignSign() { return foreign }
    if bytes[position] == UInt8(ascii: "^") {
      position += 1
      return .power
    }
    for sign in Lexer.signs where matches(sign.rawValue) {
      position += sign.rawValue.utf8.count
      return sign
    }
    return readUnknown()
  }

  /// Longer signs first.
  private static let signs: [Token.Kind] = [
    .ellipsis, .halfOpen, .equal, .rule, .notEqual, .lessOrEqual, .greaterOrEqual, .arrow,
    .coalesce, .pipe, .comma, .colon, .dot, .assign, .less, .greater, .plus, .minus, .power, .star,
    .slash,
    .question, .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .leftBrace,
    .rightBrace,
  ]

  private mutating func readName() -> Token.Kind {
    let start = position
    skipNameCharacters()
    // No reserved word is longer than `because`.
    guard position - start <= 7 else { return .name }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return Token.Kind.reservedByText[text] ?? .name
  }

  mutating func skipNameCharacters() {
    while position < limit {
      let byte = bytes[position]
      if Lexer.isLetter(byte) || Lexer.isDigit(byte) {
        position += 1
      } else if byte >= 0x80, let (scalar, length) = scalar(at: position),
        Lexer.continuesName(scalar)
      {
        position += length
      } else {
        return
      }
    }
  }

  private mutating func readBeyondASCII() -> Token.Kind {
    guard let (scalar, length) = scalar(at: position) else { return readBrokenBytes() }
    if Lexer.continuesName(scalar) {
      skipNameCharacters()
      return .name
    }
    if scalar == "“" || scalar == "”" || scalar == "„" {
      return readForeignString(closing: ["“", "”"])
    }
    if scalar == "‘" || scalar == "’" || scalar == "‚" {
      return readForeignString(closing: ["‘", "’"])
    }
    if let foreign = foreignCharacter(scalar, length: length) { return foreign }
    return readUnknown()
  }

  // MARK: Bytes

  func peek(_ distance: Int) -> UInt8? {
    position + distance < limit ? bytes[position + distance] : nil
  }

  func matches(_ text: String) -> Bool {
    var at = position
    for byte in text.utf8 {
      guard at < limit, bytes[at] == byte else { return false }
      at += 1
    }
    return true
  }

  func range(_ start: Int, _ end: Int) -> SourceRange {
    SourceRange(source: number, start: start, end: end)
  }

  func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == UInt8(ascii: "_")
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Letters of any script, and the marks that stand on them.
  static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
  }

  /// The character at an offset and its number of bytes, or `nil` where the bytes are not UTF-8.
  func scalar(at offset: Int) -> (Unicode.Scalar, Int)? {
    let end = min(offset + 4, limit)
    guard offset < end else { return nil }
    var decoder = UTF8()
    var iterator = bytes[offset..<end].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return (scalar, UTF8.width(scalar))
  }
}
