/// What one chunk of bytes says about encoding and quoting.
struct ByteScan: Sendable {
  var hasOddQuotes = false
  /// Well-formed UTF-8 sequences of two bytes and more.
  var wideSequences = 0
  var firstWide: Int?
  /// The first byte that is not part of well-formed UTF-8.
  var firstMalformed: Int?
  /// The first byte that Windows-1252 has no character for.
  var firstUndefined: Int?

  /// Looks at `bytes[range]`; sequences are taken whole by the chunk in which they begin.
  init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var i = range.lowerBound
    // The bytes of a sequence that began in the chunk before.
    if i > 0 {
      var lead = i
      while lead > 0, i - lead < 3, bytes[lead] & 0xC0 == 0x80 { lead -= 1 }
      if lead < i, let length = wellFormedLength(bytes, lead), lead + length > i {
        i = lead + length
      }
    }
    var quotes = 0
    let end = range.upperBound
    let raw = unsafe bytes.bytes
    while i < end {
      // Runs of ASCII, eight bytes at a time. The marks of all words are combined by exclusive or,
      // which keeps the parity of their number, and only that is asked for.
      var marks: UInt64 = 0
      let block = min(i + 4096, end)
      while i + 8 <= block {
        let word = unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: i, as: UInt64.self)
        if word & 0x8080_8080_8080_8080 != 0 { break }
        let others = word ^ 0x2222_2222_2222_2222
        marks ^= ~(others &+ 0x7F7F_7F7F_7F7F_7F7F) & 0x8080_8080_8080_8080
        i += 8
      }
      quotes &+= marks.nonzeroBitCount
      // The rest of the block, or what follows a byte outside ASCII.
      let slowEnd = min(block, i + 64)
      while i < slowEnd {
        let byte = unsafe bytes[unchecked: i]
        if byte < 0x80 {
          quotes &+= byte == 0x22 ? 1 : 0
          i += 1
        } else if let length = wellFormedLength(bytes, i) {
          wideSequences += 1
          if firstWide == nil { firstWide = i }
          i += length
        } else {
          if firstMalformed == nil { firstMalformed = i }
          if firstUndefined == nil, isUndefinedInWindows1252(byte) { firstUndefined = i }
          i += 1
        }
      }
    }
    hasOddQuotes = quotes & 1 == 1
  }
}

/// The length of the UTF-8 sequence of two to four bytes at `i`, or `nil` if it is malformed.
func wellFormedLength(_ bytes: Span<UInt8>, _ i: Int) -> Int? {
  let lead = bytes[i]
  func next(_ offset: Int) -> UInt8 { i + offset < bytes.count ? bytes[i + offset] : 0 }
  func isTail(_ offset: Int) -> Bool { next(offset) & 0xC0 == 0x80 }
  switch lead {
  case 0xC2...0xDF: return isTail(1) ? 2 : nil
  case 0xE0...0xEF:
    guard isTail(1), isTail(2) else { return nil }
    // Overlong forms and surrogates are not characters.
    if lead == 0xE0, next(1) < 0xA0 { return nil }
    if lead == 0xED, next(1) > 0x9F { return nil }
    return 3
  case 0xF0...0xF4:
    guard isTail(1), isTail(2), isTail(3) else { return nil }
    if lead == 0xF0, next(1) < 0x90 { return nil }
    if lead == 0xF4, next(1) > 0x8F { return nil }
    return 4
  default: return nil
  }
}
