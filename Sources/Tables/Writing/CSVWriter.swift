import Relations

/// Tables as delimited text of RFC 4180 with LF line ends, UTF-8 without a mark.
///
/// Cells are quoted only where they must be. Numbers are the shortest digits that read back the
/// same, decimals keep their digits, dates are ISO, missing cells are empty, and an empty text is
/// `""`. What is written raw is read back as the same cells, but that an empty text reads as missing.
package struct CSVWriter: Sendable {
  /// What happens to text that a spreadsheet would run as a formula.
  package enum Formulas: Equatable, Sendable {
    /// A text cell that begins with `=`, `+`, `-`, `@`, tab or CR gets an apostrophe in front.
    case neutralised
    case raw
  }

  package struct Output: Equatable, Sendable {
    package let bytes: [UInt8]
    /// Text cells that got an apostrophe.
    package let neutralised: Int
  }

  private let delimiter: UInt8
  private let formulas: Formulas
  private var bytes: [UInt8] = []
  private var neutralised = 0

  private init(delimiter: UInt8, formulas: Formulas) {
    self.delimiter = delimiter
    self.formulas = formulas
  }

  /// The rows that the table means, below a header.
  package static func text(
    _ table: Table, formulas: Formulas = .neutralised, delimiter: UInt8 = UInt8(ascii: ",")
  ) -> Output {
    var writer = CSVWriter(delimiter: delimiter, formulas: formulas)
    for (index, field) in table.fields.enumerated() {
      if index > 0 { writer.bytes.append(delimiter) }
      writer.writeText(Array(field.name.utf8)[...])
    }
    writer.bytes.append(UInt8(ascii: "\n"))
    for row in 0..<table.rowCount {
      writer.write(table, row: table.storedRow(row))
      writer.bytes.append(UInt8(ascii: "\n"))
    }
    return Output(bytes: writer.bytes, neutralised: writer.neutralised)
  }

  private mutating func write(_ table: Table, row: Int) {
    for (index, column) in table.columns.enumerated() {
      if index > 0 { bytes.append(delimiter) }
      if column.isMissing(row) {
        // A row of one empty cell would be a blank line.
        if table.columns.count == 1 { append("\"\"") }
        continue
      }
      switch column {
      case .boolean(let cells): append(cells.values[row] ? "true" : "false")
      case .integer(let cells): append(String(cells.values[row]))
      case .decimal(let cells, let scale):
        append(decimalText(mantissa: cells.values[row], scale: scale))
      case .number(let cells):
        let value = cells.values[row]
        // Nothing in the engine makes one, and a reader would refuse it.
        if value.isFinite { append(numberText(value)) }
      case .text(let cells):
        writeText(cells.dictionary.utf8(Int(cells.codes.values[row])))
      case .date(let cells):
        append(CivilDate(daysSinceEpoch: cells.values[row]).description)
      case .timestamp(let cells):
        append(CivilTime(microsecondsSinceEpoch: cells.values[row]).description)
      case .duration(let cells): append(cells.values[row].isoText)
      }
    }
  }

  private mutating func writeText(_ text: ArraySlice<UInt8>) {
    if text.isEmpty {
      append("\"\"")
      return
    }
    var neutral = false
    if formulas == .neutralised, let first = text.first, CSVWriter.opensFormula(first) {
      neutral = true
      neutralised += 1
    }
    let needsQuotes =
      text.contains { $0 == delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
      || text.first == 0x20 || text.last == 0x20
    if needsQuotes { bytes.append(0x22) }
    if neutral { bytes.append(UInt8(ascii: "'")) }
    if needsQuotes {
      for byte in text {
        if byte == 0x22 { bytes.append(0x22) }
        bytes.append(byte)
      }
      bytes.append(0x22)
    } else {
      bytes.append(contentsOf: text)
    }
  }

  private static func opensFormula(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "=") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "@") || byte == 0x09 || byte == 0x0D
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

extension Duration {
  /// The form `P1M3DT4.5S` of ISO 8601.
  package var isoText: String {
    var text = "P"
    if months != 0 { text += "\(months)M" }
    if days != 0 { text += "\(days)D" }
    if microseconds != 0 {
      text += "T" + numberText(Double(microseconds) / 1_000_000) + "S"
    }
    return text == "P" ? "P0D" : text
  }
}
