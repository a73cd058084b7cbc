/// Gives every distinct text a number, in the order of first appearance.
///
/// A hash table of its own: `Dictionary<String, Int>` would make a `String` of every cell.
struct TextInterner: Sendable {
  private(set) var pool = TextPool()
  private var hashes: [UInt64] = []
  /// Codes by hash, −1 where free; the size is a power of two, at most half full.
  private var slots = [Int32](repeating: -1, count: 1024)

  /// The code of `bytes[start..<end]`.
  mutating func code(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int32 {
    let hash = TextInterner.hash(bytes, start, end)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let code = slots[slot]
      if code < 0 { break }
      if hashes[Int(code)] == hash, isEqual(Int(code), bytes, start, end) { return code }
      slot = (slot + 1) & mask
    }
    let code = Int32(hashes.count)
    slots[slot] = code
    hashes.append(hash)
    pool.append([UInt8](copying: bytes.extracting(start..<end)))
    if hashes.count * 2 > slots.count { grow() }
    return code
  }

  /// The codes here of all texts of another interner's pool, by their codes there.
  mutating func codes(of other: TextInterner) -> [Int32] {
    let bytes = other.pool.bytes.span
    return (0..<other.pool.count).map { index in
      code(bytes, other.pool.offsets[index], other.pool.offsets[index + 1])
    }
  }

  private func isEqual(_ code: Int, _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    let from = pool.offsets[code]
    guard pool.offsets[code + 1] - from == end - start else { return false }
    return haveSameBytes(pool.bytes.span, from, bytes, start, count: end - start)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for (code, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(code)
    }
  }

  /// Mixes eight bytes at a time; the constants are odd numbers with irregular bits.
  static func hash(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
    var hash = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: end - start)
    let raw = unsafe bytes.bytes
    var i = start
    while i + 8 <= end {
      let word = unsafe raw.unsafeLoadUnaligned(
        fromUncheckedByteOffset: i, as: UInt64.self)
      hash = mix(hash ^ word)
      i += 8
    }
    var rest: UInt64 = 0
    while i < end {
      unsafe rest = rest << 8 | UInt64(bytes[unchecked: i])
      i += 1
    }
    return mix(hash ^ rest)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}

/// Whether `count` bytes of two spans are the same; both have as many from where they start.
func haveSameBytes(
  _ a: Span<UInt8>, _ startA: Int, _ b: Span<UInt8>, _ startB: Int, count: Int
) -> Bool {
  let rawA = unsafe a.bytes
  let rawB = unsafe b.bytes
  var i = 0
  while i + 8 <= count {
    let wordA = unsafe rawA.unsafeLoadUnaligned(
      fromUncheckedByteOffset: startA + i, as: UInt64.self)
    let wordB = unsafe rawB.unsafeLoadUnaligned(
      fromUncheckedByteOffset: startB + i, as: UInt64.self)
    if wordA != wordB { return false }
    i += 8
  }
  while i < count {
    if unsafe a[unchecked: startA + i] != b[unchecked: startB + i] { return false }
    i += 1
  }
  return true
}

extension [UInt8] {
  /// The bytes of a span.
  init(copying span: Span<UInt8>) {
    self.init()
    reserveCapacity(span.count)
    for i in span.indices { append(span[i]) }
  }
}
