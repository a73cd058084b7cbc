import Diagnostics

/// A document as a part of an HTML page: no script, no request, no colour of its own.
///
/// Texts of the document are words, never markup. A chart is an SVG with its numbers in a table below it,
/// which opens on demand.
package struct HTMLFormat: DocumentFormat {
  private let headingLevel: Int

  /// - Parameter headingLevel: The level of headings, 1...6.
  package init(headingLevel: Int = 3) { self.headingLevel = min(6, max(1, headingLevel)) }

  package func text(of document: Document) -> String {
    document.blocks.map { draw($0) }.joined()
  }

  private func draw(_ block: Document.Block) -> String {
    switch block {
    case .heading(let text): "<h\(headingLevel)>\(htmlText(text))</h\(headingLevel)>\n"
    case .paragraph(let text):
      "<p>" + text.split(separator: "\n").map { htmlProse($0) }.joined(separator: "<br>\n")
        + "</p>\n"
    case .note(let kind, let text):
      "<p class=\"\(kind.rawValue)\"><strong>\(kind.rawValue):</strong> \(htmlProse(text))</p>\n"
    case .code(let text): "<pre><code>\(htmlText(text))</code></pre>\n"
    case .table(let table): draw(table)
    case .picture(let picture): draw(picture.chart)
    }
  }

  private func draw(_ chart: any Chart) -> String {
    let table = draw(chart.table)
    guard let figure = chart.figure else { return table }
    return "<figure>\n<figcaption><strong>\(htmlText(figure.title))</strong>"
      + (figure.description.isEmpty ? "" : "<br>\(htmlText(figure.description))")
      + "</figcaption>\n" + SVGDrawing(figure).text
      + "<details><summary>The numbers</summary>\n\(table)</details>\n</figure>\n"
  }

  private func draw(_ table: TableBlock) -> String {
    guard !table.headings.isEmpty else { return "" }
    let columns = table.headings.enumerated().map { index, heading in
      let cells = table.rows.map { index < $0.count ? $0[index] : .empty }
      return ReadableColumn(cells, heading: heading, style: .plain)
    }
    func cell(_ tag: String, _ text: String, _ column: ReadableColumn) -> String {
      let name = tag == "th" ? "th scope=\"col\"" : tag
      return "<\(name)\(column.isTrailing ? " class=\"number\"" : "")>\(htmlText(text))</\(tag)>"
    }
    let head = zip(table.headings, columns).map { heading, column in
      let detail = heading.detail.isEmpty ? "" : " (\(heading.detail))"
      return cell("th", heading.name + detail, column)
    }
    var lines = [
      "<div class=\"table\" tabindex=\"0\"><table>", "<thead><tr>\(head.joined())</tr></thead>",
    ]
    lines.append("<tbody>")
    for index in table.rows.indices {
      let row = columns.map { cell("td", $0.texts[index], $0) }.joined()
      let isMarked = table.highlighted.contains(index)
      lines.append("<tr\(isMarked ? " class=\"marked\"" : "")>\(row)</tr>")
    }
    lines.append("</tbody></table></div>")
    let more = table.totalRows - table.rows.count
    if more > 0 { lines.append("<p>… \(readable(more)) more \(more == 1 ? "row" : "rows")</p>") }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// Text from outside as HTML that reads as the same text, in an element or an attribute.
package func htmlText(_ raw: some StringProtocol) -> String {
  var escaped = ""
  let lines = raw.split(separator: "\n", omittingEmptySubsequences: false)
  for character in lines.map({ VisibleText($0).text }).joined(separator: "\n") {
    switch character {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    default: escaped.append(character)
    }
  }
  return escaped
}

/// A sentence as HTML: what stands in backquotes is code.
package func htmlProse(_ raw: some StringProtocol) -> String {
  let parts = htmlText(raw).split(separator: "`", omittingEmptySubsequences: false)
  guard parts.count % 2 == 1 else { return htmlText(raw) }
  return parts.enumerated().map { place, part in
    place.isMultiple(of: 2) ? String(part) : "<code>\(part)</code>"
  }.joined()
}

/// A figure as SVG within a page.
struct SVGDrawing {
  let figure: Figure

  init(_ figure: Figure) { self.figure = figure }

  var text: String {
    let label = htmlText(
      figure.description.isEmpty ? figure.title : "\(figure.title): \(figure.description)")
    let size = "\(pixels(figure.width)) \(pixels(figure.height))"
    return "<svg role=\"img\" aria-label=\"\(label)\" viewBox=\"0 0 \(size)\">\n"
      + figure.shapes.map { draw($0) + "\n" }.joined() + "</svg>\n"
  }

  private func draw(_ shape: Figure.Shape) -> String {
    switch shape {
    case .rectangle(let x, let y, let width, let height, let style):
      "<rect class=\"\(style)\" x=\"\(pixels(x))\" y=\"\(pixels(y))\" width=\"\(pixels(width))\""
        + " height=\"\(pixels(height))\"/>"
    case .line(let x1, let y1, let x2, let y2, let style):
      "<line class=\"\(style)\" x1=\"\(pixels(x1))\" y1=\"\(pixels(y1))\" x2=\"\(pixels(x2))\""
        + " y2=\"\(pixels(y2))\"/>"
    case .polyline(let points, let style):
      "<polyline class=\"\(style)\" points=\""
        + points.map { "\(pixels($0.x)),\(pixels($0.y))" }.joined(separator: " ") + "\"/>"
    case .circle(let x, let y, let radius, let style):
      "<circle class=\"\(style)\" cx=\"\(pixels(x))\" cy=\"\(pixels(y))\" r=\"\(pixels(radius))\"/>"
    case .text(let text, let x, let y, let anchor, let style):
      "<text class=\"\(style)\" x=\"\(pixels(x))\" y=\"\(pixels(y))\""
        + (anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"")
        + ">\(htmlText(text))</text>"
    }
  }

  /// To a tenth of a pixel, without a fraction of zero.
  private func pixels(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = Int((value * 10).rounded())
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + String(whole) + (rest == 0 ? "" : ".\(rest)")
  }
}
