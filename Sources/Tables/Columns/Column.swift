import Relations

/// The cells of a column of one type, with the missing ones marked beside them.
package struct Cells<Element: Equatable & Sendable>: Equatable, Sendable {
  /// The value of a missing cell is unspecified, but the same for the same data.
  package let values: [Element]
  /// `nil` where no cell is missing.
  package let validity: Bitmap?

  package init(_ values: [Element], validity: Bitmap? = nil) {
    precondition(validity.map { $0.count == values.count } ?? true, "a bit for every cell")
    self.values = values
    self.validity = validity
  }

  package var count: Int { values.count }

  package func isMissing(_ row: Int) -> Bool {
    guard let validity else { return false }
    return !validity[row]
  }

  package var missingCount: Int { validity.map { $0.count - $0.setCount } ?? 0 }

  /// `nil` for a missing cell.
  package subscript(row: Int) -> Element? { isMissing(row) ? nil : values[row] }
}

/// Text of which each distinct value is stored once.
///
/// `codes.values[row]` is an index into `dictionary`. The distinct values are compared by their
/// UTF-8 bytes, never by Unicode equivalence, and stand in the order of first appearance, which must
/// not reach an output. A dictionary may hold values that no row uses.
package struct TextCells: Equatable, Sendable {
  package let codes: Cells<Int32>
  package let dictionary: TextPool

  package init(codes: Cells<Int32>, dictionary: TextPool) {
    self.codes = codes
    self.dictionary = dictionary
  }

  package var count: Int { codes.count }

  package subscript(row: Int) -> String? { codes[row].map { dictionary[Int($0)] } }
}

/// Distinct texts, end to end in one buffer of UTF-8.
package struct TextPool: Equatable, Sendable {
  package private(set) var bytes: [UInt8] = []
  /// Text `i` is `bytes[offsets[i]..<offsets[i + 1]]`.
  package private(set) var offsets: [Int] = [0]

  package init() {}

  package init(_ texts: [String]) {
    for text in texts { append(text.utf8) }
  }

  package var count: Int { offsets.count - 1 }

  package subscript(index: Int) -> String { String(decoding: utf8(index), as: UTF8.self) }

  package func utf8(_ index: Int) -> ArraySlice<UInt8> {
    bytes[offsets[index]..<offsets[index + 1]]
  }

  /// Appends a text that the caller knows to be new.
  package mutating func append(_ utf8: some Sequence<UInt8>) {
    bytes.append(contentsOf: utf8)
    offsets.append(bytes.count)
  }
}

/// The cells of one column.
package enum Column: Equatable, Sendable {
  case boolean(Cells<Bool>)
  case integer(Cells<Int64>)
  /// `number` of which every cell is `mantissa × 10^-scale` exactly; `scale` in 0...18.
  case decimal(Cells<Int64>, scale: Int)
  case number(Cells<Double>)
  case text(TextCells)
  /// Days since 1970-01-01.
  case date(Cells<Int32>)
  /// Microseconds since 1970-01-01T00:00:00, without a time zone.
  case timestamp(Cells<Int64>)
  case duration(Cells<Duration>)

  package var type: ScalarType {
    switch self {
    case .boolean: .boolean
    case .integer: .integer
    case .decimal, .number: .number
    case .text: .text
    case .date: .date
    case .timestamp: .timestamp
    case .duration: .duration
    }
  }

  package var count: Int {
    switch self {
    case .boolean(let cells): cells.count
    case .integer(let cells), .decimal(let cells, _), .timestamp(let cells): cells.count
    case .number(let cells): cells.count
    case .text(let cells): cells.count
    case .date(let cells): cells.count
    case .duration(let cells): cells.count
    }
  }

  package var validity: Bitmap? {
    switch self {
    case .boolean(let cells): cells.validity
    case .integer(let cells), .decimal(let cells, _), .timestamp(let cells): cells.validity
    case .number(let cells): cells.validity
    case .text(let cells): cells.codes.validity
    case .date(let cells): cells.validity
    case .duration(let cells): cells.validity
    }
  }

  package func isMissing(_ row: Int) -> Bool { validity.map { !$0[row] } ?? false }

  /// One cell, for showing and for tests; kernels take the cells of a case instead.
  package subscript(row: Int) -> Literal {
    if isMissing(row) { return .null }
    switch self {
    case .boolean(let cells): return .boolean(cells.values[row])
    case .integer(let cells): return .integer(cells.values[row])
    case .decimal(let cells, let scale):
      return .decimal(mantissa: cells.values[row], scale: scale)
    case .number(let cells): return .number(cells.values[row])
    case .text(let cells): return .text(cells.dictionary[Int(cells.codes.values[row])])
    case .date(let cells): return .date(cells.values[row])
    case .timestamp(let cells): return .timestamp(cells.values[row])
    case .duration(let cells): return .duration(cells.values[row])
    }
  }
}
