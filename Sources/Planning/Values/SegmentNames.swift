/// What the segments of a model are called, and why.
///
/// Stored with the model: fresh customers get the name of their segment, and the rules that found it
/// are never asked again.
package struct SegmentNames: Equatable, Sendable {
  /// One per segment, in the order of the model, no two alike.
  package let names: [String]
  /// For each segment the condition that gave the name, as written; `nil` for `else`.
  package let rules: [String?]

  package init(names: [String], rules: [String?]) {
    self.names = names
    self.rules = rules
  }
}
