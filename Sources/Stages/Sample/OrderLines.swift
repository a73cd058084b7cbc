import Relations
import Tables

/// Generated order lines, and their table.
struct OrderLines {
  struct Invoice {
    /// The index of the customer; `nil` for a guest.
    let customer: Int?
    /// Days since 1970-01-01.
    let day: Int32
    let isCancellation: Bool
    /// Whether the date is written `dd/MM/yyyy`, if dates are text.
    let isDayFirst: Bool
  }

  /// The form of dates.
  enum Dates { case days, text }

  private var invoices: [Invoice] = []
  private var invoiceOfLine: [Int32] = []
  private var products: [Int32] = []
  private var quantities: [Int64] = []
  private var cents: [Int64] = []

  mutating func begin(_ invoice: Invoice) { invoices.append(invoice) }

  /// Adds a line to the last invoice.
  mutating func append(product: Int, quantity: Int, cents: Int) {
    invoiceOfLine.append(Int32(invoices.count - 1))
    products.append(Int32(product))
    quantities.append(Int64(quantity))
    self.cents.append(Int64(cents))
  }

  func table(of shop: Shop, dates: Dates) -> Table {
    let (country, email) = people(of: shop)
    return Table([
      ("invoice", .text(TextCells(codes: Cells(invoiceOfLine), dictionary: numbers))),
      (
        "stock_code",
        .text(
          TextCells(
            codes: Cells(products), dictionary: TextPool(shop.assortment.products.map(\.code))))
      ),
      (
        "description",
        .text(
          TextCells(
            codes: Cells(products),
            dictionary: TextPool(shop.assortment.products.map(\.description))))
      ),
      ("quantity", .integer(Cells(quantities))),
      ("order_date", dates == .days ? days : writtenDays),
      ("unit_price", .decimal(Cells(cents), scale: 2)),
      ("customer_id", customers),
      ("country", country),
      ("email", email),
    ])
  }

  /// Ascending numbers; those of cancellations start with C.
  private var numbers: TextPool {
    TextPool(
      invoices.enumerated().map { index, invoice in
        "\(invoice.isCancellation ? "C" : "")\(500_001 + index)"
      })
  }

  private var days: Column { .date(Cells(invoiceOfLine.map { invoices[Int($0)].day })) }

  private var writtenDays: Column {
    var texts: [String] = []
    var codes: [WrittenDay: Int32] = [:]
    var codeOfInvoice: [Int32] = []
    for invoice in invoices {
      let written = WrittenDay(day: invoice.day, isDayFirst: invoice.isDayFirst)
      let code = codes[written] ?? Int32(texts.count)
      if code == texts.count {
        codes[written] = code
        texts.append(written.text)
      }
      codeOfInvoice.append(code)
    }
    return .text(
      TextCells(
        codes: Cells(invoiceOfLine.map { codeOfInvoice[Int($0)] }), dictionary: TextPool(texts)))
  }

  private struct WrittenDay: Hashable {
    let day: Int32
    let isDayFirst: Bool

    var text: String {
      let iso = CivilDate(daysSinceEpoch: day).description
      guard isDayFirst else { return iso }
      return iso.split(separator: "-").reversed().joined(separator: "/")
    }
  }

  private var isKnown: Bitmap? {
    let known = invoiceOfLine.map { invoices[Int($0)].customer != nil }
    return known.contains(false) ? Bitmap(known) : nil
  }

  /// Ids count up from 10,001.
  private var customers: Column {
    .integer(
      Cells(
        invoiceOfLine.map { Int64((invoices[Int($0)].customer ?? -10_001) + 10_001) },
        validity: isKnown))
  }

  /// The country and the email of the customer of each line; guests get the country of most customers.
  private func people(of shop: Shop) -> (country: Column, email: Column) {
    let identities = (0..<shop.customers).map(shop.identity)
    let customers = invoiceOfLine.map { invoices[Int($0)].customer }
    let country = TextCells(
      codes: Cells(customers.map { $0.map { Int32(identities[$0].country) } ?? 0 }),
      dictionary: TextPool(Assortment.countries))
    let email = TextCells(
      codes: Cells(customers.map { Int32($0 ?? 0) }, validity: isKnown),
      dictionary: TextPool(identities.map(\.email)))
    return (.text(country), .text(email))
  }
}
