import Relations
import TestSupport
import Testing

@testable import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct AtomicFileTests {
  @Test func `a file appears whole and leaves nothing beside it`() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/out.csv"
    try AtomicFile.write(Array("old".utf8), to: path)
    try AtomicFile.write(Array("new".utf8), to: path)
    #expect(try FileAccess().read(path) == Array("new".utf8))
    #expect(folder.names == ["out.csv"])
  }

  @Test func `what is not committed changes nothing`() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/out.csv"
    try AtomicFile.write(Array("old".utf8), to: path)
    do {
      var file = try AtomicFile(path)
      try file.write(Array("half".utf8))
    }
    #expect(try FileAccess().read(path) == Array("old".utf8))
    #expect(folder.names == ["out.csv"])
  }

  @Test func `what a killed run left is removed and what another run writes is not`() throws {
    let folder = TemporaryFolder()
    let (left, used) = (".out.csv.segue-1-0.tmp", ".out.csv.segue-2-0.tmp")
    for name in [left, used] { try AtomicFile.write([], to: folder.path + "/" + name) }
    let other = unsafe open(folder.path + "/" + used, O_RDWR)
    flock(other, LOCK_EX)
    defer { close(other) }
    try AtomicFile.write(Array("x".utf8), to: folder.path + "/out.csv")
    #expect(folder.names == [used, "out.csv"])
  }

  @Test func `two writers of one file do not disturb each other`() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/out.csv"
    var first = try AtomicFile(path)
    var second = try AtomicFile(path)
    try first.write(Array("first".utf8))
    try second.write(Array("second".utf8))
    try second.commit()
    #expect(try FileAccess().read(path) == Array("second".utf8))
    try first.commit()
    #expect(try FileAccess().read(path) == Array("first".utf8))
    #expect(folder.names == ["out.csv"])
  }

  @Test func `a file that is to be kept is kept, also if it comes while the new one is written`()
    throws
  {
    let folder = TemporaryFolder()
    let path = folder.path + "/new.seg"
    var late = try AtomicFile(path, existing: .kept)
    try late.write(Array("late".utf8))
    try AtomicFile.write(Array("early".utf8), to: path, existing: .kept)
    #expect(throws: WriteError(.exists, path: path)) {
      try AtomicFile.write([], to: path, existing: .kept)
    }
    do {
      try late.commit()
      Issue.record("the later one replaced the earlier one")
    } catch {
      #expect(error == WriteError(.exists, path: path))
    }
    #expect(try FileAccess().read(path) == Array("early".utf8))
    #expect(folder.names == ["new.seg"])
  }

  @Test func `a link that leads to no file yet gets one there, unless it leads outside`() throws {
    let folder = TemporaryFolder()
    try AtomicFile.write([], to: folder.path + "/here")
    unsafe mkdir(folder.path + "/deep", 0o755)
    unsafe symlink("deep/real.csv", folder.path + "/link.csv")
    unsafe symlink("../out.csv", folder.path + "/deep/link.csv")
    unsafe symlink("loop.csv", folder.path + "/loop.csv")
    try AtomicFile.write(Array("new".utf8), to: folder.path + "/link.csv")
    #expect(try FileAccess().read(folder.path + "/deep/real.csv") == Array("new".utf8))
    #expect(throws: WriteError.self) {
      try AtomicFile.write([], to: folder.path + "/deep/link.csv", root: folder.path + "/deep")
    }
    #expect(throws: WriteError.self) { try AtomicFile.write([], to: folder.path + "/loop.csv") }
    #expect(folder.names == ["deep", "here", "link.csv", "loop.csv"])
  }

  @Test func `a name that leaves no room for additions can be written`() throws {
    let folder = TemporaryFolder()
    let name = String(repeating: "ä", count: 120) + ".csv"
    try AtomicFile.write(Array("x".utf8), to: folder.path + "/" + name)
    #expect(folder.names == [name])
  }

  @Test(arguments: [
    (ENOSPC, "the disk is full"), (EDQUOT, "your share of the disk"), (EFBIG, "`ulimit -f`"),
    (EACCES, "`ls -ld out` shows who may"), (EROFS, "can only be read"), (EIO, "a fault"),
    (ENAMETOOLONG, "choose a shorter one"), (ETIMEDOUT, "run this again"),
  ])
  func `the message names the file, the system's words and what to do`(
    number: Int32, advice: String
  ) {
    let problem = diagnostic(
      for: WriteError(.system(doing: "writing", error: number), path: "out/x.csv"))
    #expect(problem.message == "writing `out/x.csv` failed")
    #expect(problem.notes.first == "nothing was changed")
    #expect(problem.notes.contains("system: " + (unsafe String(cString: strerror(number)))))
    #expect(problem.notes.last?.contains(advice) == true)
  }

  @Test func `a link is followed and permissions are kept`() throws {
    let folder = TemporaryFolder()
    try AtomicFile.write(Array("old".utf8), to: folder.path + "/real.csv")
    unsafe chmod(folder.path + "/real.csv", 0o600)
    unsafe symlink("real.csv", folder.path + "/link.csv")
    try AtomicFile.write(Array("new".utf8), to: folder.path + "/link.csv")
    #expect(try FileAccess().read(folder.path + "/real.csv") == Array("new".utf8))
    var status = stat()
    unsafe lstat(folder.path + "/link.csv", &status)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
    unsafe stat(folder.path + "/real.csv", &status)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func `a folder, a device, an input and what lies outside the root are refused`() throws {
    let folder = TemporaryFolder()
    let input = folder.path + "/in.csv"
    try AtomicFile.write(Array("x".utf8), to: input)
    func problem(_ path: String, inputs: [String] = [], root: String? = nil)
      -> WriteError.Problem?
    {
      do {
        try AtomicFile.write([], to: path, inputs: inputs, root: root)
        return nil
      } catch {
        #expect(diagnostic(for: error).code.id == "E0640")
        return error.problem
      }
    }
    #expect(problem(folder.path) == .isFolder)
    #expect(problem("/dev/null") == .isDevice)
    #expect(problem(folder.path + "/./in.csv", inputs: [input]) == .isInput)
    #expect(problem(folder.path + "/none/out.csv") == .noFolder)
    #expect(problem("/tmp/out-of-root.csv", root: folder.path) == .outsideRoot(root: folder.path))
    #expect(problem("/proc/out.csv") != nil)
    #expect(try FileAccess().read(input) == Array("x".utf8))
  }
}

