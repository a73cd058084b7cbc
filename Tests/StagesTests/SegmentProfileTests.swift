import Diagnostics
import Documents
import Planning
import Relations
import Reports
import Tables
import Testing

@testable import Stages

private let rows = """
  let facts = sample transactions customers=300 seed=7 | drop customer_id is null
    | summarize country = mode(country), orders = count() by customer_id
  let rows = sample transactions customers=300 seed=7 | drop customer_id is null | rfm
    | join facts on customer_id | mark orders as outcome
  """
private let model = "\(rows)\nrows | scale robust | kmeans k=4 seed=1"

/// The profile that a script ends in.
private func profile(_ script: String) -> Profile? {
  guard case .value(let remembered, _)? = Ran(script).result.outcome.results.last,
    case .profile(let profile) = remembered.value
  else { return nil }
  return profile
}

/// What a terminal of 80 columns shows of it.
private func text(_ script: String) -> String? {
  guard case .value(let remembered, _)? = Ran(script).result.outcome.results.last else {
    return nil
  }
  return TerminalFormat(style: Style(width: 80)).text(
    of: Document(remembered.value, of: remembered.type))
}

/// The cells of a column in a segment, without missing ones, ascending.
private func values(_ name: String, of segment: Int, _ model: Model) -> [Double] {
  let cells = model.scaled.features.inOriginalUnits.numbers(of: name)
  return cells.values.indices
    .filter { model.labels[$0] == segment && !cells.missing.contains($0) }
    .map { cells.values[$0] }.sorted()
}

/// The probabilities that 0...n of n values are below the quantile p, by Pascal's triangle.
private func binomial(_ n: Int, _ p: Double) -> [Double] {
  var row = [1.0]
  for _ in 0..<n {
    row = (0...row.count).map { place in
      (place < row.count ? row[place] * (1 - p) : 0) + (place > 0 ? row[place - 1] * p : 0)
    }
  }
  return row
}

@Test(arguments: [0.25, 0.5, 0.75])
func `ranks around a quantile cover it with 95%, and no narrower ones do on a side`(p: Double) {
  for n in 1...80 {
    let chances = binomial(n, p)
    // The largest l with P(B ≤ l - 1) ≤ 2.5%, from 1, and the smallest u with P(B ≥ u) ≤ 2.5%.
    let low = (1...n).last { l in chances[0..<l].reduce(0, +) <= 0.025 }
    let high = (1...n).first { u in chances[u...n].reduce(0, +) <= 0.025 }
    let wanted = low.flatMap { l in high.map { l - 1...$0 - 1 } }
    #expect(quantileRanks(count: n, p) == wanted, "\(n)")
  }
}

// R 4.5: qbinom(c(.025, .975), 1e6, 0.5), one rank wider below as Conover counts; qt(0.975, df).
@Test func `intervals agree with published tables`() throws {
  #expect(quantileRanks(count: 20, 0.5) == 5...14)
  #expect(quantileRanks(count: 5, 0.5) == nil)
  let million = try #require(quantileRanks(count: 1_000_000, 0.5))
  #expect((499_018...499_022).contains(million.lowerBound))
  #expect(million.lowerBound + million.upperBound == 999_999)
  for (degrees, wanted) in [(9, 2.2621572), (29, 2.0452296), (99, 1.9842170)] {
    #expect(abs(studentQuantile(degrees: degrees) - wanted) < 1e-4, "\(degrees)")
  }
}

@Test func `medians, quartiles, intervals and chance are those of the customers`() throws {
  let found = try #require(profile("\(model) | profile"))
  #expect(found.features == ["recency", "frequency", "monetary"] && found.carried == ["orders"])
  func quantile(_ sorted: [Double], _ p: Double) -> Double {
    let place = Double(sorted.count - 1) * p
    let (low, high) = (sorted[Int(place)], sorted[min(sorted.count - 1, Int(place) + 1)])
    return low + (high - low) * (place - Double(Int(place)))
  }
  for (segment, described) in found.segments.enumerated() {
    for (column, name) in found.columns.enumerated() {
      let own = values(name, of: segment, found.model)
      let spread = try #require(described.spreads[column])
      #expect(
        [spread.q1, spread.median, spread.q3] == [0.25, 0.5, 0.75].map { quantile(own, $0) })
      #expect(described.values[column][1].map { abs($0 - spread.median) < 1e-9 } == true)
      #expect(
        spread.medianInterval
          == quantileRanks(count: own.count, 0.5).map { own[$0.lowerBound]...own[$0.upperBound] })
      guard own.count >= 10 else {
        #expect(spread.meanInterval == nil)
        continue
      }
      let mean = own.reduce(0, +) / Double(own.count)
      let squares = own.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      let error = (squares / Double(own.count - 1) / Double(own.count)).squareRoot()
      let interval = try #require(spread.meanInterval)
      let half = studentQuantile(degrees: own.count - 1) * error
      #expect(abs(interval.upperBound - (mean + half)) < 1e-9 * (1 + mean.magnitude))
      #expect(abs(interval.lowerBound - (mean - half)) < 1e-9 * (1 + mean.magnitude))
    }
  }
  // What `differentiate` does not discover among the same columns is chance here.
  guard
    case .display(let display)? = Ran(
      "\(model) | differentiate recency, frequency, monetary, orders"
    ).value,
    let differences = display as? SegmentDifferences
  else {
    Issue.record("differences")
    return
  }
  for (described, other) in zip(found.segments, differences.segments) {
    let chance = Set(other.differences.filter { !$0.isDiscovery }.map(\.column))
    #expect(Set(described.withinChance) == chance)
  }
}

