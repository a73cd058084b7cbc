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

  /// The first eight bytes, big-endian, filled with zeros: in order wherever they differ.
  private func prefix(_ index: Int) -> UInt64 {
    var word: UInt64 = 0
    let start = offsets[index]
    let end = Swift.min(offsets[index + 1], start + 8)
    for position in start..<end { word = word << 8 | UInt64(bytes[position]) }
    return end - start == 8 ? word : word << UInt64(8 * (8 - (end - start)))
  }

  /// These texts, least first.
  func sorted(_ indices: [Int32]) -> [Int32] {
    var keyed = indices.map { (prefix: prefix(Int($0)), index: $0) }
    keyed.sort { left, right in
      left.prefix != right.prefix
        ? left.prefix < right.prefix
        : compare(Int(left.index), with: self, Int(right.index)) < 0
    }
    return keyed.map(\.index)
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
