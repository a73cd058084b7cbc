import Foundation
import Planning
import Relations
import TestSupport
import Testing

/// `purchases` and `clv` against hand-made histories and the published example of CDNOW.
struct CustomerValueTests {
  private static let shop = """
    table [
      {customer_id: "a", order_date: @2025-01-03, amount: 10.0},
      {customer_id: "a", order_date: @2025-01-03, amount: 20.0},
      {customer_id: "a", order_date: @2025-01-23, amount: 6.0},
      {customer_id: "a", order_date: @2025-03-04, amount: 12.0},
      {customer_id: "b", order_date: @2025-02-01, amount: 8.0},
      {customer_id: "c", order_date: @2025-01-10, amount: 7.0},
      {customer_id: "c", order_date: @2025-01-15, amount: -9.0},
      {customer_id: "d", order_date: @2025-01-11, amount: 5.0},
      {customer_id: "d", order_date: @2025-02-20, amount: 15.0}
    ]
    """

  @Test func `a purchase is a day with orders`() {
    let run = Ran(Self.shop + " | purchases as_of=@2025-04-01")
    #expect(run.names == ["customer_id", "repeats", "last_purchase", "age", "spend"])
    #expect(
      run.rows == ["a 2 60 88 16", "b 0 0 59 8", "c 1 5 81 -1", "d 1 40 80 10"])
  }

  @Test func `columns are added, carried along, and missing where nothing is known`() {
    let run = Ran(Self.shop + " | purchases as_of=@2025-04-01 | clv")
    #expect(run.result.errors.map(\.message) == [])
    #expect(run.names.suffix(4) == ["p_active", "expected_purchases", "expected_spend", "clv"])
    guard case .features(let features)? = run.value else {
      Issue.record("no features")
      return
    }
    #expect(features.names == ["repeats", "last_purchase", "age", "spend"])
    let table = features.table
    for row in 0..<table.rowCount {
      guard case .number(let active) = table[row, 5], case .number(let bought) = table[row, 6]
      else {
        Issue.record("row \(row) has no expectation")
        continue
      }
      #expect(active > 0 && active <= 1 && bought >= 0)
    }
    #expect(run.record(of: "clv").contains("without_spend=1 bought_once=1"))
  }

  @Test func `histories that contradict each other are counted and have no value`() {
    let run = Ran(
      """
      table [{id: 1, n: 2, last: 30, age: 90, spend: 5.0}, {id: 2, n: 0, last: 0, age: 80, spend: 4.0},
             {id: 3, n: 1, last: 40, age: 30, spend: 4.0}, {id: 4, n: 0, last: 9, age: 80, spend: 4.0},
             {id: 5, n: 1, last: 9, age: 50, spend: null}]
        | features n = max(n), last_purchase = max(last), age = max(age), spend = max(spend) by id
        | clv repeats=n
      """)
    #expect(run.codes.contains("W0970"))
    #expect(run.record(of: "clv").contains("customers=5 unusable_histories=2"))
    #expect(run.rows[2].hasSuffix("- - - -") && run.rows[3].hasSuffix("- - - -"))
  }

  @Test(arguments: [
    ("rfm as_of=@2025-04-01 | clv", "E0970"),
    ("keep customer_id == \"b\" | purchases as_of=@2025-04-01 | clv", "E0971"),
    ("purchases as_of=@2025-04-01 | clv horizon=0 days", "E0309"),
    ("purchases as_of=@2025-04-01 | clv | clv", "E0402"),
  ])
  func `what cannot be computed is refused`(_ pipeline: String, _ code: String) {
    #expect(Ran(Self.shop + " | " + pipeline).codes.contains(code))
  }

  private static let summary: String? = SharedFiles.root.map {
    $0 + "/data/cdnow/cdnow_customers_summary_with_transactions.csv"
  }

  /// Times are in weeks here, so that a horizon of 39 days stands for 39 weeks.
  @Test(.enabled(if: SharedFiles.isPresent, "no shared data beside the project"))
  func `the published example of CDNOW comes out`() throws {
    let path = try #require(Self.summary)
    let run = Ran(
      """
      load "\(path)"
        | features repeats = max(x), last_purchase = max(t_x), age = max(T), spend = max(zbar) by ID
        | clv model=bg_nbd horizon=39 days discount=0%
      """)
    #expect(run.result.errors.map(\.message) == [])
    let row = try #require(run.rows.first { $0.hasPrefix("1 2 30.43") })
    let cells = row.split(separator: " ").compactMap { Double($0) }
    try #require(cells.count == 9)
    // Fader, Hardie and Lee: 1.226 purchases are expected of this customer.
    #expect(abs(cells[5] - 0.7266091) < 1e-6)
    #expect(abs(cells[6] - 1.2259104) < 1e-6)
  }

  @Test func `the order of rows moves nothing`() {
    let lines = "sample transactions customers=150 seed=3 | drop customer_id is null"
    let one = Ran("\(lines) | purchases | clv")
    let other = Ran("\(lines) | sort -quantity, invoice | purchases | clv")
    #expect(one.rows == other.rows && !one.rows.isEmpty)
  }
}
