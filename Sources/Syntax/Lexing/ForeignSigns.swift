import Diagnostics

/// Signs of other languages, and what a word processor makes of ours: each is read as the token
/// that was meant, with a message that says what to write.
extension Lexer {
  mutating func foreignSign() -> Token.Kind? {
    guard Lexer.foreignFirstBytes.contains(bytes[position]) else { return nil }
    for foreign in Lexer.foreignSigns where matches(foreign.written) {
      // `...` and `..<` begin like the foreign `..`.
      if foreign.written == "..", peek(2) == UInt8(ascii: ".") || peek(2) == UInt8(ascii: "<") {
        continue
      }
      // `a!=b` is ours; only a lone `!` is not.
      if foreign.written == "!", peek(1) == UInt8(ascii: "=") { continue }
      let start = position
      position += foreign.written.utf8.count
      diagnostics.append(
        .foreignSign(
          foreign.written, fix: foreign.fix, remark: foreign.remark, at: range(start, position)))
      return foreign.meant
    }
    if matches("//") { return readForeignComment() }
    return readPointBeforeDigits()
  }

  private struct Foreign {
    let written: String
    let fix: String
    let meant: Token.Kind
    let remark: String

    init(_ written: String, _ fix: String, _ meant: Token.Kind, _ remark: String) {
      self.written = written
      self.fix = fix
      self.meant = meant
      self.remark = remark
    }
  }

  /// Longer ones first.
  private static let foreignSigns: [Foreign] = [
    Foreign("%>%", "|", .pipe, "stages are joined by `|`"),
    Foreign("%in%", "in", .in, "whether a value is in a list is asked by `in`"),
    Foreign("===", "==", .equal, "two signs are enough to compare"),
    Foreign("!==", "!=", .notEqual, "two signs are enough to compare"),
    Foreign("|>", "|", .pipe, "stages are joined by `|`"),
    Foreign("||", "or", .or, "conditions are joined by `or`; `|` stands between stages"),
    Foreign("&&", "and", .and, "conditions are joined by `and`"),
    Foreign("<>", "!=", .notEqual, "different is written `!=`"),
    Foreign("=<", "<=", .lessOrEqual, "at most is written `<=`"),
    Foreign("=~", "matches", .matches, "a pattern is compared with `matches`"),
    Foreign(":=", "=", .assign, "a name gets its value with `=`"),
    Foreign(
      "..", "...", .ellipsis, "a range with both ends has three dots, `..<` leaves out the end"),
    Foreign("!", "not ", .not, "a condition is turned around by `not`"),
    Foreign("&", "and", .and, "conditions are joined by `and`"),
  ]

  private static let foreignFirstBytes = Array("%=!|&<:./".utf8)

  private mutating func readForeignComment() -> Token.Kind {
    let start = position
    var next = start + 2
    while next < limit, bytes[next] == UInt8(ascii: " ") { next += 1 }
    let dividesNumber =
      next < limit && Lexer.isDigit(bytes[next]) && !startsLine
      && [.name, .number, .rightParenthesis].contains(tokens.last?.kind)
    diagnostics.append(
      dividesNumber
        ? .wholeDivision(at: range(start, start + 2)) : .foreignComment(at: range(start, start + 2))
    )
    while position < limit, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    return .unknown
  }

  /// A fraction without a digit before its point, such as `.5`.
  private mutating func readPointBeforeDigits() -> Token.Kind? {
    guard peek(0) == UInt8(ascii: "."), let next = peek(1), Lexer.isDigit(next),
      tokens.last?.end != position
    else { return nil }
    let start = position
    position += 1
    while let byte = peek(0), Lexer.isDigit(byte) { position += 1 }
    let digits = text(start, position)
    if peek(0) == UInt8(ascii: "%") { position += 1 }
    diagnostics.append(.pointBeforeDigits(digits, at: range(start, start + digits.utf8.count)))
    return .number
  }

