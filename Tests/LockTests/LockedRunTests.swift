import Diagnostics
import Locks
import Planning
import Session
import Tables
import TestSupport
import Testing

/// A scene with a script that is locked as `t.seg.lock`, and how scripts beside it run.
private struct Desk {
  let scene: LockScene
  let document: LockDocument

  init(_ call: String = "kmeans k=3 seed=1") throws {
    let scene = LockScene()
    try scene.write()
    try self.init(
      script: """
        load "\(scene.data)" | drop quantity >= 100 because "typing errors"
          | rfm as_of=@2026-01-01 | log monetary | scale zscore | \(call)

        """, of: scene)
  }

  init(script: String, of scene: LockScene) throws {
    self.scene = scene
    document = try scene.record(script).document
    try AtomicFile.write(Array(script.utf8), to: scene.folder.path + "/t.seg")
    try LockFile.write(document, to: scene.folder.path + "/t.seg.lock", root: nil)
  }

  /// Where the lock stands.
  var folder: String { scene.folder.path }

  private func source(_ script: String) -> SourceText {
    SourceText(name: "night.seg", text: script.replacing("FOLDER", with: folder))
  }

  func run(_ script: String) -> SessionResult {
    var session = Session(scene.settings)
    return session.run(source(script))
  }

  func check(_ script: String) -> [String] {
    var session = Session(scene.settings)
    return session.check(source(script)).diagnostics.map(\.code.id)
  }

  /// The rows that a script shows last.
  func table(_ script: String) throws -> Table {
    let result = run(script)
    #expect(result.errors.map(\.message) == [])
    guard case .value(let shown, _)? = result.outcome.results.last,
      let table = shown.value.rows
    else { throw NothingShown() }
    return table.compacted()
  }

  /// What `segue apply` gives for a file of the folder.
  func outside(_ file: String) throws -> Application {
    try PreparedLock(
      document,
      of: SourceText(name: "t.seg", bytes: try FileAccess().read(folder + "/t.seg")),
      scene.settings, ApplicationOptions(inputs: [(name: "tx", path: folder + "/" + file)])
    ).apply()
  }
}

private struct NothingShown: Error {}

/// The stages `locked`, `apply` and `migrate`, and what `expect` asks behind them.
struct LockedRunTests {
  private func rows(_ table: Table) -> [[String]] {
    (0..<table.rowCount).map { row in table.fields.indices.map { table[row, $0].plainText } }
  }

  private let opening = "let june = locked \"t.seg.lock\"\n"
  private let applied = "let june = locked \"t.seg.lock\"\nload \"FOLDER/tx.csv\" | apply june"

  // MARK: Rows

  @Test(arguments: RuleTests.calls)
  func `apply gives the segments of the lock and the rows of segue apply, for every algorithm`(
    _ call: String
  ) throws {
    let desk = try Desk(call)
    let table = try desk.table(applied)
    let outside = try desk.outside("tx.csv")
    #expect(rows(table) == rows(outside.table))
    #expect(table.fields.map(\.name) == outside.table.fields.map(\.name))
    for (segment, size) in desk.document.models[0].sizes.enumerated() {
      let cells = table.cells(of: "segment")
      #expect((0..<cells.count).count { cells[$0] == .integer(Int64(segment + 1)) } == size)
    }
  }

  @Test func `the files that were locked may be gone`() throws {
    let desk = try Desk()
    let before = rows(try desk.table(applied))
    let lines = try FileAccess().read(desk.folder + "/tx.csv")
    try AtomicFile.write(lines, to: desk.folder + "/today.csv")
    try AtomicFile.remove(desk.folder + "/tx.csv")
    #expect(rows(try desk.table(applied.replacing("tx.csv", with: "today.csv"))) == before)
  }

  @Test func `a customer whose rows all go keeps a row, and the share is asked for`() throws {
    let desk = try Desk()
    let other =
      "\nload \"FOLDER/tx.csv\" | derive quantity = "
      + "if customer_id == \"CANARY-1003\" then 500 else quantity | apply june"
    let table = try desk.table(opening + other + " | expect unassigned_share <= 2.5%")
    #expect(table.rowCount == 40)
    let reasons = table.cells(of: "unassigned_reason")
    #expect(reasons[3].plainText.contains("drop quantity >= 100"))
    let failed = desk.run(opening + other + " | expect unassigned_share <= 2.4%")
    #expect(failed.errors.map(\.code.id) == ["E0810"])
    #expect(failed.exitCode == .expectationFailed)
  }

