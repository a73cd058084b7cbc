import Testing

/// Three orders of two customers.
private let orders = """
  table [{id: 1, customer: "B", amount: 5}, {id: 2, customer: "A", amount: 9.50},
         {id: 3, customer: "B", amount: null}]
  """

@Test func `select takes columns in the order in which they are named`() {
  check("\(orders) | select amount, id", gives: ["5 1", "9.5 2", "- 3"], names: ["amount", "id"])
}

@Test func `select keeps the id of features`() {
  check(
    "\(orders) | features total = sum(amount), n = count() by customer | select n",
    gives: ["A 1", "B 2"], names: ["customer", "n"])
}

@Test func `without takes columns away`() {
  check("\(orders) | without amount, customer", gives: ["1", "2", "3"], names: ["id"])
}

@Test func `rename gives all names at once`() {
  check(
    "\(orders) | rename id = customer, customer = id | take 1", gives: ["1 B 5"],
    names: ["customer", "id", "amount"])
}

@Test func `a feature keeps its way back to raw units under its new name`() {
  let script = """
    table [{id: 1, m: 1}, {id: 2, m: 7}, {id: 3, m: 8}, {id: 4, m: 2}] | features m = sum(m) by id
      | log m | rename money = m, who = id | scale zscore | kmeans k=2 seed=1 | profile mean
    """
  guard case .profile(let profile)? = Ran(script).value else {
    Issue.record("a profile")
    return
  }
  #expect(profile.features == ["money"])
  #expect(profile.whole.values == [[4.5]])
}

@Test func `derive sees the columns that were made before it in the list`() {
  check(
    "table [{a: 2}, {a: 4}] | derive b = a * 10, c = b + 1, a = a - 2",
    gives: ["0 20 21", "2 40 41"], names: ["a", "b", "c"])
}

@Test func `an aggregate in derive is the number of the whole table, and recorded`() {
  check(
    "table [{a: 2}, {a: 6}] | derive share = a / sum(a), centred = a - mean(a)",
    gives: ["2 0.25 -2", "6 0.75 2"],
    record: ("derive", "share={(sum(a))=8} centred={(mean(a))=4}"))
}

@Test func `a number of the whole table is asked where its column stands in the list`() {
  check(
    "table [{a: 1}, {a: 3}] | derive a = a * 2, m = mean(a), a = 0, n = mean(a)",
    gives: ["0 4 0", "0 4 0"])
}

@Test func `what derive makes of features is a feature`() {
  check(
    "\(orders) | features total = sum(amount), n = count() by customer | derive basket = total / n",
    gives: ["A 9.5 1 9.5", "B 5 2 2.5"])
}

@Test(arguments: [
  ("sort amount", ["5", "9.5", "-"]), ("sort -amount", ["9.5", "5", "-"]),
  ("sort amount order=descending", ["9.5", "5", "-"]),
  ("sort customer, -amount", ["9.5", "5", "-"]), ("sort 10 - amount", ["9.5", "5", "-"]),
])
func `sort puts missing values last in both directions`(_ stage: String, _ rows: [String]) {
  check("\(orders) | \(stage) | select amount", gives: rows)
}

@Test func `rows that tie are ordered by their other columns, whatever the order of the file`() {
  let one = #"table [{k: 1, t: "b"}, {k: 1, t: "a"}, {k: 0, t: "z"}] | sort k"#
  let other = #"table [{k: 1, t: "a"}, {k: 0, t: "z"}, {k: 1, t: "b"}] | sort k"#
  check(one, gives: ["0 z", "1 a", "1 b"])
  check(other, gives: ["0 z", "1 a", "1 b"])
}

@Test func `candidates can be sorted by a metric that nobody has computed yet`() {
  let ran = Ran(
    """
    sample transactions customers=60 seed=3 | drop customer_id is null | rfm | scale zscore
      | kmeans k in 2...4 restarts=2 | sort -davies_bouldin | show k, davies_bouldin
    """)
  let values = ran.rows.compactMap { Double($0.split(separator: " ").last ?? "") }
  #expect(values.count == 3)
  #expect(values == values.sorted(by: >))
}

@Test func `take keeps the first rows, and all of them where there are fewer`() {
  check("\(orders) | take 2 | select id", gives: ["1", "2"])
  check("\(orders) | take 99 | select id", gives: ["1", "2", "3"])
  check("\(orders) | take 0 | select id", gives: [])
}

@Test func `summarize gives a row per group in the order of the keys, the missing key last`() {
  check(
    """
    table [{c: "SE", a: 5}, {c: null, a: 1}, {c: "NO", a: 9}, {c: "SE", a: 7}]
      | summarize total = sum(a), n = count(), each = total / n by c
    """,
    gives: ["NO 9 1 9", "SE 12 2 6", "- 1 1 1"], names: ["c", "total", "n", "each"])
}

@Test func `summarize without groups gives one row, of no rows too`() {
  check("table [{a: 5}, {a: 8}] | summarize m = median(a)", gives: ["6.5"])
  check("table [{a: 5}] | keep a > 9 | summarize n = count(), m = mean(a)", gives: ["0 -"])
}

@Test func `append matches columns by name and widens whole numbers`() {
  check(
    "let b = table [{y: 1.5, x: 3}]\ntable [{x: 1, y: 2}] | append b", gives: ["1 2", "3 1.5"],
    record: ("append", "appended=1"))
}

@Test func `an inline table knows its types`() {
  let ran = Ran(
    #"table [{a: 1, b: "x", c: @2025-01-31, d: true, e: 2.50, f: null}, {a: 2, b: null, c: null, d: false, e: 3, f: null}]"#
  )
  #expect(ran.rows == ["1 x 2025-01-31 true 2.5 -", "2 - - false 3 -"])
  #expect(
    ran.value?.rows?.fields.map(\.type.rawValue) == [
      "integer", "text", "date", "boolean", "number", "text",
    ])
}

@Test func `a param may stand in a table, a pipeline in an operand`() {
  check(
    """
    param day: date = @2025-06-30
    let base = table [{d: day, n: 1 + 1}]
    base | append (base | derive n = n * 10)
    """, gives: ["2025-06-30 2", "2025-06-30 20"])
}

@Test func `sample draws the same rows in any order of the table`() {
  let rows = (1...40).map { "{id: \($0), a: \($0 % 7)}" }
  let forward = "table [" + rows.joined(separator: ", ") + "]"
  let backward = "table [" + rows.reversed().joined(separator: ", ") + "]"
  let drawn = Ran(forward + " | sample 10 seed=3").rows
  #expect(drawn.count == 10)
  #expect(Set(drawn).count == 10)
  #expect(Ran(backward + " | sample 10 seed=3 | sort id").rows == drawn)
  #expect(Ran(forward + " | sample 10 seed=4").rows != drawn)
  #expect(Ran(forward + " | sample 90 seed=3").rows.count == 40)
}
