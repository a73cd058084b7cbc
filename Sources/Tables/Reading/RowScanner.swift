/// Where a cell stands in the text, without its quotes; eight bytes, since a chunk has a million.
struct CellRange {
  private let offset: UInt32
  private let lengthAndFlags: UInt32

  /// `start` and `end` count from the start of the chunk.
  init(start: Int, end: Int, isQuoted: Bool = false, needsDecoding: Bool = false) {
    offset = UInt32(truncatingIfNeeded: start)
    lengthAndFlags =
      UInt32(truncatingIfNeeded: end - start) | (isQuoted ? 1 << 31 : 0)
      | (needsDecoding ? 1 << 30 : 0)
  }

  var start: Int { Int(offset) }
  var length: Int { Int(lengthAndFlags & 0x3FFF_FFFF) }
  var end: Int { start + length }
  var isQuoted: Bool { lengthAndFlags & 1 << 31 != 0 }
  /// Its text is not what stands there: a quote is written twice in it, or a byte is escaped.
  var needsDecoding: Bool { lengthAndFlags & 1 << 30 != 0 }
}

/// Why a row has no cells that could be distinguished.
enum RowProblem: Equatable, Sendable {
  case unclosedQuote
  /// The quote opens so many lines above.
  case textAfterQuote(linesAbove: Int)
  case quoteInCell
  case nulByte
  case lineTooLong
  case tooManyColumns
}

/// What is known after one row was scanned.
struct ScannedRow {
  /// Where the next row begins.
  var next: Int
  /// The place and kind of a problem; the row then has no meaning.
  var problem: (offset: Int, kind: RowProblem)?
}

/// Cuts rows into cells.
///
/// A line ends with LF, CRLF or CR. Quotes follow RFC 4180, strictly: a quoted cell is followed by
/// a delimiter or a line end, and an unquoted cell holds no quote. An apostrophe that quotes may also
/// stand inside a cell, as in `O'Brien`.
struct RowScanner {
  private let delimiter: UInt8
  /// The bytes of the delimiter after its first.
  private let rest: [UInt8]
  private let quote: UInt8
  /// The quote itself if there is no other escape.
  private let escape: UInt8
  private let hasEscape: Bool
  /// A stop always ends an unquoted cell.
  private let isPlain: Bool
  private let splitsAtBlanks: Bool
  private let limits: ReadLimits
  /// Nonzero for a byte at which an unquoted cell stops.
  private let stops: [UInt8]

  init(_ delimiter: Delimiter, _ quoting: Quoting, limits: ReadLimits) {
    self.limits = limits
    quote = quoting.quote
    escape = quoting.escape ?? quoting.quote
    hasEscape = quoting.escape != nil
    var stops = [UInt8](repeating: 0, count: 256)
    for byte: UInt8 in [0x0A, 0x0D, 0x00] { stops[Int(byte)] = 1 }
    if quote == UInt8(ascii: "\"") { stops[Int(quote)] = 1 }
    if let escape = quoting.escape { stops[Int(escape)] = 1 }
    switch delimiter {
    case .byte(let byte):
      self.delimiter = byte
      rest = []
      splitsAtBlanks = false
      stops[Int(byte)] = 1
    case .text(let bytes):
      self.delimiter = bytes.first ?? UInt8(ascii: ",")
      rest = Array(bytes.dropFirst())
      splitsAtBlanks = false
      stops[Int(self.delimiter)] = 1
    case .blanks:
      rest = []
      self.delimiter = 0x20
      splitsAtBlanks = true
      stops[0x20] = 1
      stops[0x09] = 1
    }
    isPlain = rest.isEmpty && !hasEscape
    self.stops = stops
  }

