import Foundation
import Matrices
import Testing

@testable import Locks

struct PopulationStabilityTests {
  /// The definition, with half a row more on each side of each bin.
  @Test func `the index is the sum of (q − p) ln(q / p)`() throws {
    let (locked, fresh) = ([10, 20, 30], [30, 20, 0])
    var sum = 0.0
    for (a, b) in zip(locked, fresh) {
      let (p, q) = ((Double(a) + 0.5) / 61.5, (Double(b) + 0.5) / 51.5)
      sum += (q - p) * log(q / p)
    }
    let found = try #require(PopulationStability(locked: locked, fresh: fresh))
    #expect(abs(found.index - sum) < 1e-12)
    #expect(abs(found.nullMean - 2 * (1.0 / 60 + 1.0 / 50)) < 1e-15)
    // χ² with 2 degrees of freedom has its 99 % point at 9.2103; Wilson-Hilferty is within 1 %.
    #expect(abs(found.critical / (1.0 / 60 + 1.0 / 50) - 9.2103) < 0.09)
  }

  @Test func `equal shares have no drift, and no rows have no index`() throws {
    let same = try #require(PopulationStability(locked: [5, 9], fresh: [5, 9]))
    #expect(same.index == 0 && !same.isDrift)
    #expect(PopulationStability(locked: [5, 9], fresh: [0, 0]) == nil)
  }

  /// The mean is met to a tenth, and the critical value is exceeded in about 1 of 100.
  ///
  /// The seed is fixed, so that the test is the same in each run.
  @Test func `chance alone gives the mean and the critical value that are stated`() throws {
    let random = CounterRandom(seed: 11, purpose: .sampling, words: [1])
    func sample(_ rows: Int, _ start: Int) -> [Int] {
      var counts = [Int](repeating: 0, count: 10)
      for row in 0..<rows { counts[random.index(UInt64(start + row), below: 10)] += 1 }
      return counts
    }
    var (sum, beyond) = (0.0, 0)
    let trials = 1000
    for trial in 0..<trials {
      let found = try #require(
        PopulationStability(
          locked: sample(800, trial * 2000), fresh: sample(300, trial * 2000 + 1000)))
      sum += found.index / found.nullMean
      if found.index > found.critical { beyond += 1 }
    }
    #expect(abs(sum / Double(trials) - 1) < 0.1)
    #expect((3...25).contains(beyond))
  }
}

struct DriftTests {
  private static func script(_ scene: LockScene) -> String {
    """
    seg 1
    load "\(scene.data)"
      | drop quantity >= 100 because "typing errors"
      | winsorize unit_price to 5%...95%
      | rfm as_of=@2026-01-01 | scale zscore | kmeans k=3

    """
  }

  private func applied(
    _ lines: [String], header: String = LockScene.header
  ) throws -> (application: Application, drift: DriftReport) {
    let scene = LockScene()
    try scene.write()
    let lock = try scene.record(Self.script(scene)).document
    try (header + lines.joined()).write(
      toFile: scene.folder.path + "/new.csv", atomically: true, encoding: .utf8)
    let application = try scene.apply(lock, Self.script(scene), fresh: "new.csv")
    return (application, try #require(application.drift))
  }

  @Test func `the locked rows themselves have not drifted`() throws {
    let (application, drift) = try applied(LockScene.lines)
    #expect(drift.features.map(\.name) == ["recency", "frequency", "monetary"])
    #expect(drift.features.allSatisfy { $0.stability.index == 0 })
    #expect(drift.unassigned == 0 && drift.schemas.allSatisfy(\.isSame))
    #expect(drift.changed.map(\.column) == ["unit_price"])
    #expect(drift.changed.allSatisfy { $0.share == $0.lockedShare && $0.share > 0 })
    #expect(DriftLimits(psi: 0, unassigned: 0).passed(by: application).isEmpty)
  }

  @Test func `prices of another scale drift in one feature and are clamped`() throws {
    let dear = LockScene.lines.map { line -> String in
      var cells = line.split(separator: ",").map(String.init)
      cells[5] = "9" + cells[5]
      return cells.joined(separator: ",")
    }
    let (application, drift) = try applied(dear)
    #expect(drift.worst?.name == "monetary" && drift.worst?.stability.isDrift == true)
    #expect(drift.features[1].stability.index == 0)
    #expect(drift.changed[0].share > drift.changed[0].lockedShare)
    let passed = DriftLimits(psi: 0.2).passed(by: application)
    #expect(passed.map(\.code.id) == ["E0722"])
    #expect(passed[0].message.hasPrefix("`monetary` has drifted: its PSI is "))
  }

  @Test func `customers without a segment are counted by reason, and limited`() throws {
    let (application, drift) = try applied(
      LockScene.lines + [
        "CANARY-1,a@example.net,2025-05-05,I1,500,9.95\n",
        "CANARY-2,a@example.net,2025-05-05,I2,700,9.95\n",
      ])
    #expect(drift.entities == 42 && drift.unassigned == 2)
    #expect(drift.reasons.map(\.count) == [2])
    #expect(drift.reasons[0].text.contains("drop quantity >= 100"))
    #expect(DriftLimits(unassigned: 0.05).passed(by: application).isEmpty)
    let passed = DriftLimits(unassigned: 0.02).passed(by: application)
    #expect(
      passed.map(\.message) == ["4.8% of the customers have no segment, and 2.0% are allowed"])
  }

  @Test func `columns that are new or hold something else are listed`() throws {
    let header = LockScene.header.replacing("\n", with: ",channel\n")
    let lines = LockScene.lines.map { $0.replacing("\n", with: ",web\n") }
    let (application, drift) = try applied(lines, header: header)
    #expect(drift.schemas.map(\.extra) == [["channel"]])
    let text = application.json(lock: "t", output: "o").text()
    #expect(text.contains("\"extra\": [") && text.contains("channel"))
  }

  @Test func `a column of another type is named beside what the reader says`() throws {
    let scene = LockScene()
    try scene.write()
    let lock = try scene.record(Self.script(scene)).document
    let halves = LockScene.lines.map { line -> String in
      var cells = line.split(separator: ",").map(String.init)
      cells[4] += ".5"
      return cells.joined(separator: ",")
    }
    try scene.write(halves, to: "new.csv")
    let schemas = lock.schemas(
      of: [(name: "tx", path: scene.folder.path + "/new.csv")], scene.settings)
    #expect(
      schemas[0].retyped == [.init(column: "quantity", locked: "integer", found: "number")])
  }
}
