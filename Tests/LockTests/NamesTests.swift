import Locks
import Tables
import Testing

/// Names of segments in a lock: they go with fresh customers, and are asked for again when the
/// segment they stand for has become something else.
struct NamesTests {
  private let scene = LockScene()

  private func script(_ rules: String) -> String {
    scene.script().replacing(
      "kmeans k in 2...5 seed=42 | pick silhouette", with: "kmeans k=2 seed=42 | name {\(rules)}")
  }

  private let rules = "frequency is low => \"Seldom\", else => \"Often\""

  @Test func `a customer gets the name that was locked, whatever the fresh data look like`() throws
  {
    try scene.write()
    let run = try scene.record(script(rules))
    let names = run.document.models[0].names
    #expect(names.sorted() == ["Often", "Seldom"])
    let read = try LockFile.document(LockFile.bytes(of: run.document), path: "t.seg.lock")
    #expect(read.models[0].names == names)
    let application = try scene.apply(read, script(rules))
    #expect(application.table.fields.map(\.name).contains("name"))
    for row in 0..<application.table.rowCount {
      guard case .integer(let segment) = application.table[row, 1] else { continue }
      #expect(application.table[row, 2] == .text(names[Int(segment) - 1]))
    }
  }

  @Test func `a name whose centre went over to another segment is reported`() throws {
    try scene.write()
    let old = try scene.record(script(rules)).document
    var new = old
    new.models[0].names.swapAt(0, 1)
    new.models[0].centroids[0][0] += 0.001
    #expect(LockDiff(old, new).findings.map(\.code.id) == ["W0730", "W0730"])
    let notes = LockDiff(old, new).document.blocks.filter { "\($0)".contains("is called") }
    #expect(notes.count == 2)
    #expect(LockDiff(old, old).findings.isEmpty)
  }

  @Test func `segments without names have none in the lock`() throws {
    try scene.write()
    let run = try scene.record(scene.script())
    #expect(run.document.models[0].names.isEmpty)
    #expect(
      !String(decoding: LockFile.bytes(of: run.document), as: UTF8.self).contains("\"names\""))
  }
}
