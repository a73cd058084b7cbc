import Foundation
import Testing
import TestSupport

/// The faults that `scripts/mutate` plants: the list may not fall behind the code.
struct MutationTests {
  private struct Fault {
    let title: String
    let path: String
    let old: String
    let new: String
  }

  private func faults() throws -> [Fault] {
    let file = try #require(ProjectFiles.file(at: "Tests/Mutations/faults.txt"))
    return file.text.components(separatedBy: "\n== ").dropFirst().map { piece in
      let lines = piece.components(separatedBy: "\n")
      func text(_ mark: String) -> String {
        lines.dropFirst(2).filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(2)) }
          .joined(separator: "\n")
      }
      return Fault(title: lines[0], path: lines[1], old: text("- "), new: text("+ "))
    }
  }

  @Test func `every fault has one place where it can be planted`() throws {
    let faults = try faults()
    #expect(faults.count >= 50)
    #expect(Set(faults.map(\.title)).count == faults.count)
    for fault in faults {
      let source = try #require(ProjectFiles.file(at: fault.path), "\(fault.path) is gone")
      let places = source.text.components(separatedBy: fault.old).count - 1
      #expect(places == 1, "\(fault.title): found \(places) times in \(fault.path)")
      #expect(fault.new != fault.old && !fault.new.isEmpty, "\(fault.title) changes nothing")
    }
  }
}
