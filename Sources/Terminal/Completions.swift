import Diagnostics

/// What could stand at the cursor.
package struct Completions: Equatable, Sendable {
  /// How many characters before the cursor the candidates replace: what was typed of the word.
  package let typed: Int
  /// In the order to list them.
  ///
  /// A space at the end is inserted too if there is only one.
  package let candidates: [String]

  package init(typed: Int, candidates: [String]) {
    self.typed = typed
    self.candidates = candidates
  }

  /// What Tab does to a line.
  enum Action: Equatable {
    case nothing
    /// Takes away so many characters before the cursor and inserts the text.
    case replace(erase: Int, with: String)
    case list([String])
  }

  /// One candidate is inserted; of several their common beginning, and if that is there already,
  /// they are listed.
  ///
  /// - Parameter word: What was typed of the word, `typed` characters.
  /// - Returns: What to do to the line.
  func action(for word: String) -> Action {
    guard let first = candidates.first else { return .nothing }
    if candidates.count == 1 {
      return first == word ? .nothing : .replace(erase: typed, with: first)
    }
    var common = first[...]
    for candidate in candidates.dropFirst() {
      common = common.prefix(zip(common, candidate).prefix { $0 == $1 }.count)
    }
    guard common.count > word.count else { return .list(candidates) }
    return .replace(erase: typed, with: String(common))
  }
}

/// Names in columns that fit a width, read downwards, each line without a line feed.
func completionListing(_ names: [String], width: Int) -> [String] {
  let shown = names.map { VisibleText($0).text.cut(toWidth: max(1, width - 2)) }
  let column = (shown.map(\.displayWidth).max() ?? 0) + 2
  let columns = max(1, width / column)
  let rows = (shown.count + columns - 1) / columns
  return (0..<rows).map { row in
    let cells = stride(from: row, to: shown.count, by: rows).map { shown[$0] }
    return cells.dropLast().map { $0.padded(toWidth: column) }.joined() + (cells.last ?? "")
  }
}
