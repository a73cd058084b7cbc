import Diagnostics

/// The one way to write a script.
///
/// Two spaces of indentation, `|` at the beginning of a line, nothing aligned, lines of at most 100
/// characters where they can be broken. Words, signs, texts and comments stay as they are, and every
/// comment stays at its place; so the tree of the result is the tree of the source.
package struct Formatter {
  private let source: SourceText
  private let lexed: LexedText
  private let spacing: Spacing
  private let breaks: LineBreaks
  private let statementStarts: Set<Int>

  private var output = ""
  /// The indentation of the last line that the layout, not a comment, has begun.
  private var lineIndentation = 0
  private var lineBeginsWithPipe = false
  /// The end of what was written last, as an offset in the source.
  private var written = 0

  /// A formatted script; a script with errors is given back as it is, with its messages.
  package static func format(
    _ source: SourceText, number: Int = 0
  ) -> (text: String, diagnostics: [Diagnostic]) {
    let (script, diagnostics) = Parser.parse(source, number: number)
    guard diagnostics.allSatisfy({ $0.severity != .error }) else {
      return (source.text, diagnostics)
    }
    var lexer = Lexer(source, number: number)
    var formatter = Formatter(source, lexed: lexer.lex(), script: script)
    return (formatter.formatted(), diagnostics)
  }

  private init(_ source: SourceText, lexed: LexedText, script: Script) {
    self.source = source
    self.lexed = lexed
    let spacing = Spacing(lexed.tokens, of: script)
    self.spacing = spacing
    breaks = LineBreaks(spacing, lexed: lexed, source: source, script: script)
    statementStarts = Set(script.statements.compactMap { spacing.indexByStart[$0.range.start] })
  }

  private mutating func formatted() -> String {
    var nextComment = 0
    for index in lexed.tokens.indices {
      var follows = Line.same
      while nextComment < lexed.comments.count, lexed.comments[nextComment].beforeToken == index {
        add(lexed.comments[nextComment], before: index)
        nextComment += 1
        follows = .afterComment
      }
      guard lexed.tokens[index].kind != .end else { break }
      add(index, follows)
    }
    if !output.isEmpty { output += "\n" }
    return output
  }

  private enum Line { case same, afterComment }

  // MARK: Tokens

  private mutating func add(_ index: Int, _ line: Line) {
    let token = lexed.tokens[index]
    if dropsComma(index) {
      written = token.end
      return
    }
    if statementStarts.contains(index) {
      beginLine(0, blank: hasBlankLine(before: token.start))
      begins(index, at: 0)
    } else if let indentation = breaks.indentation[index] {
      beginLine(indentation, blank: false)
      begins(index, at: indentation)
    } else if line == .afterComment {
      beginLine(continuation, blank: false)
    } else if spacing.hasBlank[index] {
      output += " "
    }
    output += text(token)
    written = token.end
    if addsComma(index) { output += "," }
  }

  private mutating func begins(_ index: Int, at indentation: Int) {
    lineIndentation = indentation
    lineBeginsWithPipe = lexed.tokens[index].kind == .pipe
  }

  /// Where a line goes on that only a comment has broken.
  private var continuation: Int { lineIndentation + (lineBeginsWithPipe ? 4 : 2) }

  /// The token as written; only line ends are made equal.
  private func text(_ token: Token) -> String {
    let bytes = source.bytes[token.start..<token.end]
    guard token.kind == .text, bytes.contains(UInt8(ascii: "\r")) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var plain: [UInt8] = []
    for (offset, byte) in zip(bytes.indices, bytes) {
      let isLineEnd =
        byte == UInt8(ascii: "\r") && offset + 1 < bytes.endIndex
        && bytes[offset + 1] == UInt8(ascii: "\n")
      if !isLineEnd { plain.append(byte) }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// A block on several lines ends with a comma, one on a single line does not.
  private func addsComma(_ index: Int) -> Bool {
    guard index + 1 < lexed.tokens.count, lexed.tokens[index + 1].kind == .rightBrace,
      breaks.indentation[index + 1] != nil
    else { return false }
    let kind = lexed.tokens[index].kind
    return kind != .comma && kind != .leftBrace
  }

  private func dropsComma(_ index: Int) -> Bool {
    guard lexed.tokens[index].kind == .comma, index + 1 < lexed.tokens.count else { return false }
    return lexed.tokens[index + 1].kind == .rightBrace && breaks.indentation[index + 1] == nil
  }

  // MARK: Comments

  private mutating func add(_ comment: Comment, before index: Int) {
    var text = source.text(
      in: SourceRange(source: 0, start: comment.start, end: comment.end))
    while let last = text.last, last.isWhitespace { text.removeLast() }
    if comment.startsLine {
      beginLine(
        indentation(of: comment, before: index),
        blank: isBetweenStatements(index) && hasBlankLine(before: comment.start))
    } else if !output.isEmpty {
      output += "  "
    }
    output += text
    written = comment.end
  }

  private func isBetweenStatements(_ index: Int) -> Bool {
    statementStarts.contains(index) || lexed.tokens[index].kind == .end
  }

  private func indentation(of comment: Comment, before index: Int) -> Int {
    if isBetweenStatements(index) {
      // An indented line directly below a statement belongs to it: a stage that was commented out.
      let line = source.position(of: comment.start).line
      let isIndented = source.start(ofLine: line) < comment.start
      return isIndented && index > 0 && !hasBlankLine(before: comment.start)
        && lastLineIsIndented ? 2 : 0
    }
    guard let indentation = breaks.indentation[index] else { return continuation }
    return lexed.tokens[index].kind.closesBracket ? indentation + 2 : indentation
  }

  /// Whether the line written last is indented, or begins a statement that may be continued.
  private var lastLineIsIndented: Bool {
    var line = output.utf8[...]
    if let end = line.lastIndex(of: UInt8(ascii: "\n")) { line = line[line.index(after: end)...] }
    return line.first != UInt8(ascii: "#")
  }

  // MARK: Lines

  private mutating func beginLine(_ indentation: Int, blank: Bool) {
    if !output.isEmpty { output += blank ? "\n\n" : "\n" }
    output += String(repeating: " ", count: indentation)
  }

  /// Whether an empty line stands between what was written last and an offset.
  private func hasBlankLine(before offset: Int) -> Bool {
    guard written < offset else { return false }
    var lines = 0
    for byte in source.bytes[written..<offset] where byte == UInt8(ascii: "\n") { lines += 1 }
    return lines > 1
  }
}
