import Diagnostics

/// Which tokens of a script stand next to each other without a space, decided once for the whole
/// text from the kinds of the neighbours and, where the same sign has two roles, from the tree.
struct Spacing {
  let tokens: [Token]
  /// The index of the token that begins, or ends, at a byte offset.
  let indexByStart: [Int: Int]
  let indexByEnd: [Int: Int]
  /// Whether a space stands before a token when it does not begin a line.
  private(set) var hasBlank: [Bool]
  /// Before and after these there is no space: `=` of options, `<` and `>` of types.
  private var tight: Set<Int> = []
  /// Signs before a number or a name; they have no space after them.
  private var signs: Set<Int> = []
  /// The `:` of a stage definition and the `(` of a `use`, which have a space before them.
  private var spaced: Set<Int> = []

  init(_ tokens: [Token], of script: Script) {
    self.tokens = tokens
    var starts: [Int: Int] = [:]
    var ends: [Int: Int] = [:]
    for (index, token) in tokens.enumerated() where token.kind != .end {
      starts[token.start] = index
      ends[token.end] = index
    }
    indexByStart = starts
    indexByEnd = ends
    hasBlank = [Bool](repeating: true, count: tokens.count)
    for statement in script.statements { visit(statement) }
    for index in tokens.indices { hasBlank[index] = needsBlank(before: index) }
  }

  private func needsBlank(before index: Int) -> Bool {
    guard index > 0 else { return false }
    let (left, right) = (tokens[index - 1], tokens[index])
    if tight.contains(index) || signs.contains(index - 1) { return false }
    // Behind the `>` of a type comes a blank; behind `<` and `=` comes none.
    if tight.contains(index - 1) { return left.kind == .greater && spaceBehindType(right.kind) }
    switch right.kind {
    case .comma, .rightParenthesis, .rightBracket, .rightBrace, .question, .dot: return false
    case .ellipsis, .halfOpen: return false
    case .colon: return spaced.contains(index)
    case .leftParenthesis where left.kind.isName: return !right.isGlued || spaced.contains(index)
    default: break
    }
    switch left.kind {
    case .leftParenthesis, .leftBracket, .leftBrace, .dot, .ellipsis, .halfOpen: return false
    default: return true
    }
  }

  private func spaceBehindType(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .comma, .question, .greater, .rightParenthesis, .rightBrace: false
    default: true
    }
  }

  // MARK: Roles

  private mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .edition, .text, .missing: break
    case .use(let use):
      if let first = use.names.first, let index = indexByStart[first.range.start] {
        spaced.insert(index - 1)
      }
    case .parameter(let parameter):
      visit(parameter.type)
      parameter.value.map { visit($0) }
      parameter.domain.map { visit($0) }
    case .binding(let binding):
      binding.type.map { visit($0) }
      visit(binding.pipeline)
    case .stage(let stage):
      visit(stage.parameters, after: stage.name)
      visit(stage.input)
      visit(stage.output)
      if let index = indexByStart[stage.input.range.start] { spaced.insert(index - 1) }
      visit(stage.body)
    case .function(let function):
      visit(function.parameters, after: function.name)
      function.result.map { visit($0) }
      visit(function.body)
    case .pipeline(let pipeline): visit(pipeline)
    }
  }

  private mutating func visit(_ parameters: [FormalParameter], after name: Name) {
    if let index = indexByStart[name.range.start], tokens[index + 1].kind == .leftParenthesis {
      tight.insert(index + 1)
    }
    for parameter in parameters {
      parameter.type.map { visit($0) }
      parameter.value.map { visit($0) }
    }
  }

  private mutating func visit(_ type: TypeExpression) {
    guard !type.arguments.isEmpty else { return }
    visitAngles(from: type.range.start, to: type.range.end)
  }

  /// The `<` and `>` between two offsets.
  private mutating func visitAngles(from start: Int, to end: Int) {
    guard var index = indexByStart[start] else { return }
    while tokens[index].start < end {
      if tokens[index].kind == .less || tokens[index].kind == .greater { tight.insert(index) }
      index += 1
    }
  }

  private mutating func visit(_ pipeline: Pipeline) {
    switch pipeline.head {
    case .call(let call): visit(call)
    case .expression(let expression): visit(expression)
    case nil: break
    }
    for call in pipeline.calls { visit(call) }
  }

  private mutating func visit(_ call: Call) {
    for argument in call.arguments + call.clauses.map(\.argument) {
      for item in argument.items { visit(item, compact: argument.isCompact) }
    }
  }

  private mutating func visit(_ item: Item, compact: Bool) {
    if compact, let name = item.name, let index = indexByStart[name.range.start] {
      tight.insert(index + 1)
    }
    visit(item.value)
  }

  private mutating func visit(_ expression: Expression) {
    switch expression {
    case .number, .string, .text, .date, .boolean, .null, .name, .optionalName, .missing: break
    case .call(let call):
      if let name = indexByEnd[call.name.range.end], tokens[name + 1].kind == .less {
        visitAngles(from: tokens[name + 1].start, to: call.range.end)
      }
      for item in call.arguments { visit(item, compact: true) }
    case .unary(let sign, let operand, let range):
      if sign != .not, let index = indexByStart[range.start] { signs.insert(index) }
      visit(operand)
    case .binary(_, let left, let right, _), .range(let left, let right, _, _):
      visit(left)
      visit(right)
    case .test(let value, _, _, _): visit(value)
    case .list(let elements, _): for element in elements { visit(element) }
    case .block(let block), .cases(let block, _): visit(block)
    case .conditional(let condition, let then, let otherwise, _):
      visit(condition)
      visit(then)
      visit(otherwise)
    case .pipeline(let pipeline, _): visit(pipeline)
    case .parenthesized(let inner, _): visit(inner)
    }
  }

  private mutating func visit(_ block: Block) {
    for entry in block.entries {
      switch entry {
      case .field(_, let value): visit(value)
      case .rule(let condition, let value, _):
        condition.map { visit($0) }
        visit(value)
      }
    }
  }
}
