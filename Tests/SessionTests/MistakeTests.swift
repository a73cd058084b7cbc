import Diagnostics
import Locks
import Matrices
import Session
import Tables
import TestSupport
import Testing

/// The list of analysts' mistakes in `Tests/Mistakes/mistakes.txt`: what each is answered with, and what it becomes when
/// the fixes are pasted.
///
/// An entry is the script, a line `=> CODE`, and the script with the first fix of each message, up to a line
/// without anything on it. An entry without a script after its code is a mistake that no fix repairs.
struct MistakeTests {
  struct Mistake: CustomStringConvertible {
    let script: String
    let code: String
    let repaired: String

    var description: String { script }
  }

  static let all: [Mistake] = {
    let text = ProjectFiles.file(at: "Tests/Mistakes/mistakes.txt")?.text ?? ""
    return text.split(separator: "\n\n").compactMap { entry in
      let lines = entry.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard let mark = lines.firstIndex(where: { $0.hasPrefix("=> ") }) else { return nil }
      return Mistake(
        script: lines[..<mark].joined(separator: "\n"), code: String(lines[mark].dropFirst(3)),
        repaired: lines[(mark + 1)...].filter { !$0.isEmpty }.joined(separator: "\n"))
    }
  }()

  /// Orders with a date, an amount, texts and gaps; tests run in the package's folder.
  private static let file = "Tests/Mistakes/tx.csv"

  /// The errors of a script.
  private func errors(_ script: String) -> [Diagnostic] {
    var session = Session(
      SessionSettings(
        files: FileAccess(), locks: .standard, control: RunControl(threads: 1),
        memoryLimit: 1 << 30))
    let result = session.check(SourceText(name: "script.seg", text: script))
    return result.diagnostics.filter { $0.severity == .error }.inOrderOfPlace()
  }

  /// A text with some ranges replaced; one that overlaps an earlier one is left out.
  private func pasted(_ fixes: [Diagnostic.Fix], into script: String) -> String {
    var taken: [(range: SourceRange, text: String)] = []
    for fix in fixes {
      guard let range = fix.range else { continue }
      let overlaps = taken.contains { other in
        (range.start < other.range.end && other.range.start < range.end) || range == other.range
      }
      if !overlaps { taken.append((range, fix.replacement)) }
    }
    var bytes = Array(script.utf8)
    for edit in taken.sorted(by: { $0.range.start > $1.range.start }) {
      bytes.replaceSubrange(edit.range.start..<edit.range.end, with: Array(edit.text.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `the list is long enough`() {
    #expect(MistakeTests.all.count >= 300)
    #expect(MistakeTests.all.count { $0.repaired.isEmpty } <= 20)
  }

  @Test func `each mistake is answered with its code, at a place, and each fix checks when pasted`()
  {
    for mistake in MistakeTests.all {
      let script = mistake.script.replacingText("tx.csv", with: MistakeTests.file)
      let found = errors(script)
      #expect(found.first?.code.id == mistake.code, "\(mistake)")
      for problem in found {
        #expect(hasPlace(problem, in: script), "\(mistake): \(problem.code.id)")
      }
      let firsts = found.map { $0.fixes.first { $0.range != nil } }
      var first: String?
      for (index, problem) in found.enumerated() {
        for fix in problem.fixes where fix.range != nil {
          let others = firsts.enumerated().filter { $0.offset != index }.compactMap(\.element)
          let repaired = pasted([fix] + others, into: script)
          if first == nil { first = repaired }
          let left = errors(repaired)
          #expect(left.isEmpty, "\(mistake)\n\(repaired)\n\(left.map(\.message))")
        }
      }
      #expect(
        first?.replacingText(MistakeTests.file, with: "tx.csv") ?? "" == mistake.repaired,
        "\(mistake)")
    }
  }

  private func hasPlace(_ problem: Diagnostic, in script: String) -> Bool {
    switch problem.place {
    case .script(let range): range.start <= range.end && range.end <= script.utf8.count
    case .file(_, let line, _, _, _): line != nil
    case .process: false
    }
  }
}

extension String {
  fileprivate func replacingText(_ text: String, with other: String) -> String {
    var result = ""
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(text) {
        result += other
        rest = rest.dropFirst(text.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }
}
