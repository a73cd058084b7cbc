import Relations
import Tables

/// Rows as a JSON array with one object per row, each on a line of its own.
enum JSONRows {
  static func text(_ table: Table) -> [UInt8] {
    var bytes: [UInt8] = Array("[".utf8)
    for row in 0..<table.rowCount {
      bytes.append(contentsOf: (row == 0 ? "\n" : ",\n").utf8)
      let members = table.fields.indices.map { column in
        (table.fields[column].name, value(table[row, column]))
      }
      bytes.append(contentsOf: JSONWriter.text(.object(members), layout: .compact))
    }
    bytes.append(contentsOf: "\n]\n".utf8)
    return bytes
  }

  private static func value(_ cell: Literal) -> JSONValue {
    switch cell {
    case .null: .null
    case .boolean(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .decimal(let mantissa, let scale): .decimal(mantissa: mantissa, scale: scale)
    case .number(let value): .number(value)
    case .text(let text): .string(text)
    case .date, .timestamp: .string(cell.plainText)
    case .duration(let duration): .string(duration.isoText)
    }
  }
}
