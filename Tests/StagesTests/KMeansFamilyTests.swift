import Clustering
import Diagnostics
import Planning
import Session
import Tables
import Testing

/// Forty customers in two crowds of unequal size, and two far off.
private let records: [String] = (0..<42).map { i in
  let (a, b) =
    i < 2
    ? (400 + 90 * i, -300 * i - 200)
    : i < 12 ? (i % 5, (i * 7) % 6) : (30 + (i * 3) % 7, 40 + (i * 5) % 8)
  return "{id: \(i), a: \(a), b: \(b)}"
}

private func ran(_ call: String) -> Ran {
  Ran(
    "table [\(records.joined(separator: ", "))] | features a = sum(a), b = sum(b) by id"
      + " | scale none | \(call)")
}

private func record(_ ran: Ran, _ stage: String) -> LedgerRecord? {
  ran.result.outcome.decisions.last { $0.code.hasPrefix(stage) }?.record
}

@Test func `trimmed customers are in no segment, and the ledger counts them`() {
  let found = ran("kmeans k=2 trim=5% seed=1 | show id, segment, distance | take 3")
  #expect(found.rows.prefix(2).allSatisfy { $0.hasSuffix("- -") })
  let record = record(ran("kmeans k=2 trim=5% seed=1"), "kmeans")
  #expect(record?["trim"] == .number(0.05))
  #expect(record?["noise"] == .integer(2))
  #expect(record?["radius"] != nil)
}

@Test func `sizes keep within their bounds, and the ledger keeps the bounds`() {
  let sizes = ran(
    "kmeans k=3 min_share=25% max_share=40% seed=1 | summarize n = count() by segment | sort segment"
  ).rows
  #expect(sizes.count == 3)
  for size in sizes {
    let n = Int(size.split(separator: " ")[1]) ?? 0
    #expect((11...16).contains(n))
  }
  let record = record(ran("kmeans k=3 min_share=25% seed=1"), "kmeans")
  #expect(record?["min_share"] == .number(0.25))
  #expect(record?["max_share"] == .number(1))
}

@Test func `methods are swept as words, and bisecting gives nested segments`() {
  let found = ran(
    "kmeans k in 2...4 method in [lloyd, bisecting] seed=1 | show k, method, smallest")
  #expect(
    found.rows.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
      == ["2 lloyd", "3 lloyd", "4 lloyd", "2 bisecting", "3 bisecting", "4 bisecting"])
  let three = ran("kmeans k=3 method=bisecting seed=1 | show id, segment").rows
  let two = ran("kmeans k=2 method=bisecting seed=1 | show id, segment").rows
  #expect(Set(zip(two, three).map { "\($0.suffix(1)) \($1.suffix(1))" }).count == 3)
}

@Test func `with few customers batches are k-means itself`() {
  let batches = ran("kmeans k=3 method=minibatch seed=1 | show id, segment").rows
  #expect(batches == ran("kmeans k=3 seed=1 | show id, segment").rows)
}

@Test func `batches find the same customers too few as k-means does`() {
  let few = ran("kmeans k=43 method=minibatch")
  let whole = ran("kmeans k=43")
  #expect(few.codes == ["E0902"])
  #expect(
    few.result.outcome.problems.map(\.message) == whole.result.outcome.problems.map(\.message))
  let some = ran("kmeans k in 41...44 method=minibatch seed=1 restarts=1")
  let others = ran("kmeans k in 41...44 seed=1 restarts=1")
  #expect(some.codes == ["W0901"] && others.codes == ["W0901"])
  #expect(record(some, "kmeans")?["candidates"] == record(others, "kmeans")?["candidates"])
}

/// The estimate of a script that is only checked.
private func estimate(_ stages: String) throws -> MemoryEstimate {
  var session = session()
  // Each customer of the sample has 40 lines at most: 40 million rows, of which none is made, and
  // nobody knows how many of them have an invoice in common.
  let checked = session.check(
    SourceText(
      name: "s.seg",
      text: "sample transactions customers=1_000_000 | select invoice, quantity, unit_price"
        + " | features q = sum(quantity), r = mean(quantity), p = sum(unit_price), m = max(unit_price)"
        + " by invoice | scale zscore"
        + " | \(stages)"))
  try #require(!checked.hasErrors)
  return MemoryEstimate(checked.plan)
}

