import Diagnostics

/// The same call with one thing written otherwise; what is new stands at the place of the old, so
/// that messages still point at what the analyst wrote.
extension Call {
  /// About something else: the first item of the argument without a name is another one.
  package func about(_ value: Expression) -> Call {
    let place = arguments.firstIndex { !$0.isOption }
    return with(
      arguments: arguments.enumerated().map { index, argument in
        guard index == place, let first = argument.items.first else { return argument }
        let changed = Item(name: first.name, value: value, at: first.range)
        return Argument(items: [changed] + argument.items.dropFirst(), at: argument.range)
      })
  }

  /// Without one item of its arguments; an argument that held nothing else goes with it.
  package func without(_ item: Item) -> Call {
    with(
      arguments: arguments.compactMap { argument in
        let rest = argument.items.filter { $0 != item }
        return rest.isEmpty ? nil : Argument(items: rest, at: argument.range)
      })
  }

  /// The same arguments for another stage, as far as they have one of these names.
  package func renamed(_ name: String, keeping kept: [String]) -> Call {
    Call(
      name: QualifiedName([Name(name, at: self.name.range)]),
      arguments: arguments.filter { argument in
        argument.items.allSatisfy { $0.name.map { kept.contains($0.text) } ?? false }
      }, clauses: clauses, at: range)
  }

  /// With another value of an optional parameter, which is added if it was left out.
  package func setting(_ name: String, to value: Expression) -> Call {
    var isFound = false
    let changed = arguments.map { argument in
      Argument(
        items: argument.items.map { item in
          guard item.name?.text == name else { return item }
          isFound = true
          return Item(name: item.name, value: value, at: item.range)
        }, at: argument.range)
    }
    if isFound { return with(arguments: changed) }
    let end = SourceRange(source: range.source, start: range.end, end: range.end)
    let added = Item(name: Name(name, at: end), value: value, at: end)
    return with(arguments: arguments + [Argument(items: [added], at: end)])
  }

  /// With another value after a preposition; a call without it stays as it is.
  package func with(_ value: Expression, behind preposition: Clause.Preposition) -> Call {
    let changed = clauses.map { clause in
      guard clause.preposition == preposition, let first = clause.argument.items.first else {
        return clause
      }
      let item = Item(name: first.name, value: value, at: first.range)
      return Clause(
        clause.preposition, at: clause.prepositionRange,
        argument: Argument(items: [item], at: clause.argument.range))
    }
    return Call(name: name, arguments: arguments, clauses: changed, at: range)
  }

  private func with(arguments: [Argument]) -> Call {
    Call(name: name, arguments: arguments, clauses: clauses, at: range)
  }
}

extension Expression {
  /// A word at the place of what stood there.
  package func replaced(by word: String) -> Expression {
    .name(QualifiedName([Name(word, at: range)]))
  }

  /// A whole number at the place of what stood there.
  package func replaced(by number: Int) -> Expression { .whole(number, at: range) }

  /// A whole number as it would be written.
  package static func whole(_ number: Int, at range: SourceRange) -> Expression {
    let digits = Expression.number(
      NumberLiteral(digits: String(number.magnitude), suffix: .none, at: range))
    return number < 0 ? .unary(.negate, digits, range) : digits
  }
}
