import Matrices

/// The text of a file, unpacked and in an encoding of one byte per ASCII character, with what a
/// pass over all of it found out.
struct PreparedText: Sendable {
  let path: String
  /// UTF-8 or Windows-1252, as `encoding` says; UTF-16 has been turned into UTF-8.
  let bytes: [UInt8]
  /// What the file itself was written in.
  let fileEncoding: TextEncoding
  /// What `bytes` are.
  let encoding: TextEncoding
  /// The bytes of a mark of the encoding.
  let markLength: Int
  let isGzip: Bool
  let chunks: [Range<Int>]
  /// For each chunk: it begins inside quotes, if all quotes before it are in their places.
  let beginsInQuotes: [Bool]
  /// The first character outside ASCII, if `encoding` was found out and is not UTF-8.
  let firstForeign: Int?
  /// Of a text that is only a sample of a file: the head and the pieces that it is made of.
  var parts: [Range<Int>] = []
  /// Of a piece of a file: where it begins, and the number of its first line.
  private(set) var base = 0
  var firstLine = 1
  /// Whether it is a piece after which the file goes on.
  private(set) var isCut = false
  /// Whether all of it is UTF-8, where it is a piece that was taken for that.
  private(set) var isWellFormed = true

  /// Whether this is all of the file.
  var isWhole: Bool { parts.isEmpty }

  /// Unpacks, finds the encoding and looks at all bytes once.
  static func prepare(
    _ raw: consuming [UInt8], path: String, options: ReadOptions, control: RunControl
  ) throws(ReadError) -> PreparedText {
    var bytes = raw
    let isGzip = Gzip.isPacked(bytes)
    if isGzip {
      do {
        bytes = try Gzip.unpack(bytes, limit: options.limits.maxUnpacked) { share in
          control.progress?(share * 0.3)
          return !control.cancellation.isCancelled
        }
      } catch {
        throw ReadError(error, path: path)
      }
      if Gzip.isPacked(bytes) { throw ReadError(.otherKind(.nestedGzip), path: path) }
    }
    let chunks = max(1, options.chunkBytes)
    return try PreparedText(
      unpacked: bytes, path: path, isGzip: isGzip, options: options, chunkBytes: chunks,
      threads: control.threads)
  }

  /// Prepares the head of a file and pieces of it; lines that may be cut are left out.
  ///
  /// At most `headBytes` of unpacked text are looked at. Gives the text, and an estimate of the bytes
  /// of the whole of it.
  static func sample(
    _ sample: FileSample, path: String, headBytes: Int, options: ReadOptions
  ) throws(ReadError) -> (text: PreparedText, wholeBytes: Int) {
    var head = sample.head
    let isGzip = Gzip.isPacked(head)
    var isWhole = sample.isWhole
    var wholeBytes = sample.size
    if isGzip {
      do {
        let start = try Gzip.unpackHead(head, isCut: !isWhole, limit: headBytes)
        head = start.text
        isWhole = start.isWhole
        wholeBytes =
          isWhole
          ? head.count : sample.size.multipliedClamping(by: head.count) / max(1, start.taken)
      } catch {
        throw ReadError(error, path: path)
      }
      if Gzip.isPacked(head) { throw ReadError(.otherKind(.nestedGzip), path: path) }
    }
    // Of UTF-16, a place further down cannot be told from its bytes.
    let isWide =
      littleEndianUTF16(head, count: head.count) != nil
      || options.encoding.flatMap(\.isLittleEndian) != nil
    var parts: [Range<Int>] = []
    if !isWhole {
      let end = isWide ? lastWideLine(head) : (head.lastIndex(of: 0x0A) ?? head.count - 1) + 1
      head.removeLast(head.count - end)
      parts.append(0..<end)
      for piece in sample.pieces where !isWide {
        guard let first = piece.firstIndex(of: 0x0A), let last = piece.lastIndex(of: 0x0A),
          first < last
        else { continue }
        parts.append(head.count..<(head.count + last - first))
        head += piece[(first + 1)...last]
      }
    }
    let length = head.count
    var text = try PreparedText(
      unpacked: head, path: path, isGzip: isGzip, options: options, chunkBytes: max(1, length),
      threads: 1)
    if isWide, !isWhole { parts = [0..<text.bytes.count] }
    text.parts = parts
    return (text, isWide ? wholeBytes / 2 : wholeBytes)
  }

  /// A piece of a file whose encoding is known.
  init(
    piece bytes: [UInt8], at base: Int, line: Int, isCut: Bool, path: String,
    encoding: TextEncoding, options: ReadOptions, threads: Int
  ) {
    let chunks = PreparedText.chunks(of: bytes, length: max(1, options.chunkBytes))
    let scans = parallelMap(chunks.count, threads: threads) { ByteScan(bytes.span, chunks[$0]) }
    self.path = path
    self.bytes = bytes
    fileEncoding = encoding
    self.encoding = encoding
    markLength = 0
    isGzip = false
    self.chunks = chunks
    beginsInQuotes = PreparedText.quotes(before: scans)
    firstForeign = nil
    isWellFormed = scans.allSatisfy { $0.firstMalformed == nil }
    self.base = base
    firstLine = line
    self.isCut = isCut
  }

