extension StringProtocol {
  /// The columns that a terminal needs for this text.
  ///
  /// East Asian wide and fullwidth characters and emoji take two, combining marks none. Control
  /// characters are counted as none: pass the text through `VisibleText` first.
  package var displayWidth: Int {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return utf8.count }
    return reduce(0) { $0 + $1.displayWidth }
  }

  /// The text cut to so many columns, with a mark where something is missing.
  ///
  /// - Parameters:
  ///   - width: At least 0.
  ///   - mark: What stands for the missing rest; it counts towards the width.
  /// - Returns: The text itself if it fits. Never wider than `width`, so perhaps empty.
  package func cut(toWidth width: Int, mark: String = "…") -> String {
    guard displayWidth > width else { return String(self) }
    let markWidth = mark.displayWidth
    guard width >= markWidth else { return "" }
    var kept = ""
    var used = 0
    for character in self {
      let step = character.displayWidth
      guard used + step <= width - markWidth else { break }
      kept.append(character)
      used += step
    }
    return kept + mark
  }

  /// The text with spaces after it, so that it fills so many columns.
  package func padded(toWidth width: Int) -> String {
    String(self) + String(repeating: " ", count: Swift.max(0, width - displayWidth))
  }

  /// The text with spaces before it, so that it fills so many columns.
  package func leftPadded(toWidth width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - displayWidth)) + String(self)
  }
}

extension Character {
  /// The columns that a terminal needs for this character: 0, 1 or 2, rarely more.
  package var displayWidth: Int {
    if let ascii = asciiValue { return ascii >= 0x20 && ascii < 0x7F ? 1 : 0 }
    var scalars = unicodeScalars.makeIterator()
    guard let first = scalars.next() else { return 0 }
    if first.properties.isEmojiPresentation { return 2 }
    var width = first.displayWidth
    while let next = scalars.next() {
      // U+FE0F asks for the emoji form of a character that also has a text form.
      if next == "\u{FE0F}", first.properties.isEmoji { return 2 }
      width += next.displayWidth
    }
    return width
  }
}

extension Unicode.Scalar {
  /// The columns of one scalar by itself.
  ///
  /// The Unicode Standard, annexes 11 (East Asian Width, ambiguous taken as narrow) and 51 (emoji).
  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator:
      return 0
    default: break
    }
    // The vowels and final consonants of Hangul are drawn into the syllable that they follow.
    if (0x1160...0x11FF).contains(value) { return 0 }
    if properties.isEmojiPresentation { return 2 }
    return Unicode.Scalar.wideRanges.contains { $0.contains(value) } ? 2 : 1
  }

  /// Wide and fullwidth characters that are no emoji, with the gaps between blocks filled.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
    0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FF, 0x1F200...0x1F265,
    0x20000...0x3FFFD,
  ]
}
