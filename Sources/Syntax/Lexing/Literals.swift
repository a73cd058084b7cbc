import Diagnostics

extension Lexer {
  /// `10_000`, `2.5e3`, `5%`; in `2...10` the dots belong to the range.
  mutating func readNumber() -> Token.Kind {
    let start = position
    if let date = readBareDate() ?? readForeignDate() { return date }
    skipDigits()
    if peek(0) == UInt8(ascii: "."), let next = peek(1), Lexer.isDigit(next) {
      position += 1
      skipDigits()
    }
    skipExponent()
    let end = position
    if peek(0) == UInt8(ascii: "%"), !matches("%>%") { position += 1 }
    checkNumber(start, end)
    return .number
  }

  private mutating func skipDigits() {
    while let byte = peek(0), Lexer.isDigit(byte) || byte == UInt8(ascii: "_") { position += 1 }
  }

  /// `e3`, `e-3`; an `e` without digits is the beginning of a word.
  private mutating func skipExponent() {
    guard peek(0) == UInt8(ascii: "e") || peek(0) == UInt8(ascii: "E") else { return }
    var distance = 1
    if peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+") { distance = 2 }
    guard let digit = peek(distance), Lexer.isDigit(digit) else { return }
    position += distance
    skipDigits()
  }

  private mutating func checkNumber(_ start: Int, _ end: Int) {
    let digits = text(start, end)
    if digits.hasSuffix("_") || digits.contains("__") {
      let fixed = digits.split(separator: "_").joined(separator: "_")
      diagnostics.append(.numberGrouping(digits, at: range(start, end), fix: fixed))
    } else if bytes[start] == UInt8(ascii: "0"), start + 1 < end,
      Lexer.isDigit(bytes[start + 1]) || bytes[start + 1] == UInt8(ascii: "_")
    {
      reportLeadingZero(start, end)
    } else if peek(0) == UInt8(ascii: "."), let next = peek(1), Lexer.isDigit(next) {
      // `30.06.2025`, `1.2.3`: everything that hangs together is shown as one.
      while let byte = peek(0), Lexer.isDigit(byte) || byte == UInt8(ascii: ".") { position += 1 }
      diagnostics.append(.severalPoints(text(start, position), at: range(start, position)))
    } else if peek(0) == UInt8(ascii: "."), !matches("..") {
      position += 1
      diagnostics.append(.pointWithoutDigits(digits, at: range(start, position)))
    } else {
      checkWordBehindNumber(start)
    }
  }

  /// `1,000` is a list of two numbers, of which the second looks like thousands.
  private mutating func reportLeadingZero(_ start: Int, _ end: Int) {
    let digits = text(start, end)
    if tokens.count >= 2, end - start == 3, tokens[tokens.count - 1].kind == .comma,
      tokens[tokens.count - 1].end == start, tokens[tokens.count - 2].kind == .number,
      tokens[tokens.count - 2].end + 1 == start
    {
      let first = tokens[tokens.count - 2]
      diagnostics.append(
        .thousandsComma(
          at: range(start - 1, start), whole: range(first.start, end),
          fix: text(first.start, first.end) + "_" + digits))
    } else {
      diagnostics.append(.leadingZero(digits, at: range(start, end)))
    }
  }

  /// `90days` is read as `90 days`; `12x4` and `10k` are neither numbers nor names.
  private mutating func checkWordBehindNumber(_ start: Int) {
    guard let byte = peek(0), Lexer.isLetter(byte) else { return }
    let wordStart = position
    skipNameCharacters()
    let word = text(wordStart, position)
    if Units.isUnit(word) || Units.isCurrency(word)
      || Token.Kind.reservedByText[word] != nil
    {
      position = wordStart
      return
    }
    diagnostics.append(
      .wordInNumber(text(start, position), word: word, at: range(start, position)))
  }

  /// `2025-06-30` without `@` would be a subtraction, silently.
  private mutating func readBareDate() -> Token.Kind? {
    let pattern = "0000-00-00"
    guard position + pattern.utf8.count <= limit else { return nil }
    for (offset, expected) in pattern.utf8.enumerated() {
      let byte = bytes[position + offset]
      guard expected == UInt8(ascii: "0") ? Lexer.isDigit(byte) : byte == expected else {
        return nil
      }
    }
    let start = position
    if let behind = peek(pattern.utf8.count), Lexer.isDigit(behind) { return nil }
    position += pattern.utf8.count
    diagnostics.append(.bareDate(text(start, position), at: range(start, position)))
    return .date
  }

  /// `30.06.2025`, `6/30/2025`, `2025/06/30`: the parser says how a date is written.
  private mutating func readForeignDate() -> Token.Kind? {
    var end = position
    while end < limit, Lexer.isDigit(bytes[end]) || "./".utf8.contains(bytes[end]) { end += 1 }
    guard end - position >= 8, !WrittenDate.readings(of: text(position, end)).isEmpty else {
      return nil
    }
    position = end
    return .date
  }

