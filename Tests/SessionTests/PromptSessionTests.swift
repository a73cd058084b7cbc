import Diagnostics
import Execution
import Matrices
import Planning
import Session
import Synchronization
import TestSupport
import Testing

/// What a prompt does with lines, without a terminal.
struct PromptSessionTests {
  private let shop = SmallShop()

  /// The codes of everything that is an error after these lines.
  private func errors(_ prompt: inout PromptSession, _ lines: String...) -> [String] {
    lines.flatMap { line in
      prompt.submit(line).results.flatMap(\.errors).map(\.code.id)
    }
  }

  @Test func `a line that begins with a bar goes on`() {
    var prompt = shop.prompt()
    #expect(errors(&prompt, shop.load, "| rfm", "| scale zscore") == [])
    #expect(prompt.last?.type.kind == .scaled)
    #expect(prompt.statements.map(\.text) == ["\(shop.load)\n  | rfm\n  | scale zscore"])
  }

  /// The last remark after these lines: its first line and the line of the script under it.
  private func lastRemark(_ prompt: inout PromptSession, _ lines: String...) -> [Substring] {
    let drawings = lines.flatMap { line -> [String] in
      let reply = prompt.submit(line)
      let drawing = DiagnosticDrawing(sources: reply.sources, style: Style(width: 100))
      return reply.results.flatMap { $0.checkProblems + $0.outcome.remarks }.map(drawing.draw)
    }
    let shown = drawings.last?.split(separator: "\n") ?? []
    return shown.indices.filter { $0 == 0 || $0 == 2 }.map { shown[$0] }
  }

  @Test func `a remembered remark shows its line after undo, a failed line and a new run`() {
    let folder = TemporaryFolder()
    folder.write("t.csv", "id,a\n1,2\n2,3\n3,-9\n")
    let line = "load \"\(folder.path)/t.csv\" | expect a > 0 severity=warn"
    var prompt = shop.prompt()
    _ = prompt.submit("sample shop | take 1")
    let first = lastRemark(&prompt, line)
    #expect(first == ["W0810  `a > 0` does not hold for 1 of 3 rows", "1 | \(line)"])
    for _ in 0..<2 { _ = prompt.submit(":undo") }
    #expect(lastRemark(&prompt, line) == first)
    _ = prompt.submit(":undo")
    _ = prompt.submit(line + " | keep nothing == 1")
    _ = prompt.submit(line + " | expect a > 100 severity=error")
    #expect(lastRemark(&prompt, "sample shop | take 1", line) == first)
    _ = prompt.submit(":run")
    _ = prompt.submit(":undo")
    #expect(lastRemark(&prompt, line) == first)
  }

