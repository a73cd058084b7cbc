import Clustering
import Planning
import Tables

/// Things to look at, as data.
enum DisplayJSON {
  static func agreement(_ agreement: SegmentAgreement) -> [(String, JSONValue)] {
    let table = agreement.table
    func label(_ label: Int) -> JSONValue { label < 0 ? .null : .integer(Int64(label + 1)) }
    func labels(_ labels: [Int]) -> JSONValue { .array(labels.map(label)) }
    let pairs = table.pairs
    return [
      ("display", .string("agreement")), ("customers", .integer(Int64(agreement.both))),
      ("only_here", .integer(Int64(agreement.onlyFirst))),
      ("only_there", .integer(Int64(agreement.onlySecond))),
      ("measures", .object(agreement.measures.map { ($0.name, .number($0.value)) })),
      (
        "pairs",
        .object([
          ("together", .integer(Int64(pairs.together))),
          ("only_here", .integer(Int64(pairs.onlyInFirst))),
          ("only_there", .integer(Int64(pairs.onlyInSecond))),
          ("apart", .integer(Int64(pairs.apart))),
        ])
      ),
      (
        "matched",
        .array(
          agreement.matching.pairs.map { pair in
            .object([
              ("here", label(pair.first)), ("there", label(pair.second)),
              ("customers", .integer(Int64(pair.shared))), ("jaccard", .number(pair.jaccard)),
            ])
          })
      ),
      ("here", labels(table.firstLabels)), ("there", labels(table.secondLabels)),
      (
        "table",
        .array(table.counts.map { row in .array(row.map { .integer(Int64($0)) }) })
      ),
    ]
  }

  /// The picture as counts: no customer can be told from it but one alone in a cell, without an id.
  static func plane(_ plane: PlanarView) -> [(String, JSONValue)] {
    let table = PlaneDrawing.table(of: plane)
    return [
      ("display", .string("scatter")), ("shown", .number(plane.projection.shownShare)),
      ("features", ValueJSON.strings(plane.axes)),
      (
        "loadings",
        .array(plane.projection.loadings.map { ValueJSON.numbers([$0.x, $0.y]) })
      ),
      ("sizes", .array(plane.sizes.map { .integer(Int64($0)) })),
      (
        "centers",
        .array(plane.centers.map { $0.map { ValueJSON.numbers([$0.x, $0.y]) } ?? .null })
      ),
      (
        "cells",
        .array(
          table.rows.map { row in
            .object(
              zip(table.headings, row).map { heading, cell in
                switch cell {
                case .value(let literal): (heading.name, ValueJSON.cell(literal))
                case .number(let value, _), .share(let value), .bar(let value):
                  (heading.name, .number(value))
                case .text(let text): (heading.name, .string(text))
                case .histogram, .empty: (heading.name, .null)
                }
              })
          })
      ),
    ]
  }
}
