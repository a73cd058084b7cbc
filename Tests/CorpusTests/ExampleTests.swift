import Foundation
import TestSupport
import Testing

/// The scripts of `examples/` from bytes to bytes.
///
/// What each one prints as JSON stands in `Expected/`; `SEGUE_RECORD=1 swift test` writes it anew,
/// to be read like prose before it is committed.
struct ExampleTests {
  static let scripts = ProjectFiles.files(in: "examples", ending: ".seg").map(\.name)
    .filter { $0 != "make-data.seg" && $0 != "retail.seg" }

  @Test func `there are examples of growing size`() {
    #expect(Self.scripts.count >= 4)
    let lengths = Self.scripts.compactMap { ProjectFiles.file(at: "examples/\($0)")?.lines.count }
    #expect(lengths == lengths.sorted(), "their numbers go by size")
  }

  @Test(arguments: scripts)
  func `an example gives what was recorded`(name: String) throws {
    let folder = try ExampleFolder.shared.get()
    let outcome = try BuiltBinary(folder: folder).run(["run", name, "--json"])
    #expect(outcome.exitCode == 0, "\(outcome.all)")
    let recorded = "Tests/CorpusTests/Expected/\(name.dropLast(4)).json"
    if ProcessInfo.processInfo.environment["SEGUE_RECORD"] != nil {
      try outcome.output.write(
        to: ProjectFiles.root.appending(path: recorded), atomically: true, encoding: .utf8)
      return
    }
    let expected = ProjectFiles.file(at: recorded)?.text ?? ""
    let found = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(found, wanted).enumerated().first { $0.element.0 != $0.element.1 }
    #expect(
      outcome.output == expected,
      """
      differs from \(recorded) in line \((line?.offset ?? min(found.count, wanted.count)) + 1): \
      \(line.map { "\($0.element.0) instead of \($0.element.1)" } ?? "one ends earlier")
      """)
  }

  @Test(arguments: scripts + ["retail.seg", "make-data.seg"])
  func `an example is formatted as the formatter would`(name: String) throws {
    let folder = try ExampleFolder.shared.get()
    let outcome = try BuiltBinary(folder: folder).run(["fmt", "--check", name])
    #expect(outcome.exitCode == 0, "\(outcome.all)")
  }
}