  @Test func `looking changes nothing, and it can be named`() {
    var prompt = shop.prompt()
    #expect(errors(&prompt, "let tx = \(shop.load)", "| take 2", "tx | describe") == [])
    #expect(prompt.statements.map(\.text) == ["let tx = \(shop.load)"])
    #expect(errors(&prompt, "tx | rfm | scale zscore | kmeans k=2 seed=1") == [])
    #expect(errors(&prompt, "| profile", "| scatter", "it") == [])
    #expect(prompt.last?.type.kind == .model)
    #expect(
      prompt.submit("| profile").notes == ["continues: tx | rfm | scale zscore | kmeans k=2 seed=1"]
    )
    #expect(errors(&prompt, "let m = it", "| profile", "m | show") == [])
    #expect(prompt.statements.last?.defines == ["m"])
    #expect(prompt.last?.type.kind == .model)
  }

  @Test func `a line that belongs to the statement above is read with it`() {
    var prompt = shop.prompt()
    #expect(errors(&prompt, shop.load, "  types=text") == [])
    #expect(prompt.statements.map(\.text) == ["\(shop.load)\n  types=text"])
  }

  @Test(arguments: [
    ("stage ours(least: number = 0) : Table -> Table =\n  | drop amount < least", false),
    ("stage ours(least: number = 0) : Table -> Table = | drop amount < least", true),
    ("tx | features", false), ("tx | features\n  n = count()", false),
    ("tx | features\n  n = count()\n  by id", true), ("tx | features n = count() by id", true),
    ("tx | derive\n  a = 1", true), ("tx | take 1", true), ("tx |", false),
  ])
  func `a statement of several lines is open until its end`(text: String, isComplete: Bool) {
    #expect(shop.prompt().isComplete(text) == isComplete)
  }

  @Test func `commands and statements are pasted together`() {
    #expect(
      PromptSession.segments(
        of: ":set seed 3\n\nlet a = table [\n{x: 1}]\n\"\"\"\n:no\n\n\"\"\"\n:last\na\n")
        == [":set seed 3", "\nlet a = table [\n{x: 1}]\n\"\"\"\n:no\n\n\"\"\"", ":last", "a\n"])
  }

  @Test func `it is the last value`() {
    var prompt = shop.prompt()
    #expect(errors(&prompt, shop.load, "it | rfm") == [])
    #expect(prompt.statements.map(\.text) == ["\(shop.load)\n  | rfm"])
  }

  @Test func `going on computes only what is new`() {
    let ran = Ran()
    var prompt = shop.prompt { ran.append($0) }
    for line in [shop.load, "| drop amount < 5", "| rfm"] { _ = prompt.submit(line) }
    #expect(
      ran.all == ["load#1", "drop#1", "rfm/features#1", "rfm/expect#1", "rfm/expect#2"])
  }

  @Test func `going back is free`() {
    let ran = Ran()
    var prompt = shop.prompt { ran.append($0) }
    for line in [shop.load, "| rfm", ":undo", "| rfm"] { _ = prompt.submit(line) }
    #expect(ran.all.count { $0 == "rfm/features#1" } == 1)
  }

  @Test func `a line that is wrong changes nothing`() {
    var prompt = shop.prompt()
    _ = prompt.submit(shop.load)
    let before = prompt.statements
    #expect(errors(&prompt, "| nosuch", "let = 3", "| keep amout > 3", "\"") != [])
    #expect(prompt.statements == before)
    #expect(errors(&prompt, "| rfm") == [])
  }

  @Test func `a bar on nothing is explained`() {
    var prompt = shop.prompt()
    #expect(!errors(&prompt, "| rfm").isEmpty)
  }

  @Test func `a name that is defined anew makes its dependants stale, and they follow`() {
    var prompt = shop.prompt()
    #expect(errors(&prompt, "let tx = \(shop.load)", "let f = tx | rfm") == [])
    let reply = prompt.submit("let tx = \(shop.load) | drop amount < 50")
    #expect(reply.notes.contains { $0.contains("`f` is stale") })
    let again = prompt.submit("f | keep monetary >= 0")
    #expect(again.results.flatMap(\.errors).isEmpty)
    #expect(again.notes == ["`f` was computed again"])
    #expect(prompt.session.runner.datasets["f"]?.value.rowCount == 20)
    #expect(prompt.submit("f | keep monetary >= 0").notes == [])
  }

  @Test func `a function that is defined anew is used at once`() {
    var prompt = shop.prompt()
    let lines = [
      "fn big(a) = a > 50", "\(shop.load) | keep big(amount)", "fn big(a) = a > 1000",
      "\(shop.load) | keep big(amount)",
    ]
    let counts = lines.map { line -> Int? in
      _ = prompt.submit(line)
      return prompt.last?.value.rowCount
    }
    #expect(counts[1] == 120)
    #expect(counts[3] == 0)
  }

  @Test func `several statements at once are one after the other`() {
    var prompt = shop.prompt()
    let reply = prompt.submit("let tx = \(shop.load)\n\ntx\n  | rfm\n  | scale zscore\n")
    #expect(reply.results.count == 2)
    #expect(prompt.last?.type.kind == .scaled)
  }

  @Test func `a transcript can be pasted`() {
    var prompt = shop.prompt()
    let reply = prompt.submit(
      "seg> \(shop.load)\n  241 rows\nseg> | rfm\n  Features per customer\nseg> | scale zscore\n")
    #expect(reply.results.flatMap(\.errors).isEmpty)
    #expect(prompt.last?.type.kind == .scaled)
  }

  @Test func `the seed decides what the script leaves open`() {
    var prompt = shop.prompt()
    _ = prompt.submit("\(shop.load) | rfm | scale zscore | kmeans k=3")
    func seed() -> LedgerValue? {
      if case .model(let model)? = prompt.last?.value { model.parameters["seed"] } else { nil }
    }
    #expect(seed() == .integer(1))
    _ = prompt.submit(":set seed 9")
    _ = prompt.submit("\(shop.load) | rfm | scale zscore | kmeans k=3")
    #expect(seed() == .integer(9))
  }

  @Test(arguments: [
    (":help", true), (":help stages", true), (":tables", true), ("help", true), ("?", true),
    (":help kmeans", true), (":help round", true), (":help :save", true),
    (":type", true), (":type it | rfm", true), (":schema", true), (":columns", true),
    (":explain E0203", true), (":explain e0203", true), (":decisions", true),
    (":source rfm", true), (":source", true), (":last", true), (":set", true),
    (":set seed", true), (":set width 100", true), (":set threads 1", true), (":timer", true),
    (":cache", true), (":cache clear", true), (":run", true), (":undo", true), (":quit", true),
    (":hlep", false), (":explain E9999", false), (":help kmean", false), (":set sed 3", false),
    (":set seed x", false), (":set width 3", false), (":source nosuch", false),
    (":schema nosuch", false), (":save", false), (":save tx.csv", false), (":load", false),
  ])
  func `a command answers or says what is wrong`(command: String, isFine: Bool) {
    var prompt = shop.prompt()
    _ = prompt.submit(shop.load)
    let reply = prompt.submit(command)
    #expect((reply.complaint == nil) == isFine, "\(reply.complaint ?? "no complaint")")
    #expect(reply.results.flatMap(\.errors).isEmpty)
    #expect(reply.leaves == (command == ":quit"))
  }

  @Test func `a command that is nearly right is named`() {
    var prompt = shop.prompt()
    #expect(prompt.submit(":decisons").complaint?.contains("did you mean `:decisions`?") == true)
  }

  @Test func `a script can be loaded line for line`() {
    let script = shop.folder.write("a.seg", "let tx = \(shop.load)\n\ntx | rfm\n")
    var prompt = shop.prompt()
    #expect(errors(&prompt, ":load \(script)", "| scale zscore") == [])
    #expect(prompt.last?.type.kind == .scaled)
  }

  @Test func `a script that is not there is an error and ends nothing`() {
    var prompt = shop.prompt()
    #expect(errors(&prompt, ":load nosuch.seg") == ["E0602"])
    #expect(errors(&prompt, shop.load) == [])
  }

  @Test func `notes are said once`() {
    var prompt = shop.prompt()
    _ = prompt.submit(shop.load)
    let first = prompt.submit("| rfm").digests.flatMap(\.notes).map(\.code.id)
    let second = prompt.submit("| scale zscore").digests.flatMap(\.notes).map(\.code.id)
    #expect(first.contains("N0101"))
    #expect(!second.contains("N0101"))
  }

  @Test func `decisions are shown once`() {
    var prompt = shop.prompt()
    #expect(prompt.submit(shop.load).decisions.map(\.at) == ["load#1"])
    #expect(prompt.submit("| drop amount < 50").decisions.map(\.at) == ["drop#1"])
  }

  @Test func `a stage that was stopped leaves what was before it`() {
    let cancellation = Cancellation()
    var prompt = shop.prompt(cancellation: cancellation) { stage in
      if stage.hasPrefix("kmeans") { cancellation.cancel() }
    }
    _ = prompt.submit("\(shop.load) | rfm | scale zscore")
    let reply = prompt.submit("| kmeans k in 2...6")
    cancellation.reset()
    #expect(reply.results.last?.exitCode == .interrupted)
    #expect(reply.results.flatMap(\.errors).isEmpty)
    #expect(prompt.last?.type.kind == .scaled)
    #expect(errors(&prompt, "| rfm") == ["E0307"])
  }

  @Test func `candidates that were finished before Ctrl-C can be picked from`() throws {
    // Which candidates are finished at a share depends on the threads: the first share with some.
    // It is tried once for each share: a second time it may end otherwise.
    var interrupted: (PromptSession, Sweep)?
    for step in 3...19 where interrupted == nil {
      interrupted = sweepStopped(at: Double(step) / 20)
    }
    var (prompt, sweep) = try #require(interrupted)
    #expect(sweep.interrupted && sweep.candidates.count < 5)
    #expect(errors(&prompt, "| keep k >= 2") == [])
  }

  /// A prompt in which a sweep was stopped at a share of its work, if candidates were finished then.
  private func sweepStopped(at limit: Double) -> (PromptSession, Sweep)? {
    let cancellation = Cancellation()
    let stages = Ran()
    var prompt = shop.prompt(cancellation: cancellation) {
      stages.append($0)
    } progress: { share in
      if share > limit, stages.all.last == "kmeans#1" { cancellation.cancel() }
    }
    _ = prompt.submit("\(shop.load) | rfm | scale zscore")
    let reply = prompt.submit("| kmeans k in 2...6")
    cancellation.reset()
    guard reply.results.last?.exitCode == .interrupted, case .sweep(let sweep)? = prompt.last?.value
    else { return nil }
    return (prompt, sweep)
  }

  /// A prompt whose run is stopped while a stage works that has no time to notice.
  private func prompt(stoppedAt name: String) -> (PromptSession, Cancellation) {
    let cancellation = Cancellation()
    let prompt = shop.prompt(cancellation: cancellation) { stage in
      if stage.split(separator: "/").last?.hasPrefix(name) == true { cancellation.cancel() }
    }
    return (prompt, cancellation)
  }

  @Test func `a stop behind a middle stage shows no rows, and it is what was reached`() throws {
    var (prompt, cancellation) = prompt(stoppedAt: "scale")
    let reply = prompt.submit(
      "\(shop.load) | rfm | scale none # as they are\n  | kmeans k=2 seed=1 | profile")
    cancellation.reset()
    let outcome = try #require(reply.results.last).outcome
    #expect(reply.results.last?.exitCode == .interrupted)
    #expect(outcome.endsUnfinished)
    #expect(outcome.shown.isEmpty)
    #expect(reply.keepsWhatWasReached == true)
    #expect(prompt.last?.type.kind == .scaled)
    #expect(
      prompt.statements.map(\.text) == ["\(shop.load) | rfm | scale none # as they are"])
    #expect(errors(&prompt, "| kmeans k=2 seed=1") == [])
    #expect(errors(&prompt, "it | profile") == [])
    #expect(prompt.last?.type.kind == .model, "a look changes nothing")
  }

  @Test func `a stop behind candidates shows them, though none was picked yet`() throws {
    let (cancellation, fitting) = (Cancellation(), Cancellation())
    var prompt = shop.prompt(cancellation: cancellation) { stage in
      if stage.hasPrefix("kmeans") { fitting.cancel() }
    } progress: { share in
      if fitting.isCancelled, share > 0.7 { cancellation.cancel() }
    }
    let scaled = "\(shop.load) | rfm | scale zscore"
    let reply = prompt.submit("\(scaled) | kmeans k in 2...6 seed=1 | pick silhouette")
    cancellation.reset()
    let outcome = try #require(reply.results.last).outcome
    #expect(outcome.endsUnfinished == true)
    #expect(outcome.shown.count == 1)
    #expect(prompt.last?.type.kind == .sweep)
    #expect(prompt.statements.last?.text == "\(scaled) | kmeans k in 2...6 seed=1")
    #expect(errors(&prompt, "| pick silhouette") == [])
  }

  @Test func `a stop behind the last stage shows what it gave`() throws {
    var (prompt, cancellation) = prompt(stoppedAt: "scale")
    let reply = prompt.submit("\(shop.load) | rfm | scale none")
    cancellation.reset()
    let outcome = try #require(reply.results.last).outcome
    #expect(outcome.stop == .cancelled)
    #expect(!outcome.endsUnfinished)
    #expect(outcome.shown.count == 1)
  }

  @Test func `a stop inside a stage of the language leaves what was before`() throws {
    var (prompt, cancellation) = prompt(stoppedAt: "scale")
    let halves = "stage halves() : Features -> Model = scale none | kmeans k=2 seed=1"
    #expect(errors(&prompt, halves) == [])
    #expect(errors(&prompt, "\(shop.load) | rfm") == [])
    let reply = prompt.submit("| halves")
    cancellation.reset()
    #expect(reply.results.last?.outcome.endsUnfinished == true)
    #expect(reply.keepsWhatWasReached == false)
    #expect(prompt.last?.type.kind == .features)
  }

  @Test func `a name is given to the whole of its statement or to nothing`() throws {
    var (prompt, cancellation) = prompt(stoppedAt: "scale")
    let reply = prompt.submit("let halves = \(shop.load) | rfm | scale none | kmeans k=2 seed=1")
    cancellation.reset()
    #expect(reply.results.last?.exitCode == .interrupted)
    #expect(reply.results.last?.outcome.bindings == [])
    #expect(reply.keepsWhatWasReached == false)
    #expect(prompt.last == nil)
    #expect(errors(&prompt, "halves | profile") != [])
  }
}

/// The stages that ran, in order.
private final class Ran: Sendable {
  private let names = Mutex<[String]>([])

  func append(_ name: String) { names.withLock { $0.append(name) } }

  var all: [String] { names.withLock { $0 } }
}
