import Syntax

/// A function written in the language: `fn age(d, end) = …`.
package struct UserFunction: Sendable {
  package let definition: FunctionDefinition
  package let scope: Scope

  package init(definition: FunctionDefinition, scope: Scope) {
    self.definition = definition
    self.scope = scope
  }
}
