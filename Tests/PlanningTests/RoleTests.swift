import Diagnostics
import Planning
import Relations
import Session
import Testing

/// Which columns are taken for which role, whatever they are called.
struct RoleTests {
  private func table(_ columns: [(String, DataType)]) -> TableType {
    TableType(columns.map { ColumnType($0.0, $0.1) }, name: "tx")
  }

  @Test(arguments: ["CustomerID", "Customer ID", "customer_id", "client", "User-ID"])
  func `an id is found in any spelling`(name: String) {
    let columns = table([("when", .date), (name, .integer), ("amount", .number)])
    #expect(RoleFinding.find(.id, in: columns) == .column(name))
  }

  @Test(arguments: ["rfm", "rfm id=id date=date amount=amount order=order as_of=@2025-03-01"])
  func `columns may be called as the parameters that they are given to`(call: String) {
    var session = shopSession()
    let result = session.run(
      SourceText(
        name: "test.seg",
        text: """
          table [{id: 1, date: @2025-01-03, amount: 3.5, order: 7},
                 {id: 1, date: @2025-02-03, amount: 1.5, order: 8},
                 {id: 2, date: @2025-02-28, amount: 4.5, order: 9}] | \(call)
          """))
    #expect(result.errors.map(\.message) == [])
    guard case .value(let value, _)? = result.outcome.results.last,
      case .features(let features) = value.value
    else {
      Issue.record("no features")
      return
    }
    #expect(features.key == "id")
    #expect(features.table.numbers(of: "recency").values == [26, 1])
    #expect(features.table.numbers(of: "monetary").values == [5, 4.5])
  }

  @Test func `an amount of its own comes before price times quantity`() {
    let lines: [(String, DataType)] = [
      ("Quantity", .integer), ("UnitPrice", .number), ("line_total", .number),
    ]
    #expect(RoleFinding.find(.amount, in: table(lines)) == .column("line_total"))
    #expect(
      RoleFinding.find(.amount, in: table(Array(lines.prefix(2))))
        == .product("Quantity", "UnitPrice"))
  }

  @Test func `a declared amount of money is taken whatever its name`() {
    let columns = table([("x", .money(currency: "EUR")), ("y", .number)])
    #expect(RoleFinding.find(.amount, in: columns) == .column("x"))
  }

  @Test func `a declared order id is not the customer`() {
    let columns = table([("order_id", .id(.text)), ("customer_id", .id(.text))])
    #expect(RoleFinding.find(.id, in: columns) == .column("customer_id"))
    #expect(RoleFinding.find(.order, in: columns) == .column("order_id"))
  }

  @Test func `the only date is the date, and two unknown dates are candidates`() {
    #expect(RoleFinding.find(.date, in: table([("kauf", .date)])) == .column("kauf"))
    #expect(
      RoleFinding.find(.date, in: table([("a", .date), ("b", .timestamp)])) == .several(["a", "b"]))
    #expect(
      RoleFinding.find(.date, in: table([("birth", .date), ("order_date", .date)]))
        == .column("order_date"))
  }

  @Test func `two spellings of one name are two candidates`() {
    let columns = table([("customer_id", .integer), ("CustomerID", .text)])
    #expect(RoleFinding.find(.id, in: columns) == .several(["customer_id", "CustomerID"]))
  }

  @Test func `text is never an amount, and nothing is found where nothing fits`() {
    #expect(RoleFinding.find(.amount, in: table([("amount", .text)])) == .none)
    #expect(RoleFinding.find(.order, in: table([("a", .text)])) == .none)
  }

  /// Headers as shops, public data sets and enterprise systems write them.
  private struct Export: Sendable {
    let source: String
    let id: String
    let date: String
    let amount: String
    let order: String
  }

  private static let exports = [
    Export(
      source: "grocery panel", id: "household_id", date: "transaction_timestamp",
      amount: "sales_value", order: "basket_id"),
    Export(
      source: "warehouse", id: "CustomerKey", date: "OrderDate", amount: "SalesAmount",
      order: "SalesOrderNumber"),
    Export(
      source: "marketplace", id: "customer_unique_id", date: "order_purchase_timestamp",
      amount: "payment_value", order: "order_id"),
    Export(
      source: "panel of dollars", id: "cust_no", date: "purchase_date", amount: "dollar_value",
      order: "trans_id"),
    Export(
      source: "German", id: "Kundennr", date: "Bestelldatum", amount: "Betrag",
      order: "Bestellnummer"),
    Export(
      source: "German, with umlauts", id: "Käufer-ID", date: "Kaufdatum", amount: "Erlös",
      order: "Beleg-Nr."),
    Export(
      source: "German, turnover", id: "Kunden-Nr.", date: "Rechnungsdatum", amount: "Umsatz",
      order: "Rechnungs-Nr"),
    Export(
      source: "French", id: "N° client", date: "Date de commande", amount: "montant",
      order: "Numéro commande"),
    Export(
      source: "Spanish", id: "id_cliente", date: "Fecha de pedido", amount: "importe",
      order: "Nº pedido"),
    Export(
      source: "Italian", id: "Codice Cliente", date: "Data ordine", amount: "Importo",
      order: "Numero ordine"),
    Export(
      source: "Portuguese", id: "código cliente", date: "data da compra", amount: "Valor total",
      order: "pedido"),
    Export(
      source: "Dutch", id: "Klantnummer", date: "Besteldatum", amount: "Bedrag",
      order: "Factuurnummer"),
    Export(
      source: "Polish", id: "ID klienta", date: "Data zamówienia", amount: "Wartość",
      order: "Numer zamówienia"),
    Export(
      source: "Swedish", id: "Kundnr", date: "Orderdatum", amount: "Belopp", order: "Ordernr"),
    Export(
      source: "Danish", id: "Kundenummer", date: "Ordredato", amount: "Beløb", order: "Ordrenr"),
    Export(
      source: "Norwegian", id: "kunde_id", date: "Kjøpsdato", amount: "Beløp",
      order: "Fakturanummer"),
    Export(
      source: "Finnish", id: "Asiakasnumero", date: "Tilauspäivä", amount: "Yhteensä",
      order: "Tilausnumero"),
    Export(
      source: "Czech", id: "Číslo zákazníka", date: "Datum objednávky", amount: "Částka",
      order: "Číslo objednávky"),
  ]

  @Test(arguments: exports.map(\.source))
  func `roles are found in the headers of real exports`(source: String) throws {
    let export = try #require(Self.exports.first { $0.source == source })
    // Other columns of such files, none of which has one of the roles.
    let columns = table([
      (export.order, .integer), ("line", .integer), (export.date, .date), ("birth", .date),
      (export.id, .integer), ("store", .text), (export.amount, .number), ("discount", .number),
      ("tax", .number),
    ])
    #expect(RoleFinding.find(.id, in: columns) == .column(export.id))
    #expect(RoleFinding.find(.date, in: columns) == .column(export.date))
    #expect(RoleFinding.find(.amount, in: columns) == .column(export.amount))
    #expect(RoleFinding.find(.order, in: columns) == .column(export.order))
  }

  @Test(arguments: [
    ("Menge", "Einzelpreis"), ("Quantité", "Prix unitaire"), ("cantidad", "precio unitario"),
    ("Stück", "Stückpreis"), ("Lineitem quantity", "Lineitem price"), ("ilość", "cena"),
  ])
  func `price times quantity is found in other languages`(quantity: String, price: String) {
    let columns = table([(quantity, .integer), (price, .number)])
    #expect(RoleFinding.find(.amount, in: columns) == .product(quantity, price))
  }
}