  private init(
    unpacked: consuming [UInt8], path: String, isGzip: Bool, options: ReadOptions,
    chunkBytes: Int, threads: Int
  ) throws(ReadError) {
    var bytes = unpacked
    if let kind = FileKind(bytes) { throw ReadError(.otherKind(kind), path: path) }
    var declared = options.encoding
    var markLength = 0
    if bytes.starts(with: PreparedText.utf8Mark) {
      markLength = 3
      declared = declared ?? .utf8
    } else if let wide = declared.flatMap(\.isLittleEndian)
      ?? PreparedText.littleEndianUTF16(bytes, count: bytes.count)
    {
      declared = wide ? .utf16LittleEndian : .utf16BigEndian
      let mark = bytes.starts(with: wide ? [0xFF, 0xFE] : [0xFE, 0xFF]) ? 2 : 0
      switch utf8(fromUTF16: bytes[mark...], littleEndian: wide) {
      case .success(let text): bytes = text
      case .failure(let malformed):
        let byte = bytes[min(malformed.offset, bytes.count - 1)]
        throw ReadError(
          .badEncoding(declared: declared ?? .utf16LittleEndian, byte: byte), path: path)
      }
    }
    let text = bytes
    let chunks = PreparedText.chunks(of: text, length: chunkBytes)
    let scans = parallelMap(chunks.count, threads: threads) { ByteScan(text.span, chunks[$0]) }
    beginsInQuotes = PreparedText.quotes(before: scans)
    let (encoding, firstForeign) = try PreparedText.settledEncoding(scans, declared, text, path)
    self.path = path
    self.bytes = text
    fileEncoding = declared ?? encoding
    self.encoding = encoding
    self.markLength = markLength
    self.isGzip = isGzip
    self.chunks = chunks
    self.firstForeign = firstForeign
  }

  private static func chunks(of bytes: [UInt8], length: Int) -> [Range<Int>] {
    stride(from: 0, to: bytes.count, by: length).map { $0..<min($0 + length, bytes.count) }
  }

  /// Whether each chunk begins inside quotes, if all quotes before it are in their places.
  private static func quotes(before scans: [ByteScan]) -> [Bool] {
    var inQuotes = false
    return scans.map { scan in
      defer { if scan.hasOddQuotes { inQuotes.toggle() } }
      return inQuotes
    }
  }

  private static func settledEncoding(
    _ scans: [ByteScan], _ declared: TextEncoding?, _ bytes: [UInt8], _ path: String
  ) throws(ReadError) -> (TextEncoding, firstForeign: Int?) {
    let malformed = scans.lazy.compactMap(\.firstMalformed).first
    func failure(_ problem: ReadProblem, _ offset: Int) -> ReadError {
      let line = lineNumber(bytes.span, at: offset)
      let spot = ReadError.Spot(line: line, column: 1, length: 1, excerpt: nil)
      return ReadError(problem, path: path, spot: spot)
    }
    if declared == .windows1252 {
      // A UTF-8 sequence is also Windows-1252, unless it holds an undefined byte.
      if let offset = bytes.firstIndex(where: isUndefinedInWindows1252) {
        throw failure(.badEncoding(declared: .windows1252, byte: bytes[offset]), offset)
      }
      return (.windows1252, nil)
    }
    guard let malformed else { return (.utf8, nil) }
    let byte = bytes[malformed]
    if let declared { throw failure(.badEncoding(declared: declared, byte: byte), malformed) }
    if let wide = scans.lazy.compactMap(\.firstWide).first {
      let wideLine = lineNumber(bytes.span, at: wide)
      throw failure(.mixedEncoding(byte: byte, wideLine: wideLine), malformed)
    }
    if let undefined = scans.lazy.compactMap(\.firstUndefined).first {
      throw failure(.undecidedEncoding(byte: bytes[undefined]), undefined)
    }
    return (.windows1252, malformed)
  }

  static let utf8Mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Whether a text without a mark of UTF-8 is UTF-16, by its first bytes and its length.
  static func isUTF16(_ head: [UInt8], count: Int, declared: TextEncoding?) -> Bool {
    (declared.flatMap(\.isLittleEndian) ?? littleEndianUTF16(head, count: count)) != nil
  }

