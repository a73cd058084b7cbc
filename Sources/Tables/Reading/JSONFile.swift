import Matrices
import Relations

/// A file of JSON objects, one per line or in an array, that was looked at as a whole.
package struct JSONFile: TableFile {
  private var text: DelimitedFile
  private let converted: ConvertedText
  package let path: String
  package let stamp: String

  private init(
    _ converted: ConvertedText, path: String, stamp: String, options: ReadOptions,
    control: RunControl
  ) throws(ReadError) {
    self.converted = converted
    self.path = path
    self.stamp = stamp
    do throws(ReadError) {
      let own = converted.options(options)
      let prepared = try converted.prepared(path: path, options: own, control: control)
      text = try DelimitedFile(
        prepared, wholeBytes: converted.bytes.count, stamp: stamp, options: own, control: control)
    } catch {
      throw converted.placed(error)
    }
    keepTexts(options)
  }

  /// A value in quotes is text, even if all of a column look like numbers; dates are recognised.
  private mutating func keepTexts(_ options: ReadOptions) {
    let declared = Set(options.declared.map(\.name))
    for (index, field) in text.schema.fields.enumerated()
    where converted.textColumns.contains(index) && !declared.contains(field.name) {
      switch field.type {
      case .integer, .number, .boolean, .duration:
        text.adopt(.text, datePatterns: [], forColumn: index)
      case .text, .date, .timestamp: break
      }
    }
  }

  package var schema: SourceSchema { schema(of: text.schema) }

  private func schema(of converted: SourceSchema) -> SourceSchema {
    var schema = converted
    var recorded = RecordedOptions()
    recorded["format"] = .text("json")
    schema.recorded = recorded
    // How the text of the conversion is written is of no interest.
    schema.remarks.removeAll { remark in
      if case .encoding = remark { return true }
      if case .blankLines = remark { return true }
      return false
    }
    return schema
  }

  package var estimatedRows: Int { text.estimatedRows }
  package var heldBytes: Int { converted.bytes.count + text.heldBytes }

  package func distinctValues(of column: String) -> Int? { text.distinctValues(of: column) }

  package func dictionary(of column: String) -> (held: Int, finding: Int) {
    text.dictionary(of: column)
  }

  /// The file and its text are held at once.
  package func readingBytes(_ options: ReadOptions) -> Int { 3 * converted.bytes.count }

  package func reconsidered(
    _ options: ReadOptions, control: RunControl
  ) throws(ReadError) -> JSONFile {
    try JSONFile(converted, path: path, stamp: stamp, options: options, control: control)
  }

  package mutating func adopt(
    _ type: ScalarType, datePatterns: [DatePattern], forColumn index: Int
  ) {
    text.adopt(type, datePatterns: datePatterns, forColumn: index)
  }

  /// Reads what was looked at.
  ///
  /// The bytes of the file are read again only for their digest, and if the file changed in between.
  package func read(
    _ options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> SourceTable {
    if files.stamp(path) != stamp || files.recordsDigests { _ = try files.read(path) }
    do throws(ReadError) {
      let own = converted.options(options)
      let prepared = try converted.prepared(path: path, options: own, control: control)
      let result = try DelimitedReader.read(
        prepared, as: text.outcome, options: own, control: control)
      return SourceTable(
        table: result.table, rejects: result.rejects.map { converted.placed($0) },
        schema: schema(of: result.sniff.schema))
    } catch {
      throw converted.placed(error)
    }
  }
}

extension JSONFile {
  /// Whether the first sign is `{` before a name or the end, or `[` before `{` or the end.
  package static func recognizes(_ head: [UInt8]) -> Bool {
    let marked = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
    let signs = marked.lazy.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }.prefix(2)
    guard let first = signs.first else { return false }
    let second = signs.dropFirst().first
    switch first {
    case UInt8(ascii: "{"):
      return second == UInt8(ascii: "\"") || second == UInt8(ascii: "}")
    case UInt8(ascii: "["):
      return second == UInt8(ascii: "{") || second == UInt8(ascii: "]")
    default: return false
    }
  }

  package static func sniff(
    _ sample: FileSample, path: String, options: ReadOptions, files: FileAccess,
    control: RunControl, headBytes: Int
  ) throws(ReadError) -> JSONFile {
    let bytes = sample.isWhole ? sample.head : try files.read(path)
    let records: JSONRecords
    do throws(JSONError) {
      guard String(validating: bytes, as: UTF8.self) != nil else {
        throw JSONError(problem: .badUTF8, line: malformedLine(bytes), column: 1)
      }
      records = try JSONRecords(bytes)
    } catch {
      throw ReadError(
        .badJSON(error.problem), path: path,
        spot: ReadError.Spot(
          line: error.line, column: error.column, length: 1,
          excerpt: excerpt(of: bytes, line: error.line)))
    }
    guard !records.columns.isEmpty else { throw ReadError(.empty, path: path) }
    return try JSONFile(
      ConvertedText(records), path: path, stamp: sample.stamp, options: options, control: control)
  }

  /// What was recorded of JSON says nothing more.
  package static func fixing(
    _ options: ReadOptions, as recorded: RecordedOptions
  ) -> ReadOptions? {
    recorded.text("format") == "json" ? options : nil
  }

  /// The line, from 1, of the first byte that is not UTF-8.
  private static func malformedLine(_ bytes: [UInt8]) -> Int {
    var (start, line) = (0, 1)
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      if String(validating: bytes[start..<end], as: UTF8.self) == nil { return line }
      (start, line) = (end + 1, line + 1)
    }
    return line
  }

  private static func excerpt(of bytes: [UInt8], line: Int) -> String? {
    let lines = bytes.split(separator: 0x0A, maxSplits: line, omittingEmptySubsequences: false)
    guard lines.indices.contains(line - 1), lines[line - 1].count <= 200 else { return nil }
    return String(decoding: lines[line - 1], as: UTF8.self)
  }
}
