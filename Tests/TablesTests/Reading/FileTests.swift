import Dispatch
import TestSupport
import Testing

@testable import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct FileTests {
  private let text = Array("a,b\n1,x\n2,y\n".utf8)

  @Test func `packed text is read under any name, in one member or several`() throws {
    let one = gzip(text)
    #expect(try cells(read(bytes: one).table) == [["1", "x"], ["2", "y"]])
    #expect(try read(bytes: one).remarks == [.gzipByContent])
    let two = gzip(Array(text[..<6])) + gzip(Array(text[6...]))
    #expect(try cells(read(bytes: two).table) == [["1", "x"], ["2", "y"]])
    #expect(try cells(read(bytes: one + [0, 0, 0]).table) == [["1", "x"], ["2", "y"]])
  }

  @Test func `a packed file cut anywhere, damaged or followed by rubbish is an error`() throws {
    let whole = gzip(text)
    for length in 2..<whole.count {
      let error = failure(Array(whole[..<length]))
      #expect(error.map { diagnostic(for: $0).code.id } == "E0606", "\(length)")
    }
    var damaged = whole
    damaged[whole.count - 6] ^= 1
    #expect(failure(damaged).map { diagnostic(for: $0).code.id } == "E0606")
    #expect(failure(whole + Array("rubbish".utf8))?.problem == .trailingBytesAfterGzip(count: 7))
    #expect(failure(gzip(whole))?.problem == .otherKind(.nestedGzip))
  }

  @Test func `a bomb is stopped at the limit`() throws {
    let bomb = gzip([UInt8](repeating: 0x41, count: 64 << 10))
    let error = failure(bomb) { $0.limits.maxUnpacked = 1 << 10 }
    #expect(error?.problem == .unpackedTooLarge(packed: bomb.count, limit: 1 << 10))
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}....[Content_Types].xml", FileKind.excel), ("PK\u{3}\u{4}....a.csv", .zip),
    ("PAR1", .parquet), ("SQLite format 3\u{0}", .sqlite), ("%PDF-1.4", .pdf),
    ("<!DOCTYPE html>", .html),
  ])
  func `another kind of file is named by its first bytes`(text: String, kind: FileKind) {
    #expect(failure(text)?.problem == .otherKind(kind))
  }

  @Test func `zstandard, xz and old workbooks are named too`() {
    #expect(failure([0x28, 0xB5, 0x2F, 0xFD, 0])?.problem == .otherKind(.zstandard))
    #expect(failure([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0])?.problem == .otherKind(.xz))
    #expect(
      failure([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])?.problem
        == .otherKind(.oldExcel))
  }

  private func problem(_ path: String, root: String? = nil) -> ReadProblem? {
    do {
      _ = try FileAccess(root: root).read(path)
      return nil
    } catch {
      return error.problem
    }
  }

  @Test func `missing, folder and no permission are three errors`() throws {
    let folder = TemporaryFolder()
    try AtomicFile.write(text, to: folder.path + "/orders.csv")
    #expect(
      problem(folder.path + "/order.csv")
        == .notFound(nearest: folder.path + "/orders.csv"))
    #expect(problem(folder.path) == .isFolder)
    #expect(problem("/dev/zero") == .notAFile)
    unsafe chmod(folder.path + "/orders.csv", 0)
    // Root may read everything.
    if getuid() != 0 { #expect(problem(folder.path + "/orders.csv") == .noPermission) }
  }

  @Test func `nothing outside the root is read, links followed`() throws {
    let folder = TemporaryFolder()
    let root = folder.path + "/root"
    unsafe mkdir(root, 0o700)
    defer {
      unsafe unlink(root + "/in.csv")
      unsafe unlink(root + "/link.csv")
    }
    try AtomicFile.write(text, to: folder.path + "/out.csv")
    try AtomicFile.write(text, to: root + "/in.csv")
    unsafe symlink("../out.csv", root + "/link.csv")
    #expect(problem(root + "/in.csv", root: root) == nil)
    #expect(problem(root + "/../out.csv", root: root) == .outsideRoot(root: root))
    #expect(problem(root + "/link.csv", root: root) == .outsideRoot(root: root))
  }

  @Test func `a pattern gives its files sorted, and none is an error`() throws {
    let folder = TemporaryFolder()
    for name in ["b.csv", "a.csv", "c.txt"] {
      try AtomicFile.write([], to: folder.path + "/" + name)
    }
    let files = FileAccess()
    #expect(
      try files.matches(folder.path + "/*.csv") == [folder.path + "/a.csv", folder.path + "/b.csv"])
    #expect {
      _ = try files.matches(folder.path + "/*.tsv")
    } throws: { ($0 as? ReadError)?.problem == .noMatch }
    #expect(try files.size(folder.path + "/a.csv") == 0)
  }

  @Test func `a pipe is read to its end`() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/pipe"
    unsafe mkfifo(path, 0o600)
    let text = text
    DispatchQueue.global().async {
      // Waits for the reader.
      let writer = unsafe open(path, O_WRONLY)
      for byte in text { _ = unsafe Glibc.write(writer, [byte], 1) }
      close(writer)
    }
    #expect(try FileAccess().read(path) == text)
  }
}
