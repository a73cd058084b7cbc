import Diagnostics
import Planning
import Syntax
import Tables
import Session
import Testing

@testable import Locks

/// What a refit does to names and to decisions by number, when segments are renumbered or move.
struct SuccessionTests {
  private let scene = LockScene()

  /// Two, five or nine orders: the two and five are one segment, the nine the other.
  private func script(_ scene: LockScene, after: String = "") -> String {
    """
    let segments = load "\(scene.data)"
      | features frequency = count_distinct(invoice) by customer_id | scale zscore
      | kmeans k=2 seed=42 | name {frequency > 7 => "Often", else => "Seldom"}
    segments | select customer_id, segment \(after)

    """
  }

  /// A lock of two segments with these centres of one feature, sizes and names.
  private func lock(
    _ base: LockDocument, centres: [[Double]], names: [String], code: String = "keep segment == 1"
  ) -> LockDocument {
    var lock = base
    lock.models[0].features = ["frequency"]
    lock.models[0].centroids = centres
    lock.models[0].originalCentroids = centres
    lock.models[0].sizes = centres.indices.map { 30 - $0 }
    lock.models[0].names = names
    lock.models[0].labels.inOrder = "\(centres) \(names)"
    lock.steps.append(
      LockDocument.Step(
        at: "keep#9", code: code, because: nil, rowsIn: 1, rowsOut: 1, record: LedgerRecord()))
    return lock
  }

  private func base() throws -> LockDocument {
    try scene.write()
    return try scene.record(script(scene)).document
  }

  @Test func `a number that means another crowd is told with the decision that names it`() throws {
    let base = try base()
    let old = lock(base, centres: [[2], [9]], names: [])
    let new = lock(base, centres: [[9.1], [2.1]], names: [])
    let findings = LockDiff(old, new).findings
    #expect(findings.map(\.code.id) == ["W0731"])
    #expect(findings[0].message.contains("`keep segment == 1` now means another segment"))
    #expect(findings[0].message.hasSuffix("what was segment 2"))
    #expect(findings[0].notes.first == "what was segment 1 is segment 2 now")
    #expect(LockDiff(old, lock(base, centres: [[2.1], [9.1]], names: [])).findings.isEmpty)
    // Nothing names a number: a renumbering alone is no finding.
    let quiet = "keep frequency > 3"
    #expect(
      LockDiff(old, lock(base, centres: [[9.1], [2.1]], names: [], code: quiet)).findings.isEmpty)
  }

  @Test func `names that go with their crowd to another number are no finding`() throws {
    let base = try base()
    let old = lock(base, centres: [[2], [9]], names: ["Seldom", "Often"], code: "drop x > 1")
    let new = lock(base, centres: [[9.1], [2.1]], names: ["Often", "Seldom"], code: "drop x > 1")
    #expect(LockDiff(old, new).findings.isEmpty)
  }

  @Test func `a name that stayed with its number lands on another crowd, and is told`() throws {
    let base = try base()
    let old = lock(
      base, centres: [[2], [9]], names: ["Regulars", "Regulars 2"], code: "drop x > 1")
    let new = lock(
      base, centres: [[9.1], [2.1]], names: ["Regulars", "Regulars 2"], code: "drop x > 1")
    let difference = LockDiff(old, new)
    #expect(difference.findings.map(\.code.id) == ["W0730", "W0730"])
    #expect(
      difference.findings[0].message
        == "what was called `Regulars` is called `Regulars 2` now: segment 1 goes on as segment 2"
    )
    #expect(difference.findings[0].notes.last?.contains("goes by their size") == true)
    #expect(difference.json.text().contains("\"W0730\""))
    #expect(difference.document.blocks.contains { "\($0)".contains("Regulars 2") })
  }

  @Test func `a name whose centre moved beyond half of the way to the next is told`() throws {
    let base = try base()
    let names = ["Seldom", "Often", "Daily"]
    let old = lock(base, centres: [[2], [10], [60]], names: names)
    for (moved, isTold) in [(5.9, false), (6.1, true)] {
      let new = lock(base, centres: [[moved], [10], [60]], names: names)
      #expect(LockDiff(old, new).findings.map(\.code.id) == (isTold ? ["W0732"] : []), "\(moved)")
    }
  }

  @Test func `numbers of segments are found wherever a decision compares them`() {
    for (code, numbers) in [
      ("keep segment == 2", [2]), ("drop segment in [1, 3] and monetary > 7", [1, 3]),
      (
        "derive tag = case {segment == 1 => \"A\", segment in 2...4 => \"B\", else => \"C\"}",
        [1, 2, 3, 4]
      ),
      ("keep 5 <= segment", [5]), ("keep segments == 2", []), ("keep segment is null", []),
      ("rename segment as s", []), ("keep name == \"segment 1\"", []),
    ] {
      #expect(SegmentNumbers(in: code).numbers == numbers, "\(code)")
    }
  }

  @Test func `a refit that turns numbers round is told by lock and by verify`() throws {
    let scene = LockScene()
    try scene.write()
    let script = script(scene, after: "| keep segment == 1")
    let old = try scene.record(script)
    // As many who buy often as make them the largest segment.
    try scene.write(LockScene.lines + LockScene.lines(of: (40..<220).filter { $0 % 3 == 2 }))
    let new = try scene.record(script)
    #expect(old.document.models[0].names == ["Seldom", "Often"])
    #expect(new.document.models[0].names == ["Often", "Seldom"])
    let before = try #require(
      try Session.customers(
        of: old.document, onFilesOf: SourceText(name: "t.seg", text: script), scene.settings))
    let difference = LockDiff(
      old.document, new.document, migrations: try Migration.all(before, LockedCustomers(new)))
    #expect(difference.findings.map(\.code.id) == ["W0731"])
    let verification = Verification(old.document, new.document)
    #expect(verification.notes.contains { $0.contains("W0731") })
    let text = difference.json.text() + VerificationReport(verification, script: "t").json.text()
    #expect(!text.lowercased().contains("canary"))
  }

  @Test func `an old lock of another script is matched by centres alone`() throws {
    let scene = LockScene()
    try scene.write()
    let old = try scene.record(script(scene)).document
    let other = SourceText(name: "t.seg", text: script(scene, after: "| sort segment"))
    #expect(try Session.customers(of: old, onFilesOf: other, scene.settings) == nil)
  }
}
