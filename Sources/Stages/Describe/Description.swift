import Documents
import Planning
import Relations
import Tables

/// The result of `describe`: one line per column.
struct Description: Display {
  struct Line: Sendable {
    let name: String
    let type: String
    let count: Int
    let missing: Int
    let distinct: Int
    /// Minimum, quartiles and maximum as cells; empty for text.
    let quantiles: [Literal]
    let mean: Double?
    let deviation: Double?
    /// Heights of the bins, 0...1.
    let histogram: [Double]
    /// The most frequent values with their counts; never of personal data.
    let top: [(value: String, count: Int)]

    init(
      name: String, type: String, count: Int, missing: Int, distinct: Int, quantiles: [Literal],
      mean: Double?, deviation: Double?, histogram: [Double],
      top: [(value: String, count: Int)]
    ) {
      self.name = name
      self.type = type
      self.count = count
      self.missing = missing
      self.distinct = distinct
      self.quantiles = quantiles
      self.mean = mean
      self.deviation = deviation
      self.histogram = histogram
      self.top = top
    }
  }

  let rows: Int
  let lines: [Line]

  init(rows: Int, lines: [Line]) {
    self.rows = rows
    self.lines = lines
  }
}

extension Description {
  var document: Document {
    let headings = [
      TableBlock.Heading("column"), TableBlock.Heading("type"),
      TableBlock.Heading("missing", alignment: .trailing),
      TableBlock.Heading("distinct", alignment: .trailing),
      TableBlock.Heading("min", alignment: .trailing), TableBlock.Heading("distribution"),
      TableBlock.Heading("median", alignment: .trailing),
      TableBlock.Heading("mean", alignment: .trailing),
      TableBlock.Heading("max", alignment: .trailing), TableBlock.Heading("most frequent"),
    ]
    return Document([
      .heading("\(readable(rows)) rows"),
      .table(TableBlock(headings: headings, rows: lines.map(\.cells))),
    ])
  }

  var json: [(String, JSONValue)] {
    [("rows", .count(rows)), ("columns", .array(lines.map(\.json)))]
  }
}

extension Description.Line {
  fileprivate var cells: [TableBlock.Cell] {
    [
      .text(name), .text(type), .value(.integer(Int64(missing))),
      .value(.integer(Int64(distinct))), quantiles.first.map { .value($0) } ?? .empty,
      histogram.isEmpty ? .empty : .histogram(histogram),
      quantiles.count > 2 ? .value(quantiles[2]) : .empty,
      mean.map { .number($0, significant: 5) } ?? .empty,
      quantiles.last.map { .value($0) } ?? .empty,
      top.isEmpty
        ? .empty : .text(top.map { "\($0.value) (\(readable($0.count)))" }.joined(separator: ", ")),
    ]
  }

  fileprivate var json: JSONValue {
    .object([
      ("name", .string(name)), ("type", .string(type)), ("count", .count(count)),
      ("missing", .count(missing)), ("distinct", .count(distinct)),
      ("quantiles", .array(quantiles.map(JSONValue.cell))),
      ("mean", mean.map { .number($0) } ?? .null),
      ("sd", deviation.map { .number($0) } ?? .null),
      (
        "top",
        .array(top.map { .object([("value", .string($0.value)), ("count", .count($0.count))]) })
      ),
    ])
  }
}
