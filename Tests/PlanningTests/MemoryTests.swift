import Diagnostics
import Locks
import Matrices
import Planning
import Session
import Tables
import TestSupport
import Testing

struct MemoryTests {
  @Test func `work that cannot fit is refused before anything runs`() {
    var session = Session(
      SessionSettings(
        files: FileAccess(), locks: .standard, control: RunControl(threads: 1), memoryLimit: 1 << 20
      ))
    let result = session.run(
      SourceText(
        name: "script.seg",
        text: "sample transactions customers=5000 seed=1 | rfm | scale zscore | kmeans k=3"))
    #expect(result.outcome.problems.map(\.code) == [.tooLarge])
    #expect(result.outcome.decisions.isEmpty)
    #expect(result.exitCode == .resourceLimit)
  }
}
