import Documents
import Tables

extension Migration {
  /// What became of the segments, and the matrices, for readers; `money` is the column's name.
  func blocks(money column: String?) -> [Document.Block] {
    var blocks: [Document.Block] = [.paragraph(summary)]
    blocks += outcomes.map { .paragraph(sentence($0)) }
    let counts = customers.map { $0.map { TableBlock.Cell.text($0 == 0 ? "" : readable($0)) } }
    blocks.append(.table(matrix(counts, corner: "customers")))
    if let money, let column {
      let sums = money.indices.map { i in
        money[i].indices.map { j in
          customers[i][j] == 0 ? TableBlock.Cell.empty : .number(money[i][j], significant: 4)
        }
      }
      blocks.append(.table(matrix(sums, corner: column)))
    }
    return blocks
  }

  private var summary: String {
    let share = moves.share.map { readableShare($0) } ?? "none"
    var text =
      "Of \(readable(moves.common)) customers of both runs, \(readable(moves.moved)) (\(share)) are "
      + "in another segment"
    if moves.left > 0 { text += "; \(readable(moves.left)) are gone" }
    if moves.joined > 0 { text += "; \(readable(moves.joined)) are new" }
    return text + "."
  }

  /// One outcome in a sentence; segments counted from 1.
  func sentence(_ outcome: SegmentOutcome) -> String {
    switch outcome {
    case .continued(let old, let new, let shared, let before, let after):
      "Segment \(old + 1) goes on as segment \(new + 1): \(readable(shared)) customers are in both, "
        + "of \(readable(before)) before and \(readable(after)) now."
    case .split(let old, let into):
      "Segment \(old + 1) is split: segments \(list(into)) come from it for the most part."
    case .merged(let olds, let into):
      "Segments \(list(olds)) are merged: most of their customers are in segment \(into + 1) now."
    case .born(let new): "Segment \(new + 1) is new: it continues no segment."
    case .dissolved(let old): "Segment \(old + 1) is gone: no segment continues it."
    }
  }

  private func list(_ segments: [Int]) -> String {
    let words = segments.map { String($0 + 1) }
    return words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
  }

  private func matrix(_ cells: [[TableBlock.Cell]], corner: String) -> TableBlock {
    let headings =
      [TableBlock.Heading("\(corner): from, to")]
      + newPlaces.map { TableBlock.Heading($0.word(absent: "gone"), alignment: .trailing) }
    return TableBlock(
      headings: headings,
      rows: zip(oldPlaces, cells).map { [.text($0.word(absent: "new"))] + $1 })
  }

  /// The same for programs; segments counted from 1.
  func json(money column: String?) -> JSONValue {
    .object([
      ("from", .array(oldPlaces.map { $0.json(absent: "new") })),
      ("to", .array(newPlaces.map { $0.json(absent: "gone") })),
      ("customers", .array(customers.map { .wholes($0) })),
      ("money", money.map { .array($0.map { .array($0.map { .number($0) }) }) } ?? .null),
      ("money_column", money == nil ? .null : column.map { .string($0) } ?? .null),
      ("common", .integer(Int64(moves.common))), ("moved", .integer(Int64(moves.moved))),
      ("gone", .integer(Int64(moves.left))), ("new", .integer(Int64(moves.joined))),
      ("share", moves.share.map { .number($0) } ?? .null),
      (
        "outcomes",
        .array(
          outcomes.map { outcome in
            let (kind, old, new) = outcome.parts
            return .object([
              ("fate", .string(kind)), ("old", .wholes(old.map { $0 + 1 })),
              ("new", .wholes(new.map { $0 + 1 })), ("sentence", .string(sentence(outcome))),
            ])
          })
      ),
    ])
  }
}

extension Migration.SegmentOutcome {
  /// What happened, to which old segments, giving which new ones.
  fileprivate var parts: (kind: String, old: [Int], new: [Int]) {
    switch self {
    case .continued(let old, let new, _, _, _): ("continued", [old], [new])
    case .split(let old, let into): ("split", [old], into)
    case .merged(let olds, let into): ("merged", olds, [into])
    case .born(let new): ("born", [], [new])
    case .dissolved(let old): ("dissolved", [old], [])
    }
  }
}

extension Migration.Place {
  fileprivate func word(absent: String) -> String {
    switch self {
    case .segment(let number): "segment \(number + 1)"
    case .noSegment: "none"
    case .absent: absent
    }
  }

  fileprivate func json(absent: String) -> JSONValue {
    switch self {
    case .segment(let number): .integer(Int64(number + 1))
    case .noSegment: .string("none")
    case .absent: .string(absent)
    }
  }
}
