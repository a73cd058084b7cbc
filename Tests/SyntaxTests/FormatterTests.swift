import Diagnostics
import Testing

@testable import Syntax

func format(_ text: String) -> String {
  Formatter.format(SourceText(name: "test.seg", text: text)).text
}

@Suite struct FormatterTests {
  /// Formats, and checks what must hold for every script.
  private func check(_ text: String, _ expected: String? = nil) {
    let once = format(text)
    if let expected { #expect(once == expected) }
    #expect(format(once) == once, "formatting twice is formatting once")
    #expect(parse(once).script.outline == parse(text).script.outline, "\(once)")
    #expect(comments(once) == comments(text), "every comment is kept, in order")
  }

  private func comments(_ text: String) -> [String] {
    let source = SourceText(name: "test.seg", text: text)
    var lexer = Lexer(source, number: 0)
    return lexer.lex().comments.map {
      source.text(in: SourceRange(source: 0, start: $0.start, end: $0.end)).trimmed
    }
  }

  @Test(arguments: LanguageScripts.all.indices)
  func `the scripts of the language page keep their tree and their comments`(index: Int) {
    check(LanguageScripts.all[index].text)
  }

  @Test func `a pipeline on one line stays there if it fits`() {
    check("tx|rfm|scale   zscore\n", "tx | rfm | scale zscore\n")
  }

  @Test func `a pipeline on several lines has a line for every stage`() {
    check(
      "tx | rfm as_of=@2025 # June\n   | scale zscore | pick silhouette",
      """
      tx
        | rfm as_of=@2025  # June
        | scale zscore
        | pick silhouette

      """)
  }

  @Test func `a pipeline that is too long is broken at its pipes`() {
    let stage = "expect missing(customer_id) == 0"
    check(
      "tx | \(stage) | \(stage) | \(stage)",
      "tx\n  | \(stage)\n  | \(stage)\n  | \(stage)\n")
  }

  @Test func `options have no blanks around their sign and bindings do`() {
    check("tx | kmeans k = 5 seed = 1\n", "tx | kmeans k=5 seed=1\n")
    check("tx | derive a=x+1\n", "tx | derive a = x + 1\n")
    check("tx | features a=x, b=y by id\n", "tx | features a = x, b = y by id\n")
    check("tx | keep f( a = - 1 )...5 >= 2\n", "tx | keep f(a=-1)...5 >= 2\n")
  }

  @Test func `types and schema records keep their brackets close`() {
    check(
      "stage  s ( a : column < id >? = role( id ) ):Table->Features=|rfm\n",
      "stage s(a: column<id>? = role(id)) : Table -> Features = | rfm\n")
    check("tx | columns { a:id , b:money<EUR>? , }\n", "tx | columns {a: id, b: money<EUR>?}\n")
    check("use retail(a ,b)\n", "use retail (a, b)\n")
  }

  @Test func `comments stay where they are`() {
    check(
      """
      # top

      ## about tx
      #| hide
      let tx = load "a"   # trailing
        # before a stage
        | keep a # why
            and b
        # | commented out

      # bottom
      """,
      """
      # top

      ## about tx
      #| hide
      let tx = load "a"  # trailing
        # before a stage
        | keep a  # why
            and b
        # | commented out

      # bottom

      """)
  }

  @Test func `comments within a block stay with their entry`() {
    check(
      """
      tx | name { # rules
        a is low => "x", # first
        # second
        else => "y" # last
        # end
      }
      """,
      """
      tx | name {  # rules
        a is low => "x",  # first
        # second
        else => "y",  # last
        # end
      }

      """)
  }

  @Test func `text cells and carriage returns`() {
    check("\"\"\"\r\nHello  \\(a)\r\n\"\"\"\r\ntx\r\n", "\"\"\"\nHello  \\(a)\n\"\"\"\ntx\n")
  }

  @Test func `a script with an error is given back as it is`() {
    let text = "tx |  keep (a\n"
    #expect(format(text) == text)
  }

  @Test func `an empty file stays empty`() {
    #expect(format("") == "")
    #expect(format("\n\n") == "")
    check("# only a comment", "# only a comment\n")
  }

  /// Blanks, line ends and comments are moved at random where the language does not care.
  @Test(arguments: 0..<40)
  func `whatever the layout, the formatted script is the same tree and stable`(seed: Int) {
    var random = Steps(seed: UInt64(seed))
    for (name, text) in LanguageScripts.all {
      // Some line ends make an argument of a line that looks like a statement, which is an error.
      guard
        let shaken = (0..<20).lazy.map({ shake(text, 10 + 4 * $0, &random) })
          .first(where: { parse($0).diagnostics.isEmpty && $0 != text })
      else {
        Issue.record("nothing could be moved in \(name)")
        continue
      }
      let once = format(shaken)
      #expect(format(once) == once, "\(name) \(seed)")
      #expect(parse(once).script.outline == parse(shaken).script.outline, "\(name) \(seed)")
      #expect(comments(once) == comments(shaken), "\(name) \(seed)")
    }
  }

  /// Puts line ends, blanks and comments between the tokens of a script.
  private func shake(_ text: String, _ rarity: Int, _ random: inout Steps) -> String {
    let source = SourceText(name: "test.seg", text: text)
    var lexer = Lexer(source, number: 0)
    let lexed = lexer.lex()
    let starts = Set(parse(text).script.statements.map(\.range.start))
    var result = ""
    var before = 0
    for token in lexed.tokens where token.kind != .end {
      let gap = source.text(in: SourceRange(source: 0, start: before, end: token.start))
      let isFirst = starts.contains(token.start)
      switch random.next() % rarity {
      case 0 where !isFirst && !token.isGlued: result += "\n" + String(repeating: " ", count: 3)
      case 1 where !isFirst && !token.isGlued: result += "  # moved\n      "
      case 2 where !isFirst && !token.isGlued && token.kind != .text: result += "   "
      case 3 where isFirst: result += "\n\n\n"
      default: result += gap
      }
      result += source.text(in: SourceRange(source: 0, start: token.start, end: token.end))
      before = token.end
    }
    return result
  }
}

/// A small deterministic generator for tests (xorshift64*).
struct Steps {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> Int {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return Int((state &* 0x2545_F491_4F6C_DD1D) >> 33)
  }
}
