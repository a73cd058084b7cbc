import Documents
import Planning
import Relations
import Tables

/// How one segment differs from all other customers in one column.
struct Difference: Sendable {
  enum Effect: Sendable {
    /// For a number: medians of the segment and of the others, and Cliff's δ.
    case number(median: Double, others: Double, CliffsDelta)
    /// For a category: the level whose share differs most, both shares 0...1, and Cramér's V.
    case category(level: String, share: Double, others: Double, CramersV)
  }

  let column: String
  /// Whether the column is a feature of the clustering.
  let isClustered: Bool
  let effect: Effect
  /// Whether it is significant, with at most 5% false discoveries among all tests of the model.
  var isDiscovery = false

  /// |δ| or V.
  var size: Double { effect.size }

  var probability: Double { effect.probability }
}

extension Difference.Effect {
  /// |δ| or V.
  var size: Double {
    switch self {
    case .number(_, _, let delta): delta.delta.magnitude
    case .category(_, _, _, let v): v.v
    }
  }

  var probability: Double {
    switch self {
    case .number(_, _, let delta): delta.probability
    case .category(_, _, _, let v): v.probability
    }
  }
}

/// The differences of each segment from the others: the result of `differentiate`.
package struct SegmentDifferences: Display {
  package struct Segment: Sendable {
    /// Its name, or its number.
    package let label: String
    package let number: Int
    package let size: Int
    /// The largest effect first.
    let differences: [Difference]
    let rule: SegmentRule?
  }

  package let segments: [Segment]
  let unassigned: Int
  /// The number of differences that are shown for each segment.
  let top: Int
  /// Columns with too many levels to compare.
  let leftOut: [String]
}

extension SegmentDifferences.Segment {
  /// A description of the segment, in a sentence of at most `count` parts; `nil` if no difference from the
  /// others is significant.
  package func sentence(parts count: Int = 3) -> String? {
    let found = differences.filter { $0.isDiscovery && $0.size >= 0.15 }.prefix(count)
    guard !found.isEmpty else { return nil }
    let parts = found.map(\.phrase).joined(separator: "; ")
    return parts.prefix(1).uppercased() + parts.dropFirst() + "."
  }
}

extension Difference {
  /// `recency is lower: usually 12, others 38`.
  fileprivate var phrase: String {
    switch effect {
    case .number(let median, let others, let delta):
      let word = delta.delta > 0 ? "higher" : "lower"
      let much = delta.delta.magnitude >= 0.47 ? "much " : ""
      return
        "\(column) is \(much)\(word): usually \(readable(median)), others \(readable(others))"
    case .category(let level, let share, let others, _):
      return
        "\(column) is \(level) in \(percent(share)), among others in \(percent(others))"
    }
  }
}

extension SegmentDifferences {
  package var document: Document {
    document(leastSize: 0)
  }

  /// The document without segments of fewer customers than `leastSize`, for pages that are shared.
  package func document(leastSize: Int) -> Document {
    var blocks: [Document.Block] = []
    for segment in segments where segment.size >= leastSize {
      blocks.append(.heading("\(segment.label): \(counted(segment.size, "customer"))"))
      let found = segment.differences.filter(\.isDiscovery)
      if found.isEmpty {
        blocks.append(.paragraph("No difference from the other customers is significant."))
      } else {
        blocks.append(.table(table(of: Array(found.prefix(top)))))
      }
      let noise = segment.differences.filter { !$0.isDiscovery }.map(\.column)
      if !noise.isEmpty {
        blocks.append(.paragraph("Not significant: \(listed(noise))."))
      }
      if let rule = segment.rule {
        blocks.append(
          .paragraph(
            "In short: \(rule.code). \(percent(rule.precision)) of the customers that match are in the"
              + " segment, and \(percent(rule.recall)) of the segment match."))
      }
    }
    var remark =
      "Each segment is compared with all other customers. The effect is Cliff's delta for numbers (how "
      + "much more often a value is larger than smaller, -1 to 1) and Cramér's V for categories (0 to 1), "
      + "with a 95% interval. At most 5% of the differences shown are due to chance (Benjamini-Hochberg)."
    if segments.contains(where: { $0.differences.contains(where: \.isClustered) }) {
      remark += " Features marked * were used to build the segments, and differ by construction."
    }
    if !leftOut.isEmpty { remark += " Too many values to compare: \(listed(leftOut))." }
    blocks.append(.paragraph(remark))
    return Document(blocks)
  }

  private func table(of differences: [Difference]) -> TableBlock {
    TableBlock(
      headings: [
        .init("column"), .init("segment", alignment: .trailing),
        .init("others", alignment: .trailing), .init("effect", alignment: .trailing),
        .init("95% interval"),
      ],
      rows: differences.map { difference in
        let name = difference.column + (difference.isClustered ? " *" : "")
        switch difference.effect {
        case .number(let median, let others, let delta):
          let ends = [delta.interval.lowerBound, delta.interval.upperBound].map {
            readable($0, significant: 2)
          }
          return [
            .text(name), .number(median, significant: 3), .number(others, significant: 3),
            .number(delta.delta, significant: 2), .text(ends.joined(separator: "...")),
          ]
        case .category(let level, let share, let others, let v):
          return [
            .text("\(name): \(level)"), .share(share), .share(others),
            .number(v.v, significant: 2), .empty,
          ]
        }
      })
  }

  package var json: [(String, JSONValue)] {
    [
      ("display", .string("differences")), ("unassigned", .count(unassigned)),
      (
        "segments",
        .array(
          segments.map { segment in
            .object([
              ("segment", .count(segment.number)), ("label", .string(segment.label)),
              ("size", .count(segment.size)),
              ("differences", .array(segment.differences.map(\.json))),
              ("rule", segment.rule.map(\.json) ?? .null),
            ])
          })
      ),
    ]
  }
}

extension Difference {
  fileprivate var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("column", .string(column)), ("clustered", .bool(isClustered)),
      ("discovery", .bool(isDiscovery)), ("p", .number(probability)),
    ]
    switch effect {
    case .number(let median, let others, let delta):
      members += [
        ("median", .number(median)), ("others", .number(others)),
        ("cliffs_delta", .number(delta.delta)),
        (
          "interval",
          .array([.number(delta.interval.lowerBound), .number(delta.interval.upperBound)])
        ),
      ]
    case .category(let level, let share, let others, let v):
      members += [
        ("level", .string(level)), ("share", .number(share)), ("others", .number(others)),
        ("cramers_v", .number(v.v)),
      ]
    }
    return .object(members)
  }
}

extension SegmentRule {
  fileprivate var json: JSONValue {
    .object([
      ("code", .string(code)), ("precision", .number(precision)), ("recall", .number(recall)),
    ])
  }
}
