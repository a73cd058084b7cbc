/// Values of a key that look the same but are different bytes.
package struct Lookalikes: Equatable, Sendable {
  package let column: String
  /// The number of values that look like another.
  package let count: Int
  /// Two of them, with what is invisible spelled out.
  package let first: String
  package let second: String

  /// One sentence, without a full stop.
  var message: String {
    "\(count) values of `\(column)` look like another value but differ, such as `\(first)` and "
      + "`\(second)`"
  }
}

/// The values of a key that an eye would take for one: composed and decomposed accents, invisible
/// characters inside, spaces around.
///
/// - Returns: `nil` if all distinct values also look distinct. Only values that a row uses count.
/// - Complexity: O(distinct values), and one pass over the bytes where all are plain ASCII.
package func lookalikeKeys(_ cells: TextCells, column: String) -> Lookalikes? {
  var isUsed = [Bool](repeating: false, count: cells.dictionary.count)
  for row in 0..<cells.count where !cells.codes.isMissing(row) {
    isUsed[Int(cells.codes.values[row])] = true
  }
  // Distinct texts that all look like what they are look distinct.
  let odd = isUsed.indices.first { isUsed[$0] && !isPlain(cells.dictionary.utf8($0)) }
  guard odd != nil else { return nil }
  // Looked up by folded form only; its order never leaves.
  var seen: [String: Int] = [:]
  var twins = 0
  var example: (Int, Int)?
  for code in isUsed.indices where isUsed[code] {
    // Strings compare by canonical equivalence, which is what an eye does.
    let folded = looks(of: cells.dictionary[code])
    if let twin = seen[folded] {
      twins += 1
      if example == nil { example = (twin, code) }
    } else {
      seen[folded] = code
    }
  }
  guard let example else { return nil }
  return Lookalikes(
    column: column, count: twins, first: spelledOut(cells.dictionary[example.0]),
    second: spelledOut(cells.dictionary[example.1]))
}

/// Whether a text is ASCII without spaces around: an eye sees its very bytes.
private func isPlain(_ utf8: ArraySlice<UInt8>) -> Bool {
  guard let first = utf8.first, let last = utf8.last else { return true }
  return first > 0x20 && last > 0x20 && utf8.allSatisfy { $0 < 0x80 }
}

private func looks(of text: String) -> String {
  let scalars = text.unicodeScalars.filter { !isInvisible($0) }
  var kept = String.UnicodeScalarView(scalars)[...]
  while let first = kept.first, first.properties.isWhitespace { kept.removeFirst() }
  while let last = kept.last, last.properties.isWhitespace { kept.removeLast() }
  return String(kept)
}

/// What differs is not ASCII or is invisible, so both are shown by number.
private func spelledOut(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    scalar.isASCII && scalar.value >= 0x20
      ? String(scalar) : "\\u{" + String(scalar.value, radix: 16) + "}"
  }.joined()
}

private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x200B...0x200F, 0x2060...0x2064, 0xFEFF, 0xAD, 0x180E: true
  default: false
  }
}
