import Matrices

/// Draws from one stream of random numbers, one after the other, whole numbers only.
///
/// Fractions would be as reproducible, but not the functions that shape them: their last digits
/// differ between machines.
struct Draws {
  private let stream: CounterRandom
  private var counter: UInt64 = 0

  /// The stream of one thing: a customer, or an order of a customer.
  init(seed: UInt64, _ words: [UInt64]) {
    stream = CounterRandom(seed: seed, purpose: .sampleData, words: words)
  }

  /// A whole number of the range, each as likely.
  mutating func from(_ range: ClosedRange<Int>) -> Int {
    counter += 1
    return range.lowerBound + stream.index(counter, below: range.count)
  }

  /// A whole number of the range, small ones more likely: the lesser of two draws.
  mutating func fromLowEnd(of range: ClosedRange<Int>) -> Int {
    min(from(range), from(range))
  }

  /// Whether something happens that happens so many times in a million.
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