  mutating func foreignCharacter(_ character: Unicode.Scalar, length: Int) -> Token.Kind? {
    let meant: (fix: String, kind: Token.Kind)? =
      switch character {
      case "…": ("...", .ellipsis)
      case "–", "—", "−": ("-", .minus)
      case "×": ("*", .star)
      case "÷": ("/", .slash)
      case "≤": ("<=", .lessOrEqual)
      case "≥": (">=", .greaterOrEqual)
      case "≠": ("!=", .notEqual)
      case "→": ("->", .arrow)
      default: nil
      }
    guard let meant else { return nil }
    let start = position
    position += length
    diagnostics.append(
      .foreignSign(
        String(character), fix: meant.fix, remark: "on the keyboard it is `\(meant.fix)`",
        at: range(start, position)))
    return meant.kind
  }

  /// A run of characters that mean nothing here, as one token with one message.
  mutating func readUnknown() -> Token.Kind {
    let start = position
    if let amount = readCurrencySign() { return amount }
    position += scalar(at: position)?.1 ?? 1
    while let byte = peek(0), byte == bytes[start], byte < 0x80 { position += 1 }
    diagnostics.append(.unknownCharacter(text(start, position), at: range(start, position)))
    return .unknown
  }

  /// `$10`, read as the number; `10€` is reported at its sign.
  private mutating func readCurrencySign() -> Token.Kind? {
    guard let (sign, length) = scalar(at: position),
      let code = ["$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"][sign]
    else { return nil }
    let start = position
    if let next = peek(length), Lexer.isDigit(next) {
      position += length
      let digits = position
      let kind = readNumber()
      diagnostics.append(
        .currencySign(
          fix: "\(text(digits, position)) \(code)", at: range(start, position)))
      return kind
    }
    guard let last = tokens.last, last.kind == .number, last.end == start else { return nil }
    position += length
    diagnostics.append(.currencySign(fix: " " + code, at: range(start, position)))
    return .unknown
  }

  /// Bytes that are not UTF-8: reported once, since the whole file has another encoding.
  mutating func readBrokenBytes() -> Token.Kind {
    let start = position
    while position < limit, bytes[position] >= 0x80, scalar(at: position) == nil { position += 1 }
    if !diagnostics.contains(where: { $0.code == .notUTF8 }) {
      diagnostics.append(.notUTF8(at: range(start, position), byte: bytes[start]))
    }
    return .unknown
  }
}

/// Characters that look like a space or like nothing: each is taken as a space, and all of a file
/// are reported in one message that names the first.
struct HiddenCharacters {
  private var places: [(scalar: Unicode.Scalar, start: Int, end: Int)] = []

  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0, 0xAD, 0x1680, 0x180E, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x2069, 0x3000,
      0xFEFF:
      true
    default: false
    }
  }

  static func name(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0xA0: "a non-breaking space"
    case 0xAD: "a soft hyphen"
    case 0x200B: "a zero-width space"
    case 0x200C, 0x200D: "a zero-width joiner"
    case 0x202F: "a narrow non-breaking space"
    case 0x2028, 0x2029: "a line separator"
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: "a mark that turns the text direction"
    case 0x3000: "an ideographic space"
    case 0xFEFF: "a byte order mark"
    case 0x2000...0x200A, 0x205F, 0x1680: "a typographic space"
    default: "an invisible character"
    }
  }

  mutating func add(_ scalar: Unicode.Scalar, start: Int, end: Int) {
    places.append((scalar, start, end))
  }

  func report(into diagnostics: inout [Diagnostic], source: Int) {
    guard let first = places.first else { return }
    var report = Diagnostic(
      .hiddenCharacter, "this looks like a space, but it is \(HiddenCharacters.name(first.scalar))",
      at: SourceRange(source: source, start: first.start, end: first.end),
      remark: "U+\(hexadecimal(first.scalar.value)), often pasted from a web page or a document")
    if places.count > 1 {
      report.notes = ["\(places.count) such characters in this text"]
    }
    report.fixes = places.map {
      Diagnostic.Fix(
        " ", at: SourceRange(source: source, start: $0.start, end: $0.end), remark: "a plain space")
    }
    diagnostics.append(report)
  }

  private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
