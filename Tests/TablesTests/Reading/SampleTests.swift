import Matrices
import Relations
import TestSupport
import Testing

@testable import Tables

struct SampleTests {
  private let folder = TemporaryFolder()

  private func sampled(
    _ name: String, headBytes: Int = Sniffer.headBytes,
    _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> DelimitedFile {
    var options = ReadOptions()
    change(&options)
    return try DelimitedReader.sample(
      folder.path + "/" + name, options: options, files: FileAccess(),
      control: RunControl(threads: 1), headBytes: headBytes)
  }

  private func several(
    _ pattern: String, _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> SampledFiles {
    var options = ReadOptions()
    change(&options)
    return try SampledFiles(
      folder.path + "/" + pattern, options: options, files: FileAccess(),
      control: RunControl(threads: 1))
  }

  private func read(_ files: SampledFiles) throws -> Table {
    try files.read(ReadOptions(), files: FileAccess(), control: RunControl(threads: 2)).table
  }

  /// Rows `i,<date>,i.5`, with the dates of `day`.
  private func orders(_ count: Int, _ day: (Int) -> String) -> String {
    "id,day,amount\n" + (1...count).map { "\($0),\(day($0)),\($0).5\n" }.joined()
  }

  @Test func `a large file is known by its head and by places further down`() throws {
    // Only the last rows prove that the day stands first.
    folder.write("long.csv", orders(200_000) { $0 > 199_000 ? "25/01/2024" : "03/04/2024" })
    let file = try sampled("long.csv", headBytes: 64 << 10)
    #expect(!file.isWhole)
    #expect(file.sniff.fields.map(\.type) == [.integer, .date, .number])
    #expect(file.sniff.fields[1].datePatterns.map(\.text) == ["dd/MM/yyyy"])
    #expect(abs(file.estimatedRows - 200_000) < 20_000)
    guard case .dateOrder(_, _, let proof)? = file.sniff.remarks.first else {
      Issue.record("the proof is told")
      return
    }
    #expect(proof.shown == "`25/01/2024` (further down)")
  }

  @Test func `a sample decides as the whole file does, however it is cut`() throws {
    folder.write("long.csv", orders(20_000) { "\($0 % 28 + 1)/\($0 % 12 + 1)/2024" })
    let whole = try sampled("long.csv")
    #expect(whole.isWhole && whole.estimatedRows == 20_000)
    for headBytes in [300, 1000, 4096, 100_000] {
      let file = try sampled("long.csv", headBytes: headBytes)
      #expect(!file.isWhole)
      #expect(file.sniff.fields.map(\.type) == whole.sniff.fields.map(\.type), "\(headBytes)")
      #expect(file.plans == whole.plans, "\(headBytes)")
    }
  }

  @Test func `while the order of day and month is open, a packed file is read on`() throws {
    let text = orders(60_000) { $0 > 50_000 ? "25/01/2024" : "03/04/2024" }
    folder.write("packed.csv.gz", bytes: gzip(Array(text.utf8)))
    let file = try sampled("packed.csv.gz", headBytes: 64 << 10)
    #expect(file.sniff.fields[1].type == .date)
    #expect(abs(file.estimatedRows - 60_000) < 6_000)
  }

  @Test func `a small file that leaves day and month open says so before it is read`() throws {
    folder.write("open.csv", orders(20) { _ in "03/04/2024" })
    let file = try sampled("open.csv")
    #expect(file.sniff.fields[1].type == .text)
    #expect(file.sniff.ambiguousDate("day")?.count == 20)
  }

  @Test func `days that read the same in both orders need the whole file`() throws {
    folder.write("same.csv", orders(5000) { _ in "02/02/2024" })
    let file = try sampled("same.csv", headBytes: 1000)
    #expect(file.isWhole)
    #expect(file.sniff.fields[1].type == .date)
  }

  @Test func `the way dates are written settles the columns that fit`() throws {
    folder.write("two.csv", "day,sent,id\n03/04/2024,2024-05-06,7\n04/05/2024,2024-05-07,8\n")
    let file = try sampled("two.csv") { $0.datePatterns = [.monthDay] }
    #expect(file.sniff.fields.map(\.type) == [.date, .date, .integer])
    #expect(file.sniff.fields[0].datePatterns == [.monthDay])
    #expect(file.sniff.fields[1].datePatterns == [.isoDate])
    #expect(
      file.sniff.remarks == [
        .otherDates(
          column: "sent", [.monthDay], ReadRemark.Example(value: "2024-05-06", line: 2))
      ])
  }

  @Test func `patterns of bare digits need a column that is called a date`() throws {
    folder.write("bare.csv", "id,order_date\n20240101,20240102\n20240103,20240104\n")
    let file = try sampled("bare.csv") { $0.datePatterns = [.bareDay] }
    #expect(file.sniff.fields.map(\.type) == [.integer, .date])
  }

  @Test func `text that turns out not to be UTF-8 further down is still decoded`() throws {
    var bytes = Array(orders(20_000) { _ in "2024-01-25" }.utf8)
    bytes += Array("20001,2024-01-25,1.5\n".utf8)
    let name = Array("id,day,amount,name\n".utf8)
    var named = name
    for line in bytes.split(separator: 0x0A).dropFirst() { named += line + Array(",Jos\n".utf8) }
    named.removeLast()
    named += [0xE9, 0x0A]
    folder.write("foreign.csv", bytes: named)
    let file = try sampled("foreign.csv", headBytes: 4096)
    let result = try DelimitedReader.read(
      file, options: ReadOptions(), files: FileAccess(), control: RunControl(threads: 2))
    #expect(result.sniff.format.encoding == .windows1252)
    #expect(result.table[20_000, 3] == .text("José"))
    #expect(result.remarks.contains(.encoding(.windows1252, line: 20_002)))
  }

  @Test func `a file that changes between check and run is read if it means the same`() throws {
    folder.write("a.csv", "id,amount\n1,2\n")
    let file = try sampled("a.csv")
    func read() throws -> SourceTable {
      let (files, control) = (FileAccess(), RunControl(threads: 1))
      return try file.upToDate(ReadOptions(), files: files, control: control)
        .read(ReadOptions(), files: files, control: control)
    }
    folder.write("a.csv", "id,amount\n1,2\n3,40\n")
    #expect(try read().rows == 2)
    folder.write("a.csv", "id,amount\n1,two\n3,40\n")
    #expect { try read() } throws: { ($0 as? ReadError)?.problem == .changedSinceCheck }
  }

  @Test func `files of one pattern are one table, whatever the order of their columns`() throws {
    folder.write("m1.csv", "id,amount,day\n1,2,2024-01-31\n")
    folder.write("m2.csv", "day,id,amount\n2024-02-01 10:00,3,4.5\n")
    folder.write("m3.csv", "id,amount,day\n5,,\n")
    let files = try several("m*.csv")
    #expect(files.fields.map(\.type) == [.integer, .number, .timestamp])
    #expect(
      cells(try read(files)) == [
        ["1", "2.0", "2024-01-31T00:00:00"], ["3", "4.5", "2024-02-01T10:00:00"],
        ["5", "∅", "∅"],
      ])
  }