struct CSVWriterTests {
  private func text(_ values: [String?]) -> Column {
    let validity = values.contains(nil) ? values : nil
    var bits = Bitmap(repeating: true, count: values.count)
    for (row, value) in values.enumerated() where value == nil { bits[row] = false }
    return .text(
      TextCells(
        codes: Cells(values.indices.map { Int32($0) }, validity: validity == nil ? nil : bits),
        dictionary: TextPool(values.map { $0 ?? "" })))
  }

  @Test func `cells are quoted only where they must be`() {
    let table = Table([
      ("plain", text(["a", "b c", "é"])), ("a,b", text(["x,y", "say \"hi\"", "two\nlines"])),
    ])
    let output = CSVWriter.text(table)
    #expect(
      String(decoding: output.bytes, as: UTF8.self)
        == "plain,\"a,b\"\na,\"x,y\"\nb c,\"say \"\"hi\"\"\"\né,\"two\nlines\"\n")
    #expect(output.neutralised == 0)
  }

  @Test func `formulas are neutralised in text and counted, numbers are not touched`() {
    let payloads = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|'/c calc'!A0", "a=b"]
    let numbers = Column.integer(Cells([-1, -2, -3, -4, -5, -6, -7, -8]))
    let table = Table([("t", text(payloads)), ("n", numbers)])
    let output = CSVWriter.text(table)
    #expect(output.neutralised == 7)
    let shown = String(decoding: output.bytes, as: UTF8.self)
    #expect(shown.contains("'=1+1,-1\n"))
    #expect(shown.contains("a=b,-8\n"))
    #expect(CSVWriter.text(table, formulas: .raw).neutralised == 0)
  }

  @Test func `every type has one text and missing cells are empty`() {
    var validity = Bitmap(repeating: true, count: 2)
    validity[1] = false
    let table = Table([
      ("b", .boolean(Cells([true, false], validity: validity))),
      ("i", .integer(Cells([-7, 0], validity: validity))),
      ("d", .decimal(Cells([1250, 0], validity: validity), scale: 2)),
      ("n", .number(Cells([0.1, 0], validity: validity))),
      ("day", .date(Cells([19_783, 0], validity: validity))),
      ("t", .timestamp(Cells([1_500_000, 0], validity: validity))),
      ("p", .duration(Cells([Duration(months: 1, days: 2), Duration()], validity: validity))),
    ])
    #expect(
      String(decoding: CSVWriter.text(table).bytes, as: UTF8.self)
        == "b,i,d,n,day,t,p\ntrue,-7,12.50,0.1,2024-03-01,1970-01-01T00:00:01.5,P1M2D\n,,,,,,\n")
  }

  @Test func `only the rows that are meant are written`() {
    let table = Table(
      fields: [Field("n", .integer)], columns: [.integer(Cells([1, 2, 3]))], selection: [2, 0])
    #expect(String(decoding: CSVWriter.text(table).bytes, as: UTF8.self) == "n\n3\n1\n")
  }

  @Test func `what is written is read back`() throws {
    var random = Random(state: 11)
    let pieces = ["a", "\"", ",", "\n", "\r", " ", "é", "🙂", "=", ";", "\t", "0", "1", "-"]
    for _ in 0..<300 {
      let rows = random.next(8) + 1
      let columns = (0..<(random.next(3) + 1)).map { index in
        let values = (0..<rows).map { _ in
          random.next(6) == 0
            ? nil : "x" + (0..<random.next(7)).map { _ in pieces[random.next(14)] }.joined()
        }
        return ("name \(index)", text(values))
      }
      let table = Table(columns)
      let bytes = CSVWriter.text(table, formulas: .raw).bytes
      let back = try read(bytes: bytes) {
        $0.types = .text
        $0.header = .present
        $0.delimiter = .comma
        $0.chunkBytes = random.next(20) + 1
      }
      #expect(cells(back.table) == cells(table))
    }
  }
}
