import Diagnostics

/// How far the means of segments are from the mean of all customers, feature by feature.
///
/// Each cell has its number, so that nobody has to read it off the colour.
package struct HeatChart: Chart {
  package let title: String
  /// What a cell measures, with its unit.
  package let measure: String
  /// The rows.
  package let features: [String]
  /// The columns.
  package let segments: [String]
  /// For each feature and segment, in standard deviations; `nil` is not shown.
  package let values: [[Double?]]

  package init(
    title: String, measure: String, features: [String], segments: [String], values: [[Double?]]
  ) {
    self.title = title
    self.measure = measure
    self.features = features
    self.segments = segments
    self.values = values
  }

  package var table: TableBlock {
    TableBlock(
      headings: [.init("feature")] + segments.map { .init($0, alignment: .trailing) },
      rows: zip(features, values).map { feature, row in
        [.text(feature)] + row.map { $0.map { .number($0, significant: 2) } ?? .empty }
      })
  }

  package func lines(in style: Style) -> [String] {
    TableDrawing(style: style, maximumRows: nil, seeAll: "").lines(of: table)
  }

  package var inText: ChartInText { .numbers }

  /// A cell for each feature and segment; blue below the mean, orange above it.
  package var figure: Figure? {
    guard !features.isEmpty, !segments.isEmpty else { return nil }
    let (row, head) = (30.0, 28.0)
    let left = min(180, 16 + 7.2 * Double(features.map { $0.displayWidth }.max() ?? 0))
    let width = (figureWidth - left) / Double(segments.count)
    var figure = Figure(
      title: title, description: measure, width: figureWidth,
      height: head + Double(features.count) * row + 2)
    for (place, name) in segments.enumerated() {
      let text = VisibleText(name).text.cut(toWidth: max(1, Int(width / 7.6)), mark: "…")
      figure.add(
        .text(
          text, x: left + (Double(place) + 0.5) * width, y: 18, anchor: .middle, style: "strong"))
    }
    for (line, name) in features.enumerated() {
      let y = head + Double(line) * row
      let text = VisibleText(name).text.cut(toWidth: Int((left - 8) / 7.2), mark: "…")
      figure.add(.text(text, x: left - 8, y: y + 19, anchor: .end, style: "label"))
      for (place, value) in values[line].enumerated() {
        let x = left + Double(place) * width
        if let value, value.isFinite {
          figure.add(
            .rectangle(
              x: x + 1, y: y + 1, width: width - 2, height: row - 2, style: HeatChart.style(value)))
        }
        figure.add(
          .text(
            value.map(HeatChart.text) ?? "–", x: x + width / 2, y: y + 19, anchor: .middle,
            style: value == nil ? "faint" : "label"))
      }
    }
    return figure
  }

  /// One decimal with its sign.
  static func text(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e6 else { return "–" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "−" : tenths > 0 ? "+" : ""
    return "\(sign)\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }

  private static func style(_ value: Double) -> String {
    let step =
      switch value.magnitude {
      case ..<0.25: 0
      case ..<0.75: 1
      case ..<1.5: 2
      case _: 3
      }
    return step == 0 ? "heat" : "heat \(value < 0 ? "low" : "high")\(step)"
  }
}
