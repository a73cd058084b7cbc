/// A word that tools and people write for a cell without a value.
package struct NullWord: Equatable, Sendable {
  /// As it is written.
  package let text: String

  /// In lower case.
  package static let all = [
    "null", "nan", "none", "nil", "na", "n/a", "#n/a", "n.a.", "#null!", "<na>", "<null>", "(null)",
    "(blank)", "(none)", "(empty)", "nat", "undefined", "\\n", "-", "--", "?",
  ]
  private static let words = Set(all)
  private static let longest = 9

  init?(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
    guard start < end, end - start <= NullWord.longest else { return nil }
    var word = ""
    for i in start..<end { word.unicodeScalars.append(Unicode.Scalar(bytes[i])) }
    guard NullWord.words.contains(word.lowercased()) else { return nil }
    text = word
  }

  /// Reads a text; `nil` if it is not such a word.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes.span, 0, bytes.count)
  }
}
