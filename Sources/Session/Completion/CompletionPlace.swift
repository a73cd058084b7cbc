import Diagnostics
import Syntax

/// Where the end of a text is: which word is being typed, in which stage, for which parameter.
///
/// Found from the tokens alone, so that a text that is not finished, or wrong further up, is no
/// obstacle.
struct CompletionPlace {
  indirect enum Kind: Equatable {
    /// After `|`.
    case stage
    /// Where a statement, or the pipeline of a `let`, begins.
    case statement
    /// Within the arguments of a stage.
    case argument(String)
    /// In a text in double quotes that is still open, with what stands in it.
    case insideString(String)
    case nothing
  }

  private(set) var kind = Kind.statement
  /// What an open string belongs to.
  private(set) var outer = Kind.nothing
  /// What was typed of the word at the end.
  private(set) var word = ""
  /// The statement up to the `|` before the stage at the end.
  private(set) var pipeline = ""
  /// The parameter whose value is being typed: `severity` behind `severity=`.
  private(set) var parameter: String?
  /// The preposition whose argument is being typed, such as `by`.
  private(set) var clause: String?
  /// Parameters and prepositions that stand in the call already.
  private(set) var given: [String] = []
  /// Something without a name stands in the call already.
  private(set) var hasPositional = false
  /// An operator, a comma or a bracket stands before the word: more of the same argument.
  private(set) var isWithinArgument = false

  init(_ text: String) {
    let source = SourceText(name: "completion", text: text)
    var lexer = Lexer(source, number: 0)
    var tokens = lexer.lex().tokens.filter { $0.kind != .end }
    func written(_ token: Token) -> String {
      source.text(in: SourceRange(source: 0, start: token.start, end: token.end))
    }
    var open: String?
    if let last = tokens.last, last.kind == .string || last.kind == .unknown,
      last.end == source.bytes.count
    {
      let string = written(last)
      if string.hasPrefix("\""), string.count == 1 || !string.hasSuffix("\"") {
        open = String(string.dropFirst())
        tokens.removeLast()
      }
    }
    if open == nil, let last = tokens.last, last.end == source.bytes.count, last.kind.isWord {
      word = written(last)
      tokens.removeLast()
    }
    // The stage at the end begins behind the last `|` outside of brackets, or behind `=` of a let.
    var depth = 0
    var start = 0
    var pipe: Int?
    var pipelineStart = 0
    for (index, token) in tokens.enumerated() {
      if token.startsLine, token.indentation == 0, depth == 0, token.kind != .pipe {
        start = index
        pipe = nil
        pipelineStart = token.start
      }
      if token.kind.opens { depth += 1 }
      if token.kind.closes { depth -= 1 }
      if token.kind == .pipe, depth <= 0 { (pipe, start) = (index, index + 1) }
    }
    if let pipe {
      pipeline = source.text(
        in: SourceRange(source: 0, start: pipelineStart, end: tokens[pipe].start))
    } else {
      pipeline = ""
    }
    var call = tokens[min(start, tokens.count)...]
    if pipe == nil, call.first?.kind == .let {
      guard call.count >= 3, call[call.startIndex + 2].kind == .assign else {
        kind = .nothing
        return
      }
      call = call.dropFirst(3)
    }
    if let name = call.first {
      read(call.dropFirst(), written)
      kind = name.kind == .name ? .argument(written(name)) : .nothing
    } else {
      kind = pipe == nil ? .statement : .stage
    }
    if let open {
      outer = kind
      kind = .insideString(open)
    }
  }

  /// What stands in a call already, up to the word at the end.
  private mutating func read(_ tokens: ArraySlice<Token>, _ written: (Token) -> String) {
    for index in tokens.indices {
      let token = tokens[index]
      let next = index + 1 < tokens.endIndex ? tokens[index + 1] : nil
      switch token.kind {
      case .by, .on, .as, .to, .with, .because:
        (clause, parameter, isWithinArgument) = (token.kind.rawValue, nil, false)
        given.append(token.kind.rawValue)
      case .name where next?.kind == .assign:
        (parameter, clause) = (written(token), nil)
        given.append(written(token))
      case .assign: isWithinArgument = false
      case .comma, .plus, .minus, .star, .slash, .equal, .notEqual, .less, .lessOrEqual, .greater,
        .greaterOrEqual, .and, .or, .not, .in, .is, .leftParenthesis, .leftBracket, .if, .then,
        .else, .coalesce:
        isWithinArgument = true
      default:
        // A value is complete: what comes next is something else.
        if parameter == nil, clause == nil { hasPositional = true }
        if next?.isGlued == false || next == nil, !isWithinArgument || next == nil {
          (parameter, clause) = (nil, clause == "because" ? clause : nil)
        }
        isWithinArgument = false
      }
    }
  }
}

extension Token.Kind {
  fileprivate var isWord: Bool {
    switch self {
    case .name, .quotedName, .let, .param, .use, .stage, .fn, .by, .on, .as, .to, .with, .because,
      .in, .is, .if, .and, .or, .not:
      true
    default: false
    }
  }

  fileprivate var opens: Bool {
    self == .leftParenthesis || self == .leftBracket || self == .leftBrace
  }

  fileprivate var closes: Bool {
    self == .rightParenthesis || self == .rightBracket || self == .rightBrace
  }
}
