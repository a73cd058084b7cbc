import Diagnostics
import Syntax

/// A stage written in the language: `stage rfm(…) : Table -> Features = | …`.
package struct UserStage: Sendable {
  package let definition: StageDefinition
  package let scope: Scope
  package let documentation: [String]

  package init(definition: StageDefinition, scope: Scope, documentation: [String]) {
    self.definition = definition
    self.scope = scope
    self.documentation = documentation
  }

  /// The same kind of declaration as a built-in stage has.
  package var signature: StageSignature {
    StageSignature(
      definition.name.text, documentation.first ?? "A stage written in the language.",
      group: .features, inputs: [definition.input.kind],
      parameters: definition.parameters.map { parameter in
        Parameter(
          parameter.name.text, parameter.kind,
          parameter.type.map { "Of type \($0.source)." } ?? "An expression.",
          standard: parameter.value?.source, isRequired: parameter.value == nil)
      },
      gives: definition.output.source)
  }
}

extension FormalParameter {
  /// What completion and help say can stand there.
  var kind: ParameterKind {
    switch type?.name.text {
    case "column": .column
    case "date": .date
    case "int": .integer(.min ... .max)
    default: .expression
    }
  }
}

extension TypeExpression {
  /// The kind of value that a stage takes or gives.
  var kind: ValueKind { ValueKind(rawValue: name.text) ?? .table }
}
