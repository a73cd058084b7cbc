import Diagnostics

/// The width of every figure: a page is that wide, and narrower screens scale it.
let figureWidth = 640.0

extension BarChart {
  /// Horizontal bars from zero, each with its label before it and its value after it.
  package var figure: Figure? {
    let finite = values.compactMap { $0 }.filter(\.isFinite)
    guard !finite.isEmpty else { return nil }
    let (low, high) = (min(0, finite.min() ?? 0), max(0, finite.max() ?? 0))
    let row = 26.0
    let left = min(220, 16 + 7.2 * Double(labels.map { $0.displayWidth }.max() ?? 0))
    let right = figureWidth - 88
    let span = high - low > 0 ? high - low : 1
    func x(_ value: Double) -> Double { left + (right - left) * (value - low) / span }
    var figure = Figure(
      title: title, description: measure, width: figureWidth,
      height: Double(labels.count) * row + 12)
    for (place, value) in values.enumerated() {
      let y = 6 + Double(place) * row
      figure.add(
        .text(
          VisibleText(labels[place]).text, x: left - 8, y: y + 15, anchor: .end,
          style: place == marked ? "strong" : "label"))
      guard let value, value.isFinite else {
        figure.add(.text("–", x: left + 4, y: y + 15, anchor: .start, style: "faint"))
        continue
      }
      let (from, to) = (min(x(0), x(value)), max(x(0), x(value)))
      figure.add(
        .rectangle(
          x: from, y: y + 2, width: max(1, to - from), height: row - 8,
          style: marked == nil || place == marked ? "bar" : "bar other"))
      figure.add(
        .text(
          readable(value, significant: 4), x: to + 6, y: y + 15, anchor: .start,
          style: place == marked ? "strong" : "label"))
    }
    figure.add(.line(x1: x(0), y1: 4, x2: x(0), y2: figure.height - 8, style: "axis"))
    return figure
  }
}

extension BoxChart {
  /// Boxes of each feature below each other, on a scale of its own with round ticks.
  package var figure: Figure? {
    let groups = panels.map(\.groups.count).reduce(0, +)
    guard groups > 0 else { return nil }
    let (row, head, foot) = (24.0, 26.0, 30.0)
    let names = panels.flatMap { $0.groups.map(\.name) }
    let left = min(220, 16 + 7.2 * Double(names.map { $0.displayWidth }.max() ?? 0))
    let right = figureWidth - 60
    var figure = Figure(
      title: "Quartiles by \(grouping)",
      description: "the middle half of each group with its median; whiskers reach to usual values",
      width: figureWidth, height: Double(panels.count) * (head + foot) + Double(groups) * row)
    var top = 0.0
    for panel in panels {
      let boxes = panel.groups.compactMap(\.box)
      let low = boxes.map(\.low).min() ?? 0
      let high = max(boxes.map(\.high).max() ?? 1, low.nextUp)
      func x(_ value: Double) -> Double { left + (right - left) * (value - low) / (high - low) }
      let bottom = top + head + Double(panel.groups.count) * row
      figure.add(
        .text(VisibleText(panel.measure).text, x: 0, y: top + 16, anchor: .start, style: "strong"))
      for tick in boxes.isEmpty ? [] : Ticks(low: low, high: high).values {
        figure.add(.line(x1: x(tick), y1: top + head, x2: x(tick), y2: bottom, style: "grid"))
        figure.add(
          .text(readable(tick), x: x(tick), y: bottom + 14, anchor: .middle, style: "tick"))
      }
      for (place, group) in panel.groups.enumerated() {
        let y = top + head + Double(place) * row
        figure.add(
          .text(VisibleText(group.name).text, x: left - 8, y: y + 16, anchor: .end, style: "label"))
        guard let box = group.box else {
          figure.add(.text("too few", x: left + 4, y: y + 16, anchor: .start, style: "faint"))
          continue
        }
        let style = "s\(place % 8 + 1)"
        figure.add(.line(x1: x(box.low), y1: y + 12, x2: x(box.high), y2: y + 12, style: "whisker"))
        figure.add(
          .rectangle(
            x: x(box.firstQuartile), y: y + 4,
            width: max(1, x(box.thirdQuartile) - x(box.firstQuartile)), height: 16, style: style))
        figure.add(
          .line(x1: x(box.median), y1: y + 3, x2: x(box.median), y2: y + 21, style: "median"))
        if box.beyond > 0 {
          figure.add(
            .text(
              "+" + readable(box.beyond), x: x(box.high) + 6, y: y + 16, anchor: .start,
              style: "faint"))
        }
      }
      top = bottom + foot
    }
    return figure
  }
}

extension DensityChart {
  /// A square for each cell with customers: the more they are, the more of it is filled; a number says which
  /// group most of them are in.
  package var figure: Figure? {
    guard let most = coarse.cells.map(\.count).max() else { return nil }
    let size = figureWidth / Double(coarse.columns)
    var figure = Figure(
      title: "Customers in the plane of the two main components",
      description: "the larger a square, the more customers; its colour is their segment",
      width: figureWidth, height: size * Double(coarse.rows) + 2)
    for cell in coarse.cells {
      let side = size * (0.25 + 0.7 * (Double(cell.count) / Double(most)).squareRoot())
      let (x, y) = ((Double(cell.column) + 0.5) * size, (Double(cell.row) + 0.5) * size)
      figure.add(
        .rectangle(
          x: x - side / 2, y: y - side / 2, width: side, height: side,
          style: cell.group < 0 ? "noise" : "s\(cell.group % 8 + 1)"))
    }
    // Each group is named once, in its fullest cell: nobody has to read it off the colour.
    for group in Set(coarse.cells.map(\.group)).sorted() where group >= 0 {
      let own = coarse.cells.filter { $0.group == group }
      guard
        let fullest = own.max(by: { ($0.count, $1.row, $1.column) < ($1.count, $0.row, $0.column) })
      else { continue }
      figure.add(
        .text(
          "\(group + 1)", x: (Double(fullest.column) + 0.5) * size,
          y: (Double(fullest.row) + 0.5) * size + 5, anchor: .middle, style: "mark"))
    }
    return figure
  }
}
