import Matrices
import Relations
import TestSupport
import Testing

@testable import Tables

/// Files that are read in pieces, against the same files read at once.
struct PiecedFileTests {
  private static let pieces: [[UInt8]] = [
    Array("a".utf8), Array("12".utf8), Array(",".utf8), Array(",".utf8), Array(",".utf8),
    Array("\n".utf8), Array("\n".utf8), Array("\r\n".utf8), Array("\r".utf8), Array("\"".utf8),
    Array("\"x\ny\"".utf8), Array("\"".utf8), Array("é".utf8), [0xE9], [0], [0x81],
    Array("2024-01-02".utf8), Array("03/04/2024".utf8), Array("1.5".utf8), Array(" ".utf8),
  ]

  private static let rows = [
    "1,2\n", "3,4\r\n", "5,\"a\nb\"\n", "\"\n\n\",\"\"\"\"\n", "\n", "6,\"x\r\ny\"\r\n", "7,é\n",
    "8,1.5\n",
  ]

  private let folder = TemporaryFolder()

  /// Everything that a read of a file gives, as something to compare.
  private func outcome(
    _ bytes: [UInt8], piece: Int, chunk: Int = 2 << 20,
    _ change: (inout ReadOptions) -> Void = { _ in }
  ) -> String {
    folder.write("file.csv", bytes: bytes)
    var options = ReadOptions()
    options.chunkBytes = chunk
    change(&options)
    do {
      let path = folder.path + "/file.csv"
      let control = RunControl(threads: 2)
      let sample = try DelimitedReader.sample(
        path, options: options, files: FileAccess(), control: control)
      options.pieceBytes = piece
      let result = try DelimitedReader.read(
        sample, options: options, files: FileAccess(), control: control)
      return "\(result.table.columns) \(result.rejects) \(result.sniff)"
        + "\(result.sniff.remarks) \(result.sniff.format)"
    } catch {
      return "\(error)"
    }
  }

  /// Rows with quoted line ends, numbers that become decimals, and dates that only the end settles.
  private func orders(_ rows: Int, end: String = "\n") -> String {
    "id,day,amount,note" + end
      + (0..<rows).map { i in
        let note = i % 7 == 0 ? "\"two\nlines, \"\"quoted\"\"\"" : i % 5 == 0 ? "" : "plain"
        let day = i == rows - 2 ? "25/01/2024" : "0\(1 + i % 9)/0\(1 + i % 8)/2024"
        return "\(i),\(day),\(i > rows - 4 ? "\(i).25" : "\(i)"),\(note)\(end)"
      }.joined()
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `pieces of any size give the table of the whole`(end: String) {
    let bytes = Array(orders(60, end: end).utf8)
    let whole = outcome(bytes, piece: .max)
    #expect(whole.contains("dateOrder"))
    for piece in [1, 7, 41, 42, 100, bytes.count - 1] {
      #expect(outcome(bytes, piece: piece) == whole, "\(piece)")
      #expect(outcome(bytes, piece: piece, chunk: 30) == whole, "\(piece)")
    }
  }

  @Test func `what only later pieces show is told with its line`() throws {
    // A sample of the head and of places further down sees whole numbers.
    let text = "id,amount\n" + (0..<4000).map { "\($0),\($0 == 2222 ? "7.5" : "7")\n" }.joined()
    let path = folder.write("long.csv", text)
    var options = ReadOptions()
    let control = RunControl(threads: 2)
    let sample = try DelimitedReader.sample(
      path, options: options, files: FileAccess(), control: control, headBytes: 512)
    try #require(sample.sniff.fields[1].type == ScalarType.integer)
    var remarks: [[ReadRemark]] = []
    for piece in [Int.max, 1000, 90] {
      options.pieceBytes = piece
      let result = try DelimitedReader.read(
        sample, options: options, files: FileAccess(), control: control)
      #expect(result.sniff.fields[1].type != ScalarType.integer)
      remarks.append(result.remarks)
    }
    #expect(
      remarks[0].contains {
        if case .widened(_, let example) = $0 { example.line == 2224 } else { false }
      })
    #expect(remarks[1] == remarks[0] && remarks[2] == remarks[0])
  }

