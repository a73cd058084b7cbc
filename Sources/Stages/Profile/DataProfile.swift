import Documents
import Planning
import Relations
import Tables

/// The profile of a table: its columns, and what would distort a segmentation.
struct DataProfile: Display {
  /// The summary of one column.
  struct Column: Sendable {
    let name: String
    let type: String
    let isPersonal: Bool
    let count: Int
    let missing: Int
    let distinct: Int
    /// Minimum, the quantiles of `DataProfile.probabilities`, maximum; empty for text.
    let quantiles: [Literal]
    /// For numbers: the mean, the standard deviation with n − 1, and the sample skewness G1.
    let mean: Double?
    let deviation: Double?
    let skewness: Double?
    /// Heights of the bins, 0...1, and whether the bins are logarithmic.
    let histogram: [Double]
    let isLogarithmic: Bool
    /// The most frequent values with their counts; never of personal data.
    let top: [(value: String, count: Int)]
  }

  /// Two numeric columns and their correlation.
  struct Pair: Sendable {
    let first: String
    let second: String
    /// Pearson's r over the rows that have both; `nil` if one of them is constant.
    let correlation: Double?
  }

  /// The probabilities of the quantiles between minimum and maximum; type 7 for numbers.
  static let probabilities = [0.05, 0.25, 0.5, 0.75, 0.95]

  let name: String
  let rows: Int
  /// Rows that are equal to an earlier one in every column.
  let duplicates: Int
  let columns: [Column]
  let pairs: [Pair]
  /// The most important first.
  let alerts: [DataAlert]
}

extension DataProfile {
  var document: Document {
    let headings = [
      TableBlock.Heading("column"), TableBlock.Heading("type"),
      TableBlock.Heading("missing", alignment: .trailing),
      TableBlock.Heading("distinct", alignment: .trailing),
      TableBlock.Heading("min", alignment: .trailing),
      TableBlock.Heading("median", alignment: .trailing),
      TableBlock.Heading("max", alignment: .trailing), TableBlock.Heading("distribution"),
      TableBlock.Heading("mean", alignment: .trailing),
      TableBlock.Heading("skew", alignment: .trailing), TableBlock.Heading("most frequent"),
    ]
    var blocks: [Document.Block] = [
      .heading(
        "\(name): \(counted(rows, "row")), \(counted(columns.count, "column")), "
          + counted(duplicates, "exact duplicate")),
      .table(TableBlock(headings: headings, rows: columns.map { $0.cells(rows: rows) })),
    ]
    if columns.contains(where: \.isLogarithmic) {
      let names = columns.filter(\.isLogarithmic).map(\.name)
      blocks.append(
        .paragraph(
          "The distribution of \(listed(names)) is drawn on a logarithmic scale, because of a long"
            + " tail."))
    }
    let strong = pairs.filter { ($0.correlation?.magnitude ?? 0) >= 0.5 }
    if !strong.isEmpty {
      blocks.append(.heading("Correlations of 0.5 and more"))
      blocks.append(
        .table(
          TableBlock(
            headings: [
              .init("column"), .init("with"), .init("r", alignment: .trailing),
            ],
            rows: strong.map {
              [
                .text($0.first), .text($0.second),
                $0.correlation.map { .number($0, significant: 3) } ?? .empty,
              ]
            })))
    }
    if alerts.isEmpty {
      blocks.append(.paragraph("Nothing stands out that would distort a segmentation."))
    } else {
      blocks.append(.heading("What would distort a segmentation, most important first"))
      for (place, alert) in alerts.enumerated() {
        blocks.append(.paragraph("\(place + 1). \(alert.finding)"))
        if let fix = alert.fix { blocks.append(.code(fix)) }
      }
    }
    return Document(blocks)
  }

  var json: [(String, JSONValue)] {
    [
      ("display", .string("data_profile")), ("name", .string(name)), ("rows", .count(rows)),
      ("duplicates", .count(duplicates)), ("columns", .array(columns.map(\.json))),
      (
        "correlations",
        .array(
          pairs.map {
            .object([
              ("first", .string($0.first)), ("second", .string($0.second)),
              ("pearson", $0.correlation.map { .number($0) } ?? .null),
            ])
          })
      ),
      (
        "alerts",
        .array(
          alerts.map {
            .object([
              ("kind", .string($0.kind.rawValue)),
              ("column", $0.column.map { .string($0) } ?? .null),
              ("finding", .string($0.finding)), ("fix", $0.fix.map { .string($0) } ?? .null),
            ])
          })
      ),
    ]
  }
}

extension DataProfile.Column {
  fileprivate func cells(rows: Int) -> [TableBlock.Cell] {
    func number(_ value: Double?, _ digits: Int) -> TableBlock.Cell {
      value.map { .number($0, significant: digits) } ?? .empty
    }
    let frequent = top.map { "\($0.value) (\(grouped($0.count)))" }.joined(separator: ", ")
    return [
      .text(name), .text(isPersonal ? "\(type) (personal)" : type),
      .share(rows == 0 ? 0 : Double(missing) / Double(rows)), .value(.integer(Int64(distinct))),
      quantiles.first.map { .value($0) } ?? .empty,
      quantiles.isEmpty ? .empty : .value(quantiles[quantiles.count / 2]),
      quantiles.last.map { .value($0) } ?? .empty,
      histogram.isEmpty ? .empty : .histogram(histogram), number(mean, 5), number(skewness, 3),
      frequent.isEmpty ? .empty : .text(frequent),
    ]
  }

  fileprivate var json: JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    return .object([
      ("name", .string(name)), ("type", .string(type)), ("personal", .bool(isPersonal)),
      ("count", .count(count)), ("missing", .count(missing)), ("distinct", .count(distinct)),
      ("quantiles", .array(quantiles.map(JSONValue.cell))), ("mean", number(mean)),
      ("sd", number(deviation)), ("skewness", number(skewness)),
      (
        "top",
        .array(top.map { .object([("value", .string($0.value)), ("count", .count($0.count))]) })
      ),
    ])
  }
}