  @Test func `text is read as the locked type, and a cell that cannot be is an error`() throws {
    let desk = try Desk()
    let result = desk.run(applied.replacing("tx.csv\"", with: "tx.csv\" types=text"))
    #expect(result.errors.map(\.message) == [])
    #expect(result.checkProblems.contains { $0.code.id == "N0720" })
    let plain = try desk.table(applied)
    let read = try desk.table(applied.replacing("tx.csv\"", with: "tx.csv\" types=text"))
    #expect(rows(read) == rows(plain))
    let broken = desk.run(
      opening + "load \"FOLDER/tx.csv\" | derive quantity = \"many\" | apply june")
    #expect(broken.errors.map(\.code.id) == ["E0651"])
  }

  // MARK: One row for each customer

  private func wide() throws -> Desk {
    let scene = LockScene()
    let lines = (0..<30).map {
      "C\($0),\($0 % 3 * 100 + $0),\($0 % 2 == 0 ? "north" : "south"),A\n"
    }
    try AtomicFile.write(
      Array(("id,spend,region,name\n" + lines.joined()).utf8),
      to: scene.folder.path + "/wide.csv")
    return try Desk(
      script: """
        load "\(scene.folder.path)/wide.csv" | drop spend > 215 because "too much"
          | features spend = sum(spend) by id | scale zscore | kmeans k=3 seed=1
          | name {spend is high => "Rich", else => "Others"}

        """, of: scene)
  }

