import Diagnostics

/// What stands in the tokens of literals.
extension Parser {
  /// A number with the unit or currency after it, if there is one on the same line.
  func numberLiteral(_ token: Token) -> NumberLiteral {
    let digits = readableDigits(token)
    if let unit = abbreviatedUnit(token, digits) {
      return NumberLiteral(digits: digits, suffix: .unit(unit), at: range(token))
    }
    if source.bytes[token.end - 1] == UInt8(ascii: "%") {
      return NumberLiteral(digits: digits, suffix: .percent, at: range(token))
    }
    guard !isAtEnd, current.kind == .name, peek().kind != .assign,
      !(peek().isGlued && (peek().kind == .leftParenthesis || peek().kind == .dot))
    else { return NumberLiteral(digits: digits, suffix: .none, at: range(token)) }
    let word = text(current)
    let name = plainName(current)
    if Units.isCurrency(word), !["AND", "END"].contains(word) {
      advance()
      return NumberLiteral(digits: digits, suffix: .currency(name), at: range(from: token.start))
    }
    if Units.isUnit(word) || Units.isNearUnit(word) {
      advance()
      return NumberLiteral(digits: digits, suffix: .unit(name), at: range(from: token.start))
    }
    return NumberLiteral(digits: digits, suffix: .none, at: range(token))
  }

  /// The unit of `30d`, which the lexer has reported.
  private func abbreviatedUnit(_ token: Token, _ digits: String) -> Name? {
    guard token.end - token.start > digits.utf8.count else { return nil }
    let word = text(token.start + digits.utf8.count, token.end)
    return Units.abbreviated[word.lowercased()].map { Name($0, at: range(token)) }
  }

  /// The digits without `_` and `%`; of a number that was reported as unreadable, what can be read.
  private func readableDigits(_ token: Token) -> String {
    var digits: [UInt8] = []
    var hasPoint = false
    var hasExponent = false
    for byte in source.bytes[token.start..<token.end] where byte != UInt8(ascii: "_") {
      switch byte {
      case _ where Lexer.isDigit(byte): break
      case UInt8(ascii: ".") where !hasPoint && !hasExponent: hasPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard !hasExponent else { return completed(digits) }
        hasExponent = true
      case UInt8(ascii: "-"), UInt8(ascii: "+"): break
      default: return completed(digits)
      }
      digits.append(byte)
    }
    return completed(digits)
  }

  /// `5.` as `5`, `.5` as `0.5`.
  private func completed(_ digits: [UInt8]) -> String {
    var digits = digits
    while let last = digits.last, !Lexer.isDigit(last) { digits.removeLast() }
    let text = String(decoding: digits, as: UTF8.self)
    return text.hasPrefix(".") || text.isEmpty ? "0" + text : text
  }

  // MARK: Text

  /// What stands between the quotes, with its escapes resolved.
  func stringLiteral(_ token: Token) -> StringLiteral {
    guard source.bytes[token.start] == UInt8(ascii: "\"") else {
      return StringLiteral(foreignContent(token), at: range(token))
    }
    var content = source.bytes[token.start + 1..<token.end]
    if isClosed(content) { content.removeLast() }
    guard content.contains(UInt8(ascii: "\\")) else {
      return StringLiteral(String(decoding: content, as: UTF8.self), at: range(token))
    }
    return StringLiteral(unescaped(content), at: range(token))
  }

  /// Whether the last quote ends the text: an odd number of backslashes before it would escape it.
  private func isClosed(_ content: ArraySlice<UInt8>) -> Bool {
    guard content.last == UInt8(ascii: "\"") else { return false }
    let backslashes = content.dropLast().reversed().prefix { $0 == UInt8(ascii: "\\") }.count
    return backslashes % 2 == 0
  }

  private func foreignContent(_ token: Token) -> String {
    String(text(token).unicodeScalars.dropFirst().dropLast().map(Character.init))
  }

