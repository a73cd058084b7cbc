import Diagnostics

/// A picture, described by the numbers that it shows: sizes, quantiles, counts in cells.
///
/// A chart holds aggregates and never a customer's row, so that every format may draw it. A new kind
/// is a new conformance: formats draw what the protocol gives and know no chart by name.
///
/// ```swift
/// let sizes = BarChart(title: "Sizes", measure: "customers", labels: ["1", "2"], values: [120, 80])
/// TerminalFormat(style: Style(width: 80)).text(of: Document([.chart(sizes)]))
/// ```
package protocol Chart: Sendable, Equatable {
  /// The numbers of the picture, for formats without pictures.
  var table: TableBlock { get }

  /// The picture for a terminal: lines without line feeds, none wider than `style.columns`.
  func lines(in style: Style) -> [String]

  /// What stands in a page of text, such as Markdown.
  var inText: ChartInText { get }

  /// The picture for a page or a file; `nil` if its table says it better.
  var figure: Figure? { get }
}

/// How a chart appears in a page of text.
package enum ChartInText: Sendable {
  /// The terminal's picture, as preformatted text.
  case picture
  /// Its table.
  case numbers
}

extension Chart {
  package var inText: ChartInText { .picture }

  package var figure: Figure? { nil }

  /// Whether another chart is of the same kind with the same numbers.
  fileprivate func isEqual(to other: any Chart) -> Bool { self == other as? Self }
}

/// A chart of any kind as part of a document.
package struct AnyChart: Sendable, Equatable {
  package let chart: any Chart

  package static func == (a: AnyChart, b: AnyChart) -> Bool { a.chart.isEqual(to: b.chart) }
}
