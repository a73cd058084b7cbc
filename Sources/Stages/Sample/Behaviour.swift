/// How a kind of customer buys.
///
/// The kinds overlap, as they do in life.
struct Behaviour {
  /// How many of 100 customers are of this kind.
  let weight: Int
  /// Purchases in the two years.
  let orders: ClosedRange<Int>
  /// Days from the last purchase to the last day of the data.
  let daysSinceLast: ClosedRange<Int>
  /// Lines of an order.
  let lines: ClosedRange<Int>
  let quantity: ClosedRange<Int>
  /// Which products, of the catalogue in order of price: the first and the last per cent.
  let priceBand: ClosedRange<Int>
  /// What is paid, per cent of the list price.
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
