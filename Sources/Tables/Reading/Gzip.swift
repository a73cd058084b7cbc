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
    var inflation = try Inflation()
    let ceiling = min(limit, max(256 << 20, packed.count.multipliedClamping(by: 200)))
    var text = [UInt8](repeating: 0, count: min(expectedSize(packed), ceiling))
    var made = 0
    while !inflation.isFinished {
      if made == text.count {
        guard made < ceiling else { throw .unpackedTooLarge(packed: packed.count, limit: ceiling) }
        let growth = min(max(text.count, 64 << 10), ceiling - text.count)
        text.append(contentsOf: repeatElement(0, count: growth))
      }
      made = try inflation.step(packed, into: &text, from: made)
      if inflation.isStarved, made < text.count {
        throw .damagedGzip(reason: "it ends in the middle")
      }
      if !progress(Double(inflation.taken) / Double(packed.count)) { throw .cancelled }
    }
    text.removeLast(text.count - made)
    return text
  }

  /// The beginning of the text, and how many packed bytes it took.
  ///
  /// With `isCut`, `packed` is itself only the beginning of a file, so that its end says nothing.
  static func unpackHead(
    _ packed: [UInt8], isCut: Bool, limit: Int
  ) throws(ReadProblem) -> (text: [UInt8], taken: Int, isWhole: Bool) {
    var inflation = try Inflation()
    var text = [UInt8](repeating: 0, count: limit)
    var made = 0
    while !inflation.isFinished, made < limit {
      made = try inflation.step(packed, into: &text, from: made)
      guard inflation.isStarved, made < limit else { continue }
      if isCut { break }
      throw .damagedGzip(reason: "it ends in the middle")
    }
    text.removeLast(limit - made)
    return (text, inflation.taken, inflation.isFinished)
  }

  /// What the last member says of its size, trusted only as far as the format can pack.
  private static func expectedSize(_ packed: [UInt8]) -> Int {
    guard packed.count >= 18 else { return 1024 }
    var size = 0
    for byte in packed.suffix(4).reversed() { size = size << 8 | Int(byte) }
    return max(1024, min(size, packed.count.multipliedClamping(by: 1032)))
  }
}

/// A gzip text on its way to being unpacked.
///
/// Safe, because the pointer never leaves it and lives as long as it does.
@safe private struct Inflation: ~Copyable {
  /// At one place for good: zlib remembers where it is.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Packed bytes that have been used up.
  private(set) var taken = 0
  private(set) var isFinished = false
  /// The packed bytes have come to an end, and the text has not.
  private(set) var isStarved = false

  init() throws(ReadProblem) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 bits of window, and 16 more to say that the wrapper is gzip.
    let status = unsafe inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .system(doing: "unpacking", reason: "out of memory") }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Unpacks up to a mebibyte into `text[made...]`, and gives how far the text reaches then.
  mutating func step(
    _ packed: [UInt8], into text: inout [UInt8], from made: Int
  ) throws(ReadProblem) -> Int {
    let input = min(packed.count - taken, 1 << 20)
    let output = min(text.count - made, 1 << 30)
    var status = Z_OK
    unsafe packed.withUnsafeBufferPointer { source in
      unsafe text.withUnsafeMutableBufferPointer { target in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)?
          .advanced(by: taken)
        unsafe stream.pointee.avail_in = UInt32(input)
        unsafe stream.pointee.next_out = target.baseAddress?.advanced(by: made)
        unsafe stream.pointee.avail_out = UInt32(output)
        status = unsafe inflate(stream, Z_NO_FLUSH)
      }
    }
    taken += input - Int(unsafe stream.pointee.avail_in)
    let reached = made + output - Int(unsafe stream.pointee.avail_out)
    switch status {
    case Z_OK: break
    case Z_BUF_ERROR: isStarved = taken == packed.count
    case Z_STREAM_END: try endMember(packed)
    case Z_DATA_ERROR, Z_NEED_DICT:
      throw .damagedGzip(reason: "its bytes or its checksum are wrong")
    default: throw .system(doing: "unpacking", reason: "out of memory")
    }
    return reached
  }

  private mutating func endMember(_ packed: [UInt8]) throws(ReadProblem) {
    let rest = packed[taken...]
    // Some tools fill up with zeros, which gzip itself ignores.
    if rest.allSatisfy({ $0 == 0 }) {
      isFinished = true
      return
    }
    guard rest.starts(with: [0x1F, 0x8B]) else {
      throw .trailingBytesAfterGzip(count: rest.count)
    }
    unsafe inflateReset(stream)
  }
}

extension Int {
  /// The product, or the greatest number if there is no room for it.
  func multipliedClamping(by factor: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
