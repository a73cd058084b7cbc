import Foundation
import Diagnostics
import Planning
import Relations
import Session
import Tables
import Testing

@testable import Locks

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

  @Test func `fresh rows meet the limits and the values that were locked`() throws {
    let scene = LockScene()
    try scene.write()
    let script = scene.script().replacing(
      "  | expect rows >= 10",
      with: """
          | outliers unit_price by iqr limit=0.5 action=cap
          | recode quantity with {3 => 2}
          | expect rows >= 10
        """)
    let run = try scene.record(script)
    let all = try scene.apply(run.document, script)
    let id = "CANARY-1039,"
    try scene.write(LockScene.lines.filter { $0.hasPrefix(id) }, to: "new.csv")
    let one = try scene.apply(run.document, script, fresh: "new.csv")
    #expect(one.table.rowCount == 1)
    for column in 0..<4 { #expect(one.table[0, column] == all.table[39, column]) }
  }

  @Test func `a file of JSON is locked, and applied to JSON and to delimited text`() throws {
    let scene = LockScene()
    try scene.write()
    let names = LockScene.header.dropLast().split(separator: ",")
    let records = LockScene.lines.map { line in
      let members = zip(names, line.dropLast().split(separator: ",")).map { name, cell in
        let isNumber = ["quantity", "unit_price"].contains(name)
        return "\"\(name)\": " + (isNumber ? "\(cell)" : "\"\(cell)\"")
      }
      return "{" + members.joined(separator: ", ") + "}\n"
    }
    scene.folder.write("tx.ndjson", records.joined())
    let script = scene.script().replacing("tx.csv", with: "tx.ndjson")
    let run = try scene.record(script)
    #expect(
      run.document.models[0].labels == (try scene.record(scene.script())).document.models[0].labels)
    for fresh in ["tx.ndjson", "tx.csv"] {
      let application = try scene.apply(run.document, script, fresh: fresh)
      let segments = (0..<application.table.rowCount).map { application.table[$0, 1] }
      #expect(segments == run.models[0].labels.map { .integer(Int64($0 + 1)) }, "\(fresh)")
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

  @Test func `a customer whose money has no logarithm does not stop the others`() throws {
    let scene = LockScene()
    try scene.write()
    let script = scene.script().replacing("| scale zscore", with: "| log monetary | scale zscore")
    let run = try scene.record(script)
    let all = try scene.apply(run.document, script)
    let returns = (0..<3).map { "RETURN-\($0),r@example.net,2025-05-05,R\($0),1,-900.00\n" }
    try scene.write(LockScene.lines + returns, to: "new.csv")
    let fresh = try scene.apply(run.document, script, fresh: "new.csv")
    #expect(fresh.unassigned == 3)
    #expect(fresh.sizes == all.sizes)
    for row in 40..<43 { #expect(fresh.table[row, 4] == .text("log monetary")) }
  }

  @Test func `one row that is too large does not stop the others`() throws {
    let scene = LockScene()
    try scene.write()
    let run = try scene.record(scene.script())
    let all = try scene.apply(run.document, scene.script())
    let huge = "HUGE,r@example.net,2025-05-05,R,1,1e300\n"
    try scene.write(LockScene.lines + [huge], to: "new.csv")
    let fresh = try scene.apply(run.document, scene.script(), fresh: "new.csv")
    #expect(fresh.table.rowCount == 41 && fresh.sizes.reduce(0, +) >= 40)
    #expect(zip(fresh.sizes, all.sizes).allSatisfy { $0 >= $1 })
  }

  /// Halves are searched only where they fail, and a failure without a cause in the parts has none.
  @Test func `faults are found by halving`() throws {
    var runs = 0
    let bad: Set = [3, 40, 41, 999]
    let found = try FaultSearch.faults(among: Array(0..<1000)) { parts in
      runs += 1
      return parts.contains { bad.contains($0) }
    }
    #expect(found == [3, 40, 41, 999])
    #expect(runs < 100)
    #expect(try FaultSearch.faults(among: Array(0..<8)) { _ in true } == [])
    #expect(try FaultSearch.faults(among: Array(0..<8)) { $0.count > 1 } == [])
  }

  @Test func `rows that are given are applied any number of times, and no file is read`() throws {
    let scene = LockScene()
    try scene.write()
    let run = try scene.record(scene.script())
    let source = SourceText(name: "t.seg", text: scene.script())
    let rows = try TableFormats.read(
      scene.data, options: ReadOptions(), files: FileAccess(), control: .init(threads: 1)
    ).table
    let expected = try scene.apply(run.document, scene.script())
    let prepared = try PreparedLock(
      run.document, of: source, scene.settings, ApplicationOptions(inputs: [])
    ).holdingOperands()
    try FileManager.default.removeItem(atPath: scene.data)
    for _ in 0..<3 {
      let given = try prepared.apply(rows, .init(threads: 1))
      #expect(CSVWriter.text(given.table).bytes == CSVWriter.text(expected.table).bytes)
    }
  }

  // MARK: as_of

  /// A lock of a script that leaves `as_of` out, and one purchase in the year after.
  private func later(_ script: (LockScene) -> String) throws -> (LockScene, LockDocument, String) {
    let scene = LockScene()
    try scene.write()
    let text = script(scene)
    let run = try scene.record(text)
    try scene.write(
      LockScene.lines + ["CANARY-1000,canary0@example.net,2026-06-30,L1,1,9.95\n"], to: "new.csv")
    return (scene, run.document, text)
  }

  private func withoutAsOf(_ scene: LockScene) -> String {
    scene.script().replacing("rfm as_of=as_of", with: "rfm")
      .replacing("param as_of: date = @2026-01-01\n", with: "")
  }

  private func recency(_ application: Application, row: Int) -> Literal? {
    let table = application.features?.inOriginalUnits
    return table.flatMap { table in table.index(of: "recency").map { table[row, $0] } }
  }

  @Test func `data after the day of the lock are refused, whichever way the day was given`() throws
  {
    for script in [{ $0.script() }, withoutAsOf] {
      let (scene, lock, text) = try later(script)
      let failure = #expect(throws: ApplicationFailure.self) {
        _ = try scene.apply(lock, text, fresh: "new.csv")
      }
      #expect(failure.map(codes) == ["E0727"])
    }
  }

  @Test func `the day moves, and recency is counted up to it`() throws {
    for script in [{ $0.script() }, withoutAsOf] {
      let (scene, lock, text) = try later(script)
      let moved = try scene.apply(lock, text, fresh: "new.csv", asOf: AsOf("2026-07-05"))
      #expect(recency(moved, row: 0)?.doubleValue == 5)
    }
  }

  @Test func `the latest day is that of the fresh data, and is reported`() throws {
    let (scene, lock, text) = try later(withoutAsOf)
    let moved = try scene.apply(lock, text, fresh: "new.csv", asOf: .latest)
    #expect(recency(moved, row: 0)?.doubleValue == 1)
    #expect(moved.remarks.contains { $0.message.contains("2026-06-30, read from the data") })
  }

  @Test func `a day that is written into the script, or latest for a param, is refused`() throws {
    let (scene, lock, text) = try later { $0.script() }
    let param = #expect(throws: ApplicationFailure.self) {
      _ = try scene.apply(lock, text, fresh: "new.csv", asOf: .latest)
    }
    #expect(param.map(codes) == ["E0726"])
    let (other, fixed, written) = try later {
      $0.script().replacing("rfm as_of=as_of", with: "rfm as_of=@2026-01-01")
        .replacing("param as_of: date = @2026-01-01\n", with: "")
    }
    let refused = #expect(throws: ApplicationFailure.self) {
      _ = try other.apply(fixed, written, fresh: "new.csv", asOf: .day(20_000))
    }
    #expect(refused.map(codes) == ["E0726"])
  }

  @Test func `a day is written as in a script or without the sign`() {
    #expect(AsOf("latest") == .latest)
    #expect(AsOf("2026-07-01") == AsOf("@2026-07-01"))
    for text in ["2026-02-30", "today", "2026-07", ""] { #expect(AsOf(text) == nil) }
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
