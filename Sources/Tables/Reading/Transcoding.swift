/// Whether Windows-1252 has no character for a byte.
func isUndefinedInWindows1252(_ byte: UInt8) -> Bool {
  byte == 0x81 || byte == 0x8D || byte == 0x8F || byte == 0x90 || byte == 0x9D
}

/// The characters of bytes 0x80...0x9F in Windows-1252; the five undefined ones stand for
/// themselves, and are refused before anyone asks.
private let windows1252Specials: [UInt16] = [
  0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
  0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
]

/// Appends bytes of Windows-1252 as UTF-8.
func appendWindows1252(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
  for byte in bytes {
    if byte < 0x80 {
      text.append(byte)
      continue
    }
    let value = byte < 0xA0 ? windows1252Specials[Int(byte - 0x80)] : UInt16(byte)
    if value < 0x800 {
      text.append(UInt8(0xC0 | value >> 6))
    } else {
      text.append(UInt8(0xE0 | value >> 12))
      text.append(UInt8(0x80 | value >> 6 & 0x3F))
    }
    text.append(UInt8(0x80 | value & 0x3F))
  }
}

/// The text of UTF-16 bytes as UTF-8, or the offset of the first half of a pair that stands alone.
func utf8(
  fromUTF16 bytes: ArraySlice<UInt8>, littleEndian: Bool
) -> Result<[UInt8], MalformedUTF16> {
  var text: [UInt8] = []
  text.reserveCapacity(bytes.count / 2 + bytes.count / 8)
  guard bytes.count % 2 == 0 else { return .failure(MalformedUTF16(offset: bytes.endIndex - 1)) }
  func unit(_ i: Int) -> UInt32 {
    littleEndian
      ? UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8
      : UInt32(bytes[i]) << 8 | UInt32(bytes[i + 1])
  }
  var i = bytes.startIndex
  while i < bytes.endIndex {
    var value = unit(i)
    i += 2
    if (0xD800..<0xDC00).contains(value), i < bytes.endIndex,
      (0xDC00..<0xE000).contains(unit(i))
    {
      value = 0x10000 + (value - 0xD800) << 10 + (unit(i) - 0xDC00)
      i += 2
    }
    if value < 0x80 {
      text.append(UInt8(value))
    } else if let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) {
      text.append(contentsOf: encoded)
    } else {
      return .failure(MalformedUTF16(offset: i - 2))
    }
  }
  return .success(text)
}

/// A place in UTF-16 text that is not a character.
struct MalformedUTF16: Error, Equatable {
  let offset: Int
}
