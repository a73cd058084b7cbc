import Clustering
import Diagnostics
import Locks
import Planning
import Reference
import Session
import Stages
import Syntax
import TestSupport
import Testing

/// A fenced `seg` block of a page, with what it promises at its end.
struct PageExample: Sendable, CustomTestStringConvertible {
  let page: String
  let code: String
  /// The code that the last line promises: `# error: E0203`.
  let promised: String?

  var testDescription: String { "\(page): \(code.prefix(60))" }

  static func all(of markdown: String, page: String) -> [PageExample] {
    var examples: [PageExample] = []
    var block: [Substring]?
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```seg" {
        block = []
      } else if line == "```", let lines = block {
        examples.append(PageExample(page: page, lines: lines))
        block = nil
      } else {
        block?.append(line)
      }
    }
    return examples
  }

  private init(page: String, lines: [Substring]) {
    self.page = page
    code = lines.joined(separator: "\n")
    promised = lines.last.flatMap { last in
      ["# error: ", "# warning: ", "# note: "].first { last.hasPrefix($0) }.map {
        String(last.dropFirst($0.count))
      }
    }
  }

  /// Whether it shows what a file can do wrong.
  var needsFile: Bool { code.contains("load \"") && page.dropFirst().hasPrefix("06") }

  static let ofStages = Catalogue.stages.stages.flatMap { stage in
    all(of: stage.manual, page: stage.signature.name)
  }

  static let ofMetrics = MetricReference.all.flatMap { reference in
    all(of: reference.markdown, page: reference.metric.name)
  }

  static let ofCodes = CodeIndex.complete.codes.flatMap { all(of: $0.page, page: $0.id) }
}

@Test(arguments: PageExample.ofStages)
func `every example in the manual of a stage runs, or fails as it says`(_ example: PageExample) {
  check(example)
}

@Test(arguments: PageExample.ofMetrics)
func `every example on the page of a metric runs`(_ example: PageExample) {
  check(example)
}

@Test func `every metric has an example, says when to use it and where it comes from`() {
  for reference in MetricReference.all {
    #expect(reference.markdown.contains("```seg"), "\(reference.fileName)")
    #expect(reference.markdown.contains("**When.**"), "\(reference.fileName)")
  }
}

@Test(arguments: PageExample.ofCodes)
func `every example on the page of a code raises the code that it names`(_ example: PageExample) {
  if example.needsFile {
    // What is wrong with a file is tried in the tests of the reader; here the script must be sound.
    let parsed = Parser.parse(SourceText(name: example.page, text: example.code), number: 0)
    #expect(parsed.diagnostics.isEmpty)
  } else {
    check(example)
  }
}

private func check(_ example: PageExample) {
  // What an example writes goes into a folder of its own.
  let folder = TemporaryFolder()
  let codes = Ran(example.code.replacing("export \"", with: "export \"\(folder.path)/")).codes
  if let promised = example.promised {
    #expect(codes.contains(promised), "\(example.code)")
  } else {
    #expect(codes.filter { $0.hasPrefix("E") }.isEmpty, "\(example.code)")
  }
}
