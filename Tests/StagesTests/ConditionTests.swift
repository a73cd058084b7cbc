import Testing

@testable import Stages

private let orders = """
  table [{id: 1, s: "Paid", c: "Sweden"}, {id: 2, s: "Refunded", c: "Norway"}, {id: 3, s: null, c: "Norway"}]
  """

@Test(arguments: [
  #"keep s != "Refunded""#, #"keep s not in ["Refunded"]"#, #"keep id > 0 and s != "Refunded""#,
])
func `rows without a value that an inequality drops are reported`(condition: String) {
  let ran = Ran("\(orders) | \(condition)")
  #expect(ran.rows.count == 1)
  #expect(ran.codes == ["N0416"])
  #expect(
    ran.message(.note).contains(
      "1 of 3 rows has no `s`: a comparison with a missing value is false"))
}

@Test(arguments: [
  #"keep s == "Paid""#, #"keep s != "Refunded" or s is null"#, #"drop s == "Refunded""#,
  #"keep not (s == "Refunded")"#,
  #"keep c != "Norway""#,
])
func `where nothing surprising was dropped there is no note`(condition: String) {
  #expect(Ran("\(orders) | \(condition)").codes == [])
}

@Test func `a condition that leaves nothing offers the nearest value`() {
  let ran = Ran("\(orders) | keep c == \"sweden\"")
  #expect(ran.codes == ["W0415"])
  #expect(ran.message(.warning).contains(#"c == "Sweden""#))
  let both = Ran("\(orders) | keep c in [\"norwey\"] and s == \"paid\"")
  #expect(both.message(.warning).contains("Norway") && both.message(.warning).contains("Paid"))
  #expect(Ran("\(orders) | drop id > 0").codes == ["W0415"])
  #expect(Ran("\(orders) | keep c == \"sweden\" | keep id > 0").codes == ["W0415"])
  // Values of personal columns are not listed.
  let marked = Ran("\(orders) | mark c as pii | keep c == \"sweden\"")
  #expect(marked.codes.contains("W0415") && !marked.message(.warning).contains("Sweden"))
}
