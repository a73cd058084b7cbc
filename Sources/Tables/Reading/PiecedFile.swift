import Matrices

/// A file that is read in pieces, each a run of whole lines.
///
/// What is read is what would be read of all of its text at once; only the text need not be held.
struct PiecedFile {
  private let file: OpenFile
  private let path: String
  private let options: ReadOptions
  private let control: RunControl
  /// What the script says that the file is written in, or its mark.
  private let declared: TextEncoding?
  /// What the file is written in, and its pieces are.
  private(set) var encoding = TextEncoding.utf8
  /// Whether all bytes were looked at for that; else each piece is, before its rows are read.
  private(set) var isSettled = false
  /// The line of the first character outside ASCII, if the encoding was found out and is not UTF-8.
  private(set) var foreignLine: Int?

  /// Takes a file for UTF-8 until it is seen to be something else.
  ///
  /// - Returns: `nil` for a file that is not plain text of one byte per ASCII character, or is declared
  ///   to be another than UTF-8 without being so.
  /// - Throws: `ReadError` for what the system does not read; `.cancelled`.
  init?(
    _ file: OpenFile, path: String, options: ReadOptions, control: RunControl
  ) throws(ReadError) {
    self.file = file
    self.path = path
    self.options = options
    self.control = control
    let head = try file.bytes(0..<min(file.size, 4096), path)
    let isMarked = head.starts(with: PreparedText.utf8Mark)
    guard !Gzip.isPacked(head), FileKind(head) == nil,
      isMarked
        || !PreparedText.isUTF16(head, count: file.size, declared: options.encoding)
    else { return nil }
    declared = options.encoding ?? (isMarked ? .utf8 : nil)
    if declared == .windows1252, try !settleEncoding() { return nil }
  }

  /// Looks at all bytes once.
  ///
  /// - Returns: Whether there is one encoding that they fit; if not, what is wrong is told by those who
  ///   see the file whole.
  /// - Throws: `ReadError` for what the system does not read; `.cancelled`.
  mutating func settleEncoding() throws(ReadError) -> Bool {
    var position = 0
    var line = 1
    var hasWide = false
    var length = options.pieceBytes
    while position < file.size {
      let piece = try self.piece(at: position, length: length, line: line)
      guard !piece.bytes.isEmpty else {
        length *= 2
        continue
      }
      let scans = parallelMap(piece.chunks.count, threads: control.threads) { chunk in
        ByteScan(piece.bytes.span, piece.chunks[chunk])
      }
      if declared == .windows1252 {
        if piece.bytes.contains(where: isUndefinedInWindows1252) { return false }
      } else if let malformed = scans.lazy.compactMap(\.firstMalformed).first {
        if declared != nil { return false }
        foreignLine = foreignLine ?? piece.line(at: malformed)
      }
      hasWide = hasWide || scans.contains { $0.firstWide != nil }
      if foreignLine != nil, hasWide || scans.contains(where: { $0.firstUndefined != nil }) {
        return false
      }
      line = piece.line(at: piece.bytes.count)
      position += piece.bytes.count
      length = options.pieceBytes
    }
    encoding = declared ?? (foreignLine == nil ? .utf8 : .windows1252)
    isSettled = true
    return true
  }

  /// Hands over the pieces in turn, from the first row on.
  ///
  /// - Parameters:
  ///   - rows: Where the first row begins.
  ///   - body: Given a piece that begins with a row, and gives the offset in it where the next one is to
  ///     begin: after the last row that is whole.
  /// - Returns: Where the pieces began.
  /// - Throws: What `body` throws, and `ReadError` for what the system does not read; also for a byte
  ///   that is not UTF-8, while the encoding is not settled.
  func forEachPiece(
    from rows: Int, _ body: (TextPiece) throws(ReadError) -> Int
  ) throws(ReadError) -> [PieceStart] {
    let head = try file.bytes(0..<min(rows, file.size), path)
    try requireUTF8(ByteScan(head.span, head.indices).firstMalformed == nil)
    var next = PieceStart(offset: rows, line: lineNumber(head.span, at: rows))
    var starts: [PieceStart] = []
    var length = options.pieceBytes
    let size = Double(max(1, file.size))
    while next.offset < file.size {
      let text = try piece(at: next.offset, length: length, line: next.line)
      try requireUTF8(text.isWellFormed)
      let end = try body(
        TextPiece(
          text: text, rows: 0, progress: 0.3 + 0.65 * Double(next.offset) / size,
          share: 0.65 * Double(text.bytes.count) / size))
      // A row that is longer than a piece, in quotes over several lines.
      guard end > 0 else {
        length *= 2
        continue
      }
      starts.append(next)
      next = PieceStart(offset: next.offset + end, line: text.line(at: end))
      length = options.pieceBytes
    }
    return starts
  }

