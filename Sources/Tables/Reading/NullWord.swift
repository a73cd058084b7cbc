/// A word that tools and people write for a cell without a value.
package struct NullWord: Equatable, Sendable {
  /// As it is written.
  package let text: String

  /// In lower case.
  private static let words: Set<String> = [
    "null", "nan", "none", "nil", "na", "n/a", "#n/a", "n.a.", "#null!", "<na>", "<null>", "(null)",
    "(blank)", "(none)", "(empty)", "nat", "undefined", "\\n", "-", "--", "?",
  ]
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

/// The words for nothing among the cells of a column, with the number of rows of each; the most
/// frequent first, then by their bytes.
///
/// - Complexity: O(distinct texts), and O(rows) only if there are such words.
package func nullWords(in table: Table, column name: String) -> [(word: NullWord, rows: Int)] {
  guard case .text(let cells)? = table.column(name) else { return [] }
  var found: [Int: NullWord] = [:]
  let bytes = cells.dictionary.bytes.span
  for code in 0..<cells.dictionary.count {
    var start = cells.dictionary.offsets[code]
    var end = cells.dictionary.offsets[code + 1]
    trim(bytes, &start, &end)
    if let word = NullWord(bytes, start, end) { found[code] = word }
  }
  guard !found.isEmpty else { return [] }
  var counts = [Int](repeating: 0, count: cells.dictionary.count)
  for row in 0..<table.rowCount {
    if let code = cells.codes[table.storedRow(row)] { counts[Int(code)] += 1 }
  }
  return found.keys.sorted().filter { counts[$0] > 0 }.compactMap { code in
    found[code].map { (word: $0, rows: counts[code]) }
  }.sorted { ($1.rows, $0.word.text) < ($0.rows, $1.word.text) }
}
