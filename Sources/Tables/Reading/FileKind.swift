/// A kind of file that is not delimited text, told by its first bytes.
package enum FileKind: String, Equatable, Sendable, CaseIterable {
  case excel = "an Excel workbook"
  case oldExcel = "an old Excel workbook"
  case zip = "a ZIP archive"
  case parquet = "a Parquet file"
  case arrow = "an Arrow file"
  case sqlite = "an SQLite database"
  case zstandard = "packed with Zstandard"
  case bzip2 = "packed with bzip2"
  case xz = "packed with xz"
  case pdf = "a PDF document"
  case html = "a web page"
  case json = "JSON"
  case nestedGzip = "packed with gzip twice"

  /// The kind of a text that cannot be delimited text, or `nil`.
  init?(_ bytes: [UInt8]) {
    func starts(_ prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }
    func starts(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }
    if starts("PK\u{3}\u{4}") {
      let head = String(decoding: bytes.prefix(4096), as: UTF8.self)
      self = head.contains("[Content_Types].xml") || head.contains("xl/") ? .excel : .zip
    } else if starts([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      self = .oldExcel
    } else if starts("PAR1") {
      self = .parquet
    } else if starts("ARROW1\0") {
      self = .arrow
    } else if starts("SQLite format 3\0") {
      self = .sqlite
    } else if starts([0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstandard
    } else if starts("BZh"), bytes.count > 9, bytes[4...].starts(with: [0x31, 0x41, 0x59]) {
      self = .bzip2
    } else if starts([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
      self = .xz
    } else if starts("%PDF-") {
      self = .pdf
    } else if starts("<!DOCTYPE") || starts("<!doctype") || starts("<html") {
      self = .html
    } else if starts("{\"") || starts("[{") || starts("{\n") || starts("[\n") {
      self = .json
    } else {
      return nil
    }
  }

  /// What to do about it.
  var advice: String {
    switch self {
    case .excel, .oldExcel: "save the sheet as CSV (UTF-8) and load that file"
    case .zip: "unpack it and load the CSV file inside"
    case .parquet, .arrow, .sqlite: "export the table as CSV and load that file"
    case .zstandard, .bzip2, .xz: "unpack it, or pack it with gzip"
    case .pdf, .html: "export the table itself as CSV"
    case .json: "unpack it: JSON is read as it is"
    case .nestedGzip: "unpack it once"
    }
  }
}
