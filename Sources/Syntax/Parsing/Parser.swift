import Diagnostics

/// Tokens to a tree, by recursive descent; it never fails and knows no stage by name.
///
/// After an error it is silent until the next `|` or the next statement, so that one slip gives one
/// message and the rest of the file is read all the same. Cost is linear in the text.
///
/// One reading is one object: as a structure it would be copied for every call of a debug build, and
/// 256 nested brackets would need more stack than a thread has.
///
/// Where a statement ends (rule 7 of the language) is decided in one place, `endsStatement(at:)`.
package final class Parser {
  let source: SourceText
  let number: Int
  let tokens: [Token]
  let comments: [Comment]
  var index = 0
  private(set) var diagnostics: [Diagnostic]

  /// The first token of the statement being read, and how far its line is indented.
  var statementStart = 0
  private var indentation = 0
  /// A line that was indented by accident: the statement ends before this token in any case.
  private var forcedEnd: Int?
  /// How many brackets are open within the statement.
  var brackets = 0
  /// How many of them are `{`.
  var braces = 0

  /// Set by an error until the parser has found its place again.
  private(set) var isPanicking = false
  /// The rest of the statement is not read: it is nested too deep.
  private var hasGivenUp = false
  /// The indices of tokens with unreadable characters before them, in order.
  private let disturbed: [Int]
  private var nextDisturbed = 0
  /// Unreadable characters came since the last `|`; the lexer has said so, which is enough.
  private var isDisturbed = false

  /// How deep the brackets, conditions and texts around the current token are nested.
  var depth = 0
  /// The height of the expression read last, and of the highest one since a bracket was opened.
  var height = 0
  var peak = 0

  static let deepest = 256
  static let highest = 512
  /// How many tokens are looked at to find the end of a bracket before it is read; a bound, so that
  /// reading stays linear in texts full of brackets that nobody closes.
  static let farthest = 1024

  /// The tree of a source and everything that is wrong with its syntax, by place.
  package static func parse(
    _ source: SourceText, number: Int
  ) -> (script: Script, diagnostics: [Diagnostic]) {
    var lexer = Lexer(source, number: number)
    let parser = Parser(source, number: number, lexed: lexer.lex())
    let script = parser.parseScript()
    return (script, parser.sortedDiagnostics())
  }

  init(_ source: SourceText, number: Int, lexed: LexedText, depth: Int = 0) {
    self.source = source
    self.number = number
    self.depth = depth
    comments = lexed.comments
    diagnostics = lexed.diagnostics
    var readable: [Token] = []
    readable.reserveCapacity(lexed.tokens.count)
    var disturbed: [Int] = []
    var startsLine: Token?
    for token in lexed.tokens {
      if token.kind == .unknown {
        if token.startsLine { startsLine = token }
        if disturbed.last != readable.count { disturbed.append(readable.count) }
      } else if let first = startsLine, !token.startsLine {
        // The line begins with something unreadable; what follows it takes its place.
        readable.append(
          Token(
            kind: token.kind, start: token.start, end: token.end, startsLine: true,
            isGlued: false, indentation: first.indentation))
        startsLine = nil
      } else {
        readable.append(token)
        startsLine = nil
      }
    }
    tokens = readable
    self.disturbed = disturbed
  }

  func sortedDiagnostics() -> [Diagnostic] {
    let ordered = diagnostics.enumerated().sorted { left, right in
      let (a, b) = (left.element.range?.start ?? 0, right.element.range?.start ?? 0)
      return (a, left.offset) < (b, right.offset)
    }
    return ordered.map(\.element)
  }

  // MARK: Tokens

  var current: Token { tokens[index] }

  /// The token read last; at the beginning of the text, the first one.
  var previous: Token { tokens[max(0, index - 1)] }

  func peek(_ distance: Int = 1) -> Token { tokens[min(index + distance, tokens.count - 1)] }

  func advance() {
    guard index + 1 < tokens.count else { return }
    index += 1
    while nextDisturbed < disturbed.count, disturbed[nextDisturbed] <= index {
      isDisturbed = true
      nextDisturbed += 1
    }
  }

  /// Steps over the current token if it is of a kind.
  func take(_ kind: Token.Kind) -> Token? {
    guard !isAtEnd, current.kind == kind else { return nil }
    let token = current
    advance()
    return token
  }

  func text(_ token: Token) -> String { text(token.start, token.end) }

  func text(_ start: Int, _ end: Int) -> String {
    String(decoding: source.bytes[start..<max(start, end)], as: UTF8.self)
  }

  func range(_ token: Token) -> SourceRange { range(token.start, token.end) }

  func range(_ start: Int, _ end: Int) -> SourceRange {
    SourceRange(source: number, start: start, end: max(start, end))
  }

  /// From an offset to the end of the token read last.
  func range(from start: Int) -> SourceRange { range(start, max(start, previous.end)) }

  /// After the token read last, where something was expected.
  var expectedHere: SourceRange { range(previous.end, previous.end) }

  func line(_ offset: Int) -> Int { source.position(of: offset).line }

  // MARK: Statements and lines

  /// Marks the current token as the first of a statement.
  func beginStatement() {
    statementStart = index
    indentation = current.indentation
    forcedEnd = nil
    hasGivenUp = false
    brackets = 0
    findPlace()
  }

  var isAtEnd: Bool { endsStatement(at: index) }

  /// A statement continues on lines that begin with `|` or are indented deeper than its first
  /// line, and inside of brackets.
  func endsStatement(at index: Int) -> Bool {
    let token = tokens[min(index, tokens.count - 1)]
    if token.kind == .end || index == forcedEnd { return true }
    guard token.startsLine, index > statementStart else { return false }
    if token.kind == .pipe { return false }
    if token.indentation > indentation { return false }
    // A bracket that is still open cannot swallow the next declaration.
    return brackets == 0 || token.kind.beginsDeclaration
  }

  /// Whether the current token begins a line no deeper than the statement, inside of a bracket.
  var beginsShallowLine: Bool {
    current.startsLine && index > statementStart && current.indentation <= indentation
      && !current.kind.closesBracket
  }

  /// Ends the statement before the current token, whatever its indentation.
  func endStatementHere() { forcedEnd = index }

  // MARK: Messages

  /// Adds a message and stays silent until `findPlace()`.
  func report(_ diagnostic: Diagnostic) {
    complain(diagnostic)
    isPanicking = true
  }

  /// Adds a message about something that does not hinder reading on.
  func complain(_ diagnostic: Diagnostic) {
    guard !isPanicking, !isDisturbed else { return }
    diagnostics.append(diagnostic)
  }

  /// Adds a message and goes to the end of the statement, whatever brackets are open.
  func giveUp(_ diagnostic: Diagnostic) {
    report(diagnostic)
    while current.kind != .end, !current.kind.beginsDeclaration || !current.startsLine,
      !beginsShallowLine || current.kind == .pipe
    {
      advance()
    }
    hasGivenUp = true
    endStatementHere()
  }

  /// Reads something whose messages would only repeat the one given before.
  func silently<Result>(_ read: () -> Result) -> Result {
    let count = diagnostics.count
    let result = read()
    diagnostics.removeLast(diagnostics.count - count)
    return result
  }

  /// Adds what the reading of a literal has found.
  func append(_ found: [Diagnostic]) { diagnostics += found }

  /// The parser knows again where it is; messages are given again.
  func findPlace() {
    guard !hasGivenUp else { return }
    isPanicking = false
    isDisturbed = nextDisturbed > 0 && disturbed[nextDisturbed - 1] == index
  }

  /// Skips to the end of the statement; what stands in open brackets belongs to it.
  func skipStatement() {
    var open: [Token.Kind] = []
    while !isAtEnd {
      let kind = current.kind
      if let closing = kind.closing { open.append(closing) }
      if kind == open.last { open.removeLast() }
      brackets = open.count
      advance()
    }
    brackets = 0
  }

  /// Skips to the next `|` of this pipeline, to the bracket that closes it, or to the end.
  func skipToPipe() {
    var open: [Token.Kind] = []
    let outer = brackets
    while !isAtEnd {
      let kind = current.kind
      if open.isEmpty, kind == .pipe || (kind.closesBracket && outer > 0) { break }
      if let closing = kind.closing { open.append(closing) }
      if kind == open.last { open.removeLast() }
      brackets = outer + open.count
      advance()
    }
    brackets = outer
    findPlace()
  }
}
