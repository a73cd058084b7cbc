import Diagnostics

/// A document fitted to a terminal: nothing is wider than the screen, and what is cut is announced.
///
/// With a style without a width nothing is cut, and the text is the same at any terminal.
package struct TerminalFormat: DocumentFormat {
  private let style: Style
  private let maximumRows: Int?
  private let seeAll: String

  /// - Parameters:
  ///   - style: Width, colours and glyphs.
  ///   - maximumRows: Rows of a table to show, at least 1; highlighted rows are shown beyond that.
  ///   - seeAll: How to see what was cut, such as "`:last` shows all"; empty for no advice.
  package init(style: Style, maximumRows: Int? = nil, seeAll: String = "") {
    self.style = style
    self.maximumRows = maximumRows.map { max(1, $0) }
    self.seeAll = seeAll
  }

  package func text(of document: Document) -> String {
    var lines: [String] = []
    var before: Document.Block?
    for block in document.blocks {
      let drawn = draw(block)
      guard !drawn.isEmpty else { continue }
      if let before, separates(before, block) { lines.append("") }
      lines += drawn
      before = block
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func draw(_ block: Document.Block) -> [String] {
    switch block {
    case .heading(let text): paragraph(VisibleText(text).text, .heading)
    case .paragraph(let text):
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .flatMap { paragraph(VisibleText($0).text, nil) }
    case .note(let kind, let text): note(kind, VisibleText(text).text)
    case .code(let text):
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "    " + codeLine($0) }
    case .table(let table):
      TableDrawing(style: style, maximumRows: maximumRows, seeAll: seeAll).lines(of: table)
    case .picture(let picture): picture.chart.lines(in: style)
    }
  }

  /// Whether an empty line stands between two blocks: a heading belongs to what follows it, and
  /// notes stand together.
  private func separates(_ before: Document.Block, _ block: Document.Block) -> Bool {
    switch (before, block) {
    case (.heading, _): false
    case (.note, .note): false
    case (.note, .heading), (.note, .table), (.paragraph, .table), (.paragraph, .note): false
    default: true
    }
  }

  private func paragraph(_ text: String, _ ink: Style.Ink?) -> [String] {
    ("  " + text).wrapped(toWidth: style.columns, hanging: 2).map { line in
      guard let ink else { return line }
      return "  " + style.paint(String(line.dropFirst(2)), ink)
    }
  }

  private func note(_ kind: Document.NoteKind, _ text: String) -> [String] {
    let label = kind.rawValue + ":"
    let ink: Style.Ink =
      switch kind {
      case .note: .note
      case .warning: .warning
      }
    var lines = ("  " + label + " " + text).wrapped(toWidth: style.columns, hanging: 4)
    lines[0] = "  " + style.paint(label, ink) + lines[0].dropFirst(2 + label.count)
    return lines
  }

  /// Code keeps its tabs as spaces, and is never broken: it is there to be copied.
  private func codeLine(_ line: Substring) -> String {
    VisibleText(line.replacing("\t", with: "    ")).text
  }
}
