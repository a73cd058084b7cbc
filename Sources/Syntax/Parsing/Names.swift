import Diagnostics

extension Parser {
  /// A single name, or `nil` with a message that says what it would be for.
  func parseName(for purpose: String, after token: Token) -> Name? {
    guard !isAtEnd, current.kind.isName else {
      if !isAtEnd, current.kind.isReserved, !current.startsLine {
        let word = current
        complain(.reservedWord(text(word), at: range(word)))
        advance()
        return Name(text(word), at: range(word))
      }
      report(.nameExpected(purpose, after: text(token), at: expectedHere))
      return nil
    }
    let name = plainName(current)
    advance()
    return name
  }

  /// `run.inputs.tx`, or `nil` if no name stands here.
  func parseQualifiedName() -> QualifiedName? {
    guard current.kind.isName else { return nil }
    var parts = [plainName(current)]
    advance()
    while current.kind == .dot, current.isGlued {
      let dot = current
      advance()
      guard current.isGlued, current.kind.isName || current.kind.isReserved else {
        report(.nameExpected("the name of a part", after: ".", at: range(dot)))
        break
      }
      if current.kind.isReserved { complain(.reservedWord(text(current), at: range(current))) }
      parts.append(plainName(current))
      advance()
    }
    return QualifiedName(parts)
  }

  func plainName(_ token: Token) -> Name {
    guard token.kind == .quotedName else { return Name(text(token), at: range(token)) }
    var content = source.bytes[token.start + 1..<token.end]
    if content.last == UInt8(ascii: "`") { content.removeLast() }
    return Name(String(decoding: content, as: UTF8.self), quoted: true, at: range(token))
  }

  /// `column<id>`, `text?`, or `nil` with a message.
  func parseType() -> TypeExpression? {
    guard depth < Parser.deepest else {
      giveUp(.nestedTooDeep(at: range(current)))
      return nil
    }
    depth += 1
    defer { depth -= 1 }
    let start = current.start
    guard let name = parseName(for: "a type such as `date` or `Table`", after: previous) else {
      return nil
    }
    var arguments: [TypeExpression] = []
    if take(.less) != nil {
      repeat {
        guard let argument = parseType() else { return nil }
        arguments.append(argument)
      } while take(.comma) != nil
      guard closeType() else {
        report(.typeNotClosed(name.text, at: range(from: start)))
        return nil
      }
    }
    var optional = false
    if !isAtEnd, current.kind == .question, current.isGlued {
      optional = true
      advance()
    }
    return TypeExpression(
      name: name, arguments: arguments, optional: optional, at: range(from: start))
  }

  private func closeType() -> Bool { take(.greater) != nil }
}
