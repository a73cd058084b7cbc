/// What the place that text is drawn for can show.
///
/// Nothing here is found out from the process: the front end looks at the terminal and says.
package struct Style: Equatable, Sendable {
  /// Columns to fit into; `nil` where a line may be as long as it likes, as in a pipe.
  package let width: Int?
  package let color: Color
  package let glyphs: Glyphs

  package enum Color: Sendable {
    case none
    /// The sixteen colours of every terminal, so that the theme of the user decides.
    case ansi
  }

  /// Which characters we use for what we draw; texts from outside stay as they are.
  package enum Glyphs: Sendable { case unicode, ascii }

  package init(width: Int? = nil, color: Color = .none, glyphs: Glyphs = .unicode) {
    self.width = width
    self.color = color
    self.glyphs = glyphs
  }

  /// Nothing but text, for pipes and tests.
  package static let plain = Style()

  /// The width to fit into, where less than 20 columns are treated as 20: below that nothing can
  /// be read, and the terminal wraps.
  package var columns: Int? { width.map { max(20, $0) } }

  /// The mark for something left out.
  package var ellipsis: String { glyphs == .unicode ? "…" : "..." }

  /// The same place with another width.
  package func with(width: Int?) -> Style { Style(width: width, color: color, glyphs: glyphs) }

  /// What a piece of text is, which decides its colour.
  package enum Ink: Sendable {
    case heading, strong, faint, error, warning, note, label, fix, marked, bar

    fileprivate var parameters: String {
      switch self {
      case .heading, .strong: "1"
      case .faint: "2"
      case .error: "1;31"
      case .warning: "1;33"
      case .note: "36"
      case .label: "34"
      case .fix: "32"
      case .marked: "1;32"
      case .bar: "36"
      }
    }
  }

  /// The text in the colour of its ink, if colours were asked for; an empty text stays empty.
  package func paint(_ text: String, _ ink: Ink) -> String {
    guard color == .ansi, !text.isEmpty else { return text }
    return "\u{1b}[\(ink.parameters)m\(text)\u{1b}[0m"
  }
}
