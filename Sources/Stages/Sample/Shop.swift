import Matrices
import Tables

/// A fictitious shop: two years of orders by customers of five kinds.
///
/// Every customer and every order has its own stream of random numbers, so that customer 17 buys the
/// same whether there are 200 customers or 5,000.
struct Shop {
  let seed: UInt64
  let customers: Int
  /// Days since 1970-01-01 of the last day.
  let until: Int32
  /// The number of lines in a million with an error; kinds of errors use fractions and multiples of it.
  let dirtPerMillion: Int
  let assortment = Assortment()

  static let days = 730

  /// One invoice: a purchase, or the cancellation of one.
  struct Order {
    let customer: Int
    /// Days since 1970-01-01.
    let day: Int32
    /// The day of the purchase, also for its cancellation, which refunds the price paid.
    let purchaseDay: Int32
    /// The index of the purchase among those of the customer.
    let number: Int
    let isCancellation: Bool
    let behaviour: Behaviour
  }

  /// All lines of all orders, in the order of the invoice numbers.
  ///
  /// - Throws: `CancellationError` if a stop was requested.
  /// - Complexity: O(lines + orders · log orders).
  func lines(control: RunControl) throws(CancellationError) -> OrderLines {
    var orders: [(order: Order, tie: UInt64)] = []
    for customer in 0..<customers {
      if customer % 1024 == 0 { try control.checkCancellation() }
      for order in self.orders(of: customer) {
        // Customers of one day are in random order, but the same in every run.
        let tie = CounterRandom(
          seed: seed, purpose: .sampleData,
          words: [Stream.tie.rawValue, UInt64(customer), UInt64(order.number)])
        orders.append((order, tie.bits(order.isCancellation ? 1 : 0)))
      }
    }
    orders.sort { left, right in
      (left.order.day, left.tie, left.order.customer, left.order.number)
        < (right.order.day, right.tie, right.order.customer, right.order.number)
    }
    var lines = OrderLines()
    for (index, entry) in orders.enumerated() {
      if index % 1024 == 0 { try control.checkCancellation() }
      append(entry.order, to: &lines)
    }
    return lines
  }

  /// The purpose of a stream of random numbers.
  enum Stream: UInt64 { case customer, order, tie, identity }

  /// The purchases of one customer and their cancellations.
  private func orders(of customer: Int) -> [Order] {
    var draws = Draws(seed: seed, [Stream.customer.rawValue, UInt64(customer)])
    let behaviour = Behaviour.all[draws.place(in: Behaviour.all.map(\.weight))]
    let last = Int(until) - draws.fromLowEnd(of: behaviour.daysSinceLast)
    // New customers have no history; the others started at some time in the two years.
    let first = max(
      Int(until) - Shop.days + 1,
      last - (behaviour.orders.upperBound <= 2 ? 20 : draws.from(150...Shop.days)))
    let count = draws.fromLowEnd(of: behaviour.orders)
    var orders: [Order] = []
    for number in 0..<count {
      let day = number == 0 ? last : draws.from(first...last)
      orders.append(
        Order(
          customer: customer, day: Int32(day), purchaseDay: Int32(day), number: number,
          isCancellation: false,
          behaviour: behaviour))
      if draws.happens(perMillion: dirtPerMillion) {
        let back = min(Int(until), day + draws.from(1...14))
        orders.append(
          Order(
            customer: customer, day: Int32(back), purchaseDay: Int32(day), number: number,
            isCancellation: true,
            behaviour: behaviour))
      }
    }
    return orders
  }

  /// The lines of one invoice.
  private func append(_ order: Order, to lines: inout OrderLines) {
    var draws = Draws(
      seed: seed, [Stream.order.rawValue, UInt64(order.customer), UInt64(order.number)])
    let behaviour = order.behaviour
    let isGuest = draws.happens(perMillion: min(1_000_000, dirtPerMillion * 2))
    let otherForm = draws.happens(perMillion: 200_000)
    let dearer = Int(until) - Int(order.purchaseDay) < Shop.days / 2
    lines.begin(
      OrderLines.Invoice(
        customer: isGuest ? nil : order.customer, day: order.day,
        isCancellation: order.isCancellation, isDayFirst: otherForm))
    for _ in 0..<draws.from(behaviour.lines) {
      let product = product(in: behaviour.priceBand, &draws)
      var quantity = draws.fromLowEnd(of: behaviour.quantity)
      let list = assortment.products[product].cents * (dearer ? 104 : 100)
      let cents = (list * draws.from(behaviour.pays) + 5_000) / 10_000
      if draws.happens(perMillion: dirtPerMillion / 100) { quantity = draws.from(1_000...9_999) }
      let isCopied = draws.happens(perMillion: dirtPerMillion / 2)
      // A return is one line, with the price of the purchase.
      if order.isCancellation {
        lines.append(product: product, quantity: -quantity, cents: cents)
        return
      }
      lines.append(product: product, quantity: quantity, cents: cents)
      if isCopied { lines.append(product: product, quantity: quantity, cents: cents) }
    }
  }

  private func product(in band: ClosedRange<Int>, _ draws: inout Draws) -> Int {
    let count = assortment.products.count
    return draws.from(band.lowerBound * count / 100...(band.upperBound * count - 1) / 100)
  }

  /// The country and the email of a customer.
  func identity(of customer: Int) -> (country: Int, email: String) {
    var draws = Draws(seed: seed, [Stream.identity.rawValue, UInt64(customer)])
    let country = draws.place(in: Assortment.countryWeights)
    let given = Assortment.givenNames[draws.from(0...Assortment.givenNames.count - 1)]
    let family = Assortment.familyNames[draws.from(0...Assortment.familyNames.count - 1)]
    let domain = Assortment.domains[draws.from(0...Assortment.domains.count - 1)]
    return (country, "\(given).\(family)\(customer + 1)@\(domain)")
  }
}
