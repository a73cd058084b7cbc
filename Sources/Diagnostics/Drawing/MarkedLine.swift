/// A line with what is to be said about parts of it, drawn as one line of text and lines of marks.
struct MarkedLine {
  struct Mark {
    /// Characters of the line; an empty range points at the place before a character.
    let characters: Range<Int>
    /// Whether the range goes on in the next line.
    let goesOn: Bool
    let kind: Kind
    /// The remark, safe to show; empty for none.
    let text: String

    /// The problem itself or something that has a part in it.
    enum Kind { case main, label }
  }

  let line: ShownLine
  let marks: [Mark]
  let severity: Diagnostic.Severity

  /// Draws the line with its marks.
  ///
  /// - Parameters:
  ///   - room: Columns for the line; longer lines are shown in part.
  ///   - remarkRoom: Columns for remarks, `nil` for any number.
  ///   - style: Colours and glyphs; its width is not looked at.
  /// - Returns: The text, then the lines below it, all without the gutter.
  func drawn(room: Int, remarkRoom: Int?, style: Style) -> (text: String, below: [String]) {
    let window = line.window(ofWidth: room, around: focus, ellipsis: style.ellipsis)
    let placed = marks.map { place($0, in: window, room: room) }
    // From right to left, so that what stands nearest to its mark is read with it.
    let ordered = placed.sorted { left, right in
      let (a, b) = (left.columns, right.columns)
      if a.upperBound != b.upperBound { return a.upperBound > b.upperBound }
      return left.mark.kind == .main && right.mark.kind != .main
    }
    guard let last = ordered.first else { return (window.text, []) }
    var signs = signLine(placed, style: style)
    var below: [String] = []
    let end = last.columns.upperBound + 1
    let fits = end + last.mark.text.displayWidth <= remarkRoom ?? .max
    if fits, !last.mark.text.isEmpty { signs += " " + paint(last.mark.text, last.mark, style) }
    below.append(signs)
    for one in fits ? ordered.dropFirst() : ordered[...] where !one.mark.text.isEmpty {
      below += remarkLines(one, remarkRoom: remarkRoom, style: style)
    }
    return (window.text, below)
  }

  private struct PlacedMark {
    let mark: Mark
    /// Columns of the window, at least one.
    let columns: Range<Int>
  }

  /// All marks if they fit, as the window decides; the problem itself first.
  private var focus: Range<Int> {
    guard let main = marks.first(where: { $0.kind == .main }) ?? marks.first else { return 0..<0 }
    return main.characters
  }

  private func place(_ mark: Mark, in window: ShownLine.Window, room: Int) -> PlacedMark {
    let start = line.column(of: mark.characters.lowerBound) + window.shift
    let end = line.column(of: mark.characters.upperBound) + window.shift
    let first = min(max(0, start), max(0, room - 1))
    return PlacedMark(mark: mark, columns: first..<max(first + 1, min(end, room)))
  }

  /// Carets under the problem, dashes under the labels; carets win where they meet.
  private func signLine(_ placed: [PlacedMark], style: Style) -> String {
    let width = placed.reduce(0) { max($0, $1.columns.upperBound) }
    var kinds = [Mark.Kind?](repeating: nil, count: width)
    for one in placed {
      for column in one.columns where kinds[column] != .main { kinds[column] = one.mark.kind }
    }
    var drawn = ""
    var start = 0
    while start < width {
      var end = start + 1
      while end < width, kinds[end] == kinds[start] { end += 1 }
      switch kinds[start] {
      case .main: drawn += style.paint(String(repeating: "^", count: end - start), ink)
      case .label: drawn += style.paint(String(repeating: "-", count: end - start), .label)
      case nil: drawn += String(repeating: " ", count: end - start)
      }
      start = end
    }
    if let last = placed.max(by: { $0.columns.upperBound < $1.columns.upperBound }),
      last.mark.goesOn
    {
      drawn += style.paint(style.ellipsis, last.mark.kind == .main ? ink : .label)
    }
    return drawn
  }

  /// The remark below its mark; moved to the left, and at last broken, where it does not fit.
  private func remarkLines(_ one: PlacedMark, remarkRoom: Int?, style: Style) -> [String] {
    let room = remarkRoom ?? .max
    let wanted = one.columns.lowerBound
    let text = one.mark.text
    let column = min(wanted, max(min(2, wanted), room - text.displayWidth))
    let lines = text.wrapped(toWidth: remarkRoom.map { max(10, $0 - column) })
    return lines.map { String(repeating: " ", count: column) + paint($0, one.mark, style) }
  }

  private func paint(_ text: String, _ mark: Mark, _ style: Style) -> String {
    style.paint(text, mark.kind == .main ? ink : .label)
  }

  private var ink: Style.Ink { severity.ink }
}

extension Diagnostic.Severity {
  /// The colour of everything that belongs to the problem itself.
  var ink: Style.Ink {
    switch self {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }
}
