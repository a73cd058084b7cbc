extension Relation {
  /// The same relation with other relations in the place of those that it is made from.
  private func replacingSources(_ change: (Relation) -> Relation) -> Relation {
    switch self {
    case .scan: self
    case .filter(let source, let condition): .filter(change(source), condition)
    case .project(let source, let columns): .project(change(source), columns)
    case .aggregate(let source, let keys, let aggregates):
      .aggregate(change(source), keys: keys, aggregates)
    case .distinct(let source, let keys, let keep):
      .distinct(change(source), keys: keys, keep: keep)
    case .sort(let source, let keys): .sort(change(source), keys)
    case .limit(let source, let count): .limit(change(source), count)
    case .join(let left, let right, let join): .join(change(left), change(right), join)
    case .union(let first, let second): .union(change(first), change(second))
    }
  }

  /// The same relation over another one in the place of a scan.
  package func replacing(scan name: String, with other: Relation) -> Relation {
    if case .scan(name) = self { return other }
    return replacingSources { $0.replacing(scan: name, with: other) }
  }

  /// The same relation over scans that may lack columns: a projection leaves out what it would only
  /// pass on and what is not there.
  package func passingOnPresent(scanning scanned: (String) -> [String]) -> Relation {
    let relation = replacingSources { $0.passingOnPresent(scanning: scanned) }
    guard case .project(let source, let columns) = relation else { return relation }
    let present = Set(source.columnNames(scanning: scanned))
    return .project(
      source,
      columns.filter { named in
        named.scalar.column.map(present.contains) ?? true
      })
  }

  /// The same rows with these columns only computed, and those that they are made from.
  ///
  /// `wanted` are names of the result's columns, `nil` for all there are; others may be given as well.
  /// Of a `union`, all columns are computed.
  package func computing(only wanted: Set<String>?) -> Relation {
    switch self {
    case .scan: return self
    case .filter(let source, let condition):
      return .filter(source.computing(only: wanted?.union(condition.columns)), condition)
    case .project(let source, let columns):
      let needed = columns.filter { wanted?.contains($0.name) ?? true }
      let read = Set(needed.flatMap(\.scalar.columns))
      return .project(source.computing(only: read), needed)
    case .aggregate(let source, let keys, let aggregates):
      let needed = aggregates.filter { wanted?.contains($0.name) ?? true }
      let read = Set(keys + needed.flatMap(\.aggregate.columns))
      return .aggregate(source.computing(only: read), keys: keys, needed)
    case .distinct(let source, let keys, let keep):
      let read = keys.isEmpty ? nil : wanted?.union(keys)
      return .distinct(source.computing(only: read), keys: keys, keep: keep)
    case .sort(let source, let keys):
      let read = wanted?.union(keys.flatMap(\.scalar.columns))
      return .sort(source.computing(only: read), keys)
    case .limit(let source, let count): return .limit(source.computing(only: wanted), count)
    case .join(let left, let right, let join):
      return .join(
        left.computing(only: wanted?.union(join.keys.map(\.left))),
        right.computing(only: wanted?.union(join.keys.map(\.right))), join)
    case .union(let first, let second):
      return .union(first.computing(only: nil), second.computing(only: nil))
    }
  }

  /// The same rows, chosen and put into order before columns are computed, wherever a choice reads
  /// only columns that are passed on.
  ///
  /// Nothing is computed for a row that goes.
  package var choosingFirst: Relation {
    let relation = replacingSources(\.choosingFirst)
    switch relation {
    case .filter(.project(let source, let columns), let condition):
      guard let below = condition.renamed(columns.passedOn) else { return relation }
      return .project(Relation.filter(source, below).choosingFirst, columns)
    case .distinct(.project(let source, let columns), let keys, let keep):
      let passed = columns.passedOn
      let below = keys.compactMap { passed[$0] }
      guard !keys.isEmpty, below.count == keys.count else { return relation }
      return .project(Relation.distinct(source, keys: below, keep: keep).choosingFirst, columns)
    case .sort(.project(let source, let columns), let keys):
      let passed = columns.passedOn
      var below: [SortKey] = []
      for key in keys {
        guard let scalar = key.scalar.renamed(passed) else { return relation }
        below.append(SortKey(scalar, descending: key.descending))
      }
      return .project(Relation.sort(source, below).choosingFirst, columns)
    case .limit(.project(let source, let columns), let count):
      return .project(Relation.limit(source, count).choosingFirst, columns)
    case .scan, .filter, .project, .aggregate, .distinct, .sort, .limit, .join, .union:
      return relation
    }
  }
}

extension [NamedScalar] {
  /// The columns that are passed on as they are: their old names by the new ones.
  fileprivate var passedOn: [String: String] {
    reduce(into: [:]) { names, named in
      names[named.name] = named.scalar.column
    }
  }
}

extension Scalar {
  /// The same expression over columns with other names; `nil` if one has no other name.
  fileprivate func renamed(_ names: [String: String]) -> Scalar? {
    guard columns.allSatisfy({ names[$0] != nil }) else { return nil }
    return replacingColumns { .column(names[$0] ?? $0) }
  }

  /// The same expression with others in the place of its columns.
  package func replacingColumns(_ change: (String) -> Scalar) -> Scalar {
    switch self {
    case .column(let name): change(name)
    case .literal: self
    case .call(let function, let arguments):
      .call(function, arguments.map { $0.replacingColumns(change) })
    case .cases(let cases, let otherwise):
      .cases(
        cases.map {
          Case($0.condition.replacingColumns(change), $0.value.replacingColumns(change))
        }, otherwise: otherwise.replacingColumns(change))
    case .isIn(let value, let list, let negated):
      .isIn(value.replacingColumns(change), list, negated: negated)
    }
  }
}
