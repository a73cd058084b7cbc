import Testing

@testable import Stages

/// Three customers, one of whom bought once; two lines of one day are one purchase.
private let shop = """
  table [{id: 1, d: @2025-01-04, a: 10}, {id: 1, d: @2025-01-04, a: 5}, {id: 1, d: @2025-05-06, a: 45},
    {id: 1, d: @2025-06-05, a: 30}, {id: 2, d: @2025-03-01, a: 80}, {id: 3, d: @2025-06-30, a: 7},
    {id: 3, d: @2025-04-01, a: 9}] | columns {id: id}
    | behaviour id=id date=d amount=a as_of=@2025-07-01
  """

// By hand. Customer 1: days 2025-01-04 (a Saturday), 05-06 and 06-05, spends 15, 45, 30; 178, 56 and 26
// days before 2025-07-01. Mean 30, standard deviation with the denominator n: √150. Trend: 75 in the last 90 days less 15.
@Test func `behaviour describes how customers buy`() {
  let ran = Ran(shop)
  #expect(
    ran.names == [
      "id", "purchases", "tenure", "per_month", "mean_spend", "spend_variation", "gap", "velocity",
      "trend", "weekend_share",
    ])
  guard let rows = ran.value?.rows else {
    Issue.record("\(ran.message())")
    return
  }
  let wanted: [[Double]] = [
    [3, 178, 30.4375 * 3 / 178, 30, 150.0.squareRoot() / 30, 76, 90.0 / 178, 60, 1.0 / 3],
    [1, 122, 30.4375 / 122, 80, 0, 122, 80.0 / 122, -80, 1],
    [2, 91, 30.4375 * 2 / 91, 8, 0.125, 90, 16.0 / 91, -2, 0],
  ]
  for (row, values) in wanted.enumerated() {
    for (column, value) in values.enumerated() {
      let found = rows[row, column + 1].doubleValue ?? .nan
      #expect(abs(found - value) < 1e-12, "\(row + 1) \(ran.names[column + 1]): \(found)")
    }
  }
}

@Test func `behaviour can be scaled and joined to rfm`() {
  let script = """
    let tx = sample transactions customers=80 seed=7 | drop customer_id is null
    let habits = tx | behaviour
    tx | rfm | join habits on customer_id | scale robust | kmeans k=3 seed=1 | profile
    """
  #expect(Ran(script).result.errors.isEmpty, "\(Ran(script).message())")
}