@Test func `work that does not fit is refused with batches as the way out, and they fit`() throws {
  let whole = try estimate("kmeans k=4")
  let batches = try estimate("kmeans k=4 method=minibatch")
  let most = try #require(batches.steps.compactMap(\.bytes).max())
  let problem = try #require(whole.problem(limit: most))
  #expect(problem.code == .tooLarge)
  #expect(problem.fixes.first?.replacement == "method=minibatch")
  #expect(batches.problem(limit: most) == nil)
}

@Test(arguments: [
  "kmeans k=4 trim=5%", "kmeans k=4 min_share=10%", "kmeans k=4 method=minibatch", "gmm k=4",
])
func `batches are not suggested where they are no way to do the same`(_ call: String) throws {
  let problem = try #require(try estimate(call).problem(limit: 1 << 20))
  let fit = try #require(try estimate(call).steps.last)
  #expect(!problem.fixes.contains { $0.replacement == "method=minibatch" })
  #expect(fit.stage.stage.instead(rows: 40_000_000).isEmpty)
}

@Test(arguments: [
  ("kmeans k=2 trim=5% min_share=10%", "E0950", "`trim` and bounds on sizes cannot be combined"),
  ("kmeans k=2 method=bisecting trim=5%", "E0950", "`method` and `trim` cannot be combined"),
  ("kmeans k=4 min_share=30%", "E0951", "4 segments of at least 30% are 120% of the customers"),
  ("kmeans k in 2...4 max_share=30%", "E0951", "2 segments of at most 30% are 60%"),
  ("kmeans k=2 min_share=60% max_share=50%", "E0951", "`min_share` is above `max_share`"),
  // Known only when the customers are counted: a quarter of 42 is 10.5.
  ("kmeans k=4 min_share=24% max_share=25.5%", "E0951", "4 segments of 11 to 10 customers"),
  ("kmeans k=2 | memberships", "E0952", "`kmeans` assigns each customer to one segment only"),
  ("fuzzy k=2 m=1", "E0309", "`m` is 1"), ("kmeans k=2 trim=150%", "E0309", "`trim` is a share"),
])
func `what does not go is said in the analyst's words`(
  _ call: String, _ code: String, _ text: String
) {
  let found = ran(call)
  #expect(found.codes.contains(code), "\(found.message())")
  #expect(found.message().contains(text), "\(found.message())")
}

@Test func `memberships are a row for each customer and segment, and sum to 1`() {
  for call in ["fuzzy k=3 seed=1", "gmm k=2 seed=1"] {
    let found = ran(
      "\(call) | memberships | summarize total = sum(membership), n = count() by id")
    #expect(found.rows.count == 42)
    for row in found.rows {
      let cells = row.split(separator: " ")
      #expect(abs((Double(cells[1]) ?? 0) - 1) < 1e-9, "\(row)")
    }
  }
  #expect(ran("fuzzy k=3 seed=1 | memberships").names == ["id", "segment", "membership"])
}

@Test func `the confidence of a fuzzy segment is the membership there`() {
  let confidences = ran("fuzzy k=2 seed=1 | show id, segment, confidence").rows
  let memberships = ran("fuzzy k=2 seed=1 | memberships").rows
  for row in confidences { #expect(memberships.contains(row), "\(row)") }
  let record = record(ran("fuzzy k=2 seed=1"), "fuzzy")
  #expect(record?["m"] == .number(2))
  #expect(record?["partition_coefficient"] != nil)
}

@Test func `equal customers stay together, and a size that misses its bound for it is told`() {
  let many = (0..<20).map { "{id: \($0), a: \($0 < 15 ? 1 : $0)}" }.joined(separator: ", ")
  let found = Ran(
    "table [\(many)] | features a = sum(a) by id | scale none | kmeans k=2 max_share=60% seed=1")
  #expect(found.codes.contains("W0950"))
}