@Test func `shares of money and customers near a border are counted one by one`() throws {
  let found = try #require(profile("\(model) | profile"))
  #expect(found.money == "monetary")
  let money = (0..<4).map { values("monetary", of: $0, found.model).reduce(0, +) }
  let matrix = found.model.scaled.matrix
  for (segment, described) in found.segments.enumerated() {
    let share = try #require(described.moneyShare)
    #expect(abs(share - money[segment] / money.reduce(0, +)) < 1e-12)
    let near = (0..<matrix.rows).count { row in
      guard found.model.labels[row] == segment else { return false }
      let distances = (0..<4).map { center in
        (0..<matrix.columns).map { column in
          let gap = matrix[row, column] - found.model.centroids[center, column]
          return gap * gap
        }.reduce(0, +).squareRoot()
      }.sorted()
      return 1 - distances[0] / distances[1] < 0.1
    }
    #expect(described.nearBorder == near)
  }
  let dense = try #require(
    profile("\(rows)\nrows | scale robust | dbscan eps=1 min_points=5 | profile"))
  #expect(dense.segments.allSatisfy { $0.nearBorder == nil })
}

@Test func `categories are counted, and personal data left out`() throws {
  let found = try #require(profile("\(model) | profile"))
  let category = try #require(found.categories.first)
  #expect(category.name == "country" && found.categories.count == 1)
  let table = found.model.scaled.features.inOriginalUnits
  let place = try #require(table.index(of: "country"))
  for (number, level) in category.levels.enumerated() {
    for segment in 0..<4 {
      let count = (0..<table.rowCount).count {
        found.model.labels[$0] == segment && table[$0, place].plainText == level
      }
      #expect(found.segments[segment].counts[0][number] == count)
    }
    #expect(
      found.categoryTotals[0][number] == found.segments.reduce(0) { $0 + $1.counts[0][number] })
  }
  #expect(found.categoryTotals[0] == found.categoryTotals[0].sorted(by: >))
  let marked = try #require(
    profile("\(rows)\nrows | mark country as pii | scale robust | kmeans k=4 seed=1 | profile"))
  #expect(marked.categories.isEmpty)
}

@Test func `the most telling columns come first, and a wide table has a row for each`() throws {
  let shown = try #require(text("\(model) | profile intervals=true"))
  for line in shown.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  #expect(shown.contains("95% interval") && shown.contains("near border"))
  #expect(shown.contains("country, not clustered on"))
  #expect(shown.contains("Not clustered on: orders."))
  let many = """
    table [\((0..<60).map { i in
      "{id: \(i), a: \((i * 7) % 60), b: \((i * 11) % 60), c: \((i * 13) % 60), money: \(i < 30 ? i : 500 + i)}"
    }.joined(separator: ", "))]
      | features a = sum(a), b = sum(b), c = sum(c), money = sum(money) by id
      | scale zscore | kmeans k=2 seed=1 | profile
    """
  let found = try #require(profile(many))
  #expect(found.effects.count == 4)
  let wide = try #require(text(many))
  let long = try #require(text(many + " layout=long"))
  #expect(wide.contains("statistic") && !long.contains("statistic"))
  // The largest effect is in the first row and in the first column of values.
  let best = found.columns[
    found.effects.indices.max { (found.effects[$0], $1) < (found.effects[$1], $0) } ?? 0]
  let lines = wide.split(separator: "\n")
  let heading = try #require(lines.firstIndex { $0.contains("statistic") })
  #expect(lines[heading + 2].contains(best))
  let narrow = long.split(separator: "\n").first { $0.contains(" a ") || $0.contains("money  ") }
  #expect(narrow?.contains(best) == true)
}

@Test func `settings of segments are refused for a table`() {
  #expect(Ran("table [{a: 1}] | profile layout=wide").codes == ["E0302"])
  #expect(Ran("table [{a: 1}] | profile intervals=true").codes == ["E0302"])
}

@Test func `a page that is shared shows no share of a few customers`() throws {
  let found = try #require(profile("\(model) | profile"))
  let large = found.without(fewerThan: 10)
  #expect(large.segments.allSatisfy { $0.size >= 10 })
  #expect(found.segments.contains { $0.counts[0].contains { (1..<10).contains($0) } })
  let value = Value.profile(large)
  guard case .value(let remembered, _)? = Ran("\(model) | profile").result.outcome.results.last
  else { return }
  #expect(
    PlainFormat().text(of: Document(value, of: remembered.type)).contains("fewer than 10"))
}