  @Test func `noise in pieces is read or refused as the whole is`() {
    var random = Random(state: 11)
    var refused = 0
    for round in 0..<400 {
      var bytes = Array("k,v\n1,2\n".utf8)
      for _ in 0..<random.next(25) {
        bytes += Array(Self.rows[random.next(Self.rows.count)].utf8)
        if random.next(20) == 0 { bytes += Self.pieces[random.next(Self.pieces.count)] }
      }
      let rejects: ReadOptions.Rejects =
        [.refuse, .keepGoing(limit: nil), .keepGoing(limit: 2)][round % 3]
      let whole = outcome(bytes, piece: .max) { $0.rejects = rejects }
      let parts = outcome(bytes, piece: 1 + random.next(30), chunk: 1 + random.next(20)) {
        $0.rejects = rejects
      }
      #expect(parts == whole, "round \(round)")
      refused += whole.hasPrefix("ReadError") ? 1 : 0
    }
    #expect(refused > 40 && refused < 360)
  }

  @Test(arguments: [
    "utf-8", "windows-1252", "marked", "utf-16le", "undefined", "mixed", "declared",
  ])
  func `the encoding is that of all bytes`(kind: String) {
    let head = Array("id,note\n".utf8) + (0..<40).flatMap { Array("\($0),plain\n".utf8) }
    var bytes = head
    var declared: TextEncoding?
    switch kind {
    case "utf-8": bytes += Array("41,é\n42,ü\n".utf8)
    case "windows-1252": bytes += [0x31, 0x2C, 0xE9, 0x0A] + head.dropFirst(8)
    case "marked": bytes = [0xEF, 0xBB, 0xBF] + head + Array("41,é\n".utf8)
    case "utf-16le": bytes = [0xFF, 0xFE] + head.flatMap { [$0, 0] }
    case "undefined": bytes += [0x31, 0x2C, 0xE9, 0x81, 0x0A]
    case "mixed": bytes += Array("41,é\n".utf8) + [0x31, 0x2C, 0xE9, 0x0A]
    case "declared":
      bytes += [0x31, 0x2C, 0xE9, 0x0A]
      declared = .utf8
    default: Issue.record("no such kind")
    }
    let whole = outcome(bytes, piece: .max) { $0.encoding = declared }
    for piece in [1, 20, 200] {
      #expect(outcome(bytes, piece: piece) { $0.encoding = declared } == whole)
    }
  }

  @Test func `a dialect with lines before the header keeps its lines in messages`() {
    let bytes = Array(("sep=;\nid;amount\n" + String(repeating: "1;2\n", count: 50) + "1;x\n").utf8)
    let whole = outcome(bytes, piece: .max) { $0.rejects = .keepGoing(limit: 3) }
    #expect(whole.contains("53"))
    for piece in [4, 30, 100] {
      #expect(outcome(bytes, piece: piece) { $0.rejects = .keepGoing(limit: 3) } == whole)
    }
  }

  @Test func `a run that is stopped stops between pieces`() throws {
    let path = folder.write("orders.csv", orders(200))
    var options = ReadOptions()
    let control = RunControl(threads: 1)
    let sample = try DelimitedReader.sample(
      path, options: options, files: FileAccess(), control: control)
    options.pieceBytes = 100
    let stopped = Cancellation()
    let stopping = RunControl(threads: 1, cancellation: stopped) {
      if $0 > 0.5 { stopped.cancel() }
    }
    #expect {
      _ = try DelimitedReader.read(
        sample, options: options, files: FileAccess(), control: stopping)
    } throws: { ($0 as? ReadError)?.problem == .cancelled }
  }

  @Test func `a file that changes while it is read is an error`() throws {
    let path = folder.write("orders.csv", orders(200))
    var options = ReadOptions()
    options.pieceBytes = 100
    let sample = try DelimitedReader.sample(
      path, options: options, files: FileAccess(), control: RunControl(threads: 1))
    let folder = folder
    let text = orders(200) + "1,01/02/2024,5,z\n"
    let control = RunControl(threads: 1) { if $0 > 0.5 { folder.write("orders.csv", text) } }
    #expect {
      _ = try DelimitedReader.read(sample, options: options, files: FileAccess(), control: control)
    } throws: { ($0 as? ReadError)?.problem == .changedWhileRead }
  }
}
