import Diagnostics
import Digests
import Foundation
import Locks
import Session
import TestSupport
import Testing

/// Locks of other formats, and what formats have gained.
struct FormatTests {
  private func fixture(_ name: String) throws -> String {
    try #require(ProjectFiles.file(at: "Tests/LockTests/Fixtures/\(name)")).text
  }

  @Test func `a lock of format 1 is read, and its script still gives it`() throws {
    let lock = try LockFile.document(
      Array(try fixture("format1.seg.lock").utf8), path: "format1.seg.lock")
    #expect(lock.outputs == nil && lock.models.map(\.sizes) == [[3, 3]])
    #expect(lock.expectations.map(\.tolerance) == [1e-6])
    let verification = try LockScene().verify(lock, try fixture("format1.seg"))
    #expect(verification.holds, "\(verification.verdict)")
    #expect(verification.findings.last?.level == .outputs)
  }

  @Test func `a lock of the next format is refused with the version that can read it`() throws {
    let scene = LockScene()
    try scene.write()
    let bytes = LockFile.bytes(of: try scene.record(scene.script()).document)
    let next = String(decoding: bytes, as: UTF8.self)
      .replacing("\"lock\": \(LockDocument.format)", with: "\"lock\": \(LockDocument.format + 1)")
    let problem = #expect(throws: Diagnostic.self) {
      _ = try LockFile.document(Array(next.utf8), path: "t.seg.lock")
    }
    #expect(problem?.code.id == "E0704")
    #expect(problem?.fixes.first?.replacement == "segue 1.2.3")
    #expect(problem?.notes == ["this version reads formats up to \(LockDocument.format)"])
  }
}

/// Files that a script would write.
struct OutputTests {
  private func script(_ scene: LockScene, columns: String = "invoice, quantity") -> String {
    """
    load "\(scene.data)" | select \(columns) | export "\(scene.folder.path)/out.csv"

    """
  }

  @Test func `the digest is that of the file which a run writes, and locking writes none`() throws {
    let scene = LockScene()
    try scene.write()
    let path = scene.folder.path + "/out.csv"
    let output = try #require(try scene.record(script(scene)).document.outputs?.first)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(output.path == path && output.at == "export#1" && output.rows == LockScene.lines.count)
    var session = Session(scene.settings)
    #expect(session.run(.init(name: "t.seg", text: script(scene))).errors.isEmpty)
    let written = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(output.digest == Digest.sha256([UInt8](written)).description)
  }

  @Test func `rows in another order are accepted, other rows are a difference of the data`() throws
  {
    let scene = LockScene()
    try scene.write()
    let lock = try scene.record(script(scene)).document
    try scene.write(LockScene.lines.reversed())
    let turned = try scene.verify(lock, script(scene))
    #expect(turned.holds && turned.verdict.contains("would have the same rows written otherwise"))
    try scene.write(
      [LockScene.lines[0].replacing(",1,", with: ",2,")] + LockScene.lines.dropFirst())
    let changed = try scene.verify(lock, script(scene))
    #expect(changed.cause?.level == .data && changed.verdict.contains("other outputs follow"))
  }

  @Test func `a lock with outputs reads back as it was`() throws {
    let scene = LockScene()
    try scene.write()
    let document = try scene.record(script(scene)).document
    let bytes = LockFile.bytes(of: document)
    let read = try LockFile.document(bytes, path: "t.seg.lock")
    #expect(read.outputs == document.outputs && LockFile.bytes(of: read) == bytes)
  }
}

/// How far what was measured may be off.
struct ToleranceTests {
  private func script(_ scene: LockScene, _ tolerance: String) -> String {
    scene.script().replacing(
      "pick silhouette",
      with: "pick silhouette | expect silhouette >= 0.1 and smallest > 1%\(tolerance)")
  }

  private func tolerances(_ tolerance: String) throws -> [String: Double] {
    let scene = LockScene()
    try scene.write()
    let lock = try scene.record(script(scene, tolerance)).document
    return lock.models[0].metrics.reduce(into: [:]) { $0[$1.name] = $1.tolerance }
  }

  @Test func `an expectation sets the tolerance of the measures that it names`() throws {
    let usual = try tolerances("")
    #expect(usual["silhouette"] == 1e-6 && usual["inertia"] == 1e-6)
    let wide = try tolerances(" tolerance=2%")
    #expect(wide["silhouette"] == 0.02 && wide["smallest"] == 0.02 && wide["inertia"] == 1e-6)
  }

  @Test func `a share of rows within the tolerance is no difference, beyond it one`() throws {
    let scene = LockScene()
    try scene.write()
    let document = try scene.record(
      "load \"\(scene.data)\" | expect quantity > 1 mostly=10% tolerance=5%\n"
    ).document
    for (factor, holds) in [(1.0, true), (1.04, true), (0.96, true), (1.06, false)] {
      var other = document
      guard case .number(let share) = other.expectations[0].value else {
        Issue.record("a share")
        return
      }
      other.expectations[0].value = .number(share * factor)
      #expect(Verification(document, other).holds == holds, "\(factor)")
    }
  }
}

/// `run --locked` with values of its own.
struct LockedParameterTests {
  private func problem(_ given: [String: String], seed: Int? = nil) throws -> Diagnostic? {
    let scene = LockScene()
    try scene.write()
    let script = scene.script()
    let lock = try scene.record(script).document
    do throws(Diagnostic) {
      try lock.requireSame(
        parameters: given, seed: seed, in: .init(name: "t.seg", text: script), scene.settings)
      return nil
    } catch {
      return error
    }
  }

  @Test func `the lock's own values are accepted, however they are written`() throws {
    #expect(try problem([:]) == nil)
    #expect(try problem(["as_of": "2026-01-01"], seed: 1) == nil)
    #expect(try problem(["as_of": "@2026-01-01"]) == nil)
  }

  @Test func `another value is refused with the three things that can be done`() throws {
    let problem = try #require(try problem(["as_of": "2026-02-01"], seed: 2))
    #expect(problem.code.id == "E0720")
    #expect(
      problem.message
        == "--locked: `as_of` is 2026-01-01 in the lock, and 2026-02-01 is given")
    #expect(problem.notes == ["the seed is 1 in the lock, and 2 is given", "nothing was run"])
    #expect(
      problem.fixes.map(\.replacement) == [
        "segue run t.seg --locked", "segue run t.seg --as_of 2026-02-01",
        "segue lock t.seg --as_of 2026-02-01",
      ])
  }
}