  /// Whether bytes are UTF-16, and which: by their mark, or by a zero in every other place.
  ///
  /// `count` is the length of the text of which they are the first at least.
  private static func littleEndianUTF16(_ bytes: [UInt8], count: Int) -> Bool? {
    if bytes.starts(with: [0xFF, 0xFE]) { return true }
    if bytes.starts(with: [0xFE, 0xFF]) { return false }
    guard count >= 4, count % 2 == 0 else { return nil }
    let head = bytes.prefix(512)
    let even = stride(from: 0, to: head.count - 1, by: 2).count { head[$0] == 0 }
    let odd = stride(from: 1, to: head.count, by: 2).count { head[$0] == 0 }
    let half = head.count / 2
    if odd * 10 >= half * 8, even == 0 { return true }
    if even * 10 >= half * 8, odd == 0 { return false }
    return nil
  }

  /// Where the last whole line of UTF-16 text ends.
  private static func lastWideLine(_ bytes: [UInt8]) -> Int {
    var i = bytes.count & ~1
    while i >= 2 {
      if (bytes[i - 2] == 0x0A && bytes[i - 1] == 0) || (bytes[i - 2] == 0 && bytes[i - 1] == 0x0A)
      {
        return i
      }
      i -= 2
    }
    return bytes.count & ~1
  }

  /// Text of the file as a string.
  func string(_ range: Range<Int>) -> String {
    guard encoding == .windows1252 else {
      return String(decoding: bytes[range], as: UTF8.self)
    }
    var text: [UInt8] = []
    appendWindows1252(bytes[range], to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The line of an offset, from 1; 0 in a piece of the file, the place of which is not known.
  func line(at offset: Int) -> Int {
    if let head = parts.first, offset >= head.upperBound { return 0 }
    return lineNumber(bytes.span, at: offset, after: (0, firstLine))
  }

  /// The value of a cell that begins at `offset`, with its line.
  func example(at offset: Int, _ format: FileFormat, limits: ReadLimits) -> ReadRemark.Example {
    ReadRemark.Example(
      value: cellText(at: offset, format, limits: limits), line: line(at: offset))
  }

  private func cellText(at offset: Int, _ format: FileFormat, limits: ReadLimits) -> String {
    // After a quote the cell is scanned from the quote.
    let isQuoted = offset > 0 && bytes[offset - 1] == format.quoting.quote
    let start = isQuoted ? offset - 1 : offset
    var cells: [CellRange] = []
    let scanner = RowScanner(format.delimiter, format.quoting, limits: limits)
    _ = scanner.scan(bytes.span, from: start, base: start, into: &cells)
    guard let cell = cells.first else { return "" }
    return value(cell, base: start, format.quoting)
  }

  /// The value of a cell.
  func value(_ cell: CellRange, base: Int, _ quoting: Quoting) -> String {
    let range = (base + cell.start)..<(base + cell.end)
    guard cell.needsDecoding else { return string(range) }
    let text = decoded(bytes.span, cell, base: base, quoting)
    guard encoding == .windows1252 else { return String(decoding: text, as: UTF8.self) }
    var wide: [UInt8] = []
    appendWindows1252(text, to: &wide)
    return String(decoding: wide, as: UTF8.self)
  }

  /// The place of `length` bytes at `offset`.
  func spot(_ offset: Int, length: Int = 1, after known: (offset: Int, line: Int)? = nil)
    -> ReadError.Spot
  {
    let known = known ?? (0, firstLine)
    let offset = min(offset, bytes.count)
    var start = offset
    // A quoted cell may reach over lines: the underline stays on the first.
    while start > 0, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D { start -= 1 }
    var end = offset
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
    let column = string(start..<offset).count + 1
    let underlined = string(offset..<min(end, offset + max(1, length))).count
    return ReadError.Spot(
      line: lineNumber(bytes.span, at: offset, after: known), column: column,
      length: max(1, underlined),
      excerpt: end - start <= 400 ? string(start..<end) : nil)
  }

  /// Where the first row of a chunk begins, if the quotes before it are in their places.
  func firstRow(ofChunk chunk: Int, body: Int) -> Int {
    let range = chunks[chunk]
    if range.lowerBound <= body { return body }
    var inQuotes = beginsInQuotes[chunk]
    var i = range.lowerBound
    let text = bytes.span
    if !inQuotes, text[i - 1] == 0x0A { return i }
    if !inQuotes, text[i - 1] == 0x0D { return text[i] == 0x0A ? i + 1 : i }
    while i < range.upperBound {
      let byte = unsafe text[unchecked: i]
      if byte == 0x22 {
        inQuotes.toggle()
      } else if !inQuotes, byte == 0x0A || byte == 0x0D {
        return lineEnd(text, i)
      }
      i += 1
    }
    return range.upperBound
  }
}

extension TextEncoding {
  fileprivate var isLittleEndian: Bool? {
    switch self {
    case .utf8, .windows1252: nil
    case .utf16LittleEndian: true
    case .utf16BigEndian: false
    }
  }
}
