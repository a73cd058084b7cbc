import Diagnostics

/// A document as Markdown with tables, as GitHub and GitLab draw it; nothing is cut.
///
/// Texts of the document are words, never markup: whatever Markdown or HTML could read in them is
/// escaped, and addresses do not become links.
package struct MarkdownFormat: DocumentFormat {
  private let headingLevel: Int

  /// - Parameter headingLevel: The level of headings, 1...6.
  package init(headingLevel: Int = 2) { self.headingLevel = min(6, max(1, headingLevel)) }

  package func text(of document: Document) -> String {
    document.blocks.map(draw).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// A block as lines that each end with a line feed.
  private func draw(_ block: Document.Block) -> String {
    switch block {
    case .heading(let text):
      String(repeating: "#", count: headingLevel) + " " + markdownText(text) + "\n"
    case .paragraph(let text):
      text.split(separator: "\n").map { markdownText($0) }.joined(separator: "  \n") + "\n"
    case .note(let kind, let text):
      "> **" + kind.rawValue.capitalizedFirst + ":** " + markdownText(text) + "\n"
    case .code(let text): fenced(text, language: "seg")
    case .table(let table): draw(table)
    case .picture(let picture):
      switch picture.chart.inText {
      case .picture: fenced(TerminalFormat(style: Style(width: 80)).text(of: Document([block])))
      case .numbers: draw(picture.chart.table)
      }
    }
  }

  /// A fence that is longer than any run of backquotes in the text, so that the text cannot end it.
  private func fenced(_ text: String, language: String = "text") -> String {
    var longest = 2
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText($0.replacing("\t", with: "    ")).text }
    var body = lines[...]
    while body.last?.isEmpty == true { body.removeLast() }
    return fence + language + "\n" + body.map { $0 + "\n" }.joined() + fence + "\n"
  }

  private func draw(_ table: TableBlock) -> String {
    guard !table.headings.isEmpty else { return "" }
    let columns = table.headings.enumerated().map { index, heading in
      let cells = table.rows.map { index < $0.count ? $0[index] : .empty }
      return ReadableColumn(cells, heading: heading, style: .plain)
    }
    var lines = [
      row(
        table.headings.map { heading in
          let detail = heading.detail.isEmpty ? "" : " (" + heading.detail + ")"
          return markdownText(heading.name + detail)
        }),
      row(columns.map { $0.isTrailing ? "---:" : "---" }),
    ]
    for index in table.rows.indices {
      let cells = columns.map { markdownText($0.texts[index]) }
      let bold = table.highlighted.contains(index)
      lines.append(row(cells.map { bold && !$0.isEmpty ? "**" + $0 + "**" : $0 }))
    }
    if table.totalRows > table.rows.count {
      let more = table.totalRows - table.rows.count
      lines += ["", "… \(readable(more)) more \(more == 1 ? "row" : "rows")"]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}

/// Text from outside as Markdown that reads as the same text.
///
/// An underscore within a word needs no escape, so that column names stay readable in the source.
func markdownText(_ raw: some StringProtocol) -> String {
  let text = Array(VisibleText(raw).text)
  var escaped = ""
  for (index, character) in text.enumerated() {
    switch character {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\\", "`", "*", "[", "]", "|", "~", "$": escaped += "\\" + String(character)
    case "_":
      let inWord =
        index > 0 && index + 1 < text.count && text[index - 1].isWordPart
        && text[index + 1].isWordPart
      escaped += inWord ? "_" : "\\_"
    case "#", "+", "-", "=":
      // Only at the beginning could these make a heading, a list or a rule.
      let next = index + 1 < text.count ? text[index + 1] : " "
      escaped += (index == 0 && (next == " " || next == character) ? "\\" : "") + String(character)
    case ":" where text[(index + 1)...].starts(with: "//"): escaped += "\\:"
    case ".", ")":
      let endsItem = index + 1 == text.count || text[index + 1] == " "
      let afterNumber = index > 0 && endsItem && text[..<index].allSatisfy(\.isASCIIDigit)
      let afterWWW = index >= 3 && String(text[(index - 3)..<index]).lowercased() == "www"
      escaped += (afterNumber || afterWWW ? "\\" : "") + String(character)
    default: escaped.append(character)
    }
  }
  return escaped
}

extension Character {
  fileprivate var isWordPart: Bool { isLetter || isNumber }
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
