import Testing

/// Functions as their page writes them.
struct FunctionTests {
  private let orders = """
    table [{id: "j", day: @2024-01-05, amount: 118}, {id: "j", day: @2024-01-01, amount: 9},
           {id: "j", day: @2024-02-01, amount: 99}, {id: "k", day: @2024-01-03, amount: 7}]
    """

  @Test func `first and last are written as documented`() {
    let run = Ran(
      "\(orders) | features a = first(amount, by = day), b = last(amount, by = day) by id")
    #expect(run.result.errors.map(\.message) == [])
    #expect(run.rows == ["j 9 99", "k 7 7"])
  }

  @Test func `by is still a clause outside a call`() {
    let run = Ran("\(orders) | features a = first(amount, `by` = day), n = count() by id")
    #expect(run.rows == ["j 9 3", "k 7 1"])
  }

  @Test func `the remainder has the sign of the divisor`() {
    let run = Ran(
      """
      table [{x: -3, y: 2}, {x: 3, y: -2}, {x: 3, y: 2}, {x: -3, y: -2}, {x: 4, y: 0}]
        | derive m = mod(x, y) | select m
      """)
    #expect(run.rows == ["1", "-1", "1", "-1", "-"])
  }
}
