import Diagnostics

/// A whole file or prompt entry, as written: nothing is resolved yet.
package struct Script: Equatable, Sendable {
  package var statements: [Statement]

  package init(statements: [Statement]) { self.statements = statements }
}

/// A name as written; `quoted` if it stood in backquotes.
package struct Name: Equatable, Hashable, Sendable {
  package let text: String
  package let quoted: Bool
  package let range: SourceRange

  package init(_ text: String, quoted: Bool = false, at range: SourceRange) {
    self.text = text
    self.quoted = quoted
    self.range = range
  }
}

/// `run.inputs.tx`: names joined by dots without spaces; never empty.
package struct QualifiedName: Equatable, Hashable, Sendable {
  package let parts: [Name]

  package init(_ parts: [Name]) { self.parts = parts }

  package var range: SourceRange { parts[0].range.joined(parts[parts.count - 1].range) }
  package var text: String { parts.map(\.text).joined(separator: ".") }
  /// The name, if it is a single one.
  package var single: Name? { parts.count == 1 ? parts[0] : nil }
}

package struct Statement: Equatable, Sendable {
  /// The `##` lines above, without the marks.
  package let documentation: [String]
  /// The `#|` lines above, without the marks: `hide`, `fold`, `caption: …`.
  package let options: [String]
  package let kind: Kind
  package let range: SourceRange

  package init(
    _ kind: Kind, documentation: [String] = [], options: [String] = [], at range: SourceRange
  ) {
    self.kind = kind
    self.documentation = documentation
    self.options = options
    self.range = range
  }

  package enum Kind: Equatable, Sendable {
    /// `seg 1`
    case edition(Int, SourceRange)
    case use(Use)
    case parameter(ParameterDeclaration)
    /// `let tx = …`
    case binding(BindingDeclaration)
    case stage(StageDefinition)
    case function(FunctionDefinition)
    /// A `"""` cell of Markdown.
    case text(TextLiteral)
    case pipeline(Pipeline)
    /// A statement that could not be read; the parser has said why.
    case missing
  }
}

/// `use retail as r (clean_orders, rfm5)` or `use "lib/retail.seg"`.
package struct Use: Equatable, Sendable {
  package enum Module: Equatable, Sendable {
    case name(QualifiedName)
    case path(StringLiteral)
  }

  package let module: Module
  package let alias: Name?
  /// Empty: everything, under the module's name.
  package let names: [Name]

  package init(module: Module, alias: Name?, names: [Name]) {
    self.module = module
    self.alias = alias
    self.names = names
  }
}

/// A parameter of the script, `param k_max: int = 8 in 2...20`.
package struct ParameterDeclaration: Equatable, Sendable {
  package let name: Name
  package let type: TypeExpression
  package let value: Expression?
  package let domain: Expression?

  package init(name: Name, type: TypeExpression, value: Expression?, domain: Expression?) {
    self.name = name
    self.type = type
    self.value = value
    self.domain = domain
  }
}

package struct BindingDeclaration: Equatable, Sendable {
  package let name: Name
  package let type: TypeExpression?
  package let pipeline: Pipeline

  package init(name: Name, type: TypeExpression?, pipeline: Pipeline) {
    self.name = name
    self.type = type
    self.pipeline = pipeline
  }
}

/// A stage made of others, `stage clean(as_of: date) : Table -> Table = | … | …`.
package struct StageDefinition: Equatable, Sendable {
  package let name: Name
  package let parameters: [FormalParameter]
  package let input: TypeExpression
  package let output: TypeExpression
  /// Its head is `nil` where the body starts with `|` and takes the stage's input.
  package let body: Pipeline

  package init(
    name: Name, parameters: [FormalParameter], input: TypeExpression, output: TypeExpression,
    body: Pipeline
  ) {
    self.name = name
    self.parameters = parameters
    self.input = input
    self.output = output
    self.body = body
  }
}

