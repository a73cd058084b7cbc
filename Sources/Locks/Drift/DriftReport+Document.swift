import Diagnostics
import Planning
import Documents
import Tables

extension DriftReport {
  /// What a reader should look at; nothing where the fresh data are as those of the lock.
  var blocks: [Document.Block] {
    var blocks: [Document.Block] = []
    for schema in schemas where !schema.isSame {
      blocks += schema.sentences.map { .paragraph($0) }
    }
    blocks += newLevels.map { .paragraph($0.sentence) }
    if unassigned > 0, let share = unassignedShare {
      let why = reasons.prefix(5).map { "\($0.text): \(readable($0.count))" }
      blocks.append(
        .paragraph(
          "\(readable(unassigned)) of \(readable(entities)) customers (\(readableShare(share))) have no "
            + "segment: " + why.joined(separator: "; ") + (reasons.count > 5 ? "; …" : "") + "."))
    }
    for change in changed where change.isWorthReporting {
      blocks.append(
        .paragraph(
          "`\(VisibleText(change.column).text)`: \(readableShare(change.share)) of the rows are "
            + "\(change.kind.rawValue), in the lock \(readableShare(change.lockedShare))."))
    }
    if !features.isEmpty {
      let headings =
        [TableBlock.Heading("feature")]
        + ["PSI", "by chance", "1 in 100"].map { TableBlock.Heading($0, alignment: .trailing) }
        + [TableBlock.Heading("")]
      blocks.append(
        .table(
          TableBlock(
            headings: headings,
            rows: features.map { feature in
              [
                .text(feature.name), .number(feature.stability.index, significant: 2),
                .number(feature.stability.nullMean, significant: 2),
                .number(feature.stability.critical, significant: 2),
                .text(feature.stability.isDrift ? "drifted" : ""),
              ]
            })))
    }
    return blocks
  }

  /// The same for programs.
  var json: JSONValue {
    .object([
      ("unassigned_share", unassignedShare.map { .number($0) } ?? .null),
      (
        "reasons",
        .array(
          reasons.map { ["reason": .string($0.text), "customers": .integer(Int64($0.count))] })
      ),
      (
        "features",
        .array(
          features.map {
            [
              "name": .string($0.name), "psi": .number($0.stability.index),
              "psi_by_chance": .number($0.stability.nullMean),
              "psi_critical": .number($0.stability.critical),
              "drifted": .bool($0.stability.isDrift),
            ]
          })
      ),
      (
        "changed",
        .array(
          changed.map {
            [
              "at": .string($0.at), "column": .string($0.column), "what": .string($0.kind.rawValue),
              "share": .number($0.share), "share_in_lock": .number($0.lockedShare),
            ]
          })
      ),
      ("levels", .array(newLevels.map(\.json))),
      (
        "schema",
        .array(
          schemas.map { schema in
            [
              "input": .string(schema.input), "extra": .texts(schema.extra),
              "retyped": .array(
                schema.retyped.map {
                  [
                    "column": .string($0.column), "locked": .string($0.locked),
                    "found": .string($0.found),
                  ]
                }),
            ]
          })
      ),
    ])
  }
}

extension DriftReport.Changed {
  /// More than a percent of the rows apart from the lock, or twice as many.
  fileprivate var isWorthReporting: Bool {
    (share - lockedShare).magnitude > 0.01 || share > 2 * lockedShare
  }
}

extension FreshSchema {
  /// A sentence for what is new, and one for each column that holds something else.
  var sentences: [String] {
    let difference = ColumnDifference(
      rows: quoted(path), lock: "", extra: extra, retyped: retyped)
    return ([difference.news].compactMap { $0 } + difference.changes).map { $0 + "." }
  }
}
