import Foundation
import Locks
import Tables
import Testing

struct ApplyTests {
  @Test func `the rows that were locked get the labels of the lock`() throws {
    let scene = LockScene()
    try scene.write()
    let run = try scene.record(scene.script())
    let application = try scene.apply(run.document, scene.script())
    let segments = (0..<application.table.rowCount).map { application.table[$0, 1] }
    #expect(segments == run.models[0].labels.map { .integer(Int64($0 + 1)) })
    #expect(application.sizes == run.document.models[0].sizes)
    #expect(application.unassigned == 0)
  }

  @Test func `reduced features get the labels of the lock by the locked loadings`() throws {
    let scene = LockScene()
    try scene.write()
    let script = scene.script().replacing(
      "| scale zscore", with: "| scale zscore | reduce pca components=2")
    let run = try scene.record(script)
    #expect(run.document.models[0].centroids.allSatisfy { $0.count == 2 })
    let application = try scene.apply(run.document, script)
    let segments = (0..<application.table.rowCount).map { application.table[$0, 1] }
    #expect(segments == run.models[0].labels.map { .integer(Int64($0 + 1)) })
  }

  @Test func `one customer alone is scaled by the locked numbers and keeps the segment`() throws {
    let scene = LockScene()
    try scene.write()
    let run = try scene.record(scene.script())
    let all = try scene.apply(run.document, scene.script())
    for customer in [0, 7, 20, 39] {
      let id = "CANARY-\(1000 + customer),"
      try scene.write(LockScene.lines.filter { $0.hasPrefix(id) }, to: "new.csv")
      let one = try scene.apply(run.document, scene.script(), fresh: "new.csv")
      #expect(one.table.rowCount == 1)
      for column in 0..<4 { #expect(one.table[0, column] == all.table[customer, column]) }
    }
  }

  @Test func `a customer whose rows all go comes back with the stage as the reason`() throws {
    let scene = LockScene()
    try scene.write()
    let run = try scene.record(scene.script())
    let fresh = [
      "CANARY-1,a@example.net,2025-05-05,I1,2,9.95\n",
      "CANARY-2,b@example.net,2025-05-05,I2,500,9.95\n",
      "CANARY-3,c@example.net,2025-05-05,I3,500,9.95\n",
      "CANARY-3,c@example.net,2025-06-05,I4,1,9.95\n",
      "CANARY-4,d@example.net,2025-06-05,I5,1,\n",
    ]
    try scene.write(fresh, to: "new.csv")
    let table = try scene.apply(run.document, scene.script(), fresh: "new.csv").table
    #expect((0..<table.rowCount).map { table[$0, 0].plainText } == (1...4).map { "CANARY-\($0)" })
    #expect(table[0, 4] == .null && table[2, 4] == .null)
    #expect(table[1, 1] == .null)
    #expect(table[1, 4].plainText.contains("drop quantity >= 100"))
    #expect(table[3, 1] == .null || table[3, 4] == .null)
  }

  @Test func `columns that are missing and another script are refused`() throws {
    let scene = LockScene()
    try scene.write()
    let run = try scene.record(scene.script())
    try "customer_id,order_date\n1,2025-01-01\n".write(
      toFile: scene.folder.path + "/new.csv", atomically: true, encoding: .utf8)
    let lacking = #expect(throws: ApplicationFailure.self) {
      _ = try scene.apply(run.document, scene.script(), fresh: "new.csv")
    }
    #expect(lacking.map(codes) == ["E0706"])
    let other = #expect(throws: ApplicationFailure.self) {
      _ = try scene.apply(run.document, scene.script(threshold: "7"))
    }
    #expect(other.map(codes) == ["E0705"])
  }

  private func codes(_ failure: ApplicationFailure) -> [String] {
    if case .problems(let problems) = failure.reason { problems.map(\.code.id) } else { [] }
  }
}

struct CentreMatchingTests {
  /// Every way to pair, for a few centres.
  @Test func `the pairs are the cheapest of all pairings`() {
    for trial in 0..<60 {
      let (k, m) = (1 + trial % 4, 1 + (trial / 4) % 5)
      let old = (0..<k).map { [Double(($0 * 37 + trial * 11) % 17), Double(($0 * 5 + trial) % 7)] }
      let new = (0..<m).map { [Double(($0 * 23 + trial * 3) % 17), Double(($0 * 13 + trial) % 7)] }
      let found = CentreMatching(old, new)
      let cost = found.pairs.reduce(0) { $0 + distance(old[$1.old], new[$1.new]) }
      #expect(found.pairs.count == min(k, m))
      #expect(found.gone.count == max(0, k - m) && found.born.count == max(0, m - k))
      #expect(abs(cost - least(old, new)) < 1e-9)
    }
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  private func least(_ old: [[Double]], _ new: [[Double]]) -> Double {
    if old.count > new.count { return least(new, old) }
    guard let first = old.first else { return 0 }
    return new.indices.map { place in
      var rest = new
      let taken = rest.remove(at: place)
      return distance(first, taken) + least(Array(old.dropFirst()), rest)
    }.min() ?? 0
  }
}
