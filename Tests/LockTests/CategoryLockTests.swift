import Locks
import Planning
import Tables
import Testing

/// Models of numbers and words, and of components, written to a lock, read back and applied.
struct CategoryLockTests {
  private func script(_ scene: LockScene, _ call: String) -> String {
    """
    let plans = load "\(scene.data)"
      | summarize orders = count() by customer_id
      | derive plan = if orders > 30 then "giant" else if orders > 4 then "many" else "few"
      | select customer_id, plan
    load "\(scene.data)" | rfm as_of=@2026-01-01 | log monetary
      | join plans on customer_id kind=left | scale zscore | \(call)

    """
  }

  @Test(arguments: [
    "encode plan | kprototypes k=3 seed=1", "encode plan gamma=3 | kmeans k=3 seed=1",
    "reduce pca components=2 | kmeans k=3 seed=1",
    "reduce pca components=2 | encode plan | kprototypes k in 2...3 seed=1 | pick silhouette",
    "encode plan | ward k=3", "encode plan | kmedoids k=3 seed=1",
  ])
  func `the customers that were locked get the segments of the lock`(_ call: String) throws {
    let scene = LockScene()
    try scene.write()
    let script = script(scene, call)
    let run = try scene.record(script)
    #expect(run.result.exitCode == .done)
    let document = try LockFile.document(LockFile.bytes(of: run.document), path: "t.seg.lock")
    let table = try scene.apply(document, script).table
    #expect(
      (0..<table.rowCount).map { table[$0, 1] }
        == run.models[0].labels.map { .integer(Int64($0 + 1)) })
    #expect(try scene.verify(document, script).holds)
    try scene.write(LockScene.lines.reversed())
    let turned = try scene.record(script).document
    #expect(turned.models == run.document.models)
    #expect(turned.steps == run.document.steps)
  }

  @Test func `a word that the fit did not have is counted, and numbers decide`() throws {
    let scene = LockScene()
    try scene.write()
    let script = script(scene, "encode plan | kprototypes k=3 seed=1")
    let document = try scene.record(script).document
    let giant = (0..<31).map {
      "NEW-1,new@example.net,2025-12-\($0 % 9 + 10),N\($0),2,\($0 + 1).50\n"
    }
    try scene.write(LockScene.lines + giant, to: "fresh.csv")
    let application = try scene.apply(document, script, fresh: "fresh.csv")
    let told = application.remarks.filter { $0.code.id == "N0960" }
    #expect(
      told.map(\.message) == ["1 customer has no word in `plan`, or one that the fit did not know"])
    #expect(application.unassigned == 0)
    #expect(application.table.rowCount == 41)
  }

  @Test func `a lock holds the words that enough customers have, and no other`() throws {
    let scene = LockScene()
    try scene.write()
    let script = script(
      scene, "encode plan rare=20 | kprototypes k=2 seed=1")
    let run = try scene.record(script)
    let step = try #require(run.document.steps.first { $0.at.contains("encode") })
    guard case .record(let levels)? = step.record["levels"] else {
      Issue.record("no words were recorded")
      return
    }
    // Of forty customers 27 have more than four orders and 13 have not.
    #expect(levels["plan"] == .list([.text("many")]))
    let text = String(decoding: LockFile.bytes(of: run.document), as: UTF8.self)
    let written = text.replacing(script, with: "")
    #expect(!written.contains("\"few\""))
  }
}
