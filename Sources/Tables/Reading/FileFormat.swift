import Diagnostics
import Relations

/// The encoding of a delimited file.
package enum TextEncoding: String, Equatable, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case windows1252 = "windows-1252"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
}

/// What stands between two cells.
package enum Delimiter: Equatable, Sendable {
  case byte(UInt8)
  /// Several bytes, the first of which may also stand in a cell: `, ` or `||`.
  case text([UInt8])
  /// Runs of spaces; spaces before the first cell do not count. Files of fixed width are read so.
  case blanks

  package static let comma = Delimiter.byte(UInt8(ascii: ","))
  package static let semicolon = Delimiter.byte(UInt8(ascii: ";"))
  package static let tab = Delimiter.byte(UInt8(ascii: "\t"))
  package static let bar = Delimiter.byte(UInt8(ascii: "|"))

  /// As an analyst writes it: `","`, `"tab"`, `"blanks"`.
  package var name: String {
    switch self {
    case .byte(UInt8(ascii: "\t")): "tab"
    case .byte(let byte): String(UnicodeScalar(byte))
    case .text(let bytes): String(decoding: bytes, as: UTF8.self)
    case .blanks: "blanks"
    }
  }

  /// The delimiter of a name, or `nil` for a text that is none.
  package init?(name: String) {
    switch name {
    case "tab", "\t", "\\t": self = .tab
    case "blanks", " ": self = .blanks
    case "comma": self = .comma
    case "semicolon": self = .semicolon
    default:
      let bytes = Array(name.utf8)
      guard (1...8).contains(bytes.count), bytes != [0x20],
        bytes.allSatisfy({ ($0 >= 0x20 || $0 == 0x09) && $0 < 0x7F && $0 != 0x22 }),
        bytes.contains(where: { $0 > 0x20 })
      else { return nil }
      self = bytes.count == 1 ? .byte(bytes[0]) : .text(bytes)
    }
  }
}

/// How cells are quoted.
package struct Quoting: Equatable, Sendable {
  /// What a quoted cell begins and ends with, as a byte: `"` or `'`.
  package var quote = UInt8(ascii: "\"")
  /// What takes the meaning from the byte after it, such as a backslash; `nil` if only a quote
  /// written twice does.
  package var escape: UInt8?

  package init(quote: UInt8 = UInt8(ascii: "\""), escape: UInt8? = nil) {
    self.quote = quote
    self.escape = escape
  }
}

/// Whether the first row names the columns.
package enum HeaderPresence: String, Equatable, Sendable {
  case present, none
}

/// The dialect of a delimited file, as found or as declared.
package struct FileFormat: Equatable, Sendable {
  package var encoding: TextEncoding
  package var delimiter: Delimiter
  package var quoting: Quoting
  package var header: HeaderPresence
  /// `.` or `,` as a byte.
  package var decimalMark: UInt8
  /// Every row ends with a delimiter, which opens no further cell.
  package var trailingDelimiter: Bool
  /// The cells that stand for nothing, beside the empty one.
  package var missing: [String]
  /// Bytes of the text before the header: a mark of the encoding, a `sep=` line, skipped lines.
  package var preamble: Int
  package var isGzip: Bool
}

/// A column as found in the header and a sample, or as declared.
package struct SniffedField: Equatable, Sendable {
  package var name: String
  package var type: ScalarType
  /// A cell of it is missing.
  package var isNullable: Bool
  /// The patterns by which dates and times are read; empty for other types.
  package var datePatterns: [DatePattern]

  package init(
    name: String, type: ScalarType, isNullable: Bool = false, datePatterns: [DatePattern] = []
  ) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
    self.datePatterns = datePatterns
  }
}

/// What was found out about a file: the dialect, the columns, and what is worth reporting.
///
/// It is recorded in a lock and printed as a `columns {…}` declaration; the same bytes and options
/// give the same value.
package struct FileSniff: Equatable, Sendable {
  package var format: FileFormat
  package var fields: [SniffedField]
  package var remarks: [ReadRemark]
}

extension SourceSchema {
  /// The evidence of a column that stayed text because day and month cannot be distinguished.
  ///
  /// A stage that needs the date of such a column raises E0601 with it.
  package func ambiguousDate(_ column: String) -> AmbiguousDate? {
    for case .ambiguousDate(let date) in remarks where date.column == column { return date }
    return nil
  }
}

extension FileSniff {
  /// The evidence of a column that stayed text because day and month cannot be distinguished.
  func ambiguousDate(_ column: String) -> AmbiguousDate? { schema.ambiguousDate(column) }
}

extension FileSniff: CustomStringConvertible {
  /// A declaration that reads the same file the same way.
  package var description: String {
    let rows = fields.map { field in
      var row = "  \(VisibleName(field.name).text): \(field.type.rawValue)"
      if field.isNullable { row += "?" }
      if !field.datePatterns.isEmpty {
        row += " as " + field.datePatterns.map { "\"\($0.text)\"" }.joined(separator: ", ")
      }
      return row
    }
    return "columns {\n" + rows.joined(separator: ",\n") + "\n}"
  }
}

/// A column name as a script writes it: bare if it is a plain word, else in backquotes.
struct VisibleName {
  let text: String

  init(_ name: String) {
    let isWord = name.unicodeScalars.allSatisfy {
      $0 == "_" || ("a"..."z").contains($0) || ("A"..."Z").contains($0)
        || ("0"..."9").contains($0)
    }
    let startsWell = name.unicodeScalars.first.map { !("0"..."9").contains($0) } ?? false
    text = isWord && startsWell ? name : "`" + VisibleText(name).text + "`"
  }
}
