import Diagnostics
import Locks
import Matrices
import Session
import Tables
import Testing

/// A prompt that may plan to use so many bytes.
private func prompt(memory: Int) -> PromptSession {
  PromptSession(
    SessionSettings(
      files: FileAccess(), locks: .standard, control: RunControl(threads: 2), memoryLimit: memory))
}

private func line(_ seed: Int) -> String { "sample transactions customers=200 seed=\(seed)" }

@Test func `a prompt remembers what fits, and lets the results go that were not used for longest`()
{
  var roomy = prompt(memory: 1 << 30)
  var tight = prompt(memory: 1_700_000)
  for seed in 1...5 {
    #expect(roomy.submit(line(seed)).errors.isEmpty)
    #expect(tight.submit(line(seed)).errors.isEmpty)
  }
  #expect(roomy.session.runner.memory.count == 5)
  #expect((1...4).contains(tight.session.runner.memory.count))
  // What was let go is made again, and is the same.
  let (one, other) = (roomy.submit("it | take 3"), tight.submit("it | take 3"))
  #expect(
    "\(one.results.last?.outcome.results ?? [])" == "\(other.results.last?.outcome.results ?? [])")
  #expect(roomy.submit(":undo").errors.isEmpty)
}

@Test func `what has a name at a prompt is held, and counts against what fits`() {
  var tight = prompt(memory: 1_700_000)
  for seed in 1...2 {
    #expect(tight.submit("let t\(seed) = " + line(seed)).errors.isEmpty)
  }
  var refused: [String] = []
  for seed in 3...9 where refused.isEmpty {
    refused = tight.submit("let t\(seed) = " + line(seed)).errors.map(\.code.id)
  }
  #expect(refused == ["E0901"])
  #expect(tight.submit("t1 | summarize n = count()").errors.isEmpty)
}

extension PromptReply {
  fileprivate var errors: [Diagnostic] { results.flatMap(\.errors) }
}
