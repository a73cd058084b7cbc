import Diagnostics
import Relations
import Syntax

/// What will run: a plan that exists is valid, and no stage checks its parameters again.
package struct Plan: Sendable {
  package var statements: [PlannedStatement] = []
  package var parameters: [PlannedParameter] = []

  package init() {}
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
}

/// A checked stage at its place.
package struct PlannedStage: Sendable {
  package let stage: any Stage
  /// `clean_orders/drop#1`
  package let path: String
  /// The stage as one line of code.
  package let code: String
  package let because: String?
  package let range: SourceRange
  /// The code with everything that its names mean: two stages with equal identities after equal
  /// inputs give equal results.
  package let identity: String

  package var name: String { type(of: stage).signature.name }

  /// The same place in the script, done by a stage that knows more.
  func with(_ stage: any Stage, identity: String) -> PlannedStage {
    PlannedStage(
      stage: stage, path: path, code: code, because: because, range: range, identity: identity)
  }
}
