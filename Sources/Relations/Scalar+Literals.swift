extension Scalar {
  /// The same expression with other constants in the place of those that stand in it.
  package func replacingLiterals(_ change: (Literal) -> Literal) -> Scalar {
    switch self {
    case .column: self
    case .literal(let literal): .literal(change(literal))
    case .call(let function, let arguments):
      .call(function, arguments.map { $0.replacingLiterals(change) })
    case .cases(let cases, let otherwise):
      .cases(
        cases.map {
          Case($0.condition.replacingLiterals(change), $0.value.replacingLiterals(change))
        }, otherwise: otherwise.replacingLiterals(change))
    case .isIn(let value, let list, let negated):
      .isIn(value.replacingLiterals(change), list.map(change), negated: negated)
    }
  }
}

extension Aggregate {
  /// The same number of rows with other constants in the place of those that stand in it.
  package func replacingLiterals(_ change: (Literal) -> Literal) -> Aggregate {
    func changed(_ scalar: Scalar) -> Scalar { scalar.replacingLiterals(change) }
    return switch self {
    case .rows: .rows
    case .count(let scalar): .count(changed(scalar))
    case .missing(let scalar): .missing(changed(scalar))
    case .distinct(let scalar): .distinct(changed(scalar))
    case .sum(let scalar): .sum(changed(scalar))
    case .mean(let scalar): .mean(changed(scalar))
    case .quantile(let scalar, let probability): .quantile(changed(scalar), probability)
    case .min(let scalar): .min(changed(scalar))
    case .max(let scalar): .max(changed(scalar))
    case .deviation(let scalar, let denominator): .deviation(changed(scalar), denominator)
    case .share(let scalar): .share(changed(scalar))
    case .any(let scalar): .any(changed(scalar))
    case .all(let scalar): .all(changed(scalar))
    case .mode(let scalar): .mode(changed(scalar))
    case .first(let scalar, let by): .first(changed(scalar), by: changed(by))
    case .last(let scalar, let by): .last(changed(scalar), by: changed(by))
    }
  }
}
