/// The same tree with some of its expressions written otherwise.
extension Expression {
  /// The same tree with what a closure gives in the place of the expressions that it changes.
  ///
  /// It is asked of outer expressions first, and what it gives is not looked into. Pipelines in
  /// parentheses stay as they are.
  package func rewritten(_ change: (Expression) -> Expression?) -> Expression {
    if let other = change(self) { return other }
    switch self {
    case .number, .string, .text, .date, .boolean, .null, .name, .optionalName, .pipeline, .missing:
      return self
    case .call(let call):
      return .call(
        FunctionCall(
          name: call.name, arguments: call.arguments.map { $0.rewritten(change) },
          isOptional: call.isOptional, at: call.range))
    case .unary(let sign, let operand, let range):
      return .unary(sign, operand.rewritten(change), range)
    case .binary(let symbol, let left, let right, let range):
      return .binary(
        symbol, left.rewritten(change), right.rewritten(change), operatorRange: range)
    case .test(let operand, let negated, let word, let range):
      return .test(operand.rewritten(change), negated: negated, is: word, range)
    case .range(let low, let high, let upperIncluded, let range):
      return .range(
        low.rewritten(change), high.rewritten(change), upperIncluded: upperIncluded, range)
    case .list(let items, let range): return .list(items.map { $0.rewritten(change) }, range)
    case .block(let block): return .block(block.rewritten(change))
    case .cases(let block, let range): return .cases(block.rewritten(change), range)
    case .conditional(let condition, let then, let otherwise, let range):
      return .conditional(
        condition: condition.rewritten(change), then: then.rewritten(change),
        otherwise: otherwise.rewritten(change), range)
    case .parenthesized(let inner, let range):
      return .parenthesized(inner.rewritten(change), range)
    }
  }
}

extension Block {
  fileprivate func rewritten(_ change: (Expression) -> Expression?) -> Block {
    Block(
      entries: entries.map { entry in
        switch entry {
        case .field(let name, let value): .field(name, value.rewritten(change))
        case .rule(let condition, let value, let range):
          .rule(
            condition: condition?.rewritten(change), value: value.rewritten(change), range)
        }
      }, at: range)
  }
}

extension Item {
  fileprivate func rewritten(_ change: (Expression) -> Expression?) -> Item {
    Item(name: name, value: value.rewritten(change), at: range)
  }
}

extension Call {
  /// The same call with some expressions of its arguments and clauses written otherwise.
  package func rewritten(_ change: (Expression) -> Expression?) -> Call {
    func rewritten(_ argument: Argument) -> Argument {
      Argument(items: argument.items.map { $0.rewritten(change) }, at: argument.range)
    }
    return Call(
      name: name, arguments: arguments.map(rewritten),
      clauses: clauses.map {
        Clause(
          $0.preposition, at: $0.prepositionRange, argument: rewritten($0.argument))
      }, at: range)
  }
}
