/// Distinct texts in the order of their UTF-8 bytes.
extension TextPool {
  /// Whether text `a` comes before text `b` of another pool: negative, zero or positive.
  func compare(_ a: Int, with other: TextPool, _ b: Int) -> Int {
    var i = offsets[a]
    var j = other.offsets[b]
    let endI = offsets[a + 1]
    let endJ = other.offsets[b + 1]
    while i < endI && j < endJ {
      let difference = Int(bytes[i]) - Int(other.bytes[j])
      if difference != 0 { return difference }
      i += 1
      j += 1
    }
    return (endI - i) - (endJ - j)
  }

  /// These texts, which are different, least first.
  ///
  /// Eight bytes at a time, beginning where the texts begin to differ: identifiers that share a long
  /// beginning cost no more than short ones.
  func sorted(_ indices: [Int32]) -> [Int32] { sorted(indices, from: 0) }

  private func sorted(_ indices: [Int32], from start: Int) -> [Int32] {
    if indices.count < 32 {
      return indices.sorted { compare(Int($0), with: self, Int($1)) < 0 }
    }
    let depth = commonPrefix(indices, from: start)
    let words = indices.map { word(Int($0), from: depth) }
    let order = Radix.order(of: words)
    var result: [Int32] = []
    result.reserveCapacity(indices.count)
    var begin = 0
    while begin < order.count {
      var end = begin + 1
      while end < order.count, words[Int(order[end])] == words[Int(order[begin])] { end += 1 }
      let run = order[begin..<end].map { indices[Int($0)] }
      // A text that ends in here differs from another one only in zeros, which its word has too.
      let resume = run.allSatisfy { offsets[Int($0) + 1] - offsets[Int($0)] >= depth + 8 }
      if run.count == 1 {
        result.append(run[0])
      } else if resume {
        result += sorted(run, from: depth + 8)
      } else {
        result += run.sorted { compare(Int($0), with: self, Int($1)) < 0 }
      }
      begin = end
    }
    return result
  }

  /// The number of bytes in which all texts are alike; at least `start`, which is known.
  private func commonPrefix(_ indices: [Int32], from start: Int) -> Int {
    guard let first = indices.first else { return start }
    let reference = offsets[Int(first)]
    var common = offsets[Int(first) + 1] - reference
    for index in indices {
      let begin = offsets[Int(index)]
      common = Swift.min(common, offsets[Int(index) + 1] - begin)
      var position = start
      while position < common, bytes[begin + position] == bytes[reference + position] {
        position += 1
      }
      common = Swift.min(common, position)
    }
    return Swift.max(common, start)
  }

  /// Eight bytes of a text, big-endian, filled with zeros: in order wherever they differ.
  private func word(_ index: Int, from depth: Int) -> UInt64 {
    let end = offsets[index + 1]
    var word: UInt64 = 0
    let start = Swift.min(offsets[index] + depth, end)
    let stop = Swift.min(start + 8, end)
    for position in start..<stop { word = word << 8 | UInt64(bytes[position]) }
    return stop - start == 8 ? word : word << UInt64(8 * (8 - (stop - start)))
  }
}

/// Finds texts by their bytes, and gives each new one the next code.
struct TextIndex {
  private(set) var pool: TextPool
  /// Codes, −1 where empty; a power of two of them.
  private var slots: [Int32]

  init(_ pool: TextPool = TextPool()) {
    self.pool = pool
    slots = []
    rebuild(capacity: Swift.max(16, pool.count * 2))
  }

  private mutating func rebuild(capacity: Int) {
    var size = 16
    while size < capacity { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    for code in 0..<pool.count {
      slots[emptyOrEqual(pool.utf8(code)).slot] = Int32(code)
    }
  }

  private func emptyOrEqual(_ text: some Collection<UInt8>) -> (slot: Int, code: Int32?) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mixed(hash)) & mask
    while slots[slot] >= 0 {
      if pool.utf8(Int(slots[slot])).elementsEqual(text) { return (slot, slots[slot]) }
      slot = (slot + 1) & mask
    }
    return (slot, nil)
  }

  /// The code of a text that is there.
  func code(of text: some Collection<UInt8>) -> Int32? { emptyOrEqual(text).code }

  /// The code of a text, which is added if it is new.
  mutating func intern(_ text: some Collection<UInt8>) -> Int32 {
    let (slot, found) = emptyOrEqual(text)
    if let found { return found }
    let code = Int32(pool.count)
    pool.append(text)
    slots[slot] = code
    if pool.count * 2 > slots.count { rebuild(capacity: pool.count * 4) }
    return code
  }
}

/// A bijection of words whose every output bit depends on every input bit.
///
/// D. Stafford, "Better Bit Mixing", 2011, variant 13 (the finisher of SplitMix64).
@inline(__always)
func mixed(_ word: UInt64) -> UInt64 {
  var z = word
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}
