import Diagnostics
import Tables
import Session
import Testing

@testable import Locks

struct MigrationTests {
  private func labels(_ pairs: KeyValuePairs<Int, Int>, k: Int) -> CustomerLabels {
    CustomerLabels(
      keys: .integer(Cells(pairs.map { Int64($0.key) })), labels: pairs.map(\.value), k: k)
  }

  /// The same customers 0, 1, … with these labels.
  private func labels(_ labels: [Int], k: Int) -> CustomerLabels {
    CustomerLabels(
      keys: .integer(Cells(labels.indices.map { Int64($0) })), labels: labels, k: k)
  }

  @Test func `a segment of which two halves are segments now is split`() {
    let migration = Migration(
      labels([0, 0, 0, 0, 0, 0, 1, 1], k: 2), labels([1, 1, 1, 2, 2, 2, 0, 0], k: 3))
    #expect(
      migration.outcomes == [
        .split(old: 0, into: [1, 2]), .continued(old: 1, new: 0, shared: 2, before: 2, after: 2),
      ])
    #expect(migration.moves.moved == 3)
  }

  @Test func `segments that go into one are merged, and turned round that is a split`() {
    let (old, new) = (labels([0, 0, 0, 1, 1, 2], k: 3), labels([0, 0, 0, 0, 0, 1], k: 2))
    #expect(
      Migration(old, new).outcomes == [
        .merged([0, 1], into: 0), .continued(old: 2, new: 1, shared: 1, before: 1, after: 1),
      ])
    #expect(
      Migration(new, old).outcomes == [
        .split(old: 0, into: [0, 1]), .continued(old: 1, new: 2, shared: 1, before: 1, after: 1),
      ])
  }

  @Test func `a segment of customers that were not there before is born, and one left is gone`() {
    let old = labels([1: 0, 2: 0, 3: 1, 4: 1], k: 2)
    let new = labels([1: 0, 2: 0, 5: 1, 6: 1, 7: -1], k: 2)
    let migration = Migration(
      old, new, money: (old: [10, 20, 30, 40], new: [11, 21, 50, 60, 70]))
    #expect(
      migration.outcomes == [
        .continued(old: 0, new: 0, shared: 2, before: 2, after: 2), .born(new: 1),
        .dissolved(old: 1),
      ])
    #expect(migration.oldPlaces == [.segment(0), .segment(1), .absent])
    #expect(migration.newPlaces == [.segment(0), .segment(1), .noSegment, .absent])
    #expect(migration.customers == [[2, 0, 0, 0], [0, 0, 0, 2], [0, 2, 1, 0]])
    #expect(migration.money == [[32, 0, 0, 0], [0, 0, 0, 70], [0, 110, 70, 0]])
    #expect(migration.moves.left == 2 && migration.moves.joined == 3 && migration.moves.moved == 0)
  }

  @Test func `customers of no segment in both runs have not moved`() {
    let moves = SegmentMoves(labels([-1, -1, 0, 0], k: 1), labels([-1, 0, 0, -1], k: 1))
    #expect(moves.common == 4 && moves.moved == 2 && moves.share == 0.5)
  }

  @Test func `keys of another type are the same customers`() {
    let first = labels([0, 1, 1], k: 2)
    let texts = Column([.text("0"), .text("1"), .text("2")], type: .text)
    let second = CustomerLabels(keys: texts, labels: [1, 0, 0], k: 2)
    let moves = SegmentMoves(first, second)
    #expect(moves.common == 3 && moves.moved == 0)
  }

  @Test func `both scripts are run again, and customers are counted in heads and money`() throws {
    let scene = LockScene()
    try scene.write()
    let old = try scene.record(scene.script()).document
    let changed = scene.script(threshold: "3")
    let new = try scene.record(changed).document
    let before = try scene.customers(old, scene.script())
    let after = try scene.customers(new, changed)
    #expect(before.notes == [] && after.notes == [])
    let all = try Migration.all(before, after)
    #expect(all.map(\.name) == ["result 1"] && all.map(\.money) == ["monetary"])
    let migration = all[0].migration
    #expect(migration.customers.flatMap { $0 }.reduce(0, +) == old.models[0].rows)
    #expect(
      migration.customers.map { $0.reduce(0, +) } == old.models[0].sizes)
    let json = LockDiff(old, new, migrations: all).json.text()
    #expect(
      json.contains("\"money_column\": \"monetary\"") && !json.lowercased().contains("canary"))
    let problem = #expect(throws: Diagnostic.self) {
      _ = try Migration.all(before, after, money: "montary")
    }
    #expect(problem?.code.id == "E0721" && problem?.fixes.first?.replacement == "--money monetary")
  }

  @Test func `a script that gives its lock no more is told, another script is refused`() throws {
    let scene = LockScene()
    try scene.write()
    let lock = try scene.record(scene.script()).document
    try scene.write(Array(LockScene.lines.dropLast(3)))
    let customers = try scene.customers(lock, scene.script())
    #expect(customers.notes.count == 1 && customers.notes[0].contains("3 rows fewer"))
    let other = #expect(throws: ApplicationFailure.self) {
      _ = try scene.customers(lock, scene.script(threshold: "3"))
    }
    guard case .problems(let problems)? = other?.reason else { throw CancellationError() }
    #expect(problems.map(\.code.id) == ["E0705"])
  }

  @Test func `two locks give the customers of one fresh file their segments`() throws {
    let scene = LockScene()
    try scene.write()
    let old = try scene.record(scene.script()).document
    let changed = scene.script(threshold: "3")
    let new = try scene.record(changed).document
    func placed(_ lock: LockDocument, _ script: String) throws -> LockedCustomers {
      try Session.customers(
        of: lock, applying: .init(name: "t.seg", text: script), scene.settings,
        [(name: "tx", path: scene.data)])
    }
    let all = try Migration.all(
      try placed(old, scene.script()), try placed(new, changed), money: "frequency")
    #expect(all[0].migration.moves.common == 40)
    let same = try Migration.all(
      try placed(old, scene.script()), try placed(old, scene.script()))
    #expect(same[0].migration.moves.moved == 0)
    #expect(same[0].money == "monetary")
  }
}
