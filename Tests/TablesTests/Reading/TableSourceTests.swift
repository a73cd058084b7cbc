import Digests
import Matrices
import TestSupport
import Testing

@testable import Tables

struct TableSourceTests {
  private let folder = TemporaryFolder()
  private let control = RunControl(threads: 2)

  private func sniff(
    _ path: String, _ files: FileAccess, _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> any TableSource {
    var options = ReadOptions()
    change(&options)
    return try TableFormats.sniff(path, options: options, files: files, control: control)
  }

  @Test func `a file is looked at once, until it or the options change`() throws {
    let path = folder.write("a.csv", "id,amount\n1,2\n")
    let files = FileAccess()
    let first = try sniff(path, files)
    let copy = files
    #expect(try #require(copy.memory[key(path, files)]).schema == first.schema)
    #expect(files.memory[key(path, files) { $0.types = .text }] == nil)
    #expect(try sniff(path, files) { $0.types = .text }.schema.fields[1].type == .text)
    #expect(try sniff(path, files).schema == first.schema)

    folder.write("a.csv", "id,amount\n1,2.5\n")
    #expect(files.memory[key(path, files)] == nil)
    #expect(try sniff(path, files).schema.fields[1].type == .number)
  }

  private func key(
    _ path: String, _ files: FileAccess, _ change: (inout ReadOptions) -> Void = { _ in }
  ) -> SampleKey {
    var options = ReadOptions()
    change(&options)
    return SampleKey(
      path: path, stamp: files.stamp(path), options: options, headBytes: Sniffer.headBytes)
  }

  @Test func `samples are forgotten before they hold too much, the oldest first`() throws {
    let files = FileAccess()
    let row = String(repeating: "x", count: 1 << 10) + ",1\n"
    let paths = (0..<20).map { number in
      folder.write("\(number).csv", "name,n\n" + String(repeating: row, count: 4 << 10))
    }
    for path in paths { _ = try sniff(path, files) }
    #expect(files.memory[key(paths[0], files)] == nil)
    #expect(files.memory[key(paths[19], files)] != nil)
  }

  @Test func `bytes in memory are looked at each time`() throws {
    var files = FileAccess()
    files.inMemory["a"] = Array("id\n1\n".utf8)
    #expect(try sniff("a", files).schema.fields[0].type == .integer)
    files.inMemory["a"] = Array("id\nx\n".utf8)
    #expect(try sniff("a", files).schema.fields[0].type == .text)
  }

  @Test(arguments: [10, 100, 1 << 20])
  func `the digest taken while reading is that of the bytes`(piece: Int) throws {
    var files = FileAccess()
    files.recordsDigests = true
    let rows = (1...200).map { "\($0),\($0 * 7)\n" }.joined()
    for (name, text) in [
      ("plain.csv", Array(("id,n\n" + rows).utf8)),
      ("foreign.csv", Array(("id,n\n" + rows).utf8) + [0x35, 0x2C, 0xE9, 0x0A]),
      ("end.csv", Array(("id,n\n" + rows + "\n\n\n").utf8)),
    ] {
      let path = folder.write(name, bytes: text)
      var options = ReadOptions()
      options.pieceBytes = piece
      options.types = .text
      let source = try TableFormats.sniff(path, options: options, files: files, control: control)
      _ = try source.read(options, files: files, control: control)
      let known = try #require(files.memory[digest: path])
      #expect(known.digest == FileDigest(of: text), "\(name)")
    }
  }

  @Test func `the digest of a file that nobody read is taken from the disk, in pieces`() throws {
    let text = Array(String(repeating: "0123456789abcdef\n", count: 600_000).utf8)
    let path = folder.write("big.txt", bytes: text)
    let files = FileAccess()
    #expect(try files.digest(path) == FileDigest(of: text))
    folder.write("big.txt", "other")
    #expect(try files.digest(path) == FileDigest(of: Array("other".utf8)))
    #expect(try files.digestAsRead(path) == FileDigest(of: Array("other".utf8)))
    let empty = folder.write("empty.txt", "")
    #expect(try files.digest(empty).bytes == 0)
  }

  @Test func `what a lock keeps of a dialect reads another file the same way`() throws {
    let path = folder.write("a.csv", "id;amount\n1;2,5\n")
    let recorded = try sniff(path, FileAccess()).schema.recorded
    let options = try #require(TableFormats.fixing(ReadOptions(), as: recorded))
    #expect(options.delimiter == .semicolon)
    #expect(options.decimalMark == UInt8(ascii: ","))
    #expect(options.header == .present)
    var broken = recorded
    broken["delimiter"] = .text("")
    #expect(TableFormats.fixing(ReadOptions(), as: broken) == nil)
  }
}