  /// Scans the row that begins at `start` and appends its cells, counted from `base`.
  ///
  /// A blank line gives one empty cell. After a problem, `next` is the line after it.
  func scan(
    _ bytes: Span<UInt8>, from start: Int, base: Int, into cells: inout [CellRange]
  ) -> ScannedRow {
    let known = cells.count
    var isQuoted = false
    let count = bytes.count
    var i = splitsAtBlanks ? skipBlanks(bytes, start) : start
    let stops = self.stops.span
    while true {
      let cellStart = i
      if i < count, unsafe bytes[unchecked: i] == quote {
        let limit = min(count, start + limits.maxLine)
        i += 1
        var doubled = false
        scanning: while true {
          while i < limit, unsafe bytes[unchecked: i] != quote && bytes[unchecked: i] != escape {
            if unsafe bytes[unchecked: i] == 0 { return problem(.nulByte, at: i, bytes) }
            i += 1
          }
          if i >= limit {
            return limit == count
              ? problem(.unclosedQuote, at: cellStart, bytes)
              : problem(.lineTooLong, at: cellStart, bytes)
          }
          if hasEscape, unsafe bytes[unchecked: i] == escape {
            doubled = true
            i += 2
            continue
          }
          i += 1
          guard i < count, unsafe bytes[unchecked: i] == quote else {
            break scanning
          }
          doubled = true
          i += 1
        }
        cells.append(
          CellRange(
            start: cellStart + 1 - base, end: i - 1 - base, isQuoted: true,
            needsDecoding: doubled))
        isQuoted = true
      } else {
        var isEscaped = false
        while true {
          while i < count, unsafe stops[unchecked: Int(bytes[unchecked: i])] == 0 { i += 1 }
          guard !isPlain, i < count else { break }
          if hasEscape, bytes[i] == escape, i + 1 < count {
            isEscaped = true
            i += 2
          } else if bytes[i] == delimiter, !splitsAtBlanks, !isDelimiter(bytes, i) {
            i += 1
          } else {
            break
          }
        }
        cells.append(
          CellRange(start: cellStart - base, end: i - base, needsDecoding: isEscaped))
        isQuoted = false
      }
      if i - start > limits.maxLine { return problem(.lineTooLong, at: start, bytes) }
      if cells.count - known > limits.maxColumns {
        return problem(.tooManyColumns, at: start, bytes)
      }
      if i >= count { return ScannedRow(next: count, problem: nil) }
      let byte = unsafe bytes[unchecked: i]
      if byte == delimiter && !splitsAtBlanks && (rest.isEmpty || isDelimiter(bytes, i)) {
        i += 1 + rest.count
      } else if byte == 0x0A {
        return ScannedRow(next: i + 1, problem: nil)
      } else if byte == 0x0D {
        let next = i + 1 < count && bytes[i + 1] == 0x0A ? i + 2 : i + 1
        return ScannedRow(next: next, problem: nil)
      } else if splitsAtBlanks && (byte == 0x20 || byte == 0x09) {
        i = skipBlanks(bytes, i)
        if i >= count { return ScannedRow(next: count, problem: nil) }
        if bytes[i] == 0x0A || bytes[i] == 0x0D {
          return ScannedRow(next: lineEnd(bytes, i), problem: nil)
        }
      } else if byte == 0 {
        return problem(.nulByte, at: i, bytes)
      } else if isQuoted {
        var above = 0
        for place in cellStart..<i where bytes[place] == 0x0A { above += 1 }
        return problem(.textAfterQuote(linesAbove: above), at: i, bytes)
      } else {
        return problem(.quoteInCell, at: i, bytes)
      }
    }
  }

  /// Whether the whole delimiter stands where its first byte does.
  private func isDelimiter(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    guard start + rest.count < bytes.count else { return false }
    for (offset, byte) in rest.enumerated() where bytes[start + 1 + offset] != byte {
      return false
    }
    return true
  }

  private func problem(
    _ kind: RowProblem, at offset: Int, _ bytes: Span<UInt8>
  ) -> ScannedRow {
    ScannedRow(next: lineEnd(bytes, offset), problem: (offset, kind))
  }

  private func skipBlanks(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var i = start
    while i < bytes.count, bytes[i] == 0x20 || bytes[i] == 0x09 { i += 1 }
    return i
  }
}

/// Where the line after the one that holds `offset` begins, whatever the quotes say.
func lineEnd(_ bytes: Span<UInt8>, _ offset: Int) -> Int {
  var i = offset
  while i < bytes.count {
    if bytes[i] == 0x0A { return i + 1 }
    if bytes[i] == 0x0D { return i + 1 < bytes.count && bytes[i + 1] == 0x0A ? i + 2 : i + 1 }
    i += 1
  }
  return bytes.count
}

/// The number of the line, from 1, that holds an offset.
func lineNumber(
  _ bytes: Span<UInt8>, at offset: Int, after known: (offset: Int, line: Int) = (0, 1)
)
  -> Int
{
  var line = known.line
  var i = known.offset
  let end = min(offset, bytes.count)
  let raw = unsafe bytes.bytes
  while i < end {
    // Eight bytes at a time, where there is no CR among them.
    while i + 8 <= end {
      let word = unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: i, as: UInt64.self)
      if marks(of: 0x0D, in: word) != 0 { break }
      line += marks(of: 0x0A, in: word).nonzeroBitCount
      i += 8
    }
    let slowEnd = min(end, i + 8)
    while i < slowEnd {
      let byte = unsafe bytes[unchecked: i]
      if byte == 0x0A || (byte == 0x0D && !(i + 1 < bytes.count && bytes[i + 1] == 0x0A)) {
        line += 1
      }
      i += 1
    }
  }
  return line
}

/// The highest bit of each byte of a word that equals `byte`, and no other bit.
private func marks(of byte: UInt8, in word: UInt64) -> UInt64 {
  let others = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
  let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  return ~(((others & low) &+ low) | others | low)
}
