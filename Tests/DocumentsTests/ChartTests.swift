import Diagnostics
import Testing

@testable import Documents

private func drawn(_ bars: BarChart, width: Int, glyphs: Style.Glyphs = .unicode) -> String {
  TerminalFormat(style: Style(width: width, glyphs: glyphs))
    .text(of: Document([.chart(bars)]))
}

struct ChartTests {
  @Test func `bars go left where values are negative`() {
    let change = BarChart(
      title: "Change", measure: "customers", labels: ["loyal", "at risk", "new"],
      values: [120, -80, -3])
    #expect(
      drawn(change, width: 40) == """
          Change (customers)
          loyal    120           │██████████████
          at risk  -80  █████████│
          new       -3          ▐│

        """)
    #expect(
      drawn(change, width: 40, glyphs: .ascii) == """
          Change (customers)
          loyal    120           |##############
          at risk  -80  #########|
          new       -3          #|

        """)
  }

  @Test func `a remark without room stands below its bar`() {
    let elbow = BarChart(
      title: "", measure: "", labels: ["k=2", "k=3"], values: [2, 1], marked: 1,
      remark: "the elbow: more segments gain little")
    #expect(
      drawn(elbow, width: 30) == """
          k=2  2  ████████████████████
        ▸ k=3  1  ██████████
               the elbow: more
               segments gain little

        """)
  }

  @Test func `nothing is drawn for nothing`() {
    let none = BarChart(title: "t", measure: "", labels: [], values: [])
    #expect(drawn(none, width: 80) == "  t\n")
    let zero = BarChart(title: "", measure: "", labels: ["a", "b"], values: [0, .nan])
    #expect(drawn(zero, width: 80) == "  a  0\n  b  –\n")
  }

  @Test(arguments: [0, 20, 33, 80, 200, 500])
  func `no line is wider than the terminal`(width: Int) {
    let wild = BarChart(
      title: String(repeating: "市場 ", count: 30), measure: "m",
      labels: [String(repeating: "長", count: 40), "\u{1b}[31m"],
      values: [1e300, -.greatestFiniteMagnitude], marked: 0,
      remark: String(repeating: "why ", count: 50))
    for line in drawn(wild, width: width).split(separator: "\n") {
      #expect(line.displayWidth <= max(20, width), "\(line)")
    }
  }

  @Test func `a height above nothing is higher than the base line`() {
    #expect(sparkline([0, 0.001, 0.2, 0.5, 0.9, 1, 7, -1, .nan]) == "▁▂▂▅▇██▁▁")
    #expect(sparkline([0, 0.001, 0.5, 1], glyphs: .ascii) == "_.=#")
    #expect(sparkline([]) == "")
  }

  @Test func `bars end in eighths`() {
    #expect(bar(0, width: 4) == "")
    #expect(bar(0.0001, width: 4) == "▏")
    #expect(bar(0.5, width: 3) == "█▌")
    #expect(bar(2, width: 3) == "███")
    #expect(bar(.nan, width: 3) == "")
    #expect(bar(0.5, width: 4, glyphs: .ascii) == "##")
  }
}

struct HistogramTests {
  @Test func `bins count what falls into them, the greatest value into the last`() {
    let bins = HistogramBins([0, 0.5, 1, 2.5, 9.99, 10, .nan, .infinity], bins: 10)
    #expect(bins.counts == [2, 1, 1, 0, 0, 0, 0, 0, 0, 2])
    #expect(bins.range == 0...10)
    #expect(bins.heights == [1, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 1])
  }

  @Test func `few whole values have a bin each`() {
    #expect(HistogramBins([1, 2, 2, 4], bins: 10).counts == [1, 2, 0, 1])
    #expect(HistogramBins([1, 10], bins: 10).counts == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(HistogramBins([0, 10], bins: 10).counts == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(HistogramBins([1, 12], bins: 4).counts == [1, 0, 0, 1])
  }

  @Test func `equal, absent and extreme values give heights without holes`() {
    #expect(HistogramBins([2.5, 2.5], bins: 3).counts == [2, 0, 0])
    #expect(HistogramBins([7], bins: 3).counts == [1])
    #expect(HistogramBins([], bins: 3).heights == [0, 0, 0])
    #expect(HistogramBins([.nan], bins: 0).heights == [0])
    let extreme = HistogramBins(
      [-Double.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude], bins: 4)
    #expect(extreme.counts == [1, 0, 1, 1])
    let tiny = HistogramBins([0, .leastNonzeroMagnitude], bins: 2)
    #expect(tiny.counts.reduce(0, +) == 2)
  }

  @Test func `logarithmic bins need positive values`() {
    let values = [1, 10, 100, 1000.0]
    #expect(HistogramBins(values, bins: 3, scale: .logarithmic).counts == [1, 1, 2])
    #expect(HistogramBins([0.5] + values + [0], bins: 2, scale: .logarithmic).counts == [5, 1])
  }

  @Test func `the order of values has no part in it`() {
    let values = (0..<500).map { Double(($0 * 7919) % 503) / 7 }
    #expect(HistogramBins(values) == HistogramBins(values.sorted()))
    #expect(HistogramBins(values).counts.reduce(0, +) == 500)
  }
}

@Test func `a heat map has a number in each cell and a colour by its sign`() throws {
  let chart = HeatChart(
    title: "Means", measure: "standard deviations", features: ["recency", "monetary"],
    segments: ["A", "B"], values: [[-1.26, 0.1], [nil, 2]])
  let figure = try #require(chart.figure)
  let styles = figure.shapes.compactMap { shape -> String? in
    if case .rectangle(_, _, _, _, let style) = shape { style } else { nil }
  }
  #expect(styles == ["heat low2", "heat", "heat high3"])
  let texts = figure.shapes.compactMap { shape -> String? in
    if case .text(let text, _, _, _, _) = shape { text } else { nil }
  }
  #expect(texts == ["A", "B", "recency", "−1.3", "+0.1", "monetary", "–", "+2.0"])
  #expect(HeatChart.text(-0.04) == "0.0")
}
