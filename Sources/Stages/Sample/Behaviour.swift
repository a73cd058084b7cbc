/// The buying behaviour of a kind of customer.
///
/// The kinds overlap, as in real data.
struct Behaviour {
  /// The number of customers of this kind among 100.
  let weight: Int
  /// Purchases in the two years.
  let orders: ClosedRange<Int>
  /// Days from the last purchase to the last day of the data.
  let daysSinceLast: ClosedRange<Int>
  /// Lines per order.
  let lines: ClosedRange<Int>
  let quantity: ClosedRange<Int>
  /// The products, as percentages of the catalogue in order of price.
  let priceBand: ClosedRange<Int>
  /// The price paid, in percent of the list price.
  let pays: ClosedRange<Int>

  static let all = [loyal, bargain, lapsed, bulk, new]

  static let loyal = Behaviour(
    weight: 18, orders: 12...32, daysSinceLast: 0...28, lines: 3...7, quantity: 1...5,
    priceBand: 20...99, pays: 100...100)

  static let bargain = Behaviour(
    weight: 27, orders: 3...9, daysSinceLast: 4...120, lines: 1...4, quantity: 1...3,
    priceBand: 0...45, pays: 60...85)

  static let lapsed = Behaviour(
    weight: 25, orders: 3...11, daysSinceLast: 210...540, lines: 2...5, quantity: 1...5,
    priceBand: 10...99, pays: 95...100)

  static let bulk = Behaviour(
    weight: 6, orders: 8...18, daysSinceLast: 2...60, lines: 5...11, quantity: 12...96,
    priceBand: 0...70, pays: 75...85)

  static let new = Behaviour(
    weight: 24, orders: 1...2, daysSinceLast: 0...50, lines: 1...5, quantity: 1...4,
    priceBand: 10...99, pays: 100...100)
}
