import Relations
import Testing

@testable import Stages

/// How often each value from 0 to 10 occurs.
private func counts(_ values: [Int]) -> [Int] {
  (0...10).map { value in values.count { $0 == value } }
}

private let first = [1, 2, 2, 3, 5, 8, 9, 9]
private let second = [0, 1, 2, 2, 2, 4, 4, 6, 7, 10]

@Test func `Cliff's delta and its interval are those of all pairs`() throws {
  let found = try #require(CliffsDelta(first: counts(first), second: counts(second)))
  // By the definitions, pair by pair.
  func sign(_ a: Int, _ b: Int) -> Double { a > b ? 1 : a < b ? -1 : 0 }
  let (n, m) = (8.0, 10.0)
  let delta = first.flatMap { a in second.map { sign(a, $0) } }.reduce(0, +) / (n * m)
  let rows = first.map { a in second.map { sign(a, $0) }.reduce(0, +) / m }
  let columns = second.map { b in first.map { sign($0, b) }.reduce(0, +) / n }
  let all = first.flatMap { a in second.map { (sign(a, $0) - delta) * (sign(a, $0) - delta) } }
  let variance =
    (m * m * rows.map { ($0 - delta) * ($0 - delta) }.reduce(0, +)
      + n * n * columns.map { ($0 - delta) * ($0 - delta) }.reduce(0, +) - all.reduce(0, +))
    / (n * m * (n - 1) * (m - 1))
  let z = 1.959963984540054
  let width =
    z * variance.squareRoot()
    * ((1 - delta * delta) * (1 - delta * delta) + z * z * variance).squareRoot()
  let scale = 1 - delta * delta + z * z * variance
  #expect(abs(found.delta - delta) < 1e-15)
  #expect(abs(found.interval.lowerBound - (delta - delta * delta * delta - width) / scale) < 1e-12)
  #expect(abs(found.interval.upperBound - (delta - delta * delta * delta + width) / scale) < 1e-12)
}

// SciPy 1.17: mannwhitneyu(method="asymptotic", use_continuity=False), chi2_contingency, norm.sf.
@Test func `tests of no difference agree with SciPy`() throws {
  let delta = try #require(CliffsDelta(first: counts(first), second: counts(second)))
  #expect(abs(delta.probability - 0.5000285665207207) < 1e-12)
  let v = try #require(CramersV(first: [30, 5, 12], second: [40, 40, 20]))
  #expect(abs(v.v - 0.3004134267145106) < 1e-15)
  #expect(abs(v.probability - 0.0013158865199330127) < 1e-14)
  let tails = [
    0.920344325445942, 0.31731050786291415, 0.05, 0.012419330651552265, 6.334248366623973e-05,
    1.244192114854348e-15,
  ]
  for (z, wanted) in zip([0.1, 1, 1.959963984540054, 2.5, 4, 8], tails) {
    #expect(abs(normalTails(z) - wanted) < 1e-11 * wanted, "\(z)")
  }
}

// scipy.stats.chi2.sf.
@Test(arguments: [
  (0.5, 1, 0.47950012218695337), (3.84, 1, 0.05004352124870519), (7.0, 3, 0.07189777249646509),
  (11.5, 5, 0.042319832065580855), (2.0, 2, 0.36787944117144245), (30.0, 10, 0.000856641210775301),
  (60.0, 49, 0.1348643465253207),
])
func `tails of chi-square agree with SciPy`(_ x: Double, _ degrees: Int, _ wanted: Double) {
  #expect(abs(chiSquareTail(x, degrees: degrees) - wanted) < 1e-11 * wanted)
}

/// The example of Benjamini and Hochberg's procedure in which only the two smallest hold.
@Test func `false discoveries are bounded`() {
  let found = discoveries([0.216, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.001])
  #expect(found == [false, true, false, false, false, false, false, false, false, true])
  #expect(discoveries([]) == [])
}

@Test func `a rule has the precision and recall of what it says`() throws {
  let values = (0..<100).map { Double($0 * 37 % 100) }
  let labels = values.map { $0 < 30 ? 0 : $0 < 60 ? 1 : 2 }
  let rules = SegmentRules([("x", values), ("y", values.map { 100 - $0 })], labels: labels)
  for segment in 0..<3 {
    let rule = try #require(rules.rule(of: segment))
    let fits = values.map { value in
      rule.conditions.allSatisfy { condition in
        let cell = condition.column == "x" ? value : 100 - value
        return condition.isAbove ? cell > condition.limit : cell <= condition.limit
      }
    }
    let hits = zip(fits, labels).count { $0 && $1 == segment }
    #expect(rule.precision == Double(hits) / Double(fits.count { $0 }))
    #expect(rule.recall == Double(hits) / Double(labels.count { $0 == segment }))
    #expect(rule.precision > 0.9 && rule.recall > 0.9, "\(rule.code)")
  }
}

private let customers = """
  let habits = table [{id: 1, city: "Oslo", mail: "a@x"}, {id: 2, city: "Oslo", mail: "b@x"},
    {id: 3, city: "Oslo", mail: "c@x"}, {id: 4, city: "Bergen", mail: "d@x"},
    {id: 5, city: "Bergen", mail: "e@x"}, {id: 6, city: "Bergen", mail: null}] | mark mail as pii
  table [{id: 1, a: 1, b: 4}, {id: 2, a: 2, b: 4}, {id: 3, a: 1, b: 4}, {id: 4, a: 90, b: 4},
    {id: 5, a: 91, b: 4}, {id: 6, a: 95, b: 5}]
  | features a = sum(a), b = sum(b) by id | join habits on id
  """

@Test func `segments are compared by features and by what was carried along`() throws {
  let ran = Ran("\(customers) | scale none | kmeans k=2 seed=1 | differentiate")
  guard case .display(let display)? = ran.value else {
    Issue.record("\(ran.message())")
    return
  }
  let found = try #require(display as? SegmentDifferences)
  #expect(found.segments.map(\.size) == [3, 3])
  for segment in found.segments {
    #expect(segment.differences.map(\.column).sorted() == ["a", "b", "city"])
    #expect(segment.differences.first { $0.column == "city" }?.size == 1)
    #expect(segment.differences.first { $0.column == "a" }?.size == 1)
    #expect(segment.rule?.precision == 1 && segment.rule?.recall == 1)
  }
}

@Test func `personal columns are not compared`() {
  let codes = Ran("\(customers) | scale none | kmeans k=2 seed=1 | differentiate mail").codes
  #expect(codes.contains("E0503"))
}

@Test func `the order of rows does not move differences`() {
  func text(_ order: String) -> String {
    let script = """
      sample transactions customers=80 seed=7 | drop customer_id is null | sort \(order) | rfm
        | scale robust | kmeans k=3 seed=1 | differentiate
      """
    guard case .display(let display)? = Ran(script).value else { return "" }
    return String(describing: display.json)
  }
  #expect(text("invoice, stock_code") == text("-unit_price, -quantity"))
  #expect(!text("invoice").isEmpty)
}
