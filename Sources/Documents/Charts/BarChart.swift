import Diagnostics

/// One value for each label, drawn as horizontal bars: sizes, elbow, silhouette by k.
package struct BarChart: Chart {
  package let title: String
  /// What a bar measures, with its unit.
  package let measure: String
  package let labels: [String]
  /// `nil` is drawn as missing.
  package let values: [Double?]
  /// The bar to point out, with the reason; `nil` for none.
  package let marked: Int?
  package let remark: String

  package init(
    title: String, measure: String, labels: [String], values: [Double?], marked: Int? = nil,
    remark: String = ""
  ) {
    self.title = title
    self.measure = measure
    self.labels = labels
    self.values = values
    self.marked = marked
    self.remark = remark
  }

  /// A row for each bar.
  package var table: TableBlock {
    TableBlock(
      headings: [.init("label"), .init(measure.isEmpty ? title : measure)],
      rows: zip(labels, values).map { label, value in
        [.text(label), value.map { .number($0, significant: 4) } ?? .value(.null)]
      },
      highlighted: marked.map { [$0] } ?? [])
  }

  package func lines(in style: Style) -> [String] { BarChartDrawing(style: style).lines(of: self) }
}
