import Matrices
import Relations

/// A table that was looked at and can be read: a file in one of the formats of `TableFormats`, later
/// also a table in a database.
///
/// A value holds what was found out before any row is read. What it says of the columns holds for the
/// read as well, so that a script means the same when it is checked and when it runs.
package protocol TableSource: Sendable {
  /// The file as messages name it.
  var path: String { get }
  /// The columns, how the source is written, and what is worth reporting.
  var schema: SourceSchema { get }
  /// The number of rows: exact where all of the source was seen, else an estimate.
  var estimatedRows: Int { get }
  /// What distinguishes this state of the source from a later one; empty if it has no states.
  var stamp: String { get }
  /// The bytes that this value itself holds, about.
  var heldBytes: Int { get }

  /// About how many distinct values a column of texts or whole numbers has at most; else `nil`.
  func distinctValues(of column: String) -> Int?

  /// About how many bytes the distinct texts of a column take, and what it takes to find them; 0 for a
  /// column that is not text.
  func dictionary(of column: String) -> (held: Int, finding: Int)

  /// About how many bytes are held at a time while it is read, beside the columns.
  func readingBytes(_ options: ReadOptions) -> Int

  /// The same source under other options, such as declared columns; nothing is read again.
  func reconsidered(_ options: ReadOptions, control: RunControl) throws(ReadError) -> Self

  /// Reads a column as another type, because other files of the same table have that one.
  ///
  /// `datePatterns` are those of the other files, for a column of dates in which no value was seen.
  mutating func adopt(_ type: ScalarType, datePatterns: [DatePattern], forColumn index: Int)

  /// Reads all rows exactly, or says why not.
  ///
  /// With `files.recordsDigests`, the digest of the bytes is taken from the same bytes as the rows.
  func read(
    _ options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> SourceTable
}

/// A source that is a file, in a format that is told by the first bytes.
package protocol TableFile: TableSource {
  /// Whether a file that begins with these bytes is in this format.
  static func recognizes(_ head: [UInt8]) -> Bool

  /// Looks at a file: `sample` has its first bytes and some from further down, of at most `headBytes`
  /// of text; more is looked at if that is needed.
  static func sniff(
    _ sample: FileSample, path: String, options: ReadOptions, files: FileAccess,
    control: RunControl, headBytes: Int
  ) throws(ReadError) -> Self

  /// The options with everything fixed that was recorded of another file; `nil` if what was recorded
  /// does not belong to this format.
  static func fixing(_ options: ReadOptions, as recorded: RecordedOptions) -> ReadOptions?
}

/// The formats that `load` reads.
package enum TableFormats {
  /// In the order in which they are tried; the last one takes every file, or says what it is.
  static let all: [any TableFile.Type] = [JSONFile.self, DelimitedFile.self]

  /// Looks at a file, or recalls what was found when it was looked at under the same options.
  ///
  /// - Throws: `ReadError` for what cannot be opened or makes no sense in its format.
  package static func sniff(
    _ path: String, options: ReadOptions, files: FileAccess, control: RunControl,
    headBytes: Int = Sniffer.headBytes
  ) throws(ReadError) -> any TableSource {
    let key = SampleKey(
      path: path, stamp: files.stampForSample(path), options: options, headBytes: headBytes)
    if let known = files.memory[key] { return known }
    let sample = try files.sample(path, headBytes: headBytes)
    let format = all.first { $0.recognizes(sample.head) } ?? DelimitedFile.self
    let source = try format.sniff(
      sample, path: path, options: options, files: files, control: control, headBytes: headBytes)
    files.memory[key] = source
    return source
  }

  /// Looks at a single file and reads it, or the one that stands in its place.
  ///
  /// - Throws: `ReadError` for whatever cannot be read exactly; also when the run is cancelled.
  package static func read(
    _ path: String, options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> SourceTable {
    let options = files.options(options, for: path)
    let source = try sniff(files.actual(path), options: options, files: files, control: control)
    return try source.read(options, files: files, control: control)
  }

  /// The options with everything fixed that was recorded of another file.
  package static func fixing(
    _ options: ReadOptions, as recorded: RecordedOptions
  ) -> ReadOptions? {
    for format in all {
      if let fixed = format.fixing(options, as: recorded) { return fixed }
    }
    return nil
  }
}

extension TableSource {
  /// This source, or the same looked at again if the file changed in between.
  ///
  /// - Throws: `.changedSinceCheck` if the columns are others by now.
  func upToDate(
    _ options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> any TableSource {
    if files.stamp(path) == stamp { return self }
    let fresh = try TableFormats.sniff(path, options: options, files: files, control: control)
    guard fresh.schema.fields.map(\.name) == schema.fields.map(\.name),
      fresh.schema.fields.map(\.type) == schema.fields.map(\.type)
    else { throw ReadError(.changedSinceCheck, path: path) }
    return fresh
  }

  /// The same under other options, or what that gave before.
  func reconsidered(
    _ options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> any TableSource {
    guard !stamp.isEmpty else { return try reconsidered(options, control: control) }
    let key = SampleKey(path: path, stamp: stamp, options: options, headBytes: nil)
    if let known = files.memory[key] { return known }
    let source = try reconsidered(options, control: control)
    files.memory[key] = source
    return source
  }
}
