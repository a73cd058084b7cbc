import Diagnostics
import Relations
import Syntax

/// What will run: a plan that exists is valid, and no stage checks its parameters again.
package struct Plan: Sendable {
  package var statements: [PlannedStatement] = []
  package var parameters: [PlannedParameter] = []
  /// What stages found for themselves, in the order in which they stand.
  package var found: [FoundArguments] = []
  /// Calls of stages that are pipelines themselves, outer ones first.
  package var expansions: [ExpandedCall] = []

  package init() {}
}

/// A call of a stage that is a pipeline itself: its body stands in the plan in its place.
package struct ExpandedCall: Sendable {
  /// Such as `orders/rfm`; the stages of the body have paths below it.
  package let path: String
  package let call: BoundCall
  /// Other ways to decide what its arguments decide.
  package let alternatives: [Alternative]
}

/// Arguments that were left out and found by role: what would have to be written to fix them.
package struct FoundArguments: Equatable, Sendable {
  /// The name of the stage, as it stands in the script.
  package let stage: SourceRange
  /// Code for each parameter, such as `amount` and `Quantity * UnitPrice`.
  package let arguments: [Argument]

  package struct Argument: Equatable, Sendable {
    package let parameter: String
    package let source: String
  }
}

/// A `param` with the value that it has in this run.
package struct PlannedParameter: Sendable {
  package let name: String
  package let type: DataType
  package let value: Literal
  package let documentation: [String]
  /// `8 in 2...20`, as written.
  package let declaration: String
}

package struct PlannedStatement: Sendable {
  package enum Kind: Sendable {
    /// `let name = …`: silent.
    case binding(name: String, PlannedPipeline)
    /// A bare pipeline: shown.
    case shown(PlannedPipeline)
    case text([TextPiece])
  }

  package enum TextPiece: Sendable {
    case text(String)
    case constant(Literal)
    /// `model.silhouette`
    case property(dataset: String, name: String)
  }

  package let kind: Kind
  package let range: SourceRange

  package init(_ kind: Kind, at range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

package struct PlannedPipeline: Sendable {
  package enum Head: Sendable {
    /// The first stage is a source.
    case source
    /// The value of an earlier `let`.
    case dataset(String)
  }

  package let head: Head
  package let stages: [PlannedStage]
  package let output: ValueType
  package let range: SourceRange

  /// What messages call its rows: the dataset that it begins with, or what its source is called.
  package var rowsName: String {
    if case .dataset(let name) = head { return name }
    return output.table?.name ?? "the other dataset"
  }
}

/// A checked stage at its place.
package struct PlannedStage: Sendable {
  package let stage: any Stage
  /// The place of the stage, such as `clean_orders/drop#1`.
  package let path: String
  /// The stage as one line of code.
  package let code: String
  package let because: String?
  /// The stage as the analyst wrote it: for a stage inside another one, the call of the outer one.
  package let range: SourceRange
  /// The call that it was checked from.
  package let call: BoundCall
  /// The code with everything that its names mean: two stages with equal identities after equal
  /// inputs give equal results.
  package let identity: String

  package var name: String { type(of: stage).signature.name }

  /// The same place in the script, done by a stage that knows more.
  package func with(_ stage: any Stage, identity: String) -> PlannedStage {
    PlannedStage(
      stage: stage, path: path, code: code, because: because, range: range, call: call,
      identity: identity)
  }
}