  /// A file that was only taken for UTF-8 has to be looked at before anything is said of it.
  private func requireUTF8(_ isWellFormed: Bool) throws(ReadError) {
    guard isSettled || isWellFormed else {
      throw ReadError(.badEncoding(declared: .utf8, byte: 0), path: path)
    }
  }

  /// The piece that holds a byte, once more.
  func piece(holding offset: Int, of starts: [PieceStart]) throws(ReadError) -> PreparedText {
    let place = starts.lastIndex { $0.offset <= offset } ?? 0
    guard place < starts.count else { return try piece(at: 0, length: 1 << 20, line: 1) }
    let end = place + 1 < starts.count ? starts[place + 1].offset : file.size
    return try piece(
      at: starts[place].offset, length: end - starts[place].offset, line: starts[place].line)
  }

  /// At most `length` bytes, up to the end of a line; none if there is no such end.
  private func piece(at offset: Int, length: Int, line: Int) throws(ReadError) -> PreparedText {
    if control.cancellation.isCancelled { throw ReadError(.cancelled, path: path) }
    let end = min(file.size, offset + length)
    var bytes = try file.bytes(offset..<end, path)
    let isCut = end < file.size
    if isCut { bytes.removeLast(bytes.count - lastLineEnd(bytes)) }
    return PreparedText(
      piece: bytes, at: offset, line: line, isCut: isCut, path: path, encoding: encoding,
      options: options, threads: control.threads)
  }
}

/// Where a piece of a file begins.
struct PieceStart: Sendable {
  let offset: Int
  /// The number of its first line.
  let line: Int
}

/// A part of the text that a pass goes over.
struct TextPiece {
  let text: PreparedText
  /// Where its first row begins.
  let rows: Int
  /// The share of the work that is done before it, and its own.
  let progress: Double
  let share: Double
}

/// The text that a pass goes over.
enum PassText {
  case whole(PreparedText)
  case pieces(PiecedFile, path: String)

  var path: String {
    switch self {
    case .whole(let text): text.path
    case .pieces(_, let path): path
    }
  }

  var encoding: TextEncoding {
    switch self {
    case .whole(let text): text.encoding
    case .pieces(let file, _): file.encoding
    }
  }

  func forEachPiece(
    from rows: Int, _ body: (TextPiece) throws(ReadError) -> Int
  ) throws(ReadError) -> [PieceStart] {
    switch self {
    case .whole(let text):
      _ = try body(TextPiece(text: text, rows: rows, progress: 0.3, share: 0.65))
      return []
    case .pieces(let file, _): return try file.forEachPiece(from: rows, body)
    }
  }

  /// The text around a byte.
  func piece(holding offset: Int, of starts: [PieceStart]) throws(ReadError) -> PreparedText {
    switch self {
    case .whole(let text): text
    case .pieces(let file, _): try file.piece(holding: offset, of: starts)
    }
  }
}

/// The end of the last line that ends for sure: a CR at the end may be the first half of CRLF.
private func lastLineEnd(_ bytes: [UInt8]) -> Int {
  if let feed = bytes.lastIndex(of: 0x0A) { return feed + 1 }
  return (bytes.dropLast().lastIndex(of: 0x0D) ?? -1) + 1
}
