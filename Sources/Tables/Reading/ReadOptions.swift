import Relations

/// How a file is to be read: everything left open is found out from the file.
package struct ReadOptions: Equatable, Sendable {
  package enum Types: String, CaseIterable, Sendable {
    case sniffed
    /// Every column is text, cell for cell.
    case text
  }

  package enum Header: String, CaseIterable, Sendable { case detected, present, none }

  /// What happens to a row that cannot be read.
  package enum Rejects: Equatable, Sendable {
    /// The first one is an error.
    case refuse
    /// They are set aside with line and reason; more than `limit` of them are an error.
    case keepGoing(limit: Int?)
  }

  package var types: Types = .sniffed
  package var header: Header = .detected
  package var delimiter: Delimiter?
  /// What cells are quoted with: `"` or `'` as a byte.
  package var quote: UInt8?
  package var escape: UInt8?
  /// Rows end with a delimiter that opens no further cell, though the header does not.
  package var ignoresTrailingDelimiter = false
  package var encoding: TextEncoding?
  /// `.` or `,` as a byte.
  package var decimalMark: UInt8?
  /// Lines to leave out before the header.
  package var skip = 0
  /// Cells that stand for nothing, such as `NA`, beside the empty cell.
  package var missing: [String] = []
  package var declared: [DeclaredField] = []
  /// How dates are written, where a file leaves that open; tried before anything is sniffed.
  package var datePatterns: [DatePattern] = []
  package var rejects: Rejects = .refuse
  package var limits = ReadLimits()
  /// Columns whose cells are kept; `nil` for all.
  ///
  /// Cells of the others are read and checked all the same, so that a file is refused or told of as it
  /// would be.
  package var kept: Set<String>?
  /// Bytes of text that are read as one piece of work; no result depends on it.
  package var chunkBytes = 2 << 20
  /// Bytes of a larger file that are held at a time; no result depends on it.
  package var pieceBytes = 64 << 20

  package init() {}
}

/// A row of a `columns {…}` declaration that says something about reading.
package struct DeclaredField: Equatable, Sendable {
  package let name: String
  package let type: ScalarType
  /// For a date or timestamp: how it is written; empty leaves that to the sample.
  package let datePatterns: [DatePattern]

  package init(_ name: String, _ type: ScalarType, datePatterns: [DatePattern] = []) {
    self.name = name
    self.type = type
    self.datePatterns = datePatterns
  }
}

/// How much an untrusted file may ask for.
package struct ReadLimits: Equatable, Sendable {
  /// Bytes of one row, line ends in quotes included.
  package var maxLine = 16 << 20
  package var maxColumns = 16_384
  /// Bytes after unpacking.
  ///
  /// Above 256 MiB, a ratio of more than 200 to 1 is refused as well.
  package var maxUnpacked = 4 << 30

  package init() {}
}
