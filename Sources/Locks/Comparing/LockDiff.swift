import Diagnostics
import Documents
import Tables

/// Two locks side by side: decisions, data, fitted numbers, metrics, and which segment became which.
package struct LockDiff: Sendable {
  package let old: LockDocument
  package let new: LockDocument
  /// Where the data were at hand: who went where, by the name of the model.
  private let migrations: [(name: String, money: String?, migration: Migration)]
  /// What a reader has to know, such as a script that does not give its lock any more.
  private let notes: [String]

  package init(
    _ old: LockDocument, _ new: LockDocument,
    migrations: [(name: String, money: String?, migration: Migration)] = [], notes: [String] = []
  ) {
    self.old = old
    self.new = new
    self.migrations = migrations
    self.notes = notes
  }

  private var comparison: LockComparison {
    LockComparison(lock: old, today: new, isComplete: true)
  }

  /// The levels that differ, with a line for each thing that does.
  package var sections: [(title: String, lines: [String])] {
    let comparison = comparison
    return [
      ("Script", comparison.script), ("Data", comparison.data),
      ("Rows and counts", comparison.decisions), ("Fitted numbers", comparison.numbers),
      ("Labels", comparison.labels), ("Metrics", comparison.metrics),
      ("Expectations", comparison.expectations), ("Outputs", comparison.outputs),
    ].compactMap { title, finding in
      if finding.state == .same { return nil }
      return (title, finding.details.isEmpty ? [finding.sentence] : finding.details)
    }
  }

  package var isEmpty: Bool { sections.isEmpty }

  /// As a reader sees it.
  package var document: Document {
    var blocks: [Document.Block] = []
    for (title, lines) in sections {
      blocks.append(.heading(title))
      blocks += lines.prefix(40).map { .paragraph($0) }
      if lines.count > 40 { blocks.append(.paragraph("and \(lines.count - 40) more")) }
    }
    for (name, money, migration) in migrations {
      blocks.append(.heading("Segments of \(name), matched by their customers"))
      blocks += migration.blocks(money: money)
    }
    for model in old.models where !migrations.contains(where: { $0.name == model.name }) {
      guard let other = new.models.first(where: { $0.name == model.name }),
        other.features == model.features, other.centroids != model.centroids
      else { continue }
      blocks.append(.heading("Segments of \(model.name), matched by their centres"))
      blocks.append(.table(segments(model, other)))
    }
    for (_, findings) in successions {
      for finding in findings {
        blocks.append(
          .note(.warning, ([finding.message] + finding.notes).joined(separator: "; ")))
      }
    }
    if blocks.isEmpty { blocks.append(.paragraph("The two locks say the same.")) }
    return Document(blocks + notes.map { .note(.note, $0) })
  }

  /// The findings for programs.
  package var findingsJSON: JSONValue {
    .array(
      successions.flatMap { name, findings in
        findings.map {
          [
            "model": .string(name), "code": .string($0.code.id), "message": .string($0.message),
            "notes": .texts($0.notes),
          ]
        }
      })
  }

  /// The same for programs.
  package var json: JSONValue {
    .object([
      ("segue", .integer(1)), ("same", .bool(isEmpty)), ("notes", .texts(notes)),
      (
        "migrations",
        .object(migrations.map { ($0.name, $0.migration.json(money: $0.money)) })
      ),
      (
        "sections",
        .array(sections.map { ["title": .string($0.title), "lines": .texts($0.lines)] })
      ),
      (
        "findings",
        findingsJSON
      ),
      (
        "segments",
        .object(
          old.models.compactMap { model in
            guard let other = new.models.first(where: { $0.name == model.name }),
              other.features == model.features
            else { return nil }
            return (model.name, json(of: matching(model, other)))
          })
      ),
    ])
  }

  private func matching(
    _ model: LockDocument.FittedModel, _ other: LockDocument.FittedModel
  ) -> CentreMatching {
    let centres = CentresInOneUnit(model, other)
    return CentreMatching(centres.old, centres.new)
  }

  /// What the new run does to names and to decisions by number, of each model that both locks have.
  ///
  /// Segments are matched by customers where these are at hand, else by centres.
  private var successions: [(name: String, findings: [Diagnostic])] {
    old.models.compactMap { model in
      guard let other = new.models.first(where: { $0.name == model.name }),
        model.labels != other.labels || model.names != other.names
          || model.originalCentroids != other.originalCentroids,
        let succession = SegmentSuccession(
          model, other, pairs: migrations.first { $0.name == model.name }?.migration.pairs)
      else { return nil }
      return (model.name, succession.findings(by: new.steps))
    }
  }

  /// Names that stand for another segment than before or moved far, and decisions by the number of a
  /// segment that has another number now.
  package var findings: [Diagnostic] { successions.flatMap(\.findings) }

  private func segments(
    _ model: LockDocument.FittedModel, _ other: LockDocument.FittedModel
  ) -> TableBlock {
    let matching = matching(model, other)
    let headings =
      [
        TableBlock.Heading("old", alignment: .trailing),
        TableBlock.Heading("new", alignment: .trailing),
        TableBlock.Heading("customers", alignment: .trailing),
      ] + model.features.map { TableBlock.Heading($0, alignment: .trailing) }
    func change(_ before: Double?, _ after: Double?) -> TableBlock.Cell {
      let parts = [before, after].map { $0.map { readable($0) } ?? "–" }
      return .text(parts[0] == parts[1] ? parts[0] : parts[0] + " → " + parts[1])
    }
    func row(_ i: Int?, _ j: Int?) -> [TableBlock.Cell] {
      [
        .text(i.map { model.called($0) } ?? "born"), .text(j.map { other.called($0) } ?? "gone"),
        change(i.map { Double(model.sizes[$0]) }, j.map { Double(other.sizes[$0]) }),
      ]
        + model.features.indices.map { column in
          change(
            i.map { model.originalCentroids[$0][column] },
            j.map { other.originalCentroids[$0][column] })
        }
    }
    let rows =
      matching.pairs.map { row($0.old, $0.new) } + matching.gone.map { row($0, nil) }
      + matching.born.map { row(nil, $0) }
    return TableBlock(headings: headings, rows: rows)
  }

  private func json(of matching: CentreMatching) -> JSONValue {
    [
      "pairs": .array(matching.pairs.map { .wholes([$0.old + 1, $0.new + 1]) }),
      "gone": .wholes(matching.gone.map { $0 + 1 }),
      "born": .wholes(matching.born.map { $0 + 1 }),
    ]
  }
}

extension LockDocument.FittedModel {
  /// A segment by its number from 1, with its name where it has one.
  fileprivate func called(_ segment: Int) -> String {
    String(segment + 1) + (names.isEmpty ? "" : " " + names[segment])
  }
}
