/// Draws diagnostics as text: the message, the place, the lines in question with what is marked in
/// them, what we know that helps, and what to write instead.
///
/// ```text
/// E0203  no column `custmer_id` in tx
///   segments.seg:7:15
/// 7 |   | dedupe by custmer_id
///   |               ^^^^^^^^^^ did you mean `customer_id`?
///   columns here: amount, customer_id, order_date, order_id
///   fix: customer_id
/// ```
///
/// All texts pass through `VisibleText`, so that nothing in a script or a file can steer the
/// terminal; widths are counted afterwards.
package struct DiagnosticDrawing: Sendable {
  private let sources: SourceMap
  private let style: Style

  /// A drawing for diagnostics whose ranges belong to these sources.
  package init(sources: SourceMap, style: Style) {
    self.sources = sources
    self.style = style
  }

  /// All of them by place, each problem once, with an empty line between and a count at the end.
  ///
  /// - Returns: Lines that each end with a line feed; empty if there are none. A single one has no
  ///   count after it.
  package func draw(_ diagnostics: [Diagnostic]) -> String {
    let ordered = diagnostics.inOrderOfPlace()
    var text = ordered.map(draw).joined(separator: "\n")
    if ordered.count > 1, let summary = ordered.summary {
      text += "\n" + style.paint(summary, .strong) + "\n"
    }
    return text
  }

  /// One of them, as lines that each end with a line feed.
  package func draw(_ diagnostic: Diagnostic) -> String {
    var lines = header(of: diagnostic)
    lines += fileLines(of: diagnostic)
    lines += scriptLines(of: diagnostic)
    for note in diagnostic.notes { lines += paragraph(note) }
    lines += fixLines(diagnostic.fixes)
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: Header, notes and fixes

  private func header(of diagnostic: Diagnostic) -> [String] {
    let code = diagnostic.code.id
    let message = code + "  " + VisibleText(diagnostic.message).text
    var lines = message.wrapped(toWidth: style.columns, hanging: code.count + 2)
    // Painted after it was broken, so that escapes are never counted or cut.
    lines[0] =
      style.paint(code, diagnostic.severity.ink) + "  "
      + style.paint(String(lines[0].dropFirst(code.count + 2)), .strong)
    for index in lines.indices.dropFirst() { lines[index] = style.paint(lines[index], .strong) }
    return lines
  }

  /// A note may have several lines; each is indented by two columns, and two more where it goes on.
  private func paragraph(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      ("  " + VisibleText($0).text).wrapped(toWidth: style.columns, hanging: 4)
    }
  }

  /// One fix on a line; several without remarks side by side, if they fit.
  private func fixLines(_ fixes: [Diagnostic.Fix]) -> [String] {
    guard !fixes.isEmpty else { return [] }
    let title = fixes.count == 1 ? "fix: " : "fixes: "
    let texts = fixes.map(phrase)
    let indent = String(repeating: " ", count: 2 + title.count)
    let flat = texts.map { $0.joined(separator: "\n") }.joined(separator: "    ")
    var lines: [String] = []
    if fixes.allSatisfy(\.remark.isEmpty), !flat.contains("\n"),
      indent.count + flat.displayWidth <= style.columns ?? 100
    {
      lines = [flat]
    } else {
      lines = texts.flatMap { text in
        text.flatMap {
          $0.wrapped(toWidth: style.columns.map { max(10, $0 - indent.count) }, hanging: 2)
        }
      }
    }
    return lines.enumerated().map { index, line in
      index == 0 ? "  " + style.paint(title + line, .fix) : indent + style.paint(line, .fix)
    }
  }

  /// What to do, in the words that the analyst would type, with the remark after it.
  private func phrase(_ fix: Diagnostic.Fix) -> [String] {
    let words = VisibleText(fix.remark).text
    // A remark that says the whole edit stands alone: insert "| ", start `base` in column 1.
    if !words.isEmpty, let range = fix.range, range.start == range.end || fix.replacement.isEmpty {
      return [words]
    }
    let remark = words.isEmpty ? "" : "   " + words
    if let range = fix.range, range.start == range.end {
      return ["insert \"" + VisibleText(fix.replacement).text + "\"" + remark]
    }
    if fix.replacement.isEmpty, let range = fix.range, let source = source(of: range) {
      return ["remove " + quoted(source.text(in: range)) + remark]
    }
    var lines = fix.replacement.split(separator: "\n").map { VisibleText($0).text }
    if lines.isEmpty { lines = [""] }
    lines[lines.count - 1] += remark
    return lines
  }

  // MARK: Places

  private func placeLine(_ name: String, _ line: Int?, _ column: Int?) -> String {
    var place = VisibleText(name).text
    if let line { place += ":\(line)" }
    if line != nil, let column { place += ":\(column)" }
    return "  " + style.paint(place, .faint)
  }

  private func fileLines(of diagnostic: Diagnostic) -> [String] {
    guard case .file(let path, let line, let column, let excerpt, let length) = diagnostic.place
    else { return [] }
    let place = placeLine(path, line, column)
    guard let excerpt else {
      return [place] + (diagnostic.remark.isEmpty ? [] : paragraph(diagnostic.remark))
    }
    let (shown, skipped) = ShownLine.near(column ?? 1, of: excerpt)
    var marks: [MarkedLine.Mark] = []
    if let column {
      let start = min(max(0, column - 1 - skipped), shown.count)
      marks = [
        MarkedLine.Mark(
          characters: start..<min(start + max(0, length), max(start, shown.count)), goesOn: false,
          kind: .main, text: VisibleText(diagnostic.remark).text)
      ]
    }
    let marked = MarkedLine(line: shown, marks: marks, severity: diagnostic.severity)
    var lines = [place] + excerptLines([(number: line, line: marked)])
    if column == nil, !diagnostic.remark.isEmpty { lines += paragraph(diagnostic.remark) }
    return lines
  }

  /// The lines of scripts, source by source; the source of the problem itself comes first.
  private func scriptLines(of diagnostic: Diagnostic) -> [String] {
    var parts = diagnostic.labels.map { RangeRemark(range: $0.range, text: $0.text, kind: .label) }
    if let range = diagnostic.range {
      parts.insert(RangeRemark(range: range, text: diagnostic.remark, kind: .main), at: 0)
    } else if case .process = diagnostic.place, !diagnostic.remark.isEmpty {
      return paragraph(diagnostic.remark)
    }
    var lines: [String] = []
    var done: Set<Int> = []
    for part in parts where done.insert(part.range.source).inserted {
      guard let source = source(of: part.range) else { continue }
      let position = source.position(of: part.range.start)
      lines.append(placeLine(source.name, position.line, position.column))
      let here = parts.filter { $0.range.source == part.range.source }
      lines += excerptLines(markedLines(of: source, here, severity: diagnostic.severity))
    }
    return lines
  }

  /// A range of a script with what is to be said about it.
  private struct RangeRemark {
    let range: SourceRange
    let text: String
    let kind: MarkedLine.Mark.Kind
  }

  /// The source of a range, or `nil` for a range that was made for another map.
  private func source(of range: SourceRange) -> SourceText? {
    sources.sources.indices.contains(range.source) ? sources[range] : nil
  }

  private func markedLines(
    of source: SourceText, _ parts: [RangeRemark], severity: Diagnostic.Severity
  ) -> [(number: Int?, line: MarkedLine)] {
    var marks: [Int: [MarkedLine.Mark]] = [:]
    var shown: [Int: ShownLine] = [:]
    for part in parts {
      let start = source.position(of: part.range.start)
      let end = source.position(of: part.range.end)
      let line = shown[start.line] ?? ShownLine(source.line(start.line), tabs: .expanded)
      shown[start.line] = line
      // An empty range that says nothing asks for its line to be shown, no more.
      if part.kind == .label, part.text.isEmpty, part.range.start == part.range.end { continue }
      let goesOn = end.line > start.line
      let first = start.column - 1
      let last = goesOn ? line.countWithoutTrailingBlanks : end.column - 1
      let mark = MarkedLine.Mark(
        characters: first..<max(first, last), goesOn: goesOn, kind: part.kind,
        text: VisibleText(part.text).text)
      marks[start.line, default: []].append(mark)
    }
    return shown.sorted { $0.key < $1.key }.map { number, line in
      (number, MarkedLine(line: line, marks: marks[number] ?? [], severity: severity))
    }
  }

  /// Lines with their gutter, and a mark where many lines lie between two of them.
  private func excerptLines(_ lines: [(number: Int?, line: MarkedLine)]) -> [String] {
    let numbers = lines.map { $0.number.map(String.init) ?? "" }
    let gutter = numbers.map(\.count).max() ?? 0
    let room = max(8, min(style.columns ?? 160, 160) - gutter - 3)
    let remarkRoom = style.columns.map { max(8, $0 - gutter - 3) }
    var drawn: [String] = []
    var before: Int?
    for (index, entry) in lines.enumerated() {
      if let before, let number = entry.number, number - before > 10 {
        drawn.append(style.paint(style.ellipsis.leftPadded(toWidth: gutter), .faint))
      }
      before = entry.number
      let (text, below) = entry.line.drawn(room: room, remarkRoom: remarkRoom, style: style)
      drawn.append(gutterLine(numbers[index].leftPadded(toWidth: gutter), text))
      drawn += below.map { gutterLine(String(repeating: " ", count: gutter), $0) }
    }
    return drawn
  }

  private func gutterLine(_ number: String, _ text: String) -> String {
    style.paint(number + " |", .faint) + (text.isEmpty ? "" : " " + text)
  }
}
