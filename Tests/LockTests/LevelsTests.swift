import Digests
import Foundation
import Locks
import Tables
import Testing

/// Levels of categories that fresh rows have and the locked ones had not.
struct LevelsTests {
  private let scene = LockScene()

  /// The lines of the shop with a country behind the e-mail: three that many customers have, and one
  /// of a single customer.
  private static func lines(_ customers: Range<Int>, country: (Int) -> String) -> [String] {
    customers.flatMap { customer in
      LockScene.lines(of: [customer]).map { line in
        var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        cells.insert(country(customer), at: 2)
        return cells.joined(separator: ",")
      }
    }
  }

  private static func country(of customer: Int) -> String {
    customer == 0 ? "Aland" : ["Sverige", "Norge", "Suomi"][customer % 3]
  }

  private func write(_ lines: [String], to name: String = "tx.csv") throws {
    try ("customer_id,email,country,order_date,invoice,quantity,unit_price\n" + lines.joined())
      .write(toFile: scene.folder.path + "/" + name, atomically: true, encoding: .utf8)
  }

  private func script(_ decisions: String) -> String {
    """
    load "\(scene.data)" \(decisions)
      | rfm as_of=@2026-01-01 | scale zscore | kmeans k=2 seed=42

    """
  }

  /// What a lock keeps of the levels of `country`.
  private func levels(_ decisions: String) throws -> [String] {
    let lock = try scene.record(script(decisions)).document
    return try #require(lock.inputs[0].columns.first { $0.name == "country" }).levels
  }

  @Test func `a lock keeps short digests of levels that many customers share`() throws {
    try write(Self.lines(0..<40, country: Self.country))
    let script = script("| drop country == \"Danmark\" | drop email is null")
    let lock = try scene.record(script).document
    let expected = ["Sverige", "Norge", "Suomi"].map {
      String(Digest.sha256(Array("country\u{0}\($0)".utf8)).description.prefix(5))
    }
    let country = try #require(lock.inputs[0].columns.first { $0.name == "country" })
    #expect(country.levels == expected.sorted())
    // An e-mail is one customer's, whatever names the column.
    #expect(lock.inputs[0].columns.allSatisfy { $0.name == "country" || $0.levels.isEmpty })
    let bytes = LockFile.bytes(of: lock)
    let text = String(decoding: bytes, as: UTF8.self)
    for level in ["Sverige", "Norge", "Suomi", "Aland"] { #expect(!text.contains(level)) }
    let read = try LockFile.document(bytes, path: "t.seg.lock")
    #expect(read.inputs == lock.inputs && LockFile.bytes(of: read) == bytes)
  }

  @Test func `nothing is kept of a column that no decision names, or that is personal`() throws {
    try write(Self.lines(0..<40, country: Self.country))
    #expect(try levels("| drop quantity > 90").isEmpty)
    #expect(try levels("| drop country == \"X\" | mark country as pii").isEmpty)
    #expect(try levels("| drop country == \"X\"").count == 3)
  }

  @Test func `new levels are told with their rows and the decision that names the column`() throws {
    try write(Self.lines(0..<40, country: Self.country))
    let script = script("| drop country == \"Danmark\"")
    let lock = try scene.record(script).document
    #expect(
      try #require(try scene.apply(lock, script).drift).newLevels.map(\.column) == ["country"])
    let lines = Self.lines(1..<40) {
      $0 == 2 ? "Island" : $0 == 4 ? "Danmark" : Self.country(of: $0)
    }
    try write(lines, to: "new.csv")
    let drift = try #require(try scene.apply(lock, script, fresh: "new.csv").drift)
    let new = try #require(drift.newLevels.first)
    // Customer 2 has nine orders, customer 4 five.
    #expect(new.levels.map(\.text) == ["Island", "Danmark"])
    #expect(new.levels.map(\.rows) == [9, 5])
    #expect(new.decision == "drop country == \"Danmark\"" && new.input == "tx")
    #expect(new.sentence.contains("2 levels") && new.sentence.contains("written without them"))
  }

  @Test func `a lock that kept no levels has none to compare with`() throws {
    try write(Self.lines(0..<40, country: Self.country))
    let script = script("| drop country == \"Danmark\"")
    var lock = try scene.record(script).document
    for place in lock.inputs[0].columns.indices { lock.inputs[0].columns[place].levels = [] }
    let read = try LockFile.document(LockFile.bytes(of: lock), path: "t.seg.lock")
    try write(Self.lines(0..<40) { _ in "Island" }, to: "new.csv")
    #expect(try scene.apply(read, script, fresh: "new.csv").drift?.newLevels == [])
    #expect(try scene.verify(read, script).holds)
  }

  @Test func `levels of a file that is joined are compared too`() throws {
    try scene.write()
    let path = scene.folder.path + "/home.csv"
    func write(_ country: (Int) -> String) throws {
      try
        ("customer_id,country\n"
        + (0..<40).map { "CANARY-\(1000 + $0),\(country($0))\n" }.joined())
        .write(toFile: path, atomically: true, encoding: .utf8)
    }
    try write(Self.country)
    let script = """
      let home = load "\(path)"
      load "\(scene.data)" | join home on customer_id | drop country == "Danmark"
        | rfm as_of=@2026-01-01 | scale zscore | kmeans k=2 seed=42

      """
    let lock = try scene.record(script).document
    try write { $0 == 7 ? "Island" : Self.country(of: $0) }
    let new = try #require(try scene.apply(lock, script).drift?.newLevels)
    #expect(new.map(\.input) == ["home"])
    #expect(new.flatMap(\.levels).map(\.text) == ["Aland", "Island"])
  }
}
