/// A place in a script: bytes `start..<end` of the UTF-8 text of one source.
///
/// Sources are numbered in the order in which a session meets them, so that a range stays small and
/// a plan can mix the user's script, its modules and the standard library.
package struct SourceRange: Hashable, Sendable {
  /// The number that `SourceMap.add` gave the source.
  package let source: Int
  package let start: Int
  package let end: Int

  package init(source: Int, start: Int, end: Int) {
    self.source = source
    self.start = start
    self.end = end
  }

  /// The smallest range that holds both; they belong to the same source.
  package func joined(_ other: SourceRange) -> SourceRange {
    SourceRange(source: source, start: min(start, other.start), end: max(end, other.end))
  }

  /// The empty range at the end of this one: where something was expected.
  package var after: SourceRange { SourceRange(source: source, start: end, end: end) }
}

/// A script as it was written, with what is needed to name a line and a column.
package struct SourceText: Sendable {
  /// As shown in messages: a path as the user gave it, or `<prompt>`.
  package let name: String
  package let bytes: [UInt8]
  /// The offset of the first byte of each line.
  private let lineStarts: [Int]

  package init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package var lineCount: Int { lineStarts.count }

  /// The line (from 1) and the column (from 1, in characters) of a byte offset.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let prefix = bytes[lineStarts[low]..<max(lineStarts[low], min(offset, bytes.count))]
    return (low + 1, String(decoding: prefix, as: UTF8.self).count + 1)
  }

  /// The text of a line (from 1) without its line end.
  package func line(_ number: Int) -> String {
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }

  /// The offset of the first byte of a line (from 1).
  package func start(ofLine number: Int) -> Int { lineStarts[number - 1] }

  package func text(in range: SourceRange) -> String {
    let start = min(range.start, bytes.count)
    return String(decoding: bytes[start..<max(start, min(range.end, bytes.count))], as: UTF8.self)
  }
}

/// The sources that a check or a run has met, by number.
package struct SourceMap: Sendable {
  package private(set) var sources: [SourceText] = []

  package init() {}

  /// Adds a source and gives its number, to be put into every range made from it.
  package mutating func add(_ source: SourceText) -> Int {
    sources.append(source)
    return sources.count - 1
  }

  /// The source of a range; an empty one if the range points into a source that is not here, so that
  /// a message without its excerpt ends nothing.
  package subscript(range: SourceRange) -> SourceText {
    sources.indices.contains(range.source)
      ? sources[range.source] : SourceText(name: "", text: "")
  }

  package func text(in range: SourceRange) -> String { self[range].text(in: range) }
}
