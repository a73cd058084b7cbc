import Planning
import Relations
import Testing

/// Names of segments: which rule wins, and what is told before anything runs.
struct NameTests {
  private let model = """
    table [{id: 1, days: 1, money: 90}, {id: 2, days: 2, money: 95}, {id: 3, days: 50, money: 10},
           {id: 4, days: 52, money: 12}, {id: 5, days: 99, money: 11}, {id: 6, days: 98, money: 13}]
      | features days = sum(days), money = sum(money) by id | scale zscore | kmeans k=3 seed=1

    """

  private func named(_ rules: String) -> Ran { Ran(model + "  | name " + rules) }

  private func names(_ ran: Ran) -> [String] {
    ran.value?.model?.names?.names ?? []
  }

  /// The centres of the model, in its order: twice the days of the segments.
  private var days: [Int] {
    guard case .model(let model)? = Ran(model).value else { return [] }
    return (0..<model.k).map { Int((2 * model.originalCentroids[$0, 0]).rounded()) }
  }

  @Test func `the first rule that fits the median customer gives the name`() {
    let ran = named(
      "{days is low and money is high => \"Best\", days is mid => \"Middle\", else => \"Gone\"}")
    #expect(ran.codes.filter { $0.hasPrefix("E") } == [])
    let byDays = Dictionary(uniqueKeysWithValues: zip(days, names(ran)))
    #expect(byDays == [3: "Best", 102: "Middle", 197: "Gone"])
    // Terciles of six customers, type 7: at 5/3 and 10/3 of the way.
    #expect(ran.record(of: "name").contains("money=[11.66666"))
  }

  @Test func `customers carry the name, in their own column`() {
    let ran = Ran(
      model + "  | name {days is low => \"New\", else => \"Old\"} | select id, name, segment")
    #expect(ran.names == ["id", "name", "segment"])
    #expect(ran.rows.filter { $0.contains("New") }.map { $0.prefix(1) } == ["1", "2"])
  }

  @Test func `a rule for two segments adds a number, with a warning`() {
    let ran = named("{days is low => \"New\", else => \"Old\"}")
    #expect(ran.codes.contains("W0440"))
    #expect(names(ran).sorted() == ["New", "Old", "Old 2"])
  }

  @Test func `cuts can be stated, and sizes be asked`() {
    let ran = named(
      "{days is low => \"A\", share > 30% => \"B\", else => \"C\"} with {days: 60...90}")
    #expect(names(ran).sorted() == ["A", "A 2", "B"])
    #expect(ran.record(of: "name").contains("days=[60.0, 90.0]"))
  }

  @Test func `what nobody owns and what nobody can reach is said before anything runs`() {
    let holes = named("{days is low => \"New\", days is high and money is low => \"Lost\"}")
    #expect(holes.codes.contains("E0441"))
    #expect(holes.message().contains("5 of 9 combinations of levels have no name"))
    #expect(holes.message().contains("days mid, money low"))
    let dead = named(
      "{days is low => \"New\", days is low and money is high => \"Best\", else => \"X\"}")
    #expect(dead.codes.contains("E0440"))
    #expect(dead.message().contains("no segment can be called `Best`"))
    let last = named("{else => \"Everybody\", days is low => \"New\"}")
    #expect(!last.codes.filter { $0.hasPrefix("E") }.isEmpty)
  }

  @Test func `slips are named with what to write`() {
    #expect(
      named("{days is lo => \"New\", else => \"X\"}").message().contains("did you mean `low`?"))
    #expect(
      named("{dys is low => \"New\", else => \"X\"}").message().contains("did you mean `days`?"))
    #expect(named("{days: 3}").codes.contains("E0302"))
    #expect(named("\"New\"").codes.contains { $0.hasPrefix("E") })
    #expect(named("{days < 10 => \"New\"}").codes.contains("E0442"))
  }
}
