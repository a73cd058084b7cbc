import Diagnostics
import Relations
import Syntax

/// What a column is for, whatever it is called.
package enum Role: String, CaseIterable, Sendable {
  case id, date, amount, order

  /// Whether a column name is one of the role's spellings.
  func isNamed(_ name: String) -> Bool {
    let spellings = RoleNames.spellings(of: name)
    return RoleNames.names(of: self).contains { spellings.contains($0) }
  }

  func fits(_ type: DataType) -> Bool {
    switch self {
    case .id, .order: type == .text || type == .integer || type == .number || type.isIdentifier
    case .date: type.isTemporal
    case .amount: type.isNumeric
    }
  }

  /// As a message explains it.
  var phrase: String {
    switch self {
    case .id: "who the customer is"
    case .date: "when it was bought"
    case .amount: "what it cost"
    case .order: "which lines belong to one order"
    }
  }
}

extension DataType {
  var isIdentifier: Bool {
    if case .id = self { true } else { false }
  }
}

/// What was found for a role.
package enum RoleFinding: Equatable, Sendable {
  case column(String)
  /// Price × quantity, where no column holds the amount.
  case product(String, String)
  case none
  case several([String])

  /// Looks for the role among the columns of a table.
  ///
  /// A declared `id` or `money` type comes before names; among names the best known spelling wins
  /// alone, and columns of equal rank are several candidates.
  package static func find(_ role: Role, in table: TableType) -> RoleFinding {
    let fitting = table.columns.filter { role.fits($0.type) }.map { column in
      (column: column, spellings: RoleNames.spellings(of: column.name))
    }
    func are(_ names: [String], _ candidate: Candidate) -> Bool {
      names.contains { candidate.spellings.contains($0) }
    }
    if role == .amount {
      let money = fitting.filter { if case .money = $0.column.type { true } else { false } }
      let named = money.filter { !are(RoleNames.prices, $0) }
      if named.count == 1 { return .column(named[0].column.name) }
      let price = fitting.filter { are(RoleNames.prices, $0) }
      let quantity = fitting.filter { are(RoleNames.quantities, $0) }
      let direct = best(role, fitting.filter { !are(RoleNames.prices, $0) })
      if case .column = direct { return direct }
      if price.count == 1, quantity.count == 1 {
        return .product(quantity[0].column.name, price[0].column.name)
      }
    }
    if role == .id || role == .order {
      let declared = fitting.filter { $0.column.type.isIdentifier }
      let named = declared.filter { role.isNamed($0.column.name) }
      if role == .id, declared.count == 1, named.count <= 1,
        !Role.order.isNamed(declared[0].column.name)
      {
        return .column(declared[0].column.name)
      }
    }
    let named = best(role, fitting)
    if named != .none { return named }
    if role == .date, fitting.count == 1 { return .column(fitting[0].column.name) }
    if role == .date, fitting.count > 1 { return .several(fitting.map(\.column.name)) }
    return .none
  }

  private typealias Candidate = (column: ColumnType, spellings: [String])

  private static func best(_ role: Role, _ candidates: [Candidate]) -> RoleFinding {
    for name in RoleNames.names(of: role) {
      let found = candidates.filter { $0.spellings.contains(name) }
      if found.count == 1 { return .column(found[0].column.name) }
      if found.count > 1 { return .several(found.map(\.column.name)) }
    }
    return .none
  }

  /// As it would be written in the script; `nil` where nothing was found.
  package var source: String? {
    switch self {
    case .column(let name): quotedName(name)
    case .product(let a, let b): quotedName(a) + " * " + quotedName(b)
    case .none, .several: nil
    }
  }

  /// The expression that stands for it, with the range of the call that asked.
  func expression(at range: SourceRange) -> Syntax.Expression? {
    func name(_ text: String) -> Syntax.Expression {
      .name(QualifiedName([Name(text, quoted: true, at: range)]))
    }
    switch self {
    case .column(let column): return name(column)
    case .product(let a, let b):
      return .binary(.multiply, name(a), name(b), operatorRange: range)
    case .none, .several: return nil
    }
  }
}
