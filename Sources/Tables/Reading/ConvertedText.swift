import Matrices

/// A file of another format written out as delimited text, so that its cells are typed, checked and read by
/// the same rules as those of a CSV file.
///
/// Errors are brought back to the places of the file itself.
struct ConvertedText: Sendable {
  /// Comma-separated, with a header, every text in quotes.
  private(set) var bytes: [UInt8] = []
  /// Columns with a value that is written as text: digits in them are names, not numbers.
  private(set) var textColumns: Set<Int> = []
  /// For each record the line of `bytes` in which it begins, and its line in the file.
  ///
  /// The header is line 0, and empty lines are put in, so that the two are the same wherever they can be.
  private var places: [(line: Int, original: Int)] = []
  private var line = firstLine

  /// The number of the line with the names.
  static let firstLine = 0

  init(_ records: JSONRecords) {
    row(records.columns.map { JSONRecords.Cell.text($0) }, from: nil)
    for (cells, original) in zip(records.records, records.lines) {
      var row = [JSONRecords.Cell](repeating: .missing, count: records.columns.count)
      for (column, cell) in cells {
        row[column] = cell
        if case .text = cell { textColumns.insert(column) }
      }
      self.row(row, from: original)
    }
  }

  private mutating func row(_ cells: [JSONRecords.Cell], from original: Int?) {
    if let original {
      while line < original {
        bytes.append(0x0A)
        line += 1
      }
      places.append((line, original))
    }
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .missing: break
      case .bare(let written): bytes += written
      case .text(let text):
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
          if byte == UInt8(ascii: "\"") { bytes.append(byte) }
          if byte == 0x0A { line += 1 }
          bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
      }
    }
    bytes.append(0x0A)
    line += 1
  }

  /// How the text is to be read, whatever else was asked for.
  func options(_ options: ReadOptions) -> ReadOptions {
    var own = options
    own.encoding = .utf8
    own.delimiter = .comma
    own.quote = UInt8(ascii: "\"")
    own.escape = nil
    own.header = .present
    own.decimalMark = UInt8(ascii: ".")
    own.skip = 0
    own.ignoresTrailingDelimiter = false
    return own
  }

  /// The same error at the line of the file; what was underlined is not its text.
  func placed(_ error: ReadError) -> ReadError {
    guard let spot = error.spot, let place = places.last(where: { $0.line <= spot.line }) else {
      return ReadError(error.problem, path: error.path)
    }
    return ReadError(
      error.problem, path: error.path,
      spot: ReadError.Spot(line: place.original, column: 1, length: 1, excerpt: nil))
  }

  func placed(_ reject: Reject) -> Reject {
    Reject(
      line: places.last { $0.line <= reject.line }?.original ?? reject.line,
      error: placed(reject.error), text: reject.text)
  }

  /// The text as the reader of delimited text takes it.
  func prepared(
    path: String, options: ReadOptions, control: RunControl
  ) throws(ReadError) -> PreparedText {
    var text = try PreparedText.prepare(bytes, path: path, options: options, control: control)
    text.firstLine = ConvertedText.firstLine
    return text
  }
}
