import Diagnostics
import Syntax

/// A call whose arguments have found their parameters; their values are still as written.
package struct BoundCall: Sendable {
  package let signature: StageSignature
  package let call: Call
  /// The place of the stage, such as `clean_orders/drop#1`.
  package let path: String
  /// The unnamed items of the one positional argument.
  package let positional: [Item]
  /// Items with a name that is not a parameter, where the stage takes such: `total = sum(amount)`.
  package let bindings: [Item]
  package let named: [String: Syntax.Expression]
  /// Values of a swept parameter: the right side of `k in 2...10`.
  package let swept: [String: Syntax.Expression]
  package let clauses: [Clause.Preposition: Argument]
  package let because: String?

  package var range: SourceRange { call.range }
  package var nameRange: SourceRange { call.name.range }

  package init(
    signature: StageSignature, call: Call, path: String, positional: [Item], bindings: [Item],
    named: [String: Syntax.Expression], swept: [String: Syntax.Expression],
    clauses: [Clause.Preposition: Argument], because: String?
  ) {
    self.signature = signature
    self.call = call
    self.path = path
    self.positional = positional
    self.bindings = bindings
    self.named = named
    self.swept = swept
    self.clauses = clauses
    self.because = because
  }
}
