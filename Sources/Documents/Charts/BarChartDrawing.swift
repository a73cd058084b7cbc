import Diagnostics

/// Draws a bar for each label, with its value before it and a remark after the marked one.
struct BarChartDrawing {
  let style: Style

  /// Lines without line feeds, each indented by two columns, where the mark stands.
  func lines(of chart: BarChart) -> [String] {
    let count = min(chart.labels.count, chart.values.count)
    let labels = labelTexts(chart.labels.prefix(count).map { VisibleText($0).text })
    let values = valueTexts(Array(chart.values.prefix(count)))
    let available = max(10, (style.columns ?? 80) - 2)
    let labelWidth = min(max(4, available / 3), labels.map(\.displayWidth).max() ?? 0)
    let valueWidth = values.map(\.displayWidth).max() ?? 0
    let before = labelWidth + 2 + valueWidth + 2
    let remark = VisibleText(chart.remark).text
    // The remark of the marked bar stands after it while there is room for bars too.
    let beside = remark.isEmpty ? 0 : remark.displayWidth + 2
    let fitsBeside = available - before - beside >= 12
    // On a very narrow screen the values alone are better than no values.
    let room = min(40, available - before - (fitsBeside ? beside : 0))
    let track = room < 3 ? 0 : room
    let scale = BarScale(chart.values.prefix(count).compactMap { $0 }, width: track)
    var lines = titleLines(chart)
    for row in 0..<count {
      let isMarked = row == chart.marked
      let label = align(labels[row].cut(toWidth: labelWidth, mark: style.ellipsis), labelWidth)
      let head = label + "  " + values[row].leftPadded(toWidth: valueWidth) + "  "
      let drawn = chart.values[row].map { scale.bar($0, glyphs: style.glyphs) } ?? ""
      guard isMarked else {
        lines.append(("  " + head + style.paint(drawn, .bar)).withoutTrailingBlanks)
        continue
      }
      let mark = style.glyphs == .unicode ? "▸" : ">"
      var line = style.paint(mark, .marked) + " " + style.paint(head + drawn, .marked)
      if fitsBeside, !remark.isEmpty { line += "  " + style.paint(remark, .strong) }
      lines.append(style.color == .none ? line.withoutTrailingBlanks : line)
      if !fitsBeside { lines += below(remark, indent: labelWidth + 4) }
    }
    return lines
  }

  private func titleLines(_ chart: BarChart) -> [String] {
    let title = VisibleText(chart.title).text
    let measure = VisibleText(chart.measure).text
    let together = title + (measure.isEmpty ? "" : " (" + measure + ")")
    guard !together.isEmpty else { return [] }
    return ("  " + together).wrapped(toWidth: style.columns, hanging: 2).map {
      "  " + style.paint(String($0.dropFirst(2)), .heading)
    }
  }

  private func below(_ remark: String, indent: Int) -> [String] {
    guard !remark.isEmpty else { return [] }
    let blanks = String(repeating: " ", count: indent)
    return remark.wrapped(toWidth: style.columns.map { max(8, $0 - indent) }).map {
      blanks + style.paint($0, .strong)
    }
  }

  private func labelTexts(_ labels: [String]) -> [String] {
    guard labels.allSatisfy({ Double($0) != nil }) else { return labels }
    let width = labels.map(\.displayWidth).max() ?? 0
    return labels.map { $0.leftPadded(toWidth: width) }
  }

  private func align(_ label: String, _ width: Int) -> String { label.padded(toWidth: width) }

  private func valueTexts(_ values: [Double?]) -> [String] {
    let cells = values.map { value -> TableBlock.Cell in
      guard let value, value.isFinite else { return .value(.null) }
      return .number(value, significant: 4)
    }
    return ReadableColumn(cells, heading: .init("", alignment: .trailing), style: style)
      .alignedTexts
  }
}

/// From values to bars on a track: from nothing to the right, and to the left where values are
/// negative.
private struct BarScale {
  private let lowest: Double
  private let highest: Double
  /// Columns left of nothing.
  private let left: Int
  private let right: Int

  init(_ values: [Double], width: Int) {
    let finite = values.filter(\.isFinite)
    lowest = min(0, finite.min() ?? 0)
    highest = max(0, finite.max() ?? 0)
    // Halves, because the span of the largest numbers is none.
    let span = highest / 2 - lowest / 2
    guard lowest < 0, width > 2 else {
      left = 0
      right = width
      return
    }
    left = min(width - 1, max(1, Int((-lowest / 2 / span * Double(width - 1)).rounded())))
    right = width - 1 - left
  }

  func bar(_ value: Double, glyphs: Style.Glyphs) -> String {
    guard value.isFinite, left + right > 0 else { return "" }
    let positive = highest > 0 ? value / highest : 0
    guard lowest < 0 else { return Documents.bar(positive, width: right, glyphs: glyphs) }
    let axis = glyphs == .unicode ? "│" : "|"
    guard value < 0 else {
      return String(repeating: " ", count: left) + axis
        + Documents.bar(positive, width: right, glyphs: glyphs)
    }
    // Blocks that grow to the left exist only as whole and half ones.
    let halves = max(1, Int((value / lowest * Double(left) * 2).rounded()))
    let full = glyphs == .unicode ? "█" : "#"
    let bar =
      glyphs == .unicode
      ? (halves % 2 == 1 ? "▐" : "") + String(repeating: full, count: halves / 2)
      : String(repeating: full, count: (halves + 1) / 2)
    return String(repeating: " ", count: max(0, left - bar.count)) + bar + axis
  }
}
