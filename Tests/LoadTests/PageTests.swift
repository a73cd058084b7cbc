import Diagnostics
import Dispatch
import Matrices
import Session
import Syntax
import TestSupport
import Testing

@testable import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The pages of the codes of reading: every example is run beside the file that it needs.
struct PageTests {
  private let folder = TemporaryFolder()

  /// The file and the script of a page.
  private struct Example {
    var file: (name: String, text: String)?
    var script = ""

    init(_ page: String) {
      var lines: [Substring] = []
      var isFile = false
      for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
        switch line {
        case "```csv", "```seg":
          isFile = line == "```csv"
          lines = []
        case "```":
          if isFile, let name = lines.first?.split(separator: " ").last {
            let text = lines.dropFirst().joined(separator: "\n")
            file = (String(name), text.isEmpty ? "" : text + "\n")
          } else if !isFile {
            script = lines.filter { !$0.hasPrefix("# error:") }.joined(separator: "\n")
          }
        default: lines.append(line)
        }
      }
    }
  }

  /// Codes whose example needs more than a file, each with a test of its own.
  private static let apart: [DiagnosticCode] = [
    ReadCodes.noPermission, ReadCodes.unpackedTooLarge, ReadCodes.changedWhileRead,
    ReadCodes.undeclaredColumn, ReadCodes.outsideRoot, ReadCodes.tooManyRows,
    ReadCodes.cancelled,
  ]

  /// Files that are too large, or no text, for a page.
  private func makeFiles() {
    let orders = Array("id,amount\n1,2\n".utf8)
    folder.write("cut_short.csv.gz", bytes: Array(gzip(orders).dropLast(3)))
    folder.write(
      "endless.csv",
      bytes: Array("id,name\n1,\"".utf8) + [UInt8](repeating: 0x61, count: 17 << 20) + [0x22])
    folder.write("wide.csv", String(repeating: "a,", count: 16_500) + "a\n")
    folder.write("mixed.csv", bytes: Array("id,name\n1,José\n2,Ren".utf8) + [0xE9, 0x0A])
    unsafe mkdir(folder.path + "/months", 0o700)
    folder.write("months/a.csv", "id,amount\n1,2\n")
    folder.write("months/b.csv", "id,price\n1,2\n")
  }

  @Test(arguments: ReadCodes.all.filter { !apart.contains($0) })
  func `the example of a page shows the code of the page`(code: DiagnosticCode) {
    let example = Example(code.page)
    makeFiles()
    if code == ReadCodes.badEncoding {
      folder.write("orders.csv", bytes: Array("id,name\n1,Ren".utf8) + [0xE9, 0x0A])
    } else if let file = example.file {
      folder.write(file.name, file.text.replacing("␀", with: "\u{0}"))
    } else {
      folder.write("orders.csv", "id,amount\n1,2\n")
    }
    #expect(!example.script.isEmpty)
    let told = tell(example.script, in: folder)
    if code.id.hasPrefix("E") {
      #expect(told.errors == [code.id], "\(told.drawing)")
    } else {
      #expect(told.errors == [] && told.problems.contains { $0.code == code }, "\(told.drawing)")
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the administrator may read every file"))
  func `a file without permission is told so`() {
    let path = folder.write("closed.csv", "id,amount\n1,2\n")
    unsafe chmod(path, 0)
    #expect(tell(#"load "closed.csv""#, in: folder).errors == ["E0604"])
  }

  @Test func `a file outside the root is told so, links followed`() {
    let inner = folder.path + "/inner"
    unsafe mkdir(inner, 0o700)
    folder.write("secret.csv", "id,amount\n1,2\n")
    unsafe symlink(folder.path + "/secret.csv", inner + "/link.csv")
    let told = tell(#"load "inner/link.csv""#, in: folder, root: inner)
    #expect(told.errors == ["E0626"], "\(told.drawing)")
  }

  @Test func `a file that has other columns when it is run is told so`() {
    folder.write("growing.csv", "id,amount\n1,2\n")
    var session = loadingSession(in: folder)
    let checked = session.check(
      SourceText(name: "script.seg", text: placed(#"load "growing.csv""#, in: folder)))
    folder.write("growing.csv", "id,price,amount\n1,2,3\n")
    var runner = session.runner
    let outcome = runner.run(checked.plan, of: session.sources)
    #expect(outcome.problems.map(\.code.id) == ["E0608"])
  }

  @Test func `a pipe is read once for the check and the run`() {
    let path = folder.path + "/pipe"
    unsafe mkfifo(path, 0o600)
    DispatchQueue.global().async {
      // Waits for the reader.
      let writer = unsafe open(path, O_WRONLY)
      let text = Array("id,amount\n1,2\n3,4\n".utf8)
      _ = unsafe Glibc.write(writer, text, text.count)
      close(writer)
    }
    let told = tell(#"load "pipe""#, in: folder)
    #expect(told.errors == [] && told.rows == 2, "\(told.drawing)")
  }

  @Test func `the first rows set aside are shown, and all are written where the script says`()
    throws
  {
    folder.write("orders.csv", "id,amount\n1,2\n2\n3,4\n5,\"6\"7\n")
    let shown = tell(#"load "orders.csv" rejects=2"#, in: folder)
    #expect(shown.rows == 2 && shown.fixes.contains("rejects_to=\"rejects.csv\""))
    let told = tell(
      #"load "orders.csv" rejects=2 rejects_to="rejects.csv""#, in: folder)
    #expect(told.problems.contains { $0.message.contains("set aside, and written to") })
    let written = String(
      decoding: try FileAccess().read(folder.path + "/rejects.csv"), as: UTF8.self)
    #expect(
      written == """
        file,line,reason,text
        \(folder.path)/orders.csv,3,"the row has 1 cell, the header 2",2
        \(folder.path)/orders.csv,5,text follows a closing quote,"5,""6""7"

        """)
    #expect(
      tell(#"load "orders.csv" rejects_to="rejects.csv""#, in: folder).errors == ["E0303"])
  }
}
