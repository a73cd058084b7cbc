import Documents
import Tables

/// Something to look at that has no rows to go on from: a description, a comparison, a chart.
///
/// A display holds aggregates. It says itself what it looks like, so that a new one is a folder in
/// `Stages` and needs no change in the formats, the commands or the prompt.
package protocol Display: Sendable {
  /// What a reader sees, in every format.
  var document: Document { get }

  /// The members of its JSON after `type`; their names and order are described in `docs/schemas/`.
  var json: [(String, JSONValue)] { get }
}
