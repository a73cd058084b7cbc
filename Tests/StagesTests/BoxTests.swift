import Diagnostics
import Documents
import Relations
import Testing

@testable import Stages

/// Boxes against quartiles and whiskers that are computed naively.
struct BoxTests {
  /// Two groups of 24 and 9 rows with outliers on both sides, and one of 4.
  private static let rows: [(group: String, value: Double)] =
    (0..<24).map { ("a", Double(($0 * 7) % 24)) } + [("a", 400), ("a", -300)]
    + (0..<9).map { ("b", Double($0 * $0)) } + (0..<4).map { ("c", Double($0)) }

  private static let table =
    "table ["
    + rows.enumerated().map { "{id: \($0), g: \"\($1.group)\", v: \($1.value)}" }
    .joined(separator: ", ") + "]"

  private func figure(_ stage: String) -> BoxFigure? {
    guard case .display(let display)? = Ran("\(Self.table) | \(stage)").value else { return nil }
    return display as? BoxFigure
  }

  /// Type 7.
  private func quantile(_ sorted: [Double], _ p: Double) -> Double {
    let place = Double(sorted.count - 1) * p
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }

  @Test(arguments: ["tukey", "percentiles"])
  func `quartiles, whiskers and counts are those of the definition`(whiskers: String) throws {
    let panel = try #require(figure("box v by g whiskers=\(whiskers)")?.chart.panels.first)
    #expect(panel.groups.map(\.name) == ["a", "b", "c"])
    #expect(panel.groups.map(\.count) == [26, 9, 4])
    for name in ["a", "b"] {
      let values = Self.rows.filter { $0.group == name }.map(\.value).sorted()
      let (q1, q3) = (quantile(values, 0.25), quantile(values, 0.75))
      let tukey = values.filter { $0 >= q1 - 1.5 * (q3 - q1) && $0 <= q3 + 1.5 * (q3 - q1) }
      let (p5, p95) = (quantile(values, 0.05), quantile(values, 0.95))
      let inner = values.filter { $0 >= p5 && $0 <= p95 }
      let isTukey = whiskers == "tukey"
      let box = try #require(panel.groups.first { $0.name == name }?.box)
      // Quantiles of type 7 are one interpolation, so that both ways give the same number.
      #expect(box.firstQuartile == q1 && box.thirdQuartile == q3)
      #expect(box.median == quantile(values, 0.5))
      #expect(abs(box.low - (isTukey ? tukey.min() ?? .nan : p5)) < 1e-12)
      #expect(abs(box.high - (isTukey ? tukey.max() ?? .nan : p95)) < 1e-12)
      #expect(box.beyond == values.count - (isTukey ? tukey : inner).count)
    }
  }

  @Test func `a group of four is counted, has no box, and is named`() throws {
    let figure = try #require(self.figure("box v by g"))
    #expect(figure.chart.panels.first?.groups.last?.box == nil)
    let text = PlainFormat().text(of: figure.document)
    #expect(text.contains("v\tc\t4\t\t\t\t\t\t\n"))
    #expect(text.contains("No box, fewer than 5 rows: c."))
    let shown = TerminalFormat(style: Style(width: 80, glyphs: .ascii)).text(of: figure.document)
    #expect(shown.contains("c   4  too few"))
  }

  @Test(arguments: [20, 40, 80, 200], [Style.Glyphs.unicode, .ascii])
  func `no line is wider than the terminal`(width: Int, glyphs: Style.Glyphs) throws {
    let figure = try #require(self.figure("box v by g"))
    let lines = figure.chart.lines(in: Style(width: max(26, width), glyphs: glyphs))
    #expect(lines.allSatisfy { $0.displayWidth <= max(26, width) })
  }

  @Test func `values beyond the whiskers stand in no format`() throws {
    let figure = try #require(self.figure("box v by g"))
    let formats: [any DocumentFormat] = [
      TerminalFormat(style: Style(width: 80)), PlainFormat(), MarkdownFormat(),
      SeparatedFormat(.tab),
    ]
    for format in formats {
      let text = format.text(of: figure.document)
      #expect(!text.contains("400") && !text.contains("-300"))
    }
  }

  @Test(arguments: [
    ("box g", "E0302"), ("box v by g, id", "E0306"), ("mark v as pii | box v by g", "E0503"),
    ("mark g as pii | box v by g", "E0503"), ("box w", "E0203"),
  ])
  func `what cannot be drawn is said when the script is checked`(stage: String, code: String) {
    #expect(Ran("\(Self.table) | \(stage)").codes.contains(code))
  }

  @Test func `a model is drawn by segment, in the units of its features`() throws {
    let ran = Ran(
      "sample transactions customers=200 seed=7 | rfm | log monetary | scale zscore"
        + " | kmeans k=3 restarts=2 seed=1 | box")
    guard case .display(let display)? = ran.value, let figure = display as? BoxFigure else {
      Issue.record("no boxes: \(ran.message())")
      return
    }
    #expect(figure.chart.panels.map(\.measure) == ["recency", "frequency", "monetary"])
    #expect(figure.chart.grouping == "segment")
    #expect(figure.chart.panels[2].groups.compactMap(\.box).allSatisfy { $0.median > 20 })
  }
}