  @Test func `one file proves the order of day and month for the others`() throws {
    folder.write("a.csv", "day\n03/04/2024\n")
    folder.write("b.csv", "day\n3/14/2024\n")
    #expect(cells(try read(try several("?.csv"))) == [["2024-03-04"], ["2024-03-14"]])
    folder.write("c.csv", "day\n14/3/2024\n")
    let files = try several("?.csv")
    #expect(files.fields[0].type == .text)
  }

  @Test func `a column that is text in one file is text, and that is told`() throws {
    folder.write("a.csv", "id,amount\n1,2\n")
    folder.write("b.csv", "id,amount\n1,n/a\n")
    let files = try several("*.csv")
    #expect(files.fields[1].type == .text)
    #expect(
      files.remarks.map(\.message) == [
        "`amount` is read as text: it holds text in \(folder.path)/b.csv, whole numbers in "
          + "\(folder.path)/a.csv"
      ])
  }

  @Test func `files with other columns are refused by name`() throws {
    folder.write("a.csv", "id,amount\n1,2\n")
    folder.write("b.csv", "id,price\n1,2\n")
    #expect {
      try several("*.csv")
    } throws: {
      let error = $0 as? ReadError
      return error?.path == folder.path + "/b.csv"
        && error?.problem
          == .otherColumns(
            firstPath: folder.path + "/a.csv", expected: ["id", "amount"],
            found: ["id", "price"])
    }
  }

  @Test func `a name with brackets may be a name`() throws {
    folder.write("sales [2024].csv", "id,amount\n1,2\n")
    #expect(try several("sales [2024].csv").files.count == 1)
  }
}

extension DatePattern {
  static let monthDay = (try? DatePattern("MM/dd/yyyy")) ?? .isoDate
  static let bareDay = (try? DatePattern("yyyyMMdd")) ?? .isoDate
}
