import Foundation
import Matrices
import Relations
import TestSupport
import Testing

@testable import Tables

@Suite struct PublishedRFMTests {
  /// The cells of a plain file without quotes, without its header.
  private func rows(_ path: String) throws -> [[String]] {
    let root = try #require(SharedFiles.root)
    return try String(contentsOfFile: root + "/" + path, encoding: .utf8)
      .split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test(.enabled(if: SharedFiles.isPresent, "the folder of shared data is not there"))
  func `recency, frequency and amount of the orders of the R package rfm are as published`() throws
  {
    let orders = try rows("data/rfm_data_orders.csv")
    let expected = try rows("references/rfm_orders_expected_scores.csv")
    let dates = try orders.map { row -> Literal in
      let parts = row[1].split(separator: "-").compactMap { Int($0) }
      try #require(parts.count == 3)
      return .date(CivilDate(year: parts[0], month: parts[1], day: parts[2]).daysSinceEpoch)
    }
    let table = Table([
      ("customer", Column(orders.map { .text($0[0]) }, type: .text)),
      ("date", Column(dates, type: .date)),
      ("revenue", Column(orders.map { .integer(Int64($0[2]) ?? 0) }, type: .integer)),
    ])
    let end = CivilDate(year: 2006, month: 12, day: 31).daysSinceEpoch
    let found = try Executor(control: RunControl(threads: 2)).run(
      .project(
        .aggregate(
          .scan("orders"), keys: ["customer"],
          [
            NamedAggregate("last", .max(.column("date"))), NamedAggregate("orders", .rows),
            NamedAggregate("amount", .sum(.column("revenue"))),
          ]),
        [
          NamedScalar("customer", .column("customer")),
          NamedScalar(
            "recency", .call(.daysBetween, [.column("last"), .literal(.date(end))])),
          NamedScalar("orders", .column("orders")), NamedScalar("amount", .column("amount")),
        ]), over: ["orders": table])
    let cells = NaiveTable(found).rows
    let wanted = expected.map { row -> [Literal] in
      [.text(row[0])] + row[1...3].map { .integer(Int64($0) ?? -1) }
    }.sorted { order($0[0], $1[0]) < 0 }
    #expect(cells == wanted)
  }
}