  private func unescaped(_ content: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var at = content.startIndex
    while at < content.endIndex {
      let byte = content[at]
      guard byte == UInt8(ascii: "\\"), at + 1 < content.endIndex else {
        bytes.append(byte)
        at += 1
        continue
      }
      switch content[at + 1] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(content[at + 1])
      case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): bytes.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "u"):
        if let (scalar, end) = scalarEscape(content, at: at + 2) {
          bytes += Array(String(Character(scalar)).utf8)
          at = end
          continue
        }
        append([.unknownEscape("\\u", at: range(at, at + 2))])
        bytes += [byte, content[at + 1]]
      default:
        let shown = String(decoding: content[at..<content.endIndex].prefix(5), as: UTF8.self)
        append([.unknownEscape(String(shown.prefix(2)), at: range(at, at + 1))])
        bytes += [byte, content[at + 1]]
      }
      at += 2
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `{1F600}` behind `\u`.
  private func scalarEscape(_ content: ArraySlice<UInt8>, at: Int) -> (Unicode.Scalar, Int)? {
    guard at < content.endIndex, content[at] == UInt8(ascii: "{"),
      let close = content[at...].prefix(10).firstIndex(of: UInt8(ascii: "}")),
      let value = UInt32(String(decoding: content[at + 1..<close], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return (scalar, close + 1)
  }

  /// The Markdown between `"""` and `"""`, without the line ends next to the quotes; `\(…)` holds an
  /// expression, `\\(` is a literal `\(`.
  func textLiteral(_ token: Token) -> TextLiteral {
    let bytes = source.bytes
    var start = token.start + 3
    var end = token.end
    if end - 3 >= start, bytes[end - 3..<end].elementsEqual(Array("\"\"\"".utf8)) { end -= 3 }
    trimLineEnds(&start, &end)
    var pieces: [TextLiteral.Piece] = []
    var plain: [UInt8] = []
    var at = start
    while at < end {
      let next = at + 1 < end ? bytes[at + 1] : 0
      if bytes[at] == UInt8(ascii: "\r"), next == UInt8(ascii: "\n") {
        at += 1
      } else if bytes[at] == UInt8(ascii: "\\"), next == UInt8(ascii: "\\"), at + 2 < end,
        bytes[at + 2] == UInt8(ascii: "(")
      {
        plain += Array("\\(".utf8)
        at += 3
      } else if bytes[at] == UInt8(ascii: "\\"), next == UInt8(ascii: "(") {
        if !plain.isEmpty { pieces.append(.text(String(decoding: plain, as: UTF8.self))) }
        plain = []
        let (value, behind) = interpolation(at: at, before: end)
        pieces.append(.value(value))
        at = behind
      } else {
        plain.append(bytes[at])
        at += 1
      }
    }
    if !plain.isEmpty { pieces.append(.text(String(decoding: plain, as: UTF8.self))) }
    return TextLiteral(pieces: pieces, at: range(token))
  }

  /// Leaves out the line end after the opening quotes, and the one before the closing quotes with
  /// the spaces in front of them.
  private func trimLineEnds(_ start: inout Int, _ end: inout Int) {
    let bytes = source.bytes
    var at = start
    while at < end, isBlank(bytes[at]) || bytes[at] == UInt8(ascii: "\r") { at += 1 }
    if at < end, bytes[at] == UInt8(ascii: "\n") { start = at + 1 }
    at = end
    while at > start, isBlank(bytes[at - 1]) { at -= 1 }
    guard at > start, bytes[at - 1] == UInt8(ascii: "\n") else { return }
    end = at - 1
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// The expression of a `\(…)`, read by a parser of its own, and the offset after it.
  private func interpolation(at start: Int, before end: Int) -> (Expression, Int) {
    guard enter() else { return (.missing(range(start, end)), end) }
    defer { depth -= 1 }
    var lexer = Lexer(source, number: number, in: start + 2..<end)
    let (lexed, closing) = lexer.lexUntilClosed()
    guard let closing else {
      append([.unclosedInterpolation(at: range(start, start + 2))])
      return (.missing(range(start, end)), end)
    }
    let inner = Parser(source, number: number, lexed: lexed, depth: depth)
    inner.brackets = 1
    inner.statementStart = -1
    let expression = inner.parseWholeExpression(at: range(start, closing + 1))
    append(inner.diagnostics)
    return (expression, closing + 1)
  }

  /// An expression up to the end of the tokens.
  private func parseWholeExpression(at whole: SourceRange) -> Expression {
    guard current.kind != .end else {
      report(.valueMissing(after: "\\(", at: whole))
      return .missing(whole)
    }
    statementStart = 0
    let expression = parseExpression()
    if current.kind != .end { report(leftover()) }
    return expression
  }

  // MARK: Dates

  /// A day, month, quarter or year, or `nil` with a message.
  func dateLiteral(_ token: Token) -> DateLiteral? {
    var written = text(token)
    if written.hasPrefix("@") { written.removeFirst() }
    let parts = written.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, first.utf8.count == 4, let year = number(first), parts.count <= 3
    else { return malformed(token, written) }
    guard parts.count > 1 else {
      return DateLiteral(year: year, precision: .year, at: range(token))
    }
    if parts.count == 2, parts[1].hasPrefix("Q"), let quarter = Int(parts[1].dropFirst()) {
      guard (1...4).contains(quarter), parts[1].utf8.count == 2 else {
        append([.noSuchDay("a year has four quarters", at: range(token), fix: nil)])
        return nil
      }
      return DateLiteral(year: year, precision: .quarter(quarter), at: range(token))
    }
    guard let month = number(parts[1]), parts[1].utf8.count == 2 else {
      return malformed(token, written)
    }
    guard (1...12).contains(month) else {
      append([.noSuchDay("a year has twelve months", at: range(token), fix: nil)])
      return nil
    }
    guard parts.count == 3 else {
      return DateLiteral(year: year, precision: .month(month), at: range(token))
    }
    guard let day = number(parts[2]), parts[2].utf8.count == 2 else {
      return malformed(token, written)
    }
    let length = Calendar.days(inMonth: month, of: year)
    guard (1...length).contains(day) else {
      let last = "@\(parts[0])-\(parts[1])-\(length)"
      append([
        .noSuchDay(
          "\(Calendar.name(ofMonth: month)) \(parts[0]) has \(length) days",
          at: range(token), fix: last)
      ])
      return nil
    }
    return DateLiteral(year: year, precision: .day(month: month, day: day), at: range(token))
  }

  /// Digits only: `Int` by itself would take a sign.
  private func number(_ text: String) -> Int? {
    text.utf8.allSatisfy(Lexer.isDigit) ? Int(text) : nil
  }

  private func malformed(_ token: Token, _ written: String) -> DateLiteral? {
    let readings = WrittenDate.readings(of: written)
    let fixes =
      readings.isEmpty
      ? [repaired(written)].compactMap { $0 }.map { Diagnostic.Fix($0, at: range(token)) }
      : readings.map { Diagnostic.Fix($0.literal, at: range(token), remark: $0.remark) }
    append([.malformedDate(at: range(token), fixes: fixes)])
    return nil
  }

  /// `2025-6` and `2025/06` leave no doubt.
  private func repaired(_ written: String) -> String? {
    let parts = written.split { $0 == "-" || $0 == "/" || $0 == "." }.map(String.init)
    guard (2...3).contains(parts.count), parts[0].utf8.count == 4,
      parts.allSatisfy({ number($0) != nil }), parts.dropFirst().allSatisfy({ $0.utf8.count <= 2 })
    else { return nil }
    return "@"
      + parts.map { $0.utf8.count == 1 ? "0" + $0 : $0 }.joined(separator: "-")
  }
}

/// The months of the proleptic Gregorian calendar.
enum Calendar {
  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  static func name(ofMonth month: Int) -> String {
    [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ][month - 1]
  }
}
