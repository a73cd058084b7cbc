import Matrices
import Relations

/// A file of delimited text that was looked at: how it is written, and by which types its rows will be
/// read.
package struct DelimitedFile: TableFile {
  package let path: String
  package private(set) var sniff: FileSniff
  /// Exact for a file that was seen whole without quotes over several lines; else an estimate.
  package let estimatedRows: Int
  /// Whether all of the file was seen.
  package let isWhole: Bool
  /// What distinguishes this state of the file from a later one.
  package let stamp: String
  private(set) var plans: [ColumnPlan]
  private let distinct: [DistinctSample?]
  /// Where the first row begins.
  let rows: Int
  /// Kept to be looked at again when more is known of the columns.
  private let text: PreparedText
  private let wholeBytes: Int

  init(
    _ text: PreparedText, wholeBytes: Int, stamp: String, options: ReadOptions,
    control: RunControl
  ) throws(ReadError) {
    let found = try Sniffer(text, options: options, control: control, dateOrder: .now).sniff()
    path = text.path
    sniff = found.sniff
    plans = found.plans
    distinct = found.distinct
    rows = found.rows
    isWhole = text.isWhole
    self.text = text
    self.wholeBytes = wholeBytes
    self.stamp = stamp
    estimatedRows = DelimitedFile.estimate(text, from: found.rows, wholeBytes: wholeBytes)
  }

  /// The lines of the head, and of the rest by the length of lines further down.
  private static func estimate(_ text: PreparedText, from rows: Int, wholeBytes: Int) -> Int {
    let bytes = text.bytes.span
    func lines(_ range: Range<Int>) -> Int {
      lineNumber(bytes, at: range.upperBound, after: (range.lowerBound, 0))
    }
    let end = text.parts.first?.upperBound ?? bytes.count
    let head = min(rows, end)..<end
    var known = lines(head)
    if let last = text.bytes[head].last, last != 0x0A, last != 0x0D { known += 1 }
    guard !text.isWhole else { return known }
    let pieces = text.parts.dropFirst()
    let further = pieces.isEmpty ? [head] : Array(pieces)
    let length = further.reduce(0) { $0 + $1.count }
    let count = further.reduce(0) { $0 + lines($1) }
    guard length > 0, wholeBytes > end else { return known }
    return known + Int(Double(count) / Double(length) * Double(wholeBytes - end))
  }

  /// About how many bytes the distinct texts of a column take, and what it takes to find them; 0 for a
  /// column that is not text.
  package func dictionary(of column: String) -> (held: Int, finding: Int) {
    guard let index = sniff.fields.firstIndex(where: { $0.name == column }), plans[index] == .text
    else { return (0, 0) }
    return distinct[index]?.dictionary(rows: estimatedRows) ?? (0, 0)
  }

  /// About how many distinct values a column of texts or whole numbers has at most; else `nil`.
  package func distinctValues(of column: String) -> Int? {
    sniff.fields.firstIndex { $0.name == column }.flatMap {
      distinct[$0]?.distinct(rows: estimatedRows)
    }
  }

  /// About how many bytes of text are held at a time, with what is noted of their cells: a piece of a
  /// large file, all of one that is packed.
  package func readingBytes(_ options: ReadOptions) -> Int {
    let held = sniff.format.isGzip ? 2 * wholeBytes : min(wholeBytes, options.pieceBytes)
    return held + held / 2
  }

  /// The same bytes under other options, such as declared columns.
  package func reconsidered(
    _ options: ReadOptions, control: RunControl
  ) throws(ReadError) -> DelimitedFile {
    try DelimitedFile(
      text, wholeBytes: wholeBytes, stamp: stamp, options: options, control: control)
  }

  package var schema: SourceSchema { sniff.schema }

  package var heldBytes: Int { text.bytes.count }

  /// Whether a column could be told to hold dates if more of the file were seen.
  var hasOpenDate: Bool {
    !isWhole
      && sniff.remarks.contains { if case .ambiguousDate = $0 { true } else { false } }
  }

  /// What the read starts from.
  var outcome: Sniffer.Outcome { Sniffer.Outcome(sniff: sniff, plans: plans, rows: rows) }

  /// Reads a column as another type, because other files that belong to it have that one.
  package mutating func adopt(
    _ type: ScalarType, datePatterns: [DatePattern], forColumn index: Int
  ) {
    let name = sniff.fields[index].name
    var patterns: [DatePattern] = []
    switch type {
    case .text, .duration: plans[index] = .text
    case .boolean: plans[index] = .boolean
    case .integer, .number: plans[index] = .numeric
    case .date, .timestamp:
      patterns = sniff.fields[index].datePatterns
      if patterns.isEmpty { patterns = datePatterns }
      plans[index] = .dates(DatePlan(patterns: patterns, isTimestamp: type == .timestamp))
    }
    sniff.fields[index].type = type
    sniff.fields[index].datePatterns = patterns
    guard type != .text else { return }
    sniff.remarks.removeAll { remark in
      switch remark {
      case .noValues(let column): column == name
      case .ambiguousDate(let date): date.column == name
      default: false
      }
    }
  }
}

