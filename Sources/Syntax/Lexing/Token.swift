import Diagnostics

/// A piece of a script that cannot be divided: a name, a literal, a sign.
///
/// What stands in a literal is read from the source when it is needed, so a token is small.
package struct Token: Equatable, Sendable {
  package let kind: Kind
  /// Byte offsets in the source, `start..<end`.
  package let start: Int
  package let end: Int
  /// Nothing but spaces and comments stands before it on its line.
  package let startsLine: Bool
  /// Neither a space nor a comment stands between the token before and this one.
  package let isGlued: Bool
  /// How far the token's line is indented, from 0; a tab goes to the next multiple of 8.
  package let indentation: Int

  package enum Kind: String, Sendable, CaseIterable {
    case name
    /// A name in backquotes.
    case quotedName = "quoted name"
    /// With its `%`, if it has one.
    case number
    case string
    /// `"""` up to the next `"""`.
    case text
    case date
    case end = "end of text"
    /// Something that could not be read; the lexer has said why.
    case unknown

    case `let`, param, use, stage, fn, seg
    case `if`, then, `else`, and, or, not, `in`, `is`, null, `true`, `false`, matches, `case`
    case by, on, `as`, to, with, because

    case pipe = "|"
    case comma = ","
    case colon = ":"
    case dot = "."
    case assign = "="
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    /// A power in other languages; here it is `power(x, y)`.
    case power = "**"
    case question = "?"
    case coalesce = "??"
    case ellipsis = "..."
    case halfOpen = "..<"
    case arrow = "->"
    case rule = "=>"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
  }
}

extension Token.Kind {
  /// The 25 words that no name may be, in the order of the language page.
  package static let reserved: [Token.Kind] = [
    .let, .param, .use, .stage, .fn, .seg, .if, .then, .else, .and, .or, .not, .in, .is, .null,
    .true, .false, .matches, .case, .by, .on, .as, .to, .with, .because,
  ]

  static let reservedByText: [String: Token.Kind] = {
    var words: [String: Token.Kind] = [:]
    for kind in reserved { words[kind.rawValue] = kind }
    return words
  }()

  package var isReserved: Bool { Token.Kind.reservedByText[rawValue] != nil }

  /// `let param use stage fn seg`: nothing but a statement begins with one of these.
  var beginsDeclaration: Bool {
    switch self {
    case .let, .param, .use, .stage, .fn, .seg: true
    default: false
    }
  }

  /// `by on as to with because`.
  var isPreposition: Bool {
    switch self {
    case .by, .on, .as, .to, .with, .because: true
    default: false
    }
  }

  /// Whether a value may begin with it, apart from a sign.
  var beginsTerm: Bool {
    switch self {
    case .name, .quotedName, .number, .string, .text, .date, .true, .false, .null, .if, .case,
      .not, .leftParenthesis, .leftBracket, .leftBrace:
      true
    default: false
    }
  }

  var isName: Bool { self == .name || self == .quotedName }

  var opensBracket: Bool {
    self == .leftParenthesis || self == .leftBracket || self == .leftBrace
  }

  var closesBracket: Bool {
    self == .rightParenthesis || self == .rightBracket || self == .rightBrace
  }

  /// The bracket that closes what this one opens.
  var closing: Token.Kind? {
    switch self {
    case .leftParenthesis: .rightParenthesis
    case .leftBracket: .rightBracket
    case .leftBrace: .rightBrace
    default: nil
    }
  }
}

/// `# …`, `## …` or `#| …`, up to the end of its line.
package struct Comment: Equatable, Sendable {
  package enum Kind: Sendable {
    case remark
    /// `##` documents the next declaration.
    case documentation
    /// `#|` sets an option of the next cell.
    case option
  }

  package let kind: Kind
  package let start: Int
  package let end: Int
  /// Nothing but spaces stands before it on its line.
  package let startsLine: Bool
  /// A line with nothing on it stands directly above; only for comments that start their line.
  package let followsBlankLine: Bool
  /// The index of the first token after it.
  package let beforeToken: Int
}

/// What a lexer makes of a text: never nothing, whatever the bytes.
package struct LexedText: Sendable {
  /// The last one is of kind `.end`.
  package let tokens: [Token]
  /// In the order of the text.
  package let comments: [Comment]
  package let diagnostics: [Diagnostic]
}
