import Planning
import Testing

@testable import Stages

/// The profile of a table that a script ends in.
private func profile(_ script: String) -> DataProfile? {
  guard case .display(let display)? = Ran("\(script) | profile").value else { return nil }
  return display as? DataProfile
}

private let small = """
  table [{a: 1, b: 2.5, c: "x"}, {a: 2, b: 1, c: "x"}, {a: 2, b: 0.5, c: "y"}, {a: 3, b: 4, c: "z"},
    {a: 50, b: 90, c: null}, {a: null, b: 3, c: "x"}, {a: 7, b: null, c: "x"}, {a: 8, b: 9, c: "x"}]
  """

/// Of `a` without its missing cell, by NumPy 2.4 and SciPy 1.17 (`skew(bias=False)`).
@Test func `the numbers of a column are those of NumPy and SciPy`() throws {
  let a = try #require(profile(small)?.columns.first)
  #expect((a.count, a.missing, a.distinct) == (7, 1, 6))
  let quantiles = a.quantiles.compactMap(\.doubleValue)
  #expect(quantiles.count == 7)
  for (found, wanted) in zip(quantiles, [1, 1.3, 2, 3, 7.5, 37.4, 50]) {
    #expect(abs(found - wanted) < 1e-12)
  }
  #expect(abs((a.mean ?? 0) - 10.428571428571429) < 1e-12)
  #expect(abs((a.deviation ?? 0) - 17.652734848148814) < 1e-12)
  #expect(abs((a.skewness ?? 0) - 2.5223118863451686) < 1e-12)
}

@Test func `correlations are over the rows that have both values`() throws {
  let pairs = try #require(profile(small)?.pairs)
  #expect(pairs.map { "\($0.first) \($0.second)" } == ["a b"])
  #expect(abs((pairs.first?.correlation ?? 0) - 0.9982511476658182) < 1e-12)
}

@Test func `what would distort segments is listed, the most important first`() throws {
  let found = try #require(profile("sample transactions customers=200 seed=7"))
  #expect(
    found.alerts.map(\.kind) == [.dominantValue, .duplicates, .missingID, .negative])
  #expect(found.duplicates == 63)
  // Every stage that is offered runs.
  for alert in found.alerts {
    let fix = try #require(alert.fix)
    #expect(Ran("sample transactions customers=200 seed=7 \(fix)").result.errors.isEmpty, "\(fix)")
  }
}

@Test func `a clean table has no alerts, and an empty one has a profile`() throws {
  #expect(
    try #require(profile("sample transactions customers=200 seed=7 dirt=none | dedupe")).alerts
      .isEmpty)
  let empty = try #require(profile("\(small) | keep a > 100"))
  #expect((empty.rows, empty.duplicates) == (0, 0))
  #expect(empty.columns.allSatisfy { $0.quantiles.isEmpty && $0.top.isEmpty })
}

@Test func `a profile shows no personal value and does not depend on the order of rows`() throws {
  let found = try #require(profile("\(small) | mark c, b as pii"))
  #expect(found.columns.filter(\.isPersonal).map(\.name) == ["b", "c"])
  #expect(found.columns.filter(\.isPersonal).allSatisfy { $0.top.isEmpty && $0.quantiles.isEmpty })
  let rows = "sample transactions customers=50 seed=7"
  func text(_ script: String) -> String {
    guard case .display(let display)? = Ran(script).value else { return "" }
    return String(describing: display.json)
  }
  #expect(
    text("\(rows) | sort invoice, stock_code | profile")
      == text("\(rows) | sort -unit_price, quantity | profile"))
}

@Test func `statistics are for segments`() {
  #expect(Ran("\(small) | profile mean").codes == ["E0302"])
}
