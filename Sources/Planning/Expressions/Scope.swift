import Diagnostics
import Relations
import Syntax

/// What a name means before the columns are asked: parameters of the script and of stages.
package struct Scope: Sendable {
  package indirect enum Meaning: Sendable {
    case constant(Literal, DataType)
    case list([Literal], DataType?)
    /// An argument of a stage or function written in the language, read where it was written.
    case expression(Syntax.Expression, Scope)
    /// An optional column that is not there: `is null` is true of it.
    case absent

    /// Whether an argument stands after the name; `nil` for a constant, which always has a value.
    var isGiven: Bool? {
      switch self {
      case .expression: true
      case .absent: false
      case .constant, .list: nil
      }
    }
  }

  private var meanings: [String: Meaning] = [:]
  /// The names, in the order in which they were declared, for suggestions.
  package private(set) var names: [String] = []

  package init() {}

  package subscript(name: String) -> Meaning? {
    get { meanings[name] }
    set {
      if meanings[name] == nil, newValue != nil { names.append(name) }
      meanings[name] = newValue
    }
  }
}

/// An expression over the row that has been checked.
package struct TypedScalar: Equatable, Sendable {
  package let scalar: Scalar
  package let type: DataType
  package let missing: Missingness
  /// Where personal data came in, if they did.
  package let personal: SourceRange?

  package init(
    _ scalar: Scalar, _ type: DataType, missing: Missingness = .never,
    personal: SourceRange? = nil
  ) {
    self.scalar = scalar
    self.type = type
    self.missing = missing
    self.personal = personal
  }

  /// The constant that it is, if it is one.
  package var literal: Literal? {
    if case .literal(let literal) = scalar { literal } else { nil }
  }

  package var isNull: Bool { literal == .null }

  /// The scalar type, `nil` for the literal `null`, which fits everything.
  package var scalarType: ScalarType? { isNull ? nil : type.scalar }
}

/// Numbers over the whole table that an expression needs first, such as `mean(amount)` in a
/// condition or `latest(order_date)`: asked once, written into the ledger, and used again on fresh
/// data.
package struct WholeTableNumbers: Equatable, Sendable {
  package private(set) var aggregates: [NamedAggregate] = []
  package private(set) var types: [DataType] = []

  package init() {}

  package var isEmpty: Bool { aggregates.isEmpty }

  /// The columns that the numbers are of.
  package var columns: [String] { aggregates.flatMap(\.aggregate.columns) }

  /// Every number as missing: what stands for them while the data are not known.
  package var unknown: [String: Literal] {
    aggregates.reduce(into: [:]) { $0[$1.name] = .null }
  }

  /// The column name that stands for the number until it is known.
  package mutating func add(_ aggregate: Aggregate, named name: String, type: DataType) -> Scalar {
    if !aggregates.contains(where: { $0.name == name }) {
      aggregates.append(NamedAggregate(name, aggregate))
      types.append(type)
    }
    return .column(name)
  }
}

extension Scalar {
  /// The scalar with constants in the place of columns of these names.
  package func replacing(_ values: [String: Literal]) -> Scalar {
    if values.isEmpty { return self }
    return replacingColumns { name in values[name].map { .literal($0) } ?? .column(name) }
  }
}
