import Planning
import Relations
import Testing

/// The crowds of `ChoiceTests` with an outcome that follows one of the features exactly, and one that
/// follows nothing.
private func judged(_ stage: String) -> Ran {
  let rows = (0..<60).map { id in
    "{id: \(id), spent: \(id % 7), plan: \"\(["basic", "plus", "pro"][id % 3])\", left: \(id % 2 == 0)}"
  }.joined(separator: ", ")
  return Ran(
    "let later = table [\(rows)]\n"
      + "\(crowds) | join later on id kind=left | mark spent, left as outcome | scale zscore \(stage)"
  )
}

private let fits = "| kmeans k in 2...4 restarts=3 seed=1"

struct YardstickTests {
  @Test func `a number gives the means of its segments and the share of variance between them`()
    throws
  {
    let model = try #require(judged("\(fits) | measure by spent | keep k == 3").candidates.first)
    let spent = (0..<60).map { Double($0 % 7) }
    let groups = (0..<3).map { label in spent.indices.filter { model.labels[$0] == label } }
    let means = groups.map { group in group.map { spent[$0] }.reduce(0, +) / Double(group.count) }
    let mean = spent.reduce(0, +) / 60
    let between = zip(groups, means).map { Double($0.count) * ($1 - mean) * ($1 - mean) }
    let all = spent.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    let found = model.metrics.byColumn
    // Sums of small whole numbers: both ways round at most in the last digits.
    #expect(abs((found["spent_least"] ?? 0) - (means.min() ?? 1)) < 1e-12)
    #expect(abs((found["spent_most"] ?? 0) - (means.max() ?? 1)) < 1e-12)
    #expect(
      abs((found["spent_spread"] ?? 0) - ((means.max() ?? 0) - (means.min() ?? 9))) < 1e-12)
    #expect(abs((found["spent_eta_squared"] ?? 0) - between.reduce(0, +) / all) < 1e-12)
  }

  @Test func `an outcome is no feature, and compares candidates of several algorithms`() throws {
    let ran = judged("| compare (kmeans k=3) (ward k=3) by spent, plan, left")
    #expect(ran.codes.filter { $0.hasPrefix("E") } == [])
    #expect(ran.candidates.map { $0.scaled.features.names } == [["a", "b"], ["a", "b"]])
    let names = try #require(ran.candidates.first).metrics.byColumn.keys.sorted()
    #expect(
      names == [
        "left_cramers_v", "left_least", "left_most", "left_spread", "plan_cramers_v",
        "spent_eta_squared", "spent_least", "spent_most", "spent_spread",
      ])
  }

  @Test func `a feature is compared in the unit in which it was made, also behind log`() throws {
    let ran = Ran(
      "\(crowds) | log a | scale zscore | kmeans k in [3] seed=1 | measure by a")
    let model = try #require(ran.candidates.first)
    let originals = model.scaled.features.inOriginalUnits.numbers(of: "a").values
    let most = (0..<3).map { label -> Double in
      let own = originals.indices.filter { model.labels[$0] == label }.map { originals[$0] }
      return own.reduce(0, +) / Double(own.count)
    }.max()
    #expect(abs((model.metrics.byColumn["a_most"] ?? 0) - (most ?? 1)) < 1e-12)
  }

  @Test func `keep, sort, show and pick know the columns`() {
    let shown = judged(
      "\(fits) | measure by spent | keep spent_least > 0 | sort -spent_eta_squared"
        + " | show k, spent_least, spent_eta_squared")
    #expect(shown.names == ["k", "spent_least", "spent_eta_squared"])
    #expect(shown.rows.count == 3)
    let picked = judged("\(fits) | measure by spent | pick spent_eta_squared")
    let best = judged("\(fits) | measure by spent").candidates.max {
      ($0.metrics.byColumn["spent_eta_squared"] ?? 0, -$0.k)
        < ($1.metrics.byColumn["spent_eta_squared"] ?? 0, -$1.k)
    }
    #expect(picked.model?.k == best?.k)
    #expect(picked.record(of: "pick").hasPrefix("metric=spent_eta_squared"))
  }

  @Test func `the ledger keeps what decided`() {
    let record = judged("\(fits) | measure by plan").record(of: "measure")
    #expect(record.hasPrefix("by=[{k=2 plan_cramers_v="))
  }

  @Test(arguments: [
    ("measure by id", "E0960"), ("measure by spent | pick spent_most", "E0962"),
    ("measure", "E0303"), ("pick silhouette | measure jaccard by spent", "E0307"),
  ])
  func `what cannot compare segments is told before anything runs`(_ stage: String, _ code: String)
  {
    #expect(judged("\(fits) | \(stage)").codes.contains(code))
  }

  @Test func `segments are not compared by personal data`() {
    let people = (0..<60).map { "{id: \($0), sex: \"\($0 % 2)\"}" }.joined(separator: ", ")
    let script =
      "let people = table [\(people)] | mark sex as pii\n"
      + "\(crowds) | join people on id kind=left | scale zscore \(fits) | measure by sex"
    #expect(Ran(script).codes.filter { $0.hasPrefix("E") } == ["E0961"])
  }
}
