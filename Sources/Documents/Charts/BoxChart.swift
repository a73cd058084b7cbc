import Diagnostics

/// Quartiles, whiskers and the number of customers beyond them, for each group and measure.
package struct BoxChart: Chart {
  /// What is drawn of a group.
  package struct Box: Equatable, Sendable {
    /// The ends of the whiskers.
    package let low: Double
    package let high: Double
    package let firstQuartile: Double
    package let median: Double
    package let thirdQuartile: Double
    /// Values outside the whiskers: counted, never listed.
    package let beyond: Int

    package init(
      low: Double, firstQuartile: Double, median: Double, thirdQuartile: Double, high: Double,
      beyond: Int
    ) {
      self.low = low
      self.firstQuartile = firstQuartile
      self.median = median
      self.thirdQuartile = thirdQuartile
      self.high = high
      self.beyond = beyond
    }
  }

  package struct Group: Equatable, Sendable {
    package let name: String
    package let count: Int
    /// `nil` for a group too small to be drawn.
    package let box: Box?

    package init(name: String, count: Int, box: Box?) {
      self.name = name
      self.count = count
      self.box = box
    }
  }

  /// The groups side by side on one scale.
  package struct Panel: Equatable, Sendable {
    package let measure: String
    package let groups: [Group]

    package init(measure: String, groups: [Group]) {
      self.measure = measure
      self.groups = groups
    }
  }

  /// What the groups are, such as `segment`.
  package let grouping: String
  package let panels: [Panel]

  package init(grouping: String, panels: [Panel]) {
    self.grouping = grouping
    self.panels = panels
  }

  package var inText: ChartInText { .numbers }

  /// A row for each measure and group; the numbers of a group too small to be drawn are missing.
  package var table: TableBlock {
    let names = [
      "feature", grouping, "count", "low", "q1", "median", "q3", "high", "beyond",
    ]
    return TableBlock(
      headings: names.map { TableBlock.Heading($0) },
      rows: panels.flatMap { panel in
        panel.groups.map { group in
          let numbers = group.box.map {
            [$0.low, $0.firstQuartile, $0.median, $0.thirdQuartile, $0.high]
          }
          return [
            .text(panel.measure), .text(group.name), .value(.integer(Int64(group.count))),
          ]
            + (0..<5).map { place in
              numbers.map { .number($0[place], significant: 4) } ?? .value(.null)
            } + [group.box.map { .value(.integer(Int64($0.beyond))) } ?? .value(.null)]
        }
      })
  }

  package func lines(in style: Style) -> [String] {
    panels.enumerated().flatMap { place, panel in
      (place > 0 ? [""] : []) + BoxDrawing(panel, style).lines
    }
  }
}

/// Draws one panel: a line for each group, and the scale below.
private struct BoxDrawing {
  let panel: BoxChart.Panel
  let style: Style

  init(_ panel: BoxChart.Panel, _ style: Style) {
    self.panel = panel
    self.style = style
  }

  var lines: [String] {
    let available = max(24, style.columns ?? 80) - 2
    let names = panel.groups.map { VisibleText($0.name).text }
    let counts = panel.groups.map { readable($0.count) }
    let remarks = panel.groups.map { group in
      group.box.map { $0.beyond > 0 ? "+" + readable($0.beyond) : "" } ?? ""
    }
    let nameWidth = min(max(4, available / 4), names.map(\.displayWidth).max() ?? 0)
    let countWidth = counts.map(\.count).max() ?? 0
    let remarkWidth = remarks.map(\.count).max() ?? 0
    let before = nameWidth + 2 + countWidth + 2
    let width = max(5, min(60, available - before - (remarkWidth > 0 ? remarkWidth + 2 : 0)))
    let boxes = panel.groups.compactMap(\.box)
    let scale = BoxScale(
      low: boxes.map(\.low).min() ?? 0, high: boxes.map(\.high).max() ?? 0, width: width)
    var lines = [
      "  "
        + style.paint(
          VisibleText(panel.measure).text.cut(
            toWidth: available, mark: style.ellipsis), .heading)
    ]
    for (place, group) in panel.groups.enumerated() {
      let name = names[place].cut(toWidth: nameWidth, mark: style.ellipsis)
        .padded(toWidth: nameWidth)
      let head = "  " + name + "  " + counts[place].leftPadded(toWidth: countWidth) + "  "
      guard let box = group.box else {
        let words = "too few".cut(toWidth: width, mark: style.ellipsis)
        lines.append(head + style.paint(words, .faint))
        continue
      }
      let drawn = scale.picture(of: box, glyphs: style.glyphs)
      let beyond = remarks[place].isEmpty ? "" : "  " + remarks[place]
      lines.append((head + style.paint(drawn, .bar) + beyond).withoutTrailingBlanks)
    }
    if !boxes.isEmpty {
      lines.append(String(repeating: " ", count: before + 2) + style.paint(scale.axis, .faint))
    }
    return lines
  }
}

/// From values to columns of text.
private struct BoxScale {
  let low: Double
  let high: Double
  let width: Int

  private func column(_ value: Double) -> Int {
    // Halves, because the span of the largest numbers overflows.
    let span = high / 2 - low / 2
    guard span > 0 else { return (width - 1) / 2 }
    return min(width - 1, max(0, Int(((value / 2 - low / 2) / span * Double(width - 1)).rounded())))
  }

  func picture(of box: BoxChart.Box, glyphs: Style.Glyphs) -> String {
    let signs:
      (line: Character, left: Character, right: Character, box: Character, median: Character)
    switch glyphs {
    case .unicode: signs = ("─", "├", "┤", "▒", "█")
    case .ascii: signs = ("-", "|", "|", "=", "#")
    }
    var cells = [Character](repeating: " ", count: width)
    let (first, last) = (column(box.low), column(box.high))
    for place in first...last { cells[place] = signs.line }
    cells[first] = signs.left
    cells[last] = signs.right
    for place in column(box.firstQuartile)...column(box.thirdQuartile) { cells[place] = signs.box }
    cells[column(box.median)] = signs.median
    return String(cells)
  }

  /// The least value at the left end, the largest at the right.
  var axis: String {
    let (left, right) = (readable(low), readable(high))
    guard high > low, left.count + right.count + 2 <= width else { return left }
    return left + String(repeating: " ", count: width - left.count - right.count) + right
  }
}
