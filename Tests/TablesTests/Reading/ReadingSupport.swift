import Matrices
import Relations
import Testing

@testable import Tables

/// Reads a text as a file would be read.
func read(
  _ text: String, threads: Int = 1, _ change: (inout ReadOptions) -> Void = { _ in }
) throws -> ReadResult {
  try read(bytes: Array(text.utf8), threads: threads, change)
}

func read(
  bytes: [UInt8], threads: Int = 1, _ change: (inout ReadOptions) -> Void = { _ in }
) throws -> ReadResult {
  var options = ReadOptions()
  change(&options)
  return try DelimitedReader.read(
    bytes, path: "orders.csv", options: options, control: RunControl(threads: threads))
}

extension DelimitedReader {
  /// Reads a file whole.
  static func read(
    _ path: String, options: ReadOptions, files: FileAccess, control: RunControl
  ) throws(ReadError) -> ReadResult {
    try read(try files.read(path), path: path, options: options, control: control)
  }

  /// Looks at a file, as the check of a script does.
  static func sample(
    _ path: String, options: ReadOptions, files: FileAccess, control: RunControl,
    headBytes: Int = Sniffer.headBytes
  ) throws(ReadError) -> DelimitedFile {
    try DelimitedFile.sniff(
      try files.sample(path, headBytes: headBytes), path: path, options: options, files: files,
      control: control, headBytes: headBytes)
  }
}

/// All cells as text, row by row; a missing one is `∅`.
func cells(_ table: Table) -> [[String]] {
  (0..<table.rowCount).map { row in
    table.columns.indices.map { column in
      switch table[row, column] {
      case .null: "∅"
      case .boolean(let value): value ? "true" : "false"
      case .integer(let value): String(value)
      case .decimal(let mantissa, let scale): decimalText(mantissa: mantissa, scale: scale)
      case .number(let value): numberText(value)
      case .text(let value): value
      case .date(let days): CivilDate(daysSinceEpoch: days).description
      case .timestamp(let time): CivilTime(microsecondsSinceEpoch: time).description
      case .duration(let value): value.isoText
      }
    }
  }
}

/// The error that reading raises.
func failure(
  _ bytes: [UInt8], _ change: (inout ReadOptions) -> Void = { _ in }
) -> ReadError? {
  do {
    _ = try read(bytes: bytes, change)
    return nil
  } catch {
    return error as? ReadError
  }
}

func failure(
  _ text: String, _ change: (inout ReadOptions) -> Void = { _ in }
) -> ReadError? { failure(Array(text.utf8), change) }

/// A generator for tests, seeded.
struct Random {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
