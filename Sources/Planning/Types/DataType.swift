import Relations

/// What a column means to an analyst: the cells' scalar type, and what may be done with them.
package enum DataType: Equatable, Hashable, Sendable {
  case boolean
  case integer
  case number
  /// A share or a quotient of like units.
  case ratio
  /// With an ISO 4217 code where one was declared; money of different codes does not mix.
  case money(currency: String?)
  case text
  /// Names an entity; whole numbers or text, never computed with.
  case id(ScalarType)
  case date
  case timestamp
  case duration

  /// The type as an engine sees it.
  package var scalar: ScalarType {
    switch self {
    case .boolean: .boolean
    case .integer: .integer
    case .number, .ratio, .money: .number
    case .text: .text
    case .id(let scalar): scalar
    case .date: .date
    case .timestamp: .timestamp
    case .duration: .duration
    }
  }

  package init(_ scalar: ScalarType) {
    self =
      switch scalar {
      case .boolean: .boolean
      case .integer: .integer
      case .number: .number
      case .text: .text
      case .date: .date
      case .timestamp: .timestamp
      case .duration: .duration
      }
  }

  /// As written in a `columns {…}` declaration and shown by `:schema`.
  package var name: String {
    switch self {
    case .boolean: "bool"
    case .integer: "int"
    case .number: "number"
    case .ratio: "ratio"
    case .money(let currency): currency.map { "money<\($0)>" } ?? "money"
    case .text: "text"
    case .id: "id"
    case .date: "date"
    case .timestamp: "timestamp"
    case .duration: "duration"
    }
  }

  package var isNumeric: Bool {
    switch self {
    case .integer, .number, .ratio, .money: true
    case .boolean, .text, .id, .date, .timestamp, .duration: false
    }
  }

  package var isTemporal: Bool { self == .date || self == .timestamp }
}

/// Whether cells of a column may be missing.
package enum Missingness: Equatable, Hashable, Sendable {
  /// No cell is missing.
  case never
  /// Not known before the data are read.
  case possible
  /// Declared with `?`, or a formula that can have no value.
  case declared

  package func joined(_ other: Missingness) -> Missingness {
    switch (self, other) {
    case (.declared, _), (_, .declared): .declared
    case (.possible, _), (_, .possible): .possible
    case (.never, .never): .never
    }
  }
}
