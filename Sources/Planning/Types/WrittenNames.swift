import Diagnostics
import Syntax

/// A name as it must be written: in backquotes where it is no plain word.
package func quotedName(_ name: String) -> String {
  let plain =
    name.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" } == true
    && name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_"
    }
  return plain && !reservedWords.contains(name) ? name : "`\(name)`"
}

private let reservedWords = [
  "let", "param", "use", "stage", "fn", "seg", "if", "then", "else", "and", "or", "not", "in", "is",
  "null", "true", "false", "matches", "case", "by", "on", "as", "to", "with", "because",
]

extension Expression {
  /// A bare name, or what stands in quotes.
  package var word: String? {
    switch self {
    case .name(let name): name.text
    case .string(let literal): literal.value
    case .parenthesized(let inner, _): inner.word
    default: nil
    }
  }
}

/// A text as it is written.
func quotedText(_ text: String) -> String {
  Expression.string(StringLiteral(text, at: SourceRange(source: 0, start: 0, end: 0))).source
}
