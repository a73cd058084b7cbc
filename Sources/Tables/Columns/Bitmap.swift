/// One bit per cell: set where there is a value, clear where it is missing.
package struct Bitmap: Equatable, Sendable {
  package let count: Int
  package private(set) var words: [UInt64]

  package init(repeating bit: Bool, count: Int) {
    self.count = count
    words = [UInt64](repeating: bit ? ~0 : 0, count: (count + 63) / 64)
    if bit, count % 64 != 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
  }

  /// Sets bit `i` where `bits[i]` is true.
  package init(_ bits: [Bool]) {
    count = bits.count
    words = [UInt64](repeating: 0, count: (bits.count + 63) / 64)
    for (index, bit) in bits.enumerated() where bit {
      words[index >> 6] |= 1 << UInt64(index & 63)
    }
  }

  /// Clears every bit that is clear in a bitmap of the same length.
  package mutating func formIntersection(_ other: Bitmap) {
    precondition(count == other.count, "bitmaps of one length")
    for index in words.indices { words[index] &= other.words[index] }
  }

  package subscript(index: Int) -> Bool {
    get { words[index >> 6] & (1 << UInt64(index & 63)) != 0 }
    set {
      let mask: UInt64 = 1 << UInt64(index & 63)
      if newValue { words[index >> 6] |= mask } else { words[index >> 6] &= ~mask }
    }
  }

  package var setCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
}
