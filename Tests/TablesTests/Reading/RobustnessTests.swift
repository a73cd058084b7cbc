import Diagnostics
import Matrices
import Relations
import Testing

@testable import Tables

struct RobustnessTests {
  private static let pieces: [[UInt8]] = [
    Array("a".utf8), Array("12".utf8), Array(",".utf8), Array(",".utf8), Array(",".utf8),
    Array("\n".utf8), Array("\n".utf8), Array("\r\n".utf8), Array("\r".utf8), Array("\"".utf8),
    Array("\"x\"".utf8), Array(";".utf8), Array("\t".utf8), Array("é".utf8), [0xE9], [0],
    Array("2024-01-02".utf8), Array("03/04/2024 8:26".utf8), Array("1.5".utf8), Array(" ".utf8),
    Array("1e999".utf8), Array("-".utf8), Array("Mar 1, 2024".utf8), [0xFF, 0xFE], [0x81],
    Array("true".utf8), Array("99999999999999999999".utf8), Array("12:".utf8),
  ]

  private func noise(_ random: inout Random) -> [UInt8] {
    (0..<random.next(60)).flatMap { _ in Self.pieces[random.next(Self.pieces.count)] }
  }

  /// Everything that a read gives, as something to compare.
  private func outcome(
    _ bytes: [UInt8], threads: Int, chunk: Int, _ rejects: ReadOptions.Rejects
  ) -> String {
    do {
      let result = try read(bytes: bytes, threads: threads) {
        $0.chunkBytes = chunk
        $0.rejects = rejects
      }
      return "\(result.table.columns) \(result.rejects) \(result.sniff)"
        + "\(result.sniff.remarks) \(result.sniff.format)"
    } catch {
      return "\(error)"
    }
  }

  @Test func `noise never crashes and chunks and threads change nothing`() {
    var random = Random(state: 1)
    for round in 0..<4000 {
      let bytes = noise(&random)
      let rejects: ReadOptions.Rejects = round % 2 == 0 ? .refuse : .keepGoing(limit: nil)
      let whole = outcome(bytes, threads: 1, chunk: 1 << 20, rejects)
      let parts = outcome(bytes, threads: 1 + round % 3, chunk: random.next(30) + 1, rejects)
      #expect(whole == parts, "\(bytes)")
    }
  }

  @Test func `noise below a good header and as text keeps every cell or names the fault`() {
    var random = Random(state: 2)
    for _ in 0..<1500 {
      let bytes = Array("k,v\n1,2\n".utf8) + noise(&random)
      let whole = outcome(bytes, threads: 1, chunk: 1 << 20, .keepGoing(limit: nil))
      #expect(
        whole == outcome(bytes, threads: 2, chunk: random.next(9) + 1, .keepGoing(limit: nil)))
    }
  }

  @Test func `every message of a failed read has a code, a page and no raw control character`() {
    var random = Random(state: 5)
    for _ in 0..<1500 {
      guard let error = failure(Array("k,v\n".utf8) + noise(&random)) else { continue }
      let shown = diagnostic(for: error)
      #expect(ReadCodes.all.contains(shown.code))
      for text in [shown.message, shown.remark] + shown.notes + shown.fixes.map(\.replacement) {
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
      }
    }
  }

  @Test func `a cancelled run stops with its own error`() {
    let control = RunControl(threads: 2)
    control.cancellation.cancel()
    #expect {
      _ = try DelimitedReader.read(
        Array("a,b\n1,2\n".utf8), path: "x", options: ReadOptions(), control: control)
    } throws: { ($0 as? ReadError)?.problem == .cancelled }
  }

  @Test func `codes are unique and each has a page with an example`() {
    #expect(Set(ReadCodes.all.map(\.id)).count == ReadCodes.all.count)
    for code in ReadCodes.all {
      #expect(code.page.contains("```seg\n"))
      #expect(!code.page.contains("\u{0}"), "a page is text")
      #expect(code.page.contains("# error: \(code.id)"))
    }
  }

  /// The files on the pages that fail by themselves, without a stage of the script.
  @Test(arguments: [
    "E0605", "E0609", "E0610", "E0611", "E0612", "E0613", "E0614", "E0619", "E0620", "E0621",
    "E0623",
  ])
  func `the file on a page raises its code`(id: String) throws {
    let code = try #require(ReadCodes.all.first { $0.id == id })
    let parts = code.page.split(separator: "# file orders.csv\n", maxSplits: 1)
    let text = try #require(parts.last?.split(separator: "\n```", maxSplits: 1).first)
    let bytes = id == "E0609" ? "" : String(text).replacing("␀", with: "\u{0}")
    let error = try #require(failure(bytes))
    #expect(diagnostic(for: error).code.id == id)
  }

  @Test func `progress never goes back and ends at the whole`() throws {
    final class Shares: @unchecked Sendable { var all: [Double] = [] }
    let shares = Shares()
    let control = RunControl(threads: 1) { share in shares.all.append(share) }
    var options = ReadOptions()
    options.chunkBytes = 3
    _ = try DelimitedReader.read(
      Array("a,b\n1,2\n3,4\n".utf8), path: "x", options: options, control: control)
    #expect(shares.all == shares.all.sorted())
    #expect(shares.all.last == 1)
  }
}
