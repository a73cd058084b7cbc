/// Stable sorting of rows by words, eleven bits at a time from the lowest.
enum Radix {
  private static let digitBits: UInt64 = 11

  /// The rows in ascending order of their words; rows with equal words keep their order.
  static func order(of words: [UInt64]) -> [Int32] { order(of: words) {} }

  /// The same, with something to be done before each digit, such as a look for a stop: a million
  /// words take six digits of ten milliseconds each.
  static func order<Failure>(
    of words: [UInt64], beforeEachDigit look: () throws(Failure) -> Void
  ) throws(Failure) -> [Int32] {
    var order = (0..<words.count).map { Int32(truncatingIfNeeded: $0) }
    if words.count < 512 {
      order.sort { left, right in
        (words[Int(left)], left) < (words[Int(right)], right)
      }
      return order
    }
    var differing: UInt64 = 0
    for word in words { differing |= word ^ words[0] }
    var keys = words
    var otherKeys = words
    var otherOrder = order
    var shift: UInt64 = 0
    let mask: UInt64 = 1 << digitBits - 1
    while shift < 64 {
      // A digit that is the same everywhere moves nothing.
      if (differing >> shift) & mask != 0 {
        try look()
        var starts = [Int](repeating: 0, count: Int(mask) + 1)
        for key in keys { starts[Int((key >> shift) & mask)] += 1 }
        var sum = 0
        for digit in starts.indices {
          let count = starts[digit]
          starts[digit] = sum
          sum += count
        }
        for position in keys.indices {
          let digit = Int((keys[position] >> shift) & mask)
          let target = starts[digit]
          starts[digit] = target + 1
          otherKeys[target] = keys[position]
          otherOrder[target] = order[position]
        }
        swap(&keys, &otherKeys)
        swap(&order, &otherOrder)
      }
      shift += digitBits
    }
    return order
  }
}
