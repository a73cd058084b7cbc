/// The records of a JSON file: one object per line, or an array of objects.
///
/// A strict reader of RFC 8259 that keeps numbers as they are written, digit for digit. An object within a
/// record gives a column for each of its members, `address.city`; an array stays as its JSON text. `null` and
/// a member that a record lacks are missing cells.
struct JSONRecords {
  /// A value of a record.
  enum Cell: Equatable {
    case missing
    /// A number or `true` or `false`, as it is written.
    case bare(ArraySlice<UInt8>)
    case text([UInt8])
  }

  /// The columns in the order in which their names first occur.
  private(set) var columns: [[UInt8]] = []
  /// For each record its cells, by the index of the column.
  private(set) var records: [[(column: Int, cell: Cell)]] = []
  /// The line, from 1, in which each record begins.
  private(set) var lines: [Int] = []

  private let bytes: [UInt8]
  private var position: Int
  private var line = 1
  private var lineStart = 0
  private var places: [[UInt8]: Int] = [:]

  private static let maximumDepth = 64

  /// - Parameter bytes: The whole file, as UTF-8; a mark of the encoding is passed over.
  /// - Throws: The first mistake, with its place.
  init(_ bytes: [UInt8]) throws(JSONError) {
    self.bytes = bytes
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    skipBlanks()
    let isArray = peek == UInt8(ascii: "[")
    if isArray { position += 1 }
    skipBlanks()
    var isFirst = true
    while let next = peek, !(isArray && next == UInt8(ascii: "]")) {
      if isArray, !isFirst {
        guard next == UInt8(ascii: ",") else { throw failure(.expected(",")) }
        position += 1
        skipBlanks()
      }
      isFirst = false
      try record()
      skipBlanks()
    }
    if isArray {
      guard peek == UInt8(ascii: "]") else { throw failure(.expected("]")) }
      position += 1
      skipBlanks()
      guard position == bytes.count else { throw failure(.textAfterEnd) }
    }
  }

  private mutating func record() throws(JSONError) {
    guard peek == UInt8(ascii: "{") else { throw failure(.expected("{")) }
    lines.append(line)
    var cells: [(column: Int, cell: Cell)] = []
    try object(named: [], depth: 0, into: &cells)
    records.append(cells)
  }

  private mutating func object(
    named prefix: [UInt8], depth: Int, into cells: inout [(column: Int, cell: Cell)]
  ) throws(JSONError) {
    guard depth < Self.maximumDepth else { throw failure(.nestedTooDeep) }
    position += 1
    skipBlanks()
    if take("}") { return }
    while true {
      skipBlanks()
      guard peek == UInt8(ascii: "\"") else { throw failure(.expected("\"")) }
      let start = position
      let name = prefix + (try string())
      skipBlanks()
      guard take(":") else { throw failure(.expected(":")) }
      skipBlanks()
      if peek == UInt8(ascii: "{") {
        try object(named: name + [UInt8(ascii: ".")], depth: depth + 1, into: &cells)
      } else {
        let column = column(name)
        guard !cells.contains(where: { $0.column == column }) else {
          throw failure(.duplicateName(String(decoding: name, as: UTF8.self)), at: start)
        }
        cells.append((column, try cell(depth: depth)))
      }
      skipBlanks()
      if take(",") { continue }
      guard take("}") else { throw failure(.expected("}")) }
      return
    }
  }

  private mutating func column(_ name: [UInt8]) -> Int {
    if let known = places[name] { return known }
    places[name] = columns.count
    columns.append(name)
    return columns.count - 1
  }

  private mutating func cell(depth: Int) throws(JSONError) -> Cell {
    let start = position
    switch peek {
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "["):
      try skipValue(depth: depth)
      return .text(Array(bytes[start..<position]))
    default:
      try skipValue(depth: depth)
      let written = bytes[start..<position]
      return written.elementsEqual("null".utf8) ? .missing : .bare(written)
    }
  }

  /// Passes over any value and checks it.
  private mutating func skipValue(depth: Int) throws(JSONError) {
    guard depth < Self.maximumDepth else { throw failure(.nestedTooDeep) }
    skipBlanks()
    switch peek {
    case UInt8(ascii: "{"):
      var ignored: [(column: Int, cell: Cell)] = []
      let (columns, places) = (columns, places)
      try object(named: [], depth: depth + 1, into: &ignored)
      (self.columns, self.places) = (columns, places)
    case UInt8(ascii: "["):
      position += 1
      skipBlanks()
      if take("]") { return }
      while true {
        try skipValue(depth: depth + 1)
        skipBlanks()
        if take(",") { continue }
        guard take("]") else { throw failure(.expected("]")) }
        return
      }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "-"): try number()
    default: throw failure(.expectedValue)
    }
  }

  private mutating func word(_ word: String) throws(JSONError) {
    guard bytes[position...].starts(with: word.utf8) else { throw failure(.expectedValue) }
    position += word.utf8.count
  }

  private mutating func number() throws(JSONError) {
    let start = position
    _ = take("-")
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else {
      throw failure(.malformedNumber, at: start)
    }
    if take("."), digits() == 0 { throw failure(.malformedNumber, at: start) }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw failure(.malformedNumber, at: start) }
    }
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position - start
  }

  /// The bytes of a string, its escapes resolved.
  private mutating func string() throws(JSONError) -> [UInt8] {
    let start = position
    position += 1
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return text
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &text)
      case 0..<0x20: throw failure(.controlCharacterInString)
      default:
        text.append(byte)
        position += 1
      }
    }
    throw failure(.unclosedString, at: start)
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    let start = position - 1
    guard let byte = peek else { throw failure(.unknownEscape, at: start) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hexadecimal(from: start)
      if (0xD800..<0xDC00).contains(code) {
        guard take("\\"), take("u") else { throw failure(.halfSurrogate, at: start) }
        let low = try hexadecimal(from: start)
        guard (0xDC00..<0xE000).contains(low) else { throw failure(.halfSurrogate, at: start) }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = UnicodeScalar(code) else { throw failure(.halfSurrogate, at: start) }
      text += Array(String(Character(scalar)).utf8)
    default: throw failure(.unknownEscape, at: start)
    }
  }

  private mutating func hexadecimal(from start: Int) throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16),
      bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-")
    else { throw failure(.unknownEscape, at: start) }
    position += 4
    return code
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek {
      switch byte {
      case 0x0A:
        position += 1
        line += 1
        lineStart = position
      case 0x20, 0x09, 0x0D: position += 1
      default: return
      }
    }
  }

  private func failure(_ problem: JSONError.Problem, at place: Int? = nil) -> JSONError {
    JSONError(problem: problem, line: line, column: (place ?? position) - lineStart + 1)
  }
}
