/// Text from outside that is safe to show: what a terminal could obey is spelled out.
///
/// Control characters, escape sequences, bidirectional marks, line separators and invisible
/// characters become visible escapes such as `\u{1b}`; everything else is unchanged. Cells, headers,
/// file names and values in messages pass through here before they are shown; data formats (CSV,
/// JSON) carry the raw text.
package struct VisibleText: Hashable, Sendable {
  package let text: String

  package init(_ raw: some StringProtocol) {
    guard raw.unicodeScalars.contains(where: VisibleText.isHidden) else {
      text = String(raw)
      return
    }
    var shown = ""
    for scalar in raw.unicodeScalars {
      switch scalar {
      case "\n": shown += "\\n"
      case "\r": shown += "\\r"
      case "\t": shown += "\\t"
      case _ where VisibleText.isHidden(scalar):
        shown += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    text = shown
  }

  /// The text cut to so many characters, with an ellipsis where something is missing.
  package func cut(to limit: Int) -> String {
    text.count <= limit ? text : String(text.prefix(max(0, limit - 1))) + "…"
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true  // C0, DEL, C1
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF, 0x061C: true
    case 0xAD, 0x180E, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    default: false
    }
  }
}

/// A value from data as messages quote it: visible, cut at 80 characters, in backquotes.
package func quoted(_ value: some StringProtocol) -> String {
  "`" + VisibleText(value).cut(to: 80) + "`"
}
