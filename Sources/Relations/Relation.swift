/// What is asked of tables: never how it is done.
///
/// Rows have an order that `sort`, `limit` and `distinct` respect and `filter` and `project` keep.
/// `aggregate` gives its groups sorted by key, so that nothing after it depends on the order of the
/// rows before it.
package indirect enum Relation: Equatable, Sendable {
  /// A table known by name to whoever runs the relation.
  case scan(String)
  case filter(Relation, Scalar)
  /// Exactly these columns, in this order.
  case project(Relation, [NamedScalar])
  /// One row per distinct combination of keys, ascending by key; a missing key is a group of its
  /// own, last. Without keys: one row. The columns are the keys, then the aggregates.
  case aggregate(Relation, keys: [String], [NamedAggregate])
  /// One row per distinct combination of `keys` (none: of all columns), in the order of the rows
  /// kept.
  case distinct(Relation, keys: [String], keep: Kept)
  case sort(Relation, [SortKey])
  case limit(Relation, Int)
  case join(Relation, Relation, Join)
  /// The rows of the first, then those of the second; columns are matched by name.
  case union(Relation, Relation)

  package enum Kept: String, CaseIterable, Sendable { case first, last }
}

package struct NamedScalar: Equatable, Sendable {
  package let name: String
  package let scalar: Scalar

  package init(_ name: String, _ scalar: Scalar) {
    self.name = name
    self.scalar = scalar
  }
}

package struct SortKey: Equatable, Sendable {
  package let scalar: Scalar
  package let descending: Bool

  /// Missing values come last in both directions; rows that tie keep their order.
  package init(_ scalar: Scalar, descending: Bool = false) {
    self.scalar = scalar
    self.descending = descending
  }
}

package struct Join: Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable { case left, inner }

  /// Pairs of column names that must be equal: left, right.
  ///
  /// A missing key matches nothing.
  package let keys: [Pair]
  package let kind: Kind

  package struct Pair: Equatable, Sendable {
    package let left: String
    package let right: String

    package init(_ left: String, _ right: String) {
      self.left = left
      self.right = right
    }
  }

  /// The result has the columns of the left side, then those of the right side that are no key.
  package init(keys: [Pair], kind: Kind) {
    self.keys = keys
    self.kind = kind
  }
}

package struct NamedAggregate: Equatable, Sendable {
  package let name: String
  package let aggregate: Aggregate

  package init(_ name: String, _ aggregate: Aggregate) {
    self.name = name
    self.aggregate = aggregate
  }
}

/// A number or value from the rows of one group.
///
/// Missing cells are left out; over nothing, a count is 0 and everything else is missing. Sums are
/// exact and rounded once, so that the order of rows cannot move them.
package enum Aggregate: Equatable, Sendable {
  /// The number of rows.
  case rows
  /// The number of cells that are not missing.
  case count(Scalar)
  /// The number of cells that are missing.
  case missing(Scalar)
  case distinct(Scalar)
  case sum(Scalar)
  case mean(Scalar)
  /// Type 7 (linear interpolation), as R and NumPy do by default; `probability` in 0...1.
  case quantile(Scalar, Double)
  case min(Scalar)
  case max(Scalar)
  /// With denominator n (`.population`) or n − 1 (`.sample`).
  case deviation(Scalar, Denominator)
  /// The share of rows, 0...1, for which a condition holds.
  case share(Scalar)
  case any(Scalar)
  case all(Scalar)
  /// The most frequent value; the least of them when several tie.
  case mode(Scalar)
  /// The value in the row where `by` is least; when several rows tie there, the least value.
  case first(Scalar, by: Scalar)
  /// The value in the row where `by` is greatest; when several rows tie there, the least value.
  case last(Scalar, by: Scalar)

  package enum Denominator: String, Sendable { case population, sample }

  /// The columns it reads.
  package var columns: [String] {
    switch self {
    case .rows: []
    case .count(let scalar), .missing(let scalar), .distinct(let scalar), .sum(let scalar),
      .mean(let scalar), .quantile(let scalar, _), .min(let scalar), .max(let scalar),
      .deviation(let scalar, _), .share(let scalar), .any(let scalar), .all(let scalar),
      .mode(let scalar):
      scalar.columns
    case .first(let scalar, let by), .last(let scalar, let by): scalar.columns + by.columns
    }
  }
}
