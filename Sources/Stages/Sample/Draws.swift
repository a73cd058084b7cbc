import Matrices

/// Successive draws of whole numbers from one stream of random numbers.
///
/// Fractions would be reproducible too, but not the functions that transform them: their last digits
/// differ between machines.
///
/// ```swift
/// var draws = Draws(seed: 7, [Shop.Stream.customer.rawValue, 17])
/// let lines = draws.from(1...5)
/// ```
struct Draws {
  private let stream: CounterRandom
  private var counter: UInt64 = 0

  /// The stream of one thing: a customer, or an order of a customer.
  init(seed: UInt64, _ words: [UInt64]) {
    stream = CounterRandom(seed: seed, purpose: .sampleData, words: words)
  }

  /// A whole number of the range, uniformly distributed.
  mutating func from(_ range: ClosedRange<Int>) -> Int {
    counter += 1
    return range.lowerBound + stream.index(counter, below: range.count)
  }

  /// A whole number of the range, small ones more likely: the smaller of two draws.
  mutating func fromLowEnd(of range: ClosedRange<Int>) -> Int {
    min(from(range), from(range))
  }

  /// True with a probability in millionths.
  mutating func happens(perMillion share: Int) -> Bool { from(0...999_999) < share }

  /// The place of a weight, drawn in proportion to the weights.
  mutating func place(in weights: [Int]) -> Int {
    var rest = from(1...weights.reduce(0, +))
    for (place, weight) in weights.enumerated() {
      rest -= weight
      if rest <= 0 { return place }
    }
    preconditionFailure("a draw of at most the sum of the weights ends at one of them")
  }
}