/// A function, `fn age(d: date?, end: date) -> number? = …`.
package struct FunctionDefinition: Equatable, Sendable {
  package let name: Name
  package let parameters: [FormalParameter]
  package let result: TypeExpression?
  package let body: Expression

  package init(
    name: Name, parameters: [FormalParameter], result: TypeExpression?, body: Expression
  ) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.body = body
  }
}

package struct FormalParameter: Equatable, Sendable {
  package let name: Name
  package let type: TypeExpression?
  package let value: Expression?

  package init(name: Name, type: TypeExpression?, value: Expression?) {
    self.name = name
    self.type = type
    self.value = value
  }
}

/// A type as written: `column<id>`, `money<EUR>`, `text?`.
package struct TypeExpression: Equatable, Sendable {
  package let name: Name
  package let arguments: [TypeExpression]
  package let optional: Bool
  package let range: SourceRange

  package init(
    name: Name, arguments: [TypeExpression] = [], optional: Bool = false, at range: SourceRange
  ) {
    self.name = name
    self.arguments = arguments
    self.optional = optional
    self.range = range
  }
}

/// What a stage works on and the stages, `source | stage | stage`.
package struct Pipeline: Equatable, Sendable {
  package enum Head: Equatable, Sendable {
    /// A stage call that starts the pipeline, such as `load "tx.csv"`: a name with an argument or
    /// a preposition after it.
    case call(Call)
    /// A name (of a dataset, a model, or a stage without arguments) or any expression.
    case expression(Expression)
  }

  /// `nil` in the body of a stage that starts with `|`, and in a prompt line that continues.
  package let head: Head?
  package let calls: [Call]
  package let range: SourceRange

  package init(head: Head?, calls: [Call], at range: SourceRange) {
    self.head = head
    self.calls = calls
    self.range = range
  }
}

/// One stage as written: `winsorize amount to 1%...99% because "…"`.
package struct Call: Equatable, Sendable {
  package let name: QualifiedName
  /// Space-separated arguments, each a comma list of one or more items.
  package let arguments: [Argument]
  package let clauses: [Clause]
  package let range: SourceRange

  package init(
    name: QualifiedName, arguments: [Argument], clauses: [Clause], at range: SourceRange
  ) {
    self.name = name
    self.arguments = arguments
    self.clauses = clauses
    self.range = range
  }
}

/// A comma list: `a, b` or `x = 1, y = 2`; never empty.
package struct Argument: Equatable, Sendable {
  package let items: [Item]
  package let range: SourceRange

  package init(items: [Item], at range: SourceRange) {
    self.items = items
    self.range = range
  }
}

/// An argument of the form `name in values`: `k in 2...10`.
///
/// The syntax alone cannot say what it means. If `name` is a parameter of the stage, it is a sweep: the
/// values are tried one by one. Otherwise it is a condition on a column, as in
/// `keep country in ["SE", "NO"]`.
package struct Membership: Equatable, Sendable {
  package let name: QualifiedName
  package let values: Expression
}

extension Argument {
  /// The argument read as `name in values`; `nil` if it has another form.
  package var membership: Membership? {
    guard items.count == 1, items[0].name == nil,
      case .binary(.isIn, .name(let name), let values, _) = items[0].value
    else { return nil }
    return Membership(name: name, values: values)
  }
}

/// `expr` or `name = expr`.
package struct Item: Equatable, Sendable {
  package let name: Name?
  package let value: Expression
  package let range: SourceRange

  package init(name: Name?, value: Expression, at range: SourceRange) {
    self.name = name
    self.value = value
    self.range = range
  }
}

package struct Clause: Equatable, Sendable {
  package enum Preposition: String, CaseIterable, Sendable { case by, on, `as`, to, with, because }

  package let preposition: Preposition
  package let prepositionRange: SourceRange
  package let argument: Argument

  package init(_ preposition: Preposition, at range: SourceRange, argument: Argument) {
    self.preposition = preposition
    self.prepositionRange = range
    self.argument = argument
  }

  package var range: SourceRange { prepositionRange.joined(argument.range) }
}