extension DelimitedFile {
  /// Everything, since delimited text has no mark of its own; what it is instead is an error.
  package static func recognizes(_ head: [UInt8]) -> Bool { true }

  /// Looks at the head of a file, and at pieces further down where it is not packed.
  ///
  /// While day and month cannot be distinguished, more of a packed file is looked at, up to 64 MiB of
  /// text. A pipe is read to its end.
  package static func sniff(
    _ sample: FileSample, path: String, options: ReadOptions, files: FileAccess,
    control: RunControl, headBytes: Int
  ) throws(ReadError) -> DelimitedFile {
    var sample = sample
    var headBytes = headBytes
    while true {
      let (text, wholeBytes) = try PreparedText.sample(
        sample, path: path, headBytes: headBytes, options: options)
      let file = try DelimitedFile(
        text, wholeBytes: wholeBytes, stamp: sample.stamp, options: options, control: control)
      if !file.hasOpenDate || headBytes >= 64 << 20 { return file }
      headBytes *= 4
      sample = try files.sample(path, headBytes: headBytes)
    }
  }

  /// Reads the file as its sample says.
  package func read(
    _ options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> SourceTable {
    let result = try DelimitedReader.read(
      self, options: options, files: files, control: control)
    return SourceTable(
      table: result.table, rejects: result.rejects, schema: result.sniff.schema)
  }
}

extension DelimitedReader {
  /// Reads a file as its sample says.
  static func read(
    _ sampled: DelimitedFile, options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> ReadResult {
    var outcome = sampled.outcome
    let isDeclared = options.encoding != nil
    let path = sampled.path
    let inPieces = try files.withFile(path, largerThan: options.pieceBytes) {
      (file) throws(ReadError) -> ReadResult? in
      guard var file = try PiecedFile(file, path: path, options: options, control: control)
      else { return nil }
      // The sample has shown already that it is something else.
      if sampled.sniff.format.encoding != .utf8, !file.isSettled, try !file.settleEncoding() {
        return nil
      }
      do throws(ReadError) {
        return try read(file, sampled, options: options, control: control)
      } catch {
        if file.isSettled || error.problem == .cancelled { throw error }
        // What a row means depends on the encoding of all bytes.
        guard try file.settleEncoding() else { return nil }
        if file.encoding == .utf8 { throw error }
        return try read(file, sampled, options: options, control: control)
      }
    }
    if let inPieces { return inPieces }
    let text = try PreparedText.prepare(
      files.read(path), path: path, options: options, control: control)
    outcome.sniff.settleEncoding(
      text.fileEncoding, foreignLine: text.firstForeign.map { text.line(at: $0) },
      isDeclared: isDeclared)
    return try Pass(text: .whole(text), options: options, control: control).read(outcome)
  }

  private static func read(
    _ file: PiecedFile, _ sampled: DelimitedFile, options: ReadOptions, control: RunControl
  ) throws(ReadError) -> ReadResult {
    var outcome = sampled.outcome
    outcome.sniff.settleEncoding(
      file.encoding, foreignLine: file.foreignLine, isDeclared: options.encoding != nil)
    return try Pass(text: .pieces(file, path: sampled.path), options: options, control: control)
      .read(outcome)
  }
}

extension FileSniff {
  /// A sample may be plain ASCII and the rest not.
  fileprivate mutating func settleEncoding(
    _ encoding: TextEncoding, foreignLine: Int?, isDeclared: Bool
  ) {
    format.encoding = encoding
    let known = remarks.firstIndex { if case .encoding = $0 { true } else { false } }
    if let known { remarks.remove(at: known) }
    guard encoding != .utf8, !isDeclared else { return }
    remarks.insert(.encoding(encoding, line: foreignLine), at: known ?? 0)
  }
}
