import Foundation
import TestSupport
import Testing

/// A fenced block of a Markdown page that is marked as Segue.
struct FencedBlock: Sendable, CustomStringConvertible {
  let path: String
  let line: Int
  let text: String

  var description: String { "\(path):\(line)" }

  /// The codes that the block says it raises: `# error: E0301`.
  var expectedErrors: [String] { marks("# error: ") }
  var expectedWarnings: [String] { marks("# warning: ") }

  private func marks(_ mark: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix(mark) }.map {
      String($0.dropFirst(mark.count).prefix(5))
    }
  }

  static func all(in file: ProjectFiles.File) -> [FencedBlock] {
    var blocks: [FencedBlock] = []
    var start: Int?
    var lines: [Substring] = []
    for (number, line) in file.lines {
      if let begun = start {
        if line == "```" {
          blocks.append(
            FencedBlock(path: file.path, line: begun, text: lines.joined(separator: "\n") + "\n"))
          start = nil
        } else {
          lines.append(line)
        }
      } else if line == "```seg" {
        start = number + 1
        lines = []
      }
    }
    return blocks
  }
}

struct DocumentTests {
  /// The pages that people write; the reference is made from manual pages, which are run elsewhere.
  static let blocks: [FencedBlock] =
    (["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].compactMap(ProjectFiles.file)
    + ProjectFiles.files(in: "docs", ending: ".md").filter {
      !$0.path.hasPrefix("docs/reference/")
    }).flatMap(FencedBlock.all)

  @Test func `there are blocks to run`() {
    #expect(Self.blocks.count >= 20)
  }

  @Test(arguments: blocks)
  func `every block of the documents does what it says`(block: FencedBlock) throws {
    let folder = try ExampleFolder.shared.get()
    let outcome = try BuiltBinary(folder: folder).run(code: block.text)
    if block.expectedErrors.isEmpty {
      #expect(outcome.exitCode == 0, "\(outcome.all)")
    } else {
      #expect(outcome.exitCode != 0, "\(outcome.all)")
    }
    for code in block.expectedErrors + block.expectedWarnings {
      #expect(outcome.all.contains(code), "\(outcome.all)")
    }
  }

  /// Links between our own pages lead somewhere.
  @Test func `links to files of the project lead to files`() {
    let pages =
      ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].compactMap(ProjectFiles.file)
      + ProjectFiles.files(in: "docs", ending: ".md")
    var broken: [String] = []
    for page in pages {
      let folder = ProjectFiles.root.appending(path: page.path).deletingLastPathComponent()
      for piece in page.text.split(separator: "](").dropFirst() {
        let target = piece.prefix { $0 != ")" && $0 != "#" }
        if target.isEmpty || target.contains(":") || target.contains(" ") { continue }
        let file = folder.appending(path: String(target)).path
        if !FileManager.default.fileExists(atPath: file) {
          broken.append("\(page.path): \(target)")
        }
      }
    }
    #expect(broken == [])
  }
}
