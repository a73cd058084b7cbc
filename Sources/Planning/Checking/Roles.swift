import Diagnostics
import Relations
import Syntax

/// What a column is for, whatever it is called.
package enum Role: String, CaseIterable, Sendable {
  case id, date, amount, order

  /// Spellings without case, blanks and underscores, best first.
  var names: [String] {
    switch self {
    case .id:
      [
        "customerid", "custid", "clientid", "userid", "memberid", "accountid", "buyerid",
        "customer", "client", "user", "member", "account", "buyer", "customerno",
        "customernumber", "customercode", "contactid", "personid", "id",
      ]
    case .date:
      [
        "orderdate", "invoicedate", "purchasedate", "transactiondate", "orderedat", "orderedon",
        "createdat", "date", "datetime", "timestamp", "day", "saledate", "paymentdate",
      ]
    case .amount:
      [
        "amount", "total", "revenue", "totalamount", "orderamount", "ordertotal", "ordervalue",
        "linetotal", "sales", "salesamount", "value", "spend", "spent", "turnover", "netamount",
        "grossamount", "price", "dollars", "payment",
      ]
    case .order:
      [
        "orderid", "invoiceid", "invoiceno", "invoice", "orderno", "ordernumber",
        "invoicenumber", "basketid", "basket", "transactionid", "transactionno", "receiptid",
        "receiptno", "receipt", "order", "transaction", "transactionnumber",
      ]
    }
  }

  static let priceNames = ["unitprice", "price", "priceperunit", "itemprice"]
  static let quantityNames = ["quantity", "qty", "units", "count", "pieces", "items"]

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
    let folded = table.columns.map { column in
      (column, column.name.lowercased().filter { $0.isLetter || $0.isNumber })
    }
    let fitting = folded.filter { role.fits($0.0.type) }
    if role == .amount {
      let money = fitting.filter { if case .money = $0.0.type { true } else { false } }
      let named = money.filter { !Role.priceNames.contains($0.1) }
      if named.count == 1 { return .column(named[0].0.name) }
      let price = fitting.filter { Role.priceNames.contains($0.1) }
      let quantity = fitting.filter { Role.quantityNames.contains($0.1) }
      let direct = best(role, fitting.filter { !Role.priceNames.contains($0.1) })
      if case .column = direct { return direct }
      if price.count == 1, quantity.count == 1 {
        return .product(quantity[0].0.name, price[0].0.name)
      }
    }
    if role == .id || role == .order {
      let declared = fitting.filter { $0.0.type.isIdentifier }
      let named = declared.filter { role.names.contains($0.1) }
      if role == .id, declared.count == 1, named.count <= 1,
        !Role.order.names.contains(declared[0].1)
      {
        return .column(declared[0].0.name)
      }
    }
    let named = best(role, fitting)
    if named != .none { return named }
    if role == .date, fitting.count == 1 { return .column(fitting[0].0.name) }
    if role == .date, fitting.count > 1 { return .several(fitting.map(\.0.name)) }
    return .none
  }

  private static func best(_ role: Role, _ candidates: [(ColumnType, String)]) -> RoleFinding {
    for name in role.names {
      let found = candidates.filter { $0.1 == name }
      if found.count == 1 { return .column(found[0].0.name) }
      if found.count > 1 { return .several(found.map(\.0.name)) }
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
