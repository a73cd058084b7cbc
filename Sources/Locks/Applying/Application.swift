import Diagnostics
import Documents
import Planning
import Relations
import Tables

/// Fresh rows that went through the decisions of a lock: one row for each entity of the input.
package struct Application: Sendable {
  /// The key, `segment` from 1, its `name` where it has one, `distance`, `confidence`,
  /// `unassigned_reason`; ascending by key.
  package let table: Table
  /// How many entities each segment got.
  package let sizes: [Int]
  package let unassigned: Int
  /// The model of the lock that was applied.
  package let model: LockDocument.FittedModel
  package let remarks: [Diagnostic]
  package let sources: SourceMap
  /// The entities that came through, with the features that the model saw.
  package internal(set) var features: Features?
  /// How the fresh data differ from the locked ones.
  package internal(set) var drift: DriftReport?

  /// Shares of the segments now and when the lock was made.
  package var document: Document {
    let headings = ["segment", "customers", "share", "share in the lock"].map {
      TableBlock.Heading($0, alignment: .trailing)
    }
    let assigned = Double(max(1, sizes.reduce(0, +)))
    let locked = Double(max(1, model.sizes.reduce(0, +)))
    var rows = sizes.indices.map { segment -> [TableBlock.Cell] in
      [
        .text(
          String(segment + 1) + (model.names.isEmpty ? "" : " " + model.names[segment])),
        .text(readable(sizes[segment])),
        .text(readableShare(Double(sizes[segment]) / assigned)),
        .text(readableShare(Double(model.sizes[segment]) / locked)),
      ]
    }
    if unassigned > 0 { rows.append([.text("none"), .text(readable(unassigned)), .empty, .empty]) }
    return Document(
      [.table(TableBlock(headings: headings, rows: rows))] + (drift?.blocks ?? []))
  }
}

/// Why fresh rows could not go through, with the texts that its places are in.
package struct ApplicationFailure: Error, Sendable {
  package let reason: StageFailure
  package let sources: SourceMap

  package init(reason: StageFailure, sources: SourceMap) {
    self.reason = reason
    self.sources = sources
  }
}

/// What `apply` is asked for.
package struct ApplicationOptions: Sendable {
  /// Fresh files by the name of the input; an empty name stands for the only one.
  package var inputs: [(name: String, path: String)]
  /// Which model, where the lock has several.
  package var model: String?
  /// Another day to count recency up to.
  package var asOf: AsOf?

  package init(
    inputs: [(name: String, path: String)], model: String? = nil, asOf: AsOf? = nil
  ) {
    self.inputs = inputs
    self.model = model
    self.asOf = asOf
  }
}

extension Diagnostic {
  static func otherScript(_ what: String) -> Diagnostic {
    Diagnostic(
      .otherScript, "\(what) is not the one that was locked", at: .process,
      notes: ["the numbers of the lock belong to other decisions"],
      fixes: [Fix("segue lock F.seg", remark: "locks it as it is now")])
  }
}
