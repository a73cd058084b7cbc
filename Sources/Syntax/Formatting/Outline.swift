import Diagnostics

/// A tree as an indented list in parentheses, without ranges: what `segue check --show tree` prints
/// and what the tests compare.
///
/// Every difference between two trees other than a place shows in their outlines.
struct Outline {
  private(set) var text = ""
  private var level = 0

  mutating func add(_ script: Script) {
    for statement in script.statements { add(statement) }
  }

  private mutating func line(_ words: String) {
    text += String(repeating: "  ", count: level) + words + "\n"
  }

  private mutating func nest(_ words: String, _ inner: (inout Outline) -> Void) {
    line(words)
    level += 1
    inner(&self)
    level -= 1
  }

  private mutating func add(_ statement: Statement) {
    for words in statement.documentation { line("## " + words) }
    for words in statement.options { line("#| " + words) }
    switch statement.kind {
    case .edition(let number, _): line("edition \(number)")
    case .use(let use): line(use.source)
    case .parameter(let parameter):
      nest("param \(Printer.name(parameter.name)): \(Printer.type(parameter.type))") { outline in
        if let value = parameter.value { outline.add(value, as: "= ") }
        if let domain = parameter.domain { outline.add(domain, as: "in ") }
      }
    case .binding(let binding):
      let type = binding.type.map { ": " + Printer.type($0) } ?? ""
      nest("let " + Printer.name(binding.name) + type) { $0.add(binding.pipeline) }
    case .stage(let stage):
      let types = Printer.type(stage.input) + " -> " + Printer.type(stage.output)
      nest("stage " + Printer.name(stage.name) + " : " + types) { outline in
        outline.add(stage.parameters)
        outline.add(stage.body)
      }
    case .function(let function):
      let result = function.result.map { " -> " + Printer.type($0) } ?? ""
      nest("fn " + Printer.name(function.name) + result) { outline in
        outline.add(function.parameters)
        outline.add(function.body)
      }
    case .text(let literal): add(.text(literal))
    case .pipeline(let pipeline): nest("show") { $0.add(pipeline) }
    case .missing: line("missing")
    }
  }

  private mutating func add(_ parameters: [FormalParameter]) {
    for parameter in parameters {
      let type = parameter.type.map { ": " + Printer.type($0) } ?? ""
      nest("parameter " + Printer.name(parameter.name) + type) { outline in
        if let value = parameter.value { outline.add(value, as: "= ") }
      }
    }
  }

  private mutating func add(_ pipeline: Pipeline) {
    switch pipeline.head {
    case .call(let call): add(call)
    case .expression(let expression): add(expression, as: "head ")
    case nil: line("head (input)")
    }
    for call in pipeline.calls { add(call) }
  }

  private mutating func add(_ call: Call) {
    nest("call " + Printer.name(call.name)) { outline in
      var clauses = call.clauses[...]
      for argument in call.arguments {
        while let clause = clauses.first, clause.range.start < argument.range.start {
          outline.add(clauses.removeFirst())
        }
        outline.nest("argument") { $0.add(argument) }
      }
      for clause in clauses { outline.add(clause) }
    }
  }

  private mutating func add(_ clause: Clause) {
    nest(clause.preposition.rawValue) { $0.add(clause.argument) }
  }

  private mutating func add(_ argument: Argument) {
    for item in argument.items { add(item) }
  }

  private mutating func add(_ item: Item) {
    add(item.value, as: item.name.map { Printer.name($0) + " = " } ?? "")
  }

  private mutating func add(_ expression: Expression, as role: String = "") {
    switch expression {
    case .number, .string, .date, .boolean, .null, .name, .optionalName:
      line(role + expression.source)
    case .text(let literal):
      nest(role + "text") { outline in
        for piece in literal.pieces {
          switch piece {
          case .text(let plain): outline.line(Printer.string(plain))
          case .value(let value): outline.add(value, as: "value ")
          }
        }
      }
    case .call(let call):
      nest(role + Printer.name(call.name) + (call.isOptional ? "()?" : "()")) { outline in
        for item in call.arguments { outline.add(item) }
      }
    case .unary(let sign, let operand, _): nest(role + sign.rawValue) { $0.add(operand) }
    case .binary(let sign, let left, let right, _):
      nest(role + sign.rawValue) { outline in
        outline.add(left)
        outline.add(right)
      }
    case .test(let value, let negated, let name, _):
      let level = name.map(Printer.name) ?? "null"
      nest(role + (negated ? "is not " : "is ") + level) { $0.add(value) }
    case .range(let low, let high, let upperIncluded, _):
      nest(role + (upperIncluded ? "..." : "..<")) { outline in
        outline.add(low)
        outline.add(high)
      }
    case .list(let elements, _):
      nest(role + "[]") { outline in for element in elements { outline.add(element) } }
    case .block(let block): nest(role + "{}") { $0.add(block) }
    case .cases(let block, _): nest(role + "case {}") { $0.add(block) }
    case .conditional(let condition, let then, let otherwise, _):
      nest(role + "if") { outline in
        outline.add(condition)
        outline.add(then, as: "then ")
        outline.add(otherwise, as: "else ")
      }
    case .pipeline(let pipeline, _): nest(role + "(|)") { $0.add(pipeline) }
    case .parenthesized(let inner, _): nest(role + "()") { $0.add(inner) }
    case .missing: line(role + "missing")
    }
  }

  private mutating func add(_ block: Block) {
    for entry in block.entries {
      switch entry {
      case .field(let name, let value): add(value, as: Printer.name(name) + ": ")
      case .rule(let condition, let value, _):
        if let condition { add(condition, as: "when ") } else { line("else") }
        add(value, as: "=> ")
      }
    }
  }
}

extension Script {
  /// The tree as an indented list, a node per line, without ranges.
  package var outline: String {
    var outline = Outline()
    outline.add(self)
    return outline.text
  }
}