  // MARK: Text

  /// A text in double quotes, which ends on its line.
  mutating func readString() -> Token.Kind {
    let start = position
    position += 1
    while let byte = peek(0), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
      position += 1
      if byte == UInt8(ascii: "\"") { return .string }
      if byte == UInt8(ascii: "\\"), let next = peek(0), next != UInt8(ascii: "\n"),
        next != UInt8(ascii: "\r")
      {
        position += 1
      }
    }
    reportUnclosed(from: start)
    return .string
  }

  /// Where the other quote of an unclosed text belongs: before the word that ends here, before the
  /// next `|`, or at the end of the line.
  private mutating func reportUnclosed(from start: Int) {
    let content = bytes[start + 1..<position]
    let blank = UInt8(ascii: " ")
    let isEnd = content.first { $0 != blank }.map { $0 == UInt8(ascii: "|") } ?? true
    var word = start
    while word > 0, bytes[word - 1] > blank, bytes[word - 1] != UInt8(ascii: "(") { word -= 1 }
    if isEnd, word < start {
      diagnostics.append(.unopenedString(at: range(start, start + 1), opening: range(word, word)))
      position = start + 1
      return
    }
    var end = position
    if let pipe = content.indices.first(where: { content[$0...].starts(with: " | ".utf8) }) {
      end = pipe
    }
    diagnostics.append(.unclosedString(at: range(start, start + 1), end: range(start, end)))
    position = end
  }

  /// From `"""` to the next `"""`, over as many lines as it takes.
  mutating func readText() -> Token.Kind {
    let start = position
    position += 3
    while position < limit {
      if bytes[position] == UInt8(ascii: "\""), matches("\"\"\"") {
        position += 3
        return .text
      }
      position += 1
    }
    diagnostics.append(.unclosedText(at: range(start, start + 3), end: range(limit, limit)))
    return .text
  }

  /// Text in quotes of another kind: `'paid'`, or what a word processor makes of `"paid"`.
  mutating func readForeignString(closing: [Unicode.Scalar]) -> Token.Kind {
    let start = position
    position += scalar(at: position)?.1 ?? 1
    let contentStart = position
    while position < limit, bytes[position] != UInt8(ascii: "\n"),
      let (next, length) = scalar(at: position)
    {
      position += length
      guard closing.contains(next) else { continue }
      let content = text(contentStart, position - length)
      diagnostics.append(.foreignQuotes(content, at: range(start, position)))
      return .string
    }
    position = contentStart
    diagnostics.append(.loneQuote(at: range(start, position)))
    return .unknown
  }

  mutating func readQuotedName() -> Token.Kind {
    let start = position
    position += 1
    while let byte = peek(0), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
      position += 1
      guard byte == UInt8(ascii: "`") else { continue }
      if position == start + 2 { diagnostics.append(.emptyName(at: range(start, position))) }
      return .quotedName
    }
    diagnostics.append(
      .unclosedName(at: range(start, start + 1), end: range(position, position)))
    return .quotedName
  }

  /// `@2025-06-30` and whatever else hangs together behind an `@`; the parser reads the parts.
  mutating func readDate() -> Token.Kind {
    position += 1
    while let byte = peek(0) {
      if Lexer.isDigit(byte) || Lexer.isLetter(byte) {
        position += 1
      } else if byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/"),
        let next = peek(1), Lexer.isDigit(next) || next == UInt8(ascii: "Q")
      {
        position += 1
      } else {
        break
      }
    }
    return .date
  }
}

/// The words that may follow a number directly; which of them make sense where is the checker's.
package enum Units {
  package static let names = [
    "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks",
    "month", "months", "quarter", "quarters", "year", "years",
  ]

  /// What the letters after a number mean in other languages: `30d`, `12w`.
  static let abbreviated: [String: String] = [
    "d": "days", "w": "weeks", "wk": "weeks", "wks": "weeks", "mo": "months", "mon": "months",
    "mth": "months", "q": "quarters", "y": "years", "yr": "years", "yrs": "years", "h": "hours",
    "hr": "hours", "hrs": "hours", "min": "minutes", "mins": "minutes", "s": "seconds",
    "sec": "seconds",
  ]

  static func isUnit(_ word: String) -> Bool { names.contains(word) }

  /// A unit with a slip of the pen, such as `monhts`: better reported as a unit than as a name.
  static func isNearUnit(_ word: String) -> Bool {
    word.utf8.count > 3 && nearestName(to: word, among: names) != nil
  }

  /// Three capital letters such as `EUR`; whether ISO 4217 has them is checked later.
  static func isCurrency(_ word: String) -> Bool {
    word.utf8.count == 3 && word.utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }
}
