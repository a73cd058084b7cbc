import Foundation
import Locks
import Testing

/// One change at a time, and which level it is the fault of.
struct VerifyTests {
  struct Change: Sendable, CustomTestStringConvertible {
    let name: String
    var script: @Sendable (LockScene) -> String = { $0.script() }
    var parameters: [String: String] = [:]
    var seed: UInt64 = 1
    var lines: @Sendable ([String]) -> [String] = { $0 }
    /// `nil`: everything holds.
    let level: Verification.Level?
    /// Parts of the verdict.
    let words: [String]

    var testDescription: String { name }
  }

  static let changes: [Change] = [
    Change(name: "nothing", level: nil, words: ["everything is as the lock says"]),
    Change(
      name: "a comment", script: { $0.script(comment: "# Agreed with Finance.") }, level: nil,
      words: ["everything is as the lock says"]),
    Change(
      name: "a reason", script: { $0.script(because: "parcels") }, level: .script,
      words: ["`drop quantity >= 100`", "the reason was “typing errors” and is “parcels”"]),
    Change(
      name: "a threshold", script: { $0.script(threshold: "4") }, level: .script,
      words: ["`drop quantity >= 100` is now `drop quantity >= 4`", "decisions"]),
    Change(
      name: "a param of the script", script: { $0.script(asOf: "2026-02-01") }, level: .script,
      words: ["param `as_of`: 2026-01-01 → 2026-02-01"]),
    Change(
      name: "a param of the command line", parameters: ["as_of": "2026-02-01"], level: .script,
      words: ["param `as_of`: 2026-01-01 → 2026-02-01"]),
    Change(
      name: "a seed of the script", script: { $0.script(seed: 43) }, level: .script,
      words: ["seed=43"]),
    Change(name: "a seed of the run", seed: 2, level: .script, words: ["another seed: 1 → 2"]),
    Change(
      name: "one cell", lines: { [$0[0].replacing("1.05", with: "2.05")] + $0.dropFirst() },
      level: .data, words: ["other values in `unit_price`", "as many rows as before"]),
    Change(
      name: "one row more", lines: { $0 + ["CANARY-9,n@example.net,2025-03-03,I9,1,9.95\n"] },
      level: .data, words: ["1 row more", "schema the same"]),
    Change(
      name: "one row fewer", lines: { $0.dropLast() }, level: .data, words: ["1 row fewer"]),
    Change(
      name: "rows in another order", lines: { $0.reversed() }, level: nil,
      words: ["reordered only"]),
  ]

  @Test(arguments: changes)
  func `a single change is named as the cause`(change: Change) throws {
    let scene = LockScene()
    try scene.write()
    let lock = try scene.record(scene.script()).document
    try scene.write(change.lines(LockScene.lines))
    let verification = try scene.verify(
      lock, change.script(scene), parameters: change.parameters, seed: change.seed)
    #expect(verification.cause?.level == change.level, "\(verification.verdict)")
    for words in change.words {
      #expect(verification.verdict.contains(words), "\(verification.verdict)")
    }
  }

  @Test func `a column under another name is a change of the data`() throws {
    let scene = LockScene()
    try scene.write()
    let lock = try scene.record(scene.script()).document
    let text = (LockScene.header + LockScene.lines.joined()).replacing("email", with: "contact")
    try text.write(toFile: scene.data, atomically: true, encoding: .utf8)
    let verification = try scene.verify(lock, scene.script())
    #expect(verification.cause?.level == .data)
    #expect(verification.verdict.contains("`email` is missing, `contact` is new"))
  }

  @Test func `a run that an expectation stops still has its cause in the data`() throws {
    let scene = LockScene()
    try scene.write()
    let lock = try scene.record(scene.script()).document
    try scene.write(Array(LockScene.lines.prefix(5)))
    let verification = try scene.verify(lock, scene.script())
    #expect(verification.cause?.level == .data, "\(verification.verdict)")
    #expect(verification.findings.contains { $0.finding.state == .unknown })
  }

  @Test func `a report for a CI server marks the cause alone as failed`() throws {
    let scene = LockScene()
    try scene.write()
    let lock = try scene.record(scene.script()).document
    let verification = try scene.verify(lock, scene.script(threshold: "4"))
    let report = VerificationReport(verification, script: "<t>&.seg")
    #expect(report.junit.contains("failures=\"1\""))
    #expect(report.junit.split(separator: "<failure").count == 2)
    #expect(report.junit.contains("classname=\"&lt;t&gt;&amp;.seg\""))
    #expect(report.json["cause"]?.string == "script")
    #expect(report.json["holds"]?.bool == false)
  }
}