  @Test func `a table of customers keeps its columns, and says which one gives way`() throws {
    let desk = try wide()
    let script = opening + "load \"FOLDER/wide.csv\" | derive twice = spend * 2 | apply june"
    let table = try desk.table(script)
    #expect(
      table.fields.map(\.name) == [
        "id", "spend", "region", "twice", "segment", "name", "distance", "confidence",
        "unassigned_reason",
      ])
    #expect(table.rowCount == 30)
    for row in 0..<30 {
      let spend = Int(table[row, 1].plainText) ?? -1
      let id = Int(table[row, 0].plainText.dropFirst()) ?? -1
      #expect(spend == id % 3 * 100 + id)
      #expect((table[row, 4] == .null) == (spend > 215))
    }
    let notes = desk.run(script).checkProblems.map(\.code.id)
    #expect(notes.contains("N0721") && notes.contains("N0720"))
  }

  @Test func `customers with several rows are refused where the lock had one each`() throws {
    let desk = try wide()
    let twice = "load \"FOLDER/wide.csv\" | append (load \"FOLDER/wide.csv\")"
    let result = desk.run(opening + twice + " | apply june")
    #expect(result.errors.map(\.code.id) == ["E0723"])
    #expect(result.exitCode == .differs)
    let once = try desk.table(opening + twice + " | dedupe by id | apply june")
    #expect(once.rowCount == 30)
  }

  // MARK: Checks

  @Test func `a lock that is missing, is none, or has another script is told at its place`() throws
  {
    let desk = try Desk()
    #expect(desk.check("locked \"none.seg.lock\"") == ["E0709"])
    #expect(desk.check("locked \"tx.csv\"") == ["E0709"])
    try AtomicFile.write(Array("{".utf8), to: desk.folder + "/x.seg.lock")
    #expect(desk.check("locked \"x.seg.lock\"") == ["E0701"])
    #expect(desk.check(opening + "load \"FOLDER/tx.csv\" | apply june") == [])
    try AtomicFile.write(Array("sample transactions".utf8), to: desk.folder + "/t.seg")
    let other = desk.run(opening)
    #expect(other.errors.map(\.code.id) == ["E0705"])
    #expect(other.errors[0].range != nil)
    #expect(other.exitCode == .differs)
  }

  @Test func `columns are compared before anything runs`() throws {
    let desk = try Desk()
    let load = "load \"FOLDER/tx.csv\""
    #expect(desk.check(opening + load + " | without quantity | apply june") == ["E0706"])
    #expect(
      desk.check(opening + load + " | without order_date | derive order_date = true | apply june")
        == ["E0706"])
    #expect(desk.check(opening + load + " | derive extra = 1 | apply june") == ["N0720"])
    #expect(desk.check("let june = \(load)\n\(load) | apply june") == ["E0302"])
  }

  @Test func `locks that open each other come to an end`() throws {
    let desk = try Desk()
    let script =
      "let june = locked \"t.seg.lock\"\n"
      + String(decoding: try FileAccess().read(desk.folder + "/t.seg"), as: UTF8.self)
    var document = desk.document
    document.script.tree = LockDocument.treeDigest(SourceText(name: "t.seg", text: script))
    try AtomicFile.write(Array(script.utf8), to: desk.folder + "/t.seg")
    try LockFile.write(document, to: desk.folder + "/t.seg.lock", root: nil)
    #expect(desk.check(opening) == ["E0710"])
  }

  @Test func `one of several models is chosen by name`() throws {
    let scene = LockScene()
    try scene.write()
    let desk = try Desk(
      script: """
        let customers = load "\(scene.data)" | rfm as_of=@2026-01-01 | scale zscore
        let few  = customers | kmeans k=2 seed=1
        let many = customers | kmeans k=4 seed=1
        few | profile
        many | profile

        """, of: scene)
    #expect(desk.check(opening) == ["E0710"])
    for (name, k) in [("few", 2), ("many", 4)] {
      let table = try desk.table(
        "let june = locked \"t.seg.lock\" model=\"\(name)\"\n"
          + "load \"FOLDER/tx.csv\" | apply june")
      let cells = table.cells(of: "segment")
      #expect(Set((0..<cells.count).map { cells[$0].plainText }).count == k)
    }
  }

  // MARK: Expectations

  @Test func `psi is the one of segue apply, of all features or of one`() throws {
    let desk = try Desk()
    let half = LockScene.lines.filter { $0.contains("2025-0") && !$0.contains("2025-03") }
    try AtomicFile.write(
      Array((LockScene.header + half.joined()).utf8), to: desk.folder + "/half.csv")
    let drift = try #require(try desk.outside("half.csv").drift)
    #expect(drift.features.count == 3)
    let worst = try #require(drift.worst)
    let questions =
      [("psi(june)", worst.stability.index)]
      + drift.features.map { ("psi(june, \($0.name))", $0.stability.index) }
    for (question, index) in questions {
      let script = applied.replacing("tx.csv", with: "half.csv") + " | expect \(question)"
      #expect(desk.run("\(script) <= \(index + 0.000001)").errors.isEmpty, "\(question)")
      #expect(
        desk.run("\(script) < \(index - 0.000001)").errors.map(\.code.id) == ["E0810"],
        "\(question)")
    }
  }

  @Test func `nobody has no psi, and nobody without a segment`() throws {
    let desk = try Desk()
    let nobody = applied.replacing("| apply", with: "| keep quantity > 1e9 | apply")
    let told = [
      ("psi(june) < 1", "no customer has a segment"),
      ("psi(june, recency) < 1", "no customer has a segment"),
      (
        "unassigned_share < 1",
        "share(unassigned_reason is not null) is undefined: there are no values"
      ),
    ]
    for (question, reason) in told {
      let found = desk.run("\(nobody) | expect \(question)").errors
      #expect(found.map(\.code.id) == ["E0810"], "\(question)")
      #expect(found.flatMap(\.notes) == [reason], "\(question)")
    }
  }

  @Test func `psi is refused where nobody measured it`() throws {
    let desk = try Desk()
    let load = "load \"FOLDER/tx.csv\""
    #expect(desk.check(opening + load + " | expect psi(june) < 1") == ["E0724"])
    #expect(desk.check(applied + " | sort segment | expect psi(june) < 1") == ["E0724"])
    #expect(desk.check(applied + " | expect psi(july) < 1") == ["E0724"])
    #expect(desk.check(applied + " | expect psi(june, recenc) < 1") == ["E0203"])
    #expect(desk.check(applied + " | expect psi(june) < 1 | expect psi(june, recency) < 1") == [])
  }

  @Test(arguments: [
    ("", true), (" | derive extra = 1", false), (" | without email", false),
    (" | without email | derive email = 5", true),
    (" | without quantity | derive quantity = 0.5", false),
  ])
  func `the columns of rows are compared with those of a locked file`(
    _ change: String, _ isSame: Bool
  ) throws {
    let desk = try Desk()
    let script =
      opening + "load \"FOLDER/tx.csv\"\(change) | expect schema == june.inputs.tx.schema"
    #expect(desk.run(script).errors.map(\.code.id) == (isSame ? [] : ["E0810"]))
    #expect(desk.check(script.replacing("inputs.tx", with: "inputs.ty")) == ["E0725"])
  }

  // MARK: Migration

  @Test func `migrate counts customers and money by where they were and are`() throws {
    let desk = try Desk()
    let early =
      "load \"FOLDER/tx.csv\" | drop order_date > @2025-06-30 | drop customer_id == "
      + "\"CANARY-1004\" | apply june"
    let before = try desk.table(applied)
    let now = try desk.table(opening + early)
    let moved = try desk.table(opening + early + " | migrate june by customer_id")
    #expect(moved.fields.map(\.name) == ["from", "to", "customers", "share", "monetary"])
    var counts: [String: Int] = [:]
    for row in 0..<before.rowCount {
      let other = (0..<now.rowCount).first { now[$0, 0] == before[row, 0] }
      let to = other.map { now[$0, 1] == .null ? "none" : now[$0, 1].plainText } ?? "gone"
      counts["\(before[row, 1].plainText) \(to)", default: 0] += 1
    }
    let found = rows(moved).reduce(into: [String: Int]()) { $0["\($1[0]) \($1[1])"] = Int($1[2]) }
    #expect(found == counts)
    #expect(found.values.reduce(0, +) == 40)
  }

  @Test func `customers who stay are all in their segment, with all their money`() throws {
    let desk = try Desk()
    let stay = try desk.table(applied + " | migrate june by customer_id")
    #expect(rows(stay).allSatisfy { $0[0] == $0[1] && $0[3] == "1" })
    let total = rows(stay).compactMap { Double($0[4]) }.reduce(0, +)
    let sum = try desk.table(
      "load \"FOLDER/tx.csv\" | drop quantity >= 100 | summarize all = sum(quantity * unit_price)")
    // Sums of forty amounts with two digits, added in another order.
    #expect(abs(total - (Double(rows(sum)[0][0]) ?? 0)) < 1e-6)
  }

  @Test func `migrate needs the files that were locked, and an id of both`() throws {
    let desk = try Desk()
    let script = applied.replacing("tx.csv", with: "today.csv") + " | migrate june by customer_id"
    try AtomicFile.write(
      try FileAccess().read(desk.folder + "/tx.csv"), to: desk.folder + "/today.csv")
    #expect(desk.run(script).errors.isEmpty)
    let strangers = desk.run(
      script.replacing(" | migrate", with: " | take 1 | derive customer_id = \"x\" | migrate"))
    #expect(strangers.outcome.remarks.contains { $0.code.id == "W0722" })
    try AtomicFile.write(
      Array((LockScene.header + LockScene.lines.dropLast().joined()).utf8),
      to: desk.folder + "/tx.csv")
    #expect(desk.run(script).errors.map(\.code.id) == ["E0703"])
    try AtomicFile.remove(desk.folder + "/tx.csv")
    #expect(desk.run(script).errors.map(\.code.id) == ["E0602"])
  }

  // MARK: At the prompt

  @Test func `a prompt opens a lock, goes on behind apply, and completes what can be asked`() throws
  {
    let desk = try Desk()
    var settings = desk.scene.settings
    settings.scriptFolder = desk.folder
    var prompt = PromptSession(settings)
    for line in [
      "let june = locked \"t.seg.lock\"", "june",
      "load \"\(desk.folder)/tx.csv\" | apply june", "| expect psi(june) < 1",
    ] {
      #expect(prompt.submit(line).results.flatMap(\.errors).map(\.message) == [])
    }
    #expect(prompt.last?.value.rowCount == 40)
    func completions(_ line: String) -> [String] {
      prompt.completion(of: line, at: line.count).candidates.map(\.text)
    }
    #expect(completions("| expect una").contains("unassigned_share"))
    #expect(completions("| expect ps") == ["psi("])
    #expect(completions("| migr") == ["migrate"])
    #expect(completions("load \"\(desk.folder)/tx.csv\" | apply ju") == ["june"])
  }

  // MARK: Locks of scripts that open locks

  @Test func `a script that opens a lock can be locked, and names the lock that changed`() throws {
    let desk = try Desk()
    let night = applied.replacing("FOLDER", with: desk.folder) + " | expect psi(june) < 1\n"
    func record() throws -> RecordedRun {
      try Session.record(
        SourceText(name: "night.seg", text: night),
        SessionSettings(
          files: FileAccess(), locks: .standard, control: .init(threads: 1), memoryLimit: 1 << 30,
          scriptFolder: desk.folder), RecordingOptions(version: "1.2.3"))
    }
    let lock = try record().document
    #expect(lock.locks.map(\.path) == [desk.folder + "/t.seg.lock"])
    let bytes = LockFile.bytes(of: lock)
    #expect(try LockFile.document(bytes, path: "night.seg.lock").locks == lock.locks)
    #expect(Verification(lock, try record().document).holds)
    var other = desk.document
    other.seed += 1
    try LockFile.write(other, to: desk.folder + "/t.seg.lock", root: nil)
    let verification = Verification(lock, try record().document)
    #expect(verification.cause?.level == .data)
    #expect(verification.verdict.hasPrefix("the lock `\(desk.folder)/t.seg.lock` is another one"))
    let refused = #expect(throws: Diagnostic.self) {
      try lock.requireUnchanged(
        SourceText(name: "night.seg", text: night), desk.scene.settings,
        lockPath: "night.seg.lock")
    }
    #expect(refused?.code.id == "E0703")
  }
}
