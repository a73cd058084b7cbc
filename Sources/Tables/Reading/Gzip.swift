import CZlib

/// Unpacks gzip: one member or several end to end, each with its checksum verified.
enum Gzip {
  static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The unpacked bytes.
  ///
  /// `progress` is told the share of the packed bytes that is done, and stops the work by `false`.
  static func unpack(
    _ packed: [UInt8], limit: Int, progress: (Double) -> Bool
  ) throws(ReadProblem) -> [UInt8] {
    var stream = unsafe z_stream()
    // 15 bits of window, and 16 more to say that the wrapper is gzip.
    var status = unsafe inflateInit2_(
      &stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .system(doing: "unpacking", reason: "out of memory") }
    defer { unsafe inflateEnd(&stream) }
    let ceiling = min(limit, max(256 << 20, packed.count.multipliedClamping(by: 200)))
    var text = [UInt8](repeating: 0, count: min(expectedSize(packed), ceiling))
    var taken = 0
    var made = 0
    while true {
      if made == text.count {
        guard made < ceiling else { throw .unpackedTooLarge(packed: packed.count, limit: ceiling) }
        let growth = min(max(text.count, 64 << 10), ceiling - text.count)
        text.append(contentsOf: repeatElement(0, count: growth))
      }
      let input = min(packed.count - taken, 1 << 20)
      let output = min(text.count - made, 1 << 30)
      unsafe packed.withUnsafeBufferPointer { source in
        unsafe text.withUnsafeMutableBufferPointer { target in
          unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)?
            .advanced(by: taken)
          unsafe stream.avail_in = UInt32(input)
          unsafe stream.next_out = target.baseAddress?.advanced(by: made)
          unsafe stream.avail_out = UInt32(output)
          status = unsafe inflate(&stream, Z_NO_FLUSH)
        }
      }
      taken += input - Int(unsafe stream.avail_in)
      made += output - Int(unsafe stream.avail_out)
      switch status {
      case Z_OK: break
      case Z_BUF_ERROR:
        if taken == packed.count && made < text.count {
          throw .damagedGzip(reason: "it ends in the middle")
        }
      case Z_STREAM_END:
        if taken == packed.count {
          text.removeLast(text.count - made)
          return text
        }
        let rest = packed[taken...]
        // Some tools fill up with zeros, which gzip itself ignores.
        if rest.allSatisfy({ $0 == 0 }) {
          text.removeLast(text.count - made)
          return text
        }
        guard rest.starts(with: [0x1F, 0x8B]) else {
          throw .trailingBytesAfterGzip(count: rest.count)
        }
        unsafe inflateReset(&stream)
      case Z_DATA_ERROR, Z_NEED_DICT:
        throw .damagedGzip(reason: "its bytes or its checksum are wrong")
      default: throw .system(doing: "unpacking", reason: "out of memory")
      }
      if !progress(Double(taken) / Double(packed.count)) { throw .cancelled }
    }
  }

  /// What the last member says of its size, trusted only as far as the format can pack.
  private static func expectedSize(_ packed: [UInt8]) -> Int {
    guard packed.count >= 18 else { return 1024 }
    var size = 0
    for byte in packed.suffix(4).reversed() { size = size << 8 | Int(byte) }
    return max(1024, min(size, packed.count.multipliedClamping(by: 1032)))
  }
}

extension Int {
  /// The product, or the greatest number if there is no room for it.
  func multipliedClamping(by factor: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
